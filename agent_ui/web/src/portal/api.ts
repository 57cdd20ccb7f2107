/** The public interface (公开接口): no account, number + code open one's own request. */
import { get, post, put, request, upload } from "@/kit/http";

export interface Question {
  key: string;
  label: string;
  label_en?: string;
  type: "text" | "choice" | "number" | "date";
  required: boolean;
  /** Answers to choose from; empty for free words. */
  options: string[];
}

export interface Category {
  code: string;
  name: string;
  name_en?: string;
  children?: Category[];
  questions?: Question[];
}

export interface Place {
  code: string;
  name: string;
  towns?: Place[];
}

export interface Catalogue {
  categories: Category[];
  districts: Place[];
}

export interface Advice {
  emergencies: { line: string; words: string; words_en?: string }[];
  out_of_remit: { ground: string; words: string; words_en?: string; path: string; path_en?: string }[];
  articles: { title: string; answer: string; source: string }[];
}

export interface Receipt {
  number: string;
  query_code: string;
  promise_due_at: string | null;
  text: string;
  alarms: { line: string; words: string; reason: string }[];
}

export interface Step {
  at: string;
  text: string;
}

export interface Tracked {
  number?: string;
  status_text: string;
  unit: string | null;
  due_at: string | null;
  timeline: Step[];
  answer: string | null;
  /** The number of the ticket this one was joined to. */
  merged_into: string | null;
  can: string[];
}

/** Subjects with their questions, and the places one can choose. */
export function readCatalogue(): Promise<Catalogue> {
  return get("/api/public/categories");
}

/** What a citizen should know before submitting. */
export function advise(text: string): Promise<Advice> {
  return post("/api/public/advice", { text });
}

/** Register the request. */
export function submitRequest(body: Record<string, unknown>): Promise<Receipt> {
  return post("/api/public/requests", body);
}

/** Send one photo ahead; its claim goes into the request. */
export function sendPhoto(file: File): Promise<{ claim: string }> {
  return upload("/api/public/uploads", file);
}

/** Keep a draft on the server under a key only this device knows. */
export function saveDraft(key: string, content: unknown): Promise<unknown> {
  return put(`/api/public/drafts/${key}`, content);
}

/** Find a draft again. */
export function readDraft(key: string): Promise<Record<string, unknown>> {
  return get(`/api/public/drafts/${key}`);
}

/** Forget a draft; where it is unknown already, that is all right. */
export async function dropDraft(key: string): Promise<void> {
  await request(`/api/public/drafts/${key}`, { method: "DELETE" }).catch(() => undefined);
}

/** Follow a request like a parcel. */
export function track(number: string, code: string): Promise<Tracked> {
  return post("/api/public/track", { number, code });
}

/** Say something about one's own request. */
export function follow(number: string, verb: string, body: Record<string, unknown>): Promise<unknown> {
  return post(`/api/public/tickets/${encodeURIComponent(number)}/${verb.replace("_", "-")}`, body);
}
