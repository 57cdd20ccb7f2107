/** Hot topics (热点): more of one thing in one place than its season and weekday explain; the daily brief. */
import { get, post, type Query } from "@/kit/http";
import type { Page } from "@/kit/listing";

export interface Topic {
  id: string;
  source: string;
  source_label: string;
  category_code: string;
  category: string;
  term: string;
  place_code: string;
  place: string;
  title: string;
  state: string;
  state_label: string;
  phase: string;
  phase_label: string;
  window_hours: number;
  observed: number;
  expected: number;
  /** Null for a slow rise, which has no such figure. */
  confidence: number | null;
  first_seen: string;
  opened_at: string;
  words: string[];
  /** Counts of the last 48 hours, oldest first. */
  trend: number[];
  places: { code: string; name: string; count: number }[];
  tickets: number;
  acknowledged_by_name: string | null;
  acknowledged_at: string | null;
  note: string;
  dismissed_by_name: string | null;
  dismissed_at: string | null;
  reason: string;
}

export interface TopicDetail extends Topic {
  examples: { id: string; number: string; title: string; text: string; received_at: string }[];
  hidden_examples: number;
  ticket_ids: string[];
  hidden_tickets: number;
}

export const STATES = ["OPEN", "CALMED", "DISMISSED"];

export function listTopics(query: Query): Promise<Page<Topic>> {
  return get("/api/hot-topics", query);
}

/** One topic with the masked words of tickets we may see. */
export function getTopic(id: string): Promise<TopicDetail> {
  return get(`/api/hot-topics/${id}`);
}

export function acknowledge(id: string, note: string): Promise<Topic> {
  return post(`/api/hot-topics/${id}/acknowledge`, { note });
}

export function dismiss(id: string, reason: string): Promise<Topic> {
  return post(`/api/hot-topics/${id}/dismiss`, { reason });
}

export interface BriefRow {
  day: string;
  made_at: string;
  total: number;
  topics: number;
}

export interface Compared {
  label: string;
  count: number;
  before: number;
  change: number | null;
}

export interface BriefTopic {
  title: string;
  words?: string[];
  observed?: number;
  expected?: number;
  hours?: number;
  confidence?: number;
  places?: [string, number][];
}

export interface Brief {
  day: string;
  made_at: string;
  text: string;
  document: {
    total: number;
    compared: Compared[];
    categories: Compared[];
    places: Compared[];
    new: BriefTopic[];
    growing: BriefTopic[];
    going_on: BriefTopic[];
    ended: BriefTopic[];
    rising: { title: string; count: number; mean: number }[];
  };
}

export function listBriefs(query: Query): Promise<Page<BriefRow>> {
  return get("/api/hot-topics/briefs", query);
}

export function getBrief(day: string): Promise<Brief> {
  return get(`/api/hot-topics/briefs/${day}`);
}
