/** Units (单位) to choose from. */
import { get } from "@/kit/http";

export interface Unit {
  id: string;
  code: string;
  name: string;
}

/** Other lines are transferred to and the hotline decides: neither is given a ticket (rules §7.4). */
const NO_HANDLERS = ["EXTERNAL_LINE", "HOTLINE"];

/** Units whose name or code contains the words; of `handlers` only those that can be given a ticket. */
export async function findUnits(q: string, handlers = false): Promise<Unit[]> {
  const query = new URLSearchParams([["q", q], ["limit", "50"], ...(handlers ? NO_HANDLERS : []).map((kind) => ["without", kind])]);
  return (await get<{ items: Unit[] }>(`/api/units?${query.toString()}`)).items;
}
