/** Asking the city (问政接口): answers, lists, completions, notices; what was just asked is not asked again on "back". */
import type { components } from "@/api/schema.gen";
import { get, post } from "@/kit/http";
import type { Asked } from "./asked";

type Schemas = components["schemas"];
export type Answer = Schemas["PublicAnswerOut"];
export type Option = Schemas["OptionOut"];
export type Source = Schemas["SourceOut"];
export type Found = Schemas["SearchOut"];
export type Hit = Found["hits"][number];
export type Completion = Schemas["CompletionOut"];
export type Suggested = Schemas["SuggestOut"];
export type Related = Schemas["RelatedOut"];
export type Hot = Schemas["HotOut"];
export type Notice = Schemas["PublicNoticeOut"];
export type NoHelp = Schemas["NoHelp"];

/** A result list on a phone: further hits beside the answer. */
const HITS = 8;
const KEPT = 20;
const FRESH = 5 * 60_000;
const kept = new Map<string, { at: number; value: Promise<unknown> }>();

/** Ask once; the same question of the last minutes is answered from here. A failure is not kept. */
export function once<T>(key: string, ask: () => Promise<T>): Promise<T> {
  const known = kept.get(key);
  if (known && Date.now() - known.at < FRESH) return known.value as Promise<T>;
  const value = ask();
  kept.set(key, { at: Date.now(), value });
  value.catch(() => kept.delete(key));
  const oldest = kept.keys().next().value;
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
  return value;
}

/** The answer to a question, for a district where one is known. */
export function answerTo(asked: Asked, district: string): Promise<Answer> {
  const body = { text: asked.words, about: asked.about || undefined, field: asked.field || undefined, district: district || undefined };
  return once(`answer ${JSON.stringify(body)}`, () => post("/api/public/knowledge/answer", body));
}

/** What else was found. */
export function hitsFor(words: string, district: string): Promise<Found> {
  const query = { q: words, district, limit: HITS };
  return once(`search ${JSON.stringify(query)}`, () => get("/api/public/knowledge/search", query));
}

/** How the typing may go on. */
export function completionsFor(q: string, district: string, signal: AbortSignal): Promise<Suggested> {
  return get("/api/public/knowledge/suggest", { q, district, limit: 8 }, signal);
}

/** What belongs beside a document. */
export function relatedTo(document: string): Promise<Related[]> {
  return once(`related ${document}`, () => get("/api/public/knowledge/related", { document, limit: 6 }));
}

/** What many people want in these days. */
export function hotNow(): Promise<Hot[]> {
  return once("hot", () => get("/api/public/knowledge/hot", { limit: 6 }));
}

/** Notices that count now, the urgent first. */
export function noticesNow(district: string): Promise<Notice[]> {
  return once(`notices ${district}`, () => get("/api/public/notices", { district }));
}

export interface Judged {
  document: string;
  search_id?: string;
  position?: number;
}

/** Tell that a document was opened, helped or did not; nobody waits for it and a lost one does no harm. */
export function tell(judged: Judged, verdict: "OPENED" | "HELPFUL" | "UNHELPFUL"): void {
  void post("/api/public/knowledge/feedback", { ...stated(judged), verdict }).catch(() => undefined);
}

/** Tell why it did not help. */
export function tellWhy(judged: Judged, reason: NoHelp): Promise<unknown> {
  return post("/api/public/knowledge/no-help", { ...stated(judged), reason });
}

function stated({ document, search_id, position }: Judged): Judged {
  return { document, search_id: search_id || undefined, position: position ?? 0 };
}
