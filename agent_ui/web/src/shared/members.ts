/** People of a unit (任职人员), to whom work can be given. */
import { get } from "@/kit/http";

export interface Member {
  account_id: string;
  display_name: string;
}

/** Who holds a duty in the unit today. */
export function listMembers(unitId: string): Promise<Member[]> {
  return get(`/api/units/${unitId}/members`);
}
