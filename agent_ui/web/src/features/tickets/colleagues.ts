/** Colleagues (同事) who may be named on a ticket. */
import { get } from "@/kit/http";

/** Someone who may be named on a ticket that only the named may see. */
export interface Colleague {
  account_id: string;
  name: string;
  roles: string[];
  unit_name: string | null;
}

/** Colleagues whose name or login begins with the words. */
export function listColleagues(q: string): Promise<Colleague[]> {
  return get("/api/colleagues", { q });
}
