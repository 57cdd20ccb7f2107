/** Units (单位) to choose from. */
import { get } from "@/kit/http";

export interface Unit {
  id: string;
  code: string;
  name: string;
  level?: string;
  level_label?: string;
  parent_name?: string | null;
}

/** Units whose name or code contains the words. */
export async function findUnits(q: string, level?: string): Promise<Unit[]> {
  const answer = await get<Unit[] | { items: Unit[] }>("/api/units", { q, level });
  return Array.isArray(answer) ? answer : answer.items;
}
