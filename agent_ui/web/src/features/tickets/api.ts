/** Tickets (工单) as the server shows them; what may be done is told by the ticket, never known here. */
import { get, post, type Query } from "@/kit/http";
import type { Page } from "@/kit/listing";
import type { RawSuggestion } from "@/shared/suggestion";
import type { Branches } from "./branch";

/** GREEN, YELLOW or RED; the server sends null where no clock runs. */
export type Light = string;

export interface TicketRow {
  id: string;
  number: string;
  title: string;
  status: string;
  status_label: string | null;
  kind: string | null;
  kind_label: string | null;
  category_name: string | null;
  unit_name: string | null;
  lead_unit_id?: string | null;
  light: Light | null;
  due_at: string | null;
  /** The end of the clock that gives the light: the next one to run out. */
  next_due_at?: string | null;
  /** How that clock counts: DAY and MIN working time, CLK and CAL day and night; null where none runs. */
  next_due_mode?: string | null;
  /** These dates may still move: the year's holidays are not published. */
  due_provisional?: boolean;
  next_due_provisional?: boolean;
  received_at: string;
  /** Not told of a confidential ticket in a list. */
  urgency: string | null;
  confidentiality: string;
  channel: string | null;
  redo_round: number;
}

export interface Queue {
  queue: string;
  label: string;
  count: number;
}

export interface Option {
  value: string;
  label: string;
}

export type FieldType =
  | "text"
  | "textarea"
  | "select"
  | "multiselect"
  | "unit"
  | "units"
  | "account"
  | "category"
  | "date"
  | "datetime"
  | "bool"
  | "int"
  | "files"
  | "json";

export interface FieldSpec {
  name: string;
  label: string;
  type: FieldType;
  required: boolean;
  options?: Option[];
  help?: string;
  /** Asked only while these other fields of the form have one of these values. */
  when?: Record<string, string[]>;
}

export interface AllowedAction {
  action: string;
  label: string;
  tone?: string;
  /** A person of another role must confirm it. */
  second_person?: boolean;
  fields: FieldSpec[];
}

export interface Clock {
  id: string;
  clock: string;
  label: string;
  /** DAY and MIN count working time, CLK and CAL go on at night. */
  mode?: string;
  due_at: string | null;
  light: Light | null;
  state: string;
  state_label: string;
  unit_id?: string | null;
  provisional?: boolean;
}

export interface Assignment {
  id: string;
  unit_id: string;
  unit_name: string;
  role: string;
  role_label: string;
  status: string;
  status_label: string;
  due_at: string | null;
  due_provisional?: boolean;
  light: Light | null;
  handler_name?: string | null;
  signed_at?: string | null;
}

export interface TimelineEntry {
  id: string;
  at: string;
  action: string;
  label: string;
  from_label?: string | null;
  to_label?: string | null;
  actor_name?: string | null;
  unit_name?: string | null;
  details: { label: string; text: string }[];
}

export interface Attachment {
  id: string;
  name: string;
  url: string;
  kind_label?: string;
  size?: number;
}

export interface LinkedTicket {
  id: string;
  number: string;
  title: string;
  relation: string;
  relation_label?: string;
}

/** The citizen's card, masked; a hidden citizen has no card for the unit. */
export interface Citizen {
  hidden: boolean;
  id?: string;
  kind: string;
  special_group: string;
  name: string | null;
  address?: string | null;
  contacts?: { id: string; kind: string; value: string; is_primary: boolean }[];
  company_name?: string | null;
  credit_code?: string | null;
  lists?: string[];
  language?: string;
  preferred_channel?: string | null;
  callback_time?: string | null;
  tags?: string[];
  wants_secrecy?: boolean;
  may_publish?: boolean;
  conduct?: string;
  restricted?: boolean;
}

export interface Ticket extends TicketRow, Partial<Branches> {
  version: number;
  content: string;
  /** Null once the ticket holds nobody any more. */
  citizen: Citizen | null;
  deidentified_at?: string | null;
  assignments: Assignment[];
  clocks: Clock[];
  timeline: TimelineEntry[];
  suggestion: RawSuggestion | null;
  attachments: Attachment[];
  links: LinkedTicket[];
  allowed_actions: AllowedAction[];
  [field: string]: unknown;
}

export interface Filters extends Query {
  queue?: string;
  status?: string;
  kind?: string;
  category?: string;
  unit?: string;
  light?: string;
  q?: string;
}

/** One page of the tickets visible to us, keyset-paged. */
export function listTickets(filters: Filters, cursor?: string, limit = 30): Promise<Page<TicketRow>> {
  return get("/api/tickets", { ...filters, cursor, limit });
}

/** Our queues with how much waits in each. */
export function listQueues(): Promise<Queue[]> {
  return get("/api/queues");
}

/** The full ticket with the actions we may take now. */
export function getTicket(id: string): Promise<Ticket> {
  return get(`/api/tickets/${id}`);
}

/** A number as it was written down or pasted: without blanks, in plain capitals. */
export function plainNumber(text: string): string {
  return text.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase();
}

/** The full ticket of a number; 404 for everybody who may not see it. */
export function getByNumber(number: string): Promise<Ticket> {
  return get(`/api/tickets/by-number/${encodeURIComponent(number)}`);
}

/** Take an action on a version of the ticket; 409 when someone was faster. */
export function act(id: string, action: string, version: number, fields: Record<string, unknown>): Promise<Ticket> {
  return post(`/api/tickets/${id}/actions/${action}`, { version, ...fields });
}

/** A ticket just opened, with the code to read out once. */
export interface Opened {
  id: string;
  number: string;
  query_code: string;
  promise_due_at: string | null;
  version: number;
}

/** Open a ticket on behalf of a citizen. */
export function openTicket(body: Record<string, unknown>): Promise<Opened> {
  return post("/api/tickets", body);
}

/** Give an upload to the ticket; actions then name it by the id. */
export async function attachFile(id: string, claim: string, kind: string): Promise<string> {
  const answer = await post<{ ids: string[] }>(`/api/tickets/${id}/files`, { claims: [claim], kind });
  return answer.ids[0] ?? "";
}

/** Read one masked field in clear; logged with the purpose. */
export function reveal(id: string, field: string, purpose: string): Promise<{ value: string | null }> {
  return post(`/api/tickets/${id}/reveal`, { field, purpose });
}
