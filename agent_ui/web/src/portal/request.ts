/** What the citizen fills in (诉求表), its checks, and how it is sent. */
import { locale } from "@/kit/locale";
import { addressIn } from "@/kit/villages";
import { randomKey } from "./savedDraft";

export interface RequestForm {
  content: string;
  kind: string;
  category_code: string;
  answers: Record<string, string>;
  photos: { claim: string; name: string }[];
  district_code: string;
  town_code: string;
  /** By its name: a part of the address; its code where the city has one. */
  village: string;
  village_code: string;
  address: string;
  point: string;
  anonymous: boolean;
  name: string;
  phone: string;
  confidential: boolean;
  reply_wanted: boolean;
  publish_allowed: boolean;
  /** Makes a repeated sending the same request (重复提交不重复登记). */
  submission_key: string;
  /** What was sent under that key: other words or another person are another request. */
  sent: string;
}

export function newRequest(): RequestForm {
  return {
    content: "",
    kind: "",
    category_code: "",
    answers: {},
    photos: [],
    district_code: "",
    town_code: "",
    village: "",
    village_code: "",
    address: "",
    point: "",
    anonymous: false,
    name: "",
    phone: "",
    confidential: false,
    reply_wanted: true,
    publish_allowed: false,
    submission_key: randomKey(),
    sent: "",
  };
}

export interface Point {
  lng: number;
  lat: number;
}

/** "113.12, 23.02" (full-width comma allowed) as a point; null when empty, undefined when wrong. */
export function readPoint(text: string): Point | null | undefined {
  if (!text.trim()) return null;
  const match = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*[,，\s]\s*(-?\d{1,2}(?:\.\d+)?)\s*$/.exec(text);
  if (!match) return undefined;
  const [lng, lat] = [Number(match[1]), Number(match[2])];
  return Math.abs(lng) <= 180 && Math.abs(lat) <= 90 ? { lng, lat } : undefined;
}

/** Loose on purpose: mobile, fixed line with or without area code, abroad; the server decides. */
export function looksLikePhone(text: string): boolean {
  return /^\+?[\d\s-]{7,20}$/.test(text.trim()) && text.replace(/\D/g, "").length >= 7;
}

export type WhatFault = "contentMissing" | "contentShort";
export type WhereFault = "pointWrong" | "phoneMissing" | "phoneWrong";

/** Why the first step is not finished. */
export function whatFault(form: RequestForm): WhatFault | null {
  const length = [...form.content.trim()].length;
  if (length === 0) return "contentMissing";
  return length < 5 ? "contentShort" : null;
}

/** Why the second step is not finished. */
export function whereFault(form: RequestForm): WhereFault | null {
  if (readPoint(form.point) === undefined) return "pointWrong";
  if (form.anonymous) return null;
  if (!form.phone.trim()) return "phoneMissing";
  return looksLikePhone(form.phone) ? null : "phoneWrong";
}

/** Remember what is sent now; changed words, or another person, get a key of their own. */
export function keyForSending(form: RequestForm): void {
  const sent = JSON.stringify([form.content.trim(), form.anonymous ? "" : form.phone.trim()]);
  if (form.sent && form.sent !== sent) form.submission_key = randomKey();
  form.sent = sent;
}

function filled(entries: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== "" && value !== undefined && value !== null));
}

/** The request body; an anonymous request carries no contact, whatever was typed before. */
export function requestBody(form: RequestForm): Record<string, unknown> {
  const { kind, category_code, confidential, reply_wanted, publish_allowed, anonymous } = form;
  const place = filled({
    district_code: form.district_code,
    town_code: form.town_code,
    village_code: form.village_code,
    address: addressIn(form.village, form.address),
    ...readPoint(form.point),
  });
  return filled({
    content: form.content.trim(),
    kind,
    category_code,
    answers: filled(form.answers),
    place: Object.keys(place).length ? place : undefined,
    anonymous,
    contact: anonymous ? undefined : filled({ name: form.name.trim(), phone: form.phone.trim() }),
    confidential,
    reply_wanted: anonymous ? false : reply_wanted,
    publish_allowed,
    language: locale.value === "en" ? "eng" : "cmn",
    submission_key: form.submission_key,
    attachments: form.photos.map((photo) => photo.claim),
  });
}
