/** The editorial desk (编审台): reviews due, what nobody could be told, gaps, twins. */
import type { components } from "@/api/schema.gen";
import { get, post, type Query } from "@/kit/http";

type Server = components["schemas"];
export type ReviewDue = Server["ReviewDueOut"];
export type Unanswered = Server["UnansweredOut"];
export type Gap = Server["GapOut"];
export type Twin = Server["TwinOut"];
export type Unhelpful = Server["UnhelpfulOut"];

const DESK = "/api/knowledge/editorial";

/** Articles whose review falls due within the days or is late, the latest first. */
export function listReviews(within_days: number, unit_id: string): Promise<ReviewDue[]> {
  return get(`${DESK}/reviews`, { within_days, unit_id });
}

/** What people searched without a sure answer, grouped by meaning, the most frequent first. */
export function listUnanswered(days: number): Promise<Unanswered[]> {
  return get(`${DESK}/unanswered`, { days, limit: 50 });
}

/** Gaps that are not closed, unless a state is asked for. */
export function listGaps(query: Query): Promise<Gap[]> {
  return get(`${DESK}/gaps`, query);
}

export function claimGap(gap: Gap): Promise<Gap> {
  return post(`${DESK}/gaps/${gap.id}/actions/CLAIM`, { version: gap.version });
}

export function closeGap(gap: Gap, end: { outcome: "ARTICLE" | "NO"; article_id?: string; reason?: string }): Promise<Gap> {
  return post(`${DESK}/gaps/${gap.id}/actions/CLOSE`, { version: gap.version, ...end });
}

/** Pairs of valid articles that say much the same. */
export function listTwins(): Promise<Twin[]> {
  return get(`${DESK}/twins`);
}

/** Texts that people found of no help within so many days, those of most people first. */
export function listUnhelpful(days: number, unit_id: string): Promise<Unhelpful[]> {
  return get("/api/knowledge/unhelpful", { days, unit_id });
}

/** Where a text is looked after: its own page, or the list that it stands in. */
export function keptAt(document: string): string {
  const [kind = "", id = ""] = document.split(":");
  return { ARTICLE: `/articles/${id}`, ITEM: `/items/${id}`, NOTICE: "/announcements", UNIT: "/directory?tab=units" }[kind] ?? "/knowledge";
}
