/** Notices of the city (通知公告): written by one person, published by another, over by themselves. */
import type { components } from "@/api/schema.gen";
import { get, post, put, type Query } from "@/kit/http";
import type { Page } from "@/kit/listing";
import { fromLocalInput, toLocalInput } from "@/kit/time";
import type { EntryReport } from "@/shared/imports";

export type Announcement = components["schemas"]["knowledge__notices__schemas__NoticeOut"];
export type Urgency = Announcement["urgency"];

/** What a notice says, as it is sent: moments with their zone. */
export interface Content {
  title: string;
  text: string;
  urgency: Urgency;
  unit_code: string;
  districts: string[];
  audience: Announcement["audience"];
  questions: string[];
  valid_from: string;
  valid_to: string | null;
}

/** As a form holds it: moments as the wall clock of the city says. */
export type Written = Omit<Content, "valid_to"> & { valid_to: string };

const local = (iso: string | null | undefined): string => (iso ? toLocalInput(new Date(iso)).slice(0, 16) : "");

export function emptyNotice(unit_code = ""): Written {
  return { title: "", text: "", urgency: "NORMAL", unit_code, districts: [], audience: "PUBLIC", questions: [], valid_from: toLocalInput().slice(0, 16), valid_to: "" };
}

/** The newest text of a notice: the one that waits for a second person, else the one that stands. */
export function writtenOf(notice: Announcement): Written {
  const { title, text, urgency, unit_code, districts, audience, questions, valid_from, valid_to } = { ...notice, ...notice.draft };
  return { title, text, urgency, unit_code, districts: [...districts], audience, questions: [...questions], valid_from: local(valid_from), valid_to: local(valid_to) };
}

export function contentOf(form: Written): Content {
  return { ...form, title: form.title.trim(), text: form.text.trim(), valid_from: fromLocalInput(form.valid_from), valid_to: form.valid_to ? fromLocalInput(form.valid_to) : null };
}

/** The first field that is missing or wrong; empty where nothing is. */
export function lackingIn(form: Written): string {
  if (form.title.trim().length < 2) return "title";
  if (form.text.trim().length < 2) return "text";
  if (!form.unit_code) return "owner";
  if (!form.valid_from) return "valid_from";
  return form.valid_to && form.valid_to <= form.valid_from ? "valid_to" : "";
}

export function listAnnouncements(query: Query): Promise<Page<Announcement>> {
  return get("/api/knowledge/notices", query);
}

export function writeAnnouncement(key: string, content: Content): Promise<Announcement> {
  return post("/api/knowledge/notices", { key, ...content });
}

export function rewriteAnnouncement(notice: Announcement, content: Content): Promise<Announcement> {
  return put(`/api/knowledge/notices/${notice.id}`, { version: notice.version, content });
}

export function publishAnnouncement(notice: Announcement): Promise<Announcement> {
  return post(`/api/knowledge/notices/${notice.id}/actions/PUBLISH`, { version: notice.version });
}

export function withdrawAnnouncement(notice: Announcement, note: string): Promise<Announcement> {
  return post(`/api/knowledge/notices/${notice.id}/actions/WITHDRAW`, { version: notice.version, note });
}

export function importAnnouncements(form: FormData): Promise<EntryReport> {
  return post("/api/knowledge/notices/import", form);
}
