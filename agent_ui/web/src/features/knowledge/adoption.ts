/** Answers used on a ticket (采用记录): which version of which source. */
import { get, post } from "@/kit/http";
import type { Cited } from "@/shared/citing";

export interface Adoption {
  id: string;
  document_id: string;
  revision_id: string;
  title: string;
  at: string;
}

const MOST_HEARD = 300;

/** Record on the ticket that this version is used; 409 when it is no longer the one in force. Twice is once. */
export function adopt(ticketId: string, { document, revision_id, heard, position }: Cited): Promise<Adoption[]> {
  return post("/api/assist/adopt", { ticket_id: ticketId, document, revision_id, heard: heard.slice(-MOST_HEARD), position });
}

/** What is kept by version can be recorded; units and notices are only quoted. */
export const isKept = (cited: Cited): boolean => cited.revision_id !== "";

/** What was used on a ticket, first to last. */
export function listAdoptions(ticketId: string): Promise<Adoption[]> {
  return get(`/api/tickets/${ticketId}/adoptions`);
}

/** Record everything a new ticket cites; returns the titles that could not be recorded. */
export async function adoptAll(ticketId: string, all: readonly Cited[]): Promise<string[]> {
  const refused: string[] = [];
  for (const one of all.filter(isKept)) await adopt(ticketId, one).catch(() => refused.push(one.title));
  return refused;
}
