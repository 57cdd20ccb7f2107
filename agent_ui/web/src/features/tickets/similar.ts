/** Tickets like this one (相似工单), for joining. */
import { get } from "@/kit/http";

/** A ticket that looks like the same matter. */
export interface Similar {
  id: string;
  number: string;
  title: string;
  similarity: number;
}

/** Open tickets that look like the same matter, most alike first. */
export function listSimilar(id: string): Promise<Similar[]> {
  return get(`/api/tickets/${id}/similar`);
}
