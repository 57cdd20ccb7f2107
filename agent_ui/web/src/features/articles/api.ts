/** Articles (知识) and the steps by which they come into force and leave it. */
import type { components } from "@/api/schema.gen";
import { get, post, put, type Query } from "@/kit/http";
import type { Page } from "@/kit/listing";
import type { EntryReport } from "@/shared/imports";

type Server = components["schemas"];
export type Article = Server["ArticleOut"];
export type ArticleDetail = Server["ArticleDetailOut"];
export type Revision = Server["knowledge__articles__schemas__RevisionOut"];
export type Review = Server["ReviewOut"];
export type Flag = Server["FlagOut"];
export type ErrorReport = Server["ErrorOut"];
export type CitedField = Server["CitedField"];
export type ArticleIn = Server["ArticleIn"];
export type PlacementIn = Server["PlacementIn"];

/** What one revision says, as it is written. */
export interface Content {
  title: string;
  questions: string[];
  keywords: string[];
  spoken: string;
  answer: string;
  details: Details;
  items: string[];
  cites: { item: string; field: CitedField }[];
  attachments: Attached[];
  valid_from: string;
  valid_to: string | null;
  review_by: string | null;
}

/** A file under its name: `file` is the claim of an upload, or the id of one that the article has. */
export interface Attached {
  file: string;
  name: string;
}

/** Where staff take a file of any version from. */
export const fileAddress = (article: string, file: string): string => `/api/articles/${article}/files/${file}`;

export interface Details {
  conditions: string[];
  materials: string[];
  steps: string[];
  fee: string;
  place: string;
  phone: string;
  basis: string[];
}

export interface ArticleQuery extends Query {
  state?: string;
  owner_unit_id?: string;
  category_code?: string;
  review_before?: string;
  cursor?: string;
  limit?: number;
}

export function listArticles(query: ArticleQuery): Promise<Page<Article>> {
  return get("/api/articles", query);
}

export function getArticle(id: string): Promise<ArticleDetail> {
  return get(`/api/articles/${id}`);
}

/** Every version ever written, newest first. */
export function listRevisions(id: string): Promise<Revision[]> {
  return get(`/api/articles/${id}/revisions`);
}

export function createArticle(article: ArticleIn): Promise<Article> {
  return post("/api/articles", article);
}

/** A further draft by somebody who saw `version`; the published text stays in force. */
export function revise(id: string, version: number, content: Content): Promise<Revision> {
  return post(`/api/articles/${id}/revisions`, { version, content });
}

/** Move an article to another owner, subject, districts or readers; its text stays as it is. */
export function placeArticle(id: string, placement: PlacementIn): Promise<Article> {
  return put(`/api/articles/${id}/placement`, placement);
}

/** One step: REVIEW, SEND_BACK, PUBLISH, CONFIRM, WITHDRAW_WAITING or WITHDRAW. */
export function takeStep(id: string, step: string, body: { version: number; note: string; review_by?: string | null }): Promise<Article> {
  return post(`/api/articles/${id}/actions/${step}`, body);
}

export function importArticles(form: FormData): Promise<EntryReport> {
  return post("/api/articles/import", form);
}

/** Reports that wait, oldest first. */
export function listErrors(owner_unit_id: string): Promise<ErrorReport[]> {
  return get("/api/article-errors", { owner_unit_id });
}

export function acknowledgeError(id: string): Promise<ErrorReport> {
  return post(`/api/article-errors/${id}/actions/ACKNOWLEDGE`);
}

export function settleError(id: string, end: { outcome: string; note: string; revision_id?: string | null }): Promise<ErrorReport> {
  return post(`/api/article-errors/${id}/actions/SETTLE`, end);
}

/** Articles that cite what has changed in a service item, oldest first. */
export function listFlags(owner_unit_id: string): Promise<Flag[]> {
  return get("/api/article-flags", { owner_unit_id });
}

export function settleFlag(id: string, end: { outcome: string; note: string; revision_id?: string | null }): Promise<Flag> {
  return post(`/api/article-flags/${id}/actions/SETTLE`, end);
}
