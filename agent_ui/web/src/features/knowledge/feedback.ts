/** What became of an answer (结果反馈): opened, helpful, unhelpful; a reason makes it an error report with its clock. */
import { post } from "@/kit/http";

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
  ack_due_at: string;
  fix_due_at: string;
}

/** Note what became of it; returns the clocks of the report that a reason makes of it. */
export async function give(feedback: Feedback): Promise<ReportClock | null> {
  const body = Object.fromEntries(Object.entries(feedback).filter(([, value]) => value !== "" && value !== undefined));
  const { report_id, ack_due_at, fix_due_at } = await post<Partial<ReportClock> & { report_id?: string | null }>("/api/knowledge/feedback", body);
  return report_id && ack_due_at && fix_due_at ? { ack_due_at, fix_due_at } : null;
}

/** A click is worth noting, and never worth a word when it is lost. */
export function noteOpened(document: string, searchId?: string, position = 0): void {
  void give({ document, verdict: "OPENED", search_id: searchId, position }).catch(() => undefined);
}
