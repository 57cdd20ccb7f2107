/** The full-text search over tickets (工单检索): what the server found, and where in the ticket. */
import { get, type Query } from "@/kit/http";
import type { Page } from "@/kit/listing";
import type { TicketRow } from "./api";

/** Start and end in characters of the text beside it. */
export type Mark = [number, number];

export interface Excerpt {
  part: string;
  part_label: string;
  text: string;
  marks: Mark[];
}

export interface FoundTicket extends TicketRow {
  title_marks: Mark[];
  /** The number was typed, or its beginning. */
  by_number: boolean;
  excerpts: Excerpt[];
}

export interface FoundPage extends Page<FoundTicket> {
  /** The search engine is down; the index of this house answered. */
  degraded: boolean;
  corrected: string | null;
}

export interface Sought extends Query {
  q?: string;
  kind?: string;
  status?: string;
  category?: string;
  unit?: string;
  district?: string;
  from?: string;
  to?: string;
}

export const PARTS = ["kind", "status", "category", "unit", "district", "from", "to"] as const;
/** Longer words are cut by the page, not refused by the server. */
export const MOST = 5000;

/** The day after a day: the server's "to" is the first instant that no longer counts. */
export function dayAfter(day: string): string {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, (date ?? 1) + 1)).toISOString().slice(0, 10);
}

/** A page of what was found, the best first. */
export function findTickets(sought: Sought, cursor?: string): Promise<FoundPage> {
  return get("/api/tickets/search", { ...sought, to: sought.to && dayAfter(sought.to), cursor });
}
