/** The knowledge engine (知识检索) for staff: type-ahead, answers with their source, hits, what belongs beside, feedback. */
import { get, post, request } from "@/kit/http";

/** Stretches of a text, counted in characters as the server does. */
export type Marks = [number, number][];

export interface Source {
  /** Such as ITEM:01J… */
  id: string;
  kind: string;
  kind_label: string;
  title: string;
  version: number;
  /** Empty where nothing is kept by version. */
  revision_id: string;
  unit_code: string;
  unit_name: string;
  valid_from: string | null;
  valid_to: string | null;
  updated_on: string | null;
  out_of_district: boolean;
  under_correction: boolean;
  audience: string;
  why: { line: string; pieces: string[]; features?: Record<string, number> };
}

export interface Hit extends Source {
  score: number;
  snippet: { text: string; marks?: Marks };
}

/** One way to go on. */
export interface Option {
  label: string;
  say: string;
  about: string;
  district: string;
}

export interface Understood {
  text: string;
  corrected: string | null;
  intent: string | null;
  districts: string[];
}

export interface Answer {
  kind: string;
  kind_label: string;
  title: string;
  text: string;
  paragraphs: { text: string; marks?: Marks }[];
  cautions: string[];
  sources: Source[];
  options: Option[];
  asks: string | null;
  refusal: string | null;
  field: string | null;
  field_label: string;
  confidence: number;
  hand_over: boolean;
  degraded: boolean;
  question: Understood;
  speech?: string | null;
  search_id?: string;
}

export interface Found {
  hits: Hit[];
  degraded: boolean;
  question: Understood;
  search_id?: string;
}

export interface Completion {
  text: string;
  marks: Marks;
  document: string;
  kind: string;
  kind_label: string;
  title: string;
  unit_code: string;
}

export interface Suggested {
  completions: Completion[];
  did_you_mean: string | null;
}

export interface Related {
  document: string;
  kind_label: string;
  title: string;
  why_label: string;
}

export interface Hot {
  document: string;
  kind_label: string;
  title: string;
}

/** What is asked: words, and what is known besides. */
export interface Asked {
  text: string;
  /** A document chosen among options or hits. */
  about?: string;
  district?: string;
  field?: string;
}

/** What a running conversation is answered with; nothing of it is stored. */
export interface Assisted {
  cursor: string;
  unchanged: boolean;
  heard?: string | null;
  answer?: Answer | null;
  others?: Hit[];
}

export const isInternal = (source: { audience: string }): boolean => source.audience === "INTERNAL";

const MOST_TYPED = 300;
const filled = (entries: object): Record<string, unknown> => Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== "" && value !== undefined && value !== null));

/** How what is typed may go on. */
export function complete({ q, district }: { q: string; district?: string }, signal?: AbortSignal): Promise<Suggested> {
  return get("/api/knowledge/suggest", { q: q.slice(0, MOST_TYPED), district }, signal);
}

/** One answer with its sources, and the words a voice says. */
export function answer(asked: Asked): Promise<Answer> {
  return post("/api/knowledge/answer", { ...filled(asked), form: "SPEECH" });
}

/** What was found, best first. */
export function search({ text, district }: Asked, limit = 20): Promise<Found> {
  return get("/api/knowledge/search", { q: text, district, limit });
}

/** What belongs beside a document. */
export function related(document: string): Promise<Related[]> {
  return get("/api/knowledge/related", { document });
}

/** What many people want in these days. */
export function hot(): Promise<Hot[]> {
  return get("/api/knowledge/hot");
}

/** Answers to what is said just now; `since` is the cursor of the last ones. */
export function assist(heard: { text?: string; ticket_id?: string; district?: string; since?: string }, signal?: AbortSignal): Promise<Assisted> {
  return request("/api/assist/suggest", { method: "POST", body: filled(heard), signal });
}
