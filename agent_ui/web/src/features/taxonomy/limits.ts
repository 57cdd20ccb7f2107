/** Limits by subject (办理时限), and what becomes of them when the tree changes. */
import { get, post } from "@/kit/http";
import type { Carried } from "@/shared/carried";
import { countedReport, type Counted, type ImportReport } from "@/shared/imports";

export interface Limit {
  id: string;
  category_code: string | null;
  category: string | null;
  kind: string | null;
  kind_label: string | null;
  urgency: string | null;
  urgency_label: string | null;
  working_days: number;
  basis: string;
  valid_from: string;
  valid_to: string | null;
}

export interface LimitProposal {
  id: string;
  state: string;
  state_label: string;
  category_code: string | null;
  category: string;
  kind: string | null;
  kind_label: string | null;
  urgency: string | null;
  urgency_label: string | null;
  working_days: number;
  basis: string;
  valid_from: string;
  zh: string;
  en: string;
  proposed_by: string | null;
  proposed_by_name: string | null;
  proposed_at: string;
  decided_by_name: string | null;
  decided_at: string | null;
  note: string;
}

export interface CarriedLimits {
  proposed: number;
  proposals: LimitProposal[];
  undecided: { limit_id: string; category_code: string; reason: string; reason_en: string }[];
}

export const PROPOSAL_STATES = ["PROPOSED", "APPROVED", "REJECTED"];

export function listLimits(on: string): Promise<Limit[]> {
  return get("/api/routing/limits", { on });
}

export function listLimitProposals(state: string): Promise<LimitProposal[]> {
  return get("/api/routing/limits/proposals", { state });
}

/** Limits for the new codes: counted, or proposed to a second person. */
export async function carriedLimits(dry: boolean): Promise<Carried> {
  const { proposed, undecided } = await post<CarriedLimits>("/api/routing/limits/carry-over", { dry_run: dry });
  return { proposed, undecided: undecided.map(({ category_code, reason, reason_en }) => ({ subject: category_code, reason, reason_en })) };
}

export function decideLimits(ids: string[], accept: boolean, note: string): Promise<LimitProposal[]> {
  return post("/api/routing/limits/proposals/decide", { ids, accept, note });
}

export async function importLimits(form: FormData): Promise<ImportReport> {
  return countedReport(await post<Counted>("/api/routing/limits/import", form));
}
