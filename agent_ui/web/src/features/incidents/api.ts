/** Incidents (批量件): many tickets under one cause, confirmed by a person, answered and told as one. */
import { get, post, type Query } from "@/kit/http";
import type { Page } from "@/kit/listing";

export interface IncidentRow {
  id: string;
  number: string;
  title: string;
  cause: string;
  state: string;
  state_label: string;
  category_code: string | null;
  category_name: string | null;
  place_code: string | null;
  place_name: string | null;
  lead_ticket_id: string | null;
  members: number;
  suggested: number;
  open: number;
  citizens: number;
  origin: string;
  origin_label: string;
  first_at: string | null;
  last_at: string | null;
  created_at: string;
  version: number;
}

export interface Measure {
  id: string;
  kind: string;
  kind_label: string;
  state: string;
  state_label: string;
  text: string;
  proposed_by_name: string | null;
  proposed_at: string;
  decided_by_name: string | null;
  decided_at: string | null;
  return_reason: string | null;
  counts: Record<string, number>;
  may_approve: boolean;
  may_retry: boolean;
}

export interface Incident extends IncidentRow {
  decided_at: string | null;
  decided_by_name: string | null;
  closed_at: string | null;
  /** Why it was closed or dismissed. */
  end_reason: string | null;
  /** What may be done with it now. */
  allowed: string[];
  measures: Measure[];
}

export interface Member {
  ticket_id: string;
  number: string;
  title: string;
  status: string;
  status_label: string;
  unit_name: string | null;
  received_at: string;
  urgency: string;
  confidentiality: string;
  state: string;
  state_label: string;
  similarity: number | null;
  is_lead: boolean;
}

export interface MeasureItem {
  ticket_id: string;
  number: string;
  title: string;
  state: string;
  state_label: string;
  reason: string | null;
  attempts: number;
  done_at: string | null;
}

export const STATES = ["SUGGESTED", "OPEN", "CLOSED", "DISMISSED"];

/** Incidents with a ticket we may see, newest first. */
export function listIncidents(query: Query): Promise<Page<IncidentRow>> {
  return get("/api/incidents", query);
}

export function getIncident(id: string): Promise<Incident> {
  return get(`/api/incidents/${id}`);
}

export function listMembers(id: string, query: Query): Promise<Page<Member>> {
  return get(`/api/incidents/${id}/tickets`, query);
}

/** Open one by hand over tickets somebody has seen to belong together. */
export function openIncident(body: { title: string; cause: string; ticket_ids: string[] }): Promise<Incident> {
  return post("/api/incidents", body);
}

/** A suggestion is right: these tickets join, the others leave. */
export function confirmIncident(one: Incident, body: { title: string; cause: string; ticket_ids: string[]; lead_ticket_id?: string }): Promise<Incident> {
  return post(`/api/incidents/${one.id}/confirm`, { version: one.version, ...body });
}

export function dismissIncident(one: Incident, reason: string): Promise<Incident> {
  return post(`/api/incidents/${one.id}/dismiss`, { version: one.version, reason });
}

export function closeIncident(one: Incident, reason: string): Promise<Incident> {
  return post(`/api/incidents/${one.id}/close`, { version: one.version, reason });
}

export function addTickets(one: Incident, ticket_ids: string[]): Promise<Incident> {
  return post(`/api/incidents/${one.id}/tickets`, { version: one.version, ticket_ids });
}

export function removeTickets(one: Incident, ticket_ids: string[], reason: string): Promise<Incident> {
  return post(`/api/incidents/${one.id}/tickets/remove`, { version: one.version, ticket_ids, reason });
}

/** One answer, one review or one message for all of them. */
export function proposeMeasure(one: Incident, measure: Record<string, unknown>): Promise<Measure> {
  return post(`/api/incidents/${one.id}/measures`, { version: one.version, measure });
}

export function approveMeasure(id: string, measure: string): Promise<Measure> {
  return post(`/api/incidents/${id}/measures/${measure}/approve`);
}

export function returnMeasure(id: string, measure: string, reason: string): Promise<Measure> {
  return post(`/api/incidents/${id}/measures/${measure}/return`, { reason });
}

export function retryMeasure(id: string, measure: string): Promise<Measure> {
  return post(`/api/incidents/${id}/measures/${measure}/retry`);
}

/** What became of each ticket. */
export function listItems(id: string, measure: string, query: Query): Promise<Page<MeasureItem>> {
  return get(`/api/incidents/${id}/measures/${measure}/items`, query);
}

/** Tickets by number or words, to be added. */
export async function findTickets(q: string): Promise<{ value: string; label: string }[]> {
  const page = await get<Page<{ id: string; number: string; title: string }>>("/api/tickets", { q, limit: 20 });
  return page.items.map((row) => ({ value: row.id, label: `${row.number} ${row.title}` }));
}
