/** What became of an answer (结果反馈): opened, helpful, unhelpful; a reason makes it an error report with its clock. */
import { get, post } from "@/kit/http";

export type Verdict = "OPENED" | "HELPFUL" | "UNHELPFUL";

export const REASONS = ["OUTDATED", "WRONG_FACT", "WRONG_CONTACT", "INCOMPLETE", "UNCLEAR", "OTHER"] as const;
export type Reason = (typeof REASONS)[number];

export interface Feedback {
  document: string;
  verdict: Verdict;
  search_id?: string;
  revision_id?: string;
  position?: number;
  reason?: Reason;
  text?: string;
}

/** Until when the owner unit confirms the report and corrects what is wrong. */
export interface ReportClock {
  id: string;
  ack_due_at: string;
  fix_due_at: string;
}

/** Note what became of it; returns the report that a reason makes of it. */
export async function give(feedback: Feedback): Promise<string | null> {
  const body = Object.fromEntries(Object.entries(feedback).filter(([, value]) => value !== "" && value !== undefined));
  return (await post<{ report_id?: string | null }>("/api/knowledge/feedback", body)).report_id ?? null;
}

/** A click is worth noting, and never worth a word when it is lost. */
export function noteOpened(document: string, searchId?: string, position = 0): void {
  void give({ document, verdict: "OPENED", search_id: searchId, position }).catch(() => undefined);
}

/** The clocks of a report just made; null where they are not listed, as for service items. */
export async function clockOf(reportId: string): Promise<ReportClock | null> {
  const open = await get<ReportClock[]>("/api/article-errors").catch(() => []);
  return open.find((one) => one.id === reportId) ?? null;
}
