/** The person behind a ticket (诉求人全景): what else he asked for. */
import { get } from "@/kit/http";
import type { TicketRow } from "./api";

export interface Person {
  /** Those that are not listed are counted as well. */
  total: number;
  tickets: TicketRow[];
  conduct: { taken_at: string; action: string; label: string; reason: string; until: string | null }[];
}

/** Other tickets of the ticket's person, as far as we may know. */
export function getPerson(id: string): Promise<Person> {
  return get(`/api/tickets/${id}/person`);
}
