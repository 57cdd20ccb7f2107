/** The dispatcher's desk and the policy of automatic dispatch (待派单·自动派单): who is likeliest, and why a person decides. */
import { get } from "@/kit/http";

export interface Candidate {
  unit_id: string;
  name: string;
  row_id: string | null;
  reason: string;
  confidence: number | null;
}

export interface Bilingual {
  zh: string;
  en: string;
}

export interface Triage {
  ticket_id: string;
  number: string;
  title: string;
  version: number;
  category: string;
  urgency: string;
  promise_due_at: string | null;
  decided: boolean;
  why: string | null;
  why_label: string | null;
  reasons: Bilingual[];
  candidates: Candidate[];
  not_automatic: (Bilingual & { code: string })[];
  ask: string[];
}

/** What waits for dispatch, soonest due first. */
export function listTriage(): Promise<Triage[]> {
  return get("/api/triage", { limit: 100 });
}

export function triageOf(ticketId: string): Promise<Triage> {
  return get(`/api/tickets/${ticketId}/triage`);
}

export interface AutomaticRule {
  category_code: string;
  category?: string;
  kinds: { value: string; label: string }[];
  reason: string;
}

export interface Automatic {
  switch_on: boolean;
  /** The confidence from which the model may be followed; null: never. */
  gate: number | null;
  model: string | null;
  number: number;
  rules: AutomaticRule[];
  waiting: number;
  figures: Record<string, number>;
}

export interface RuleIn {
  category_code: string;
  kinds: string[];
  reason: string;
}

export function getAutomatic(): Promise<Automatic> {
  return get("/api/dispatch/automatic");
}

export interface AutomaticApproval {
  switch: { on: boolean };
  policy: number;
  gate: number | null;
  model: string | null;
  figures: { automatic: number; reclassified: number; returned: number };
}

export function getApproval(): Promise<AutomaticApproval> {
  return get("/api/dispatch/approval");
}

/** What stands against approving a draft without a person, as things are now. */
export function approvalOf(ticketId: string): Promise<{ switch_on: boolean; not_automatic: (Bilingual & { code: string })[] }> {
  return get(`/api/tickets/${ticketId}/approval`);
}
