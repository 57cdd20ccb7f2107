/** The dispatch catalogue's health (派单目录): check, learned hints, rulings that teach, why a ticket was sent where it was. */
import { get, post } from "@/kit/http";

export interface Finding {
  finding: string;
  label: string;
  said_en: string;
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
  id: string;
  ticket_id: string;
  at: string;
  action_label: string;
  category_code: string | null;
  district_code: string | null;
  town_code: string | null;
  objecting_unit: string | null;
  refused_unit: string | null;
  final_unit: string | null;
  fault_label: string | null;
  proposed_row_id: string | null;
  row_note: string | null;
}

export interface TownLoad {
  month: string;
  definition: string;
  towns: { unit_id: string; unit: string; dispatched: number; transferred: number; helping: number; on_list: number; overrides: number }[];
  overrides: { ticket_number: string | null; unit: string; category: string; at: string; by: string; reason: string | null; action_label: string }[];
}

export interface Why {
  on: string;
  found: boolean;
  kind: string | null;
  kind_label: string | null;
  at: string | null;
  action_label: string | null;
  by: string | null;
  automatic: boolean;
  unit: string | null;
  partners: string[];
  row: { id: string; condition: string | null; valid_from: string; valid_to: string | null; approved_by_name: string | null; in_force_then: boolean; ended_since: string | null } | null;
  condition: { zh: string; en: string; facts: { field: string; label: string; value: string }[] } | null;
  basis: string[];
  override: { reason: string; by: string | null } | null;
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

/** Decisions that found the catalogue wrong and have changed no row yet. */
export function listRulings(): Promise<Ruling[]> {
  return get("/api/dispatch/rulings", { open: true });
}

/** Why the ticket was with its unit on that day. */
export function whyDispatched(ticketId: string, on: string): Promise<Why> {
  return get(`/api/tickets/${ticketId}/why-dispatched`, { on });
}

/** The row the ruling means is proposed. */
export function proposeByRuling(id: string): Promise<Ruling> {
  return post(`/api/dispatch/rulings/${id}/propose`);
}

/** No row changes, and why. */
export function settleRuling(id: string, note: string): Promise<Ruling> {
  return post(`/api/dispatch/rulings/${id}/settle`, { note });
}

/** Count history now instead of waiting for the daily run. */
export function refreshHints(): Promise<{ open: number; new: number; lapsed: number }> {
  return post("/api/dispatch/hints/refresh");
}

export function townLoad(month: string): Promise<TownLoad> {
  return get("/api/towns/load", { month });
}
