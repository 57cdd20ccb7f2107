/** The dispatch catalogue's health (派单目录): check, learned hints, rulings that teach, why a ticket was sent where it was. */
import { get, post } from "@/kit/http";

export interface Finding {
  finding: string;
  label: string;
  subject: string;
  rows: string[];
  is_error: boolean;
}

export interface Hint {
  id: string;
  state: string;
  state_label: string;
  category_code: string;
  category: string;
  place_code: string;
  place: string;
  row_id: string | null;
  catalogue_unit: string | null;
  history_unit: string;
  cases: number;
  agreeing: number;
  share: number;
  examples: string[];
  zh: string;
  en: string;
  found_at: string;
  decided_at: string | null;
  note: string;
  proposed_row_id: string | null;
}

export interface Basis {
  kind: string;
  title: string;
  article: string;
}

export interface Ruling {
  action_id: string;
  ticket_number: string | null;
  at: string;
  action_label: string;
  category: string;
  refused_unit: string | null;
  final_unit: string | null;
  return_reason_label: string | null;
  fault_label: string | null;
  feedback: string | null;
  proposed_row_id: string | null;
  row_note: string | null;
}

export interface Why {
  on: string;
  found: boolean;
  kind: string;
  kind_label: string;
  at: string | null;
  action_label: string | null;
  by: string | null;
  automatic: boolean;
  unit: string | null;
  partners: string[];
  row: { id: string; valid_from: string; valid_to: string | null; approved_by_name: string | null; in_force_then: boolean; ended_since: string | null } | null;
  condition: { zh: string; en: string; facts: { field: string; label: string; value: string }[] } | null;
  basis: string[];
  override: { reason: string; by: string } | null;
  ruling: string | null;
  text_zh: string;
  text_en: string;
}

export const HINT_STATES = ["OPEN", "PROPOSED", "DISMISSED", "LAPSED"];
export const BASIS_KINDS = ["LAW", "DUTY_ORDER", "POWER_LIST", "TOWN_LIST", "RULING", "AGREEMENT"];

export function checkCatalogue(): Promise<Finding[]> {
  return get("/api/catalogue/check");
}

export function listHints(state: string): Promise<Hint[]> {
  return get("/api/catalogue/hints", { state });
}

export function dismissHint(id: string, note: string): Promise<Hint> {
  return post(`/api/catalogue/hints/${id}/dismiss`, { note });
}

/** Accepted: a row is proposed, which another person approves. */
export function proposeHint(id: string, basis: Basis[], valid_from: string, note: string): Promise<Hint> {
  return post(`/api/catalogue/hints/${id}/propose`, { basis, valid_from, note });
}

export function listRulings(): Promise<Ruling[]> {
  return get("/api/catalogue/rulings", { open: true });
}

/** Why the ticket was with its unit on that day. */
export function whyDispatched(ticketId: string, on: string): Promise<Why> {
  return get(`/api/tickets/${ticketId}/why-dispatched`, { on });
}
