/** Units (单位) to choose from. */
import { get } from "@/kit/http";

export interface Unit {
  id: string;
  code: string;
  name: string;
}

/** Units whose name or code contains the words. */
export async function findUnits(q: string): Promise<Unit[]> {
  return (await get<{ items: Unit[] }>("/api/units", { q, limit: 50 })).items;
}
