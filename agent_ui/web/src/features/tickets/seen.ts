/** Seen before (查重): open and finished tickets about the same matter, and what to do instead of a new one. */
import { request, get } from "@/kit/http";

export interface IncidentRef {
  id: string;
  number: string;
  title: string;
  state: string;
  state_label: string;
}

export interface SeenHint {
  id: string;
  number: string;
  title: string;
  status: string;
  status_label: string;
  unit_name: string | null;
  received_at: string;
  closed_at: string | null;
  similarity: number;
  same_citizen: boolean;
  /** What the new words say that the old ones did not. */
  new_parts: string[];
  advice: string;
  advice_label: string;
  /** A sentence to read out to the citizen. */
  words: string | null;
  /** The action to offer on that ticket. */
  action: string | null;
  incident: IncidentRef | null;
}

/** Somebody who asks about one matter again and again: told, never refused. */
export interface RepeatCaller {
  today: number;
  month: number;
  ticket_ids: string[];
  words: string;
}

export interface SeenBefore {
  /** False while the server still gathers after a start. */
  complete: boolean;
  hints: SeenHint[];
  batch: { citizens: number; ticket_ids: string[]; hours: number } | null;
  repeat_caller?: RepeatCaller | null;
}

export interface Repeat {
  id: string;
  number: string;
  title: string;
  status: string;
  status_label: string;
  basis: string;
  basis_label: string;
  similarity: number;
  closed_at: string | null;
  flagged_at: string;
  days_after: number;
  in_reopen_window: boolean;
}

export interface SeenOnTicket extends SeenBefore {
  repeats: { earlier: Repeat[]; later: Repeat[] };
  incidents: (IncidentRef & { member_state: string; member_state_label: string })[];
}

export interface Question {
  text: string;
  place?: Record<string, unknown>;
  phone?: string;
  category_code?: string;
}

/** What is known about words that are not stored yet. */
export function askSeen(question: Question, signal?: AbortSignal): Promise<SeenBefore> {
  return request("/api/similar", { method: "POST", body: question, signal });
}

/** What is known about a ticket: likenesses, repeats, incidents. */
export function seenOn(id: string): Promise<SeenOnTicket> {
  return get(`/api/tickets/${id}/seen-before`);
}

/** The same person with the same matter: one decides before another ticket is opened. */
const ASKS_FIRST = new Set(["TELL_PROGRESS", "ADD_INFO", "NOTHING_NEW", "REOPEN"]);

export function toDecide(seen: SeenBefore | null): SeenHint[] {
  return (seen?.hints ?? []).filter((hint) => ASKS_FIRST.has(hint.advice));
}
