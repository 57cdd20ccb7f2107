/** The watch over the classifier (分类质量监测): how often people agree with what was suggested. */
import { get, post, type Query } from "@/kit/http";
import type { Page } from "@/kit/listing";

export interface Week {
  week: string;
  total: number;
  suggested: number;
  agreed: number;
  agreement: number | null;
  low: number | null;
  high: number | null;
  models: string[];
}

export interface ClassRow {
  code: string;
  name: string;
  total: number;
  agreed: number;
  agreement: number | null;
  low: number | null;
  high: number | null;
  series: (number | null)[];
}

export interface Confusion {
  suggested: string;
  suggested_name: string;
  confirmed: string;
  confirmed_name: string;
  count: number;
}

export interface ModelRow {
  model: string;
  total: number;
  agreed: number;
  agreement: number | null;
  low: number | null;
  high: number | null;
}

export interface Drift {
  question: string;
  question_label: string;
  weeks: Week[];
  classes: ClassRow[];
  confusions: Confusion[];
  models: ModelRow[];
}

export interface Alert {
  id: string;
  week: string;
  question: string;
  question_label: string;
  /** Empty where all classes together fell. */
  code: string;
  name: string;
  total: number;
  agreement: number;
  high: number | null;
  before_total: number;
  before: number;
  model: string | null;
  raised_at: string;
  acknowledged_by_name: string | null;
  acknowledged_at: string | null;
  note: string;
}

export const QUESTIONS = ["category", "kind", "unit"];

export function getDrift(question: string, weeks: number): Promise<Drift> {
  return get("/api/drift", { question, weeks });
}

export function listAlerts(query: Query): Promise<Page<Alert>> {
  return get("/api/drift/alerts", query);
}

export function acknowledgeAlert(id: string, note: string): Promise<Alert> {
  return post(`/api/drift/alerts/${id}/acknowledge`, { note });
}

export const percent = (share: number | null): string => (share === null ? "—" : `${Math.round(share * 100)}%`);
