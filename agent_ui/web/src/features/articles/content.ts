/** What an article says (知识内容), as a form holds it. */
import { today } from "@/kit/time";
import type { Article, Content, Details, Revision } from "./api";

/** Fields of one line or more, in the order they are read. */
export const TEXTS = ["title", "spoken", "answer"] as const;
export const LISTS = ["conditions", "materials", "steps", "basis"] as const;
export const LINES = ["fee", "place", "phone"] as const;

export function emptyContent(from: Partial<Content> = {}): Content {
  const details: Details = { conditions: [], materials: [], steps: [], fee: "", place: "", phone: "", basis: [] };
  return { title: "", questions: [], keywords: [], spoken: "", answer: "", details, items: [], cites: [], attachments: [], valid_from: today(), valid_to: null, review_by: null, ...from };
}

/** What belongs to nobody else, even where it was watched by a page. */
const copied = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** A revision as the beginning of the next one; its review day is set anew when that is published. */
export function contentOf({ title, questions, keywords, spoken, answer, details, items, cites, attachments, valid_from, valid_to }: Revision): Content {
  return copied({ title, questions, keywords, spoken, answer, details: { ...emptyContent().details, ...details }, items, cites, attachments: attachments.map(({ file, name }) => ({ file, name })), valid_from, valid_to, review_by: null });
}

/** As it is sent: without blanks at the ends, without half-filled citations, empty days as none. */
export function cleaned(content: Content): Content {
  const { details } = content;
  return {
    ...content,
    title: content.title.trim(),
    spoken: content.spoken.trim(),
    answer: content.answer.trim(),
    details: { ...details, fee: details.fee.trim(), place: details.place.trim(), phone: details.phone.trim() },
    cites: content.cites.filter((cite) => cite.item && cite.field),
    attachments: content.attachments.map(({ file, name }) => ({ file, name: name.trim() || file.slice(0, 26) })),
    valid_to: content.valid_to || null,
    review_by: content.review_by || null,
  };
}

/** The first thing that is missing, by the name of its field; empty where nothing is. */
export function lackingIn(content: Content): string {
  const { title, spoken, answer, valid_from, valid_to } = cleaned(content);
  if (title.length < 2) return "title";
  if (spoken.length < 2) return "spoken";
  if (!answer) return "answer";
  if (!valid_from) return "valid_from";
  return valid_to && valid_to < valid_from ? "valid_to" : "";
}

/** A key nobody else has: the day and a little chance; whoever has a better one writes it. */
export function freshKey(chance: number = Math.random()): string {
  return `kb-${today().replaceAll("-", "")}-${Math.floor(chance * 36 ** 4).toString(36).padStart(4, "0")}`;
}

const SOON = 30;

/** Whole days from today until the day; negative once it is over. */
export function daysUntil(day: string, now: string = today()): number {
  return Math.round((Date.parse(day) - Date.parse(now)) / 86_400_000);
}

/** What somebody looking at a list should know of an article's days. */
export function daysOf(article: Article, now: string = today()): { expires: boolean; review: boolean; over: boolean } {
  const inForce = article.state === "PUBLISHED";
  const left = article.valid_to ? daysUntil(article.valid_to, now) : Infinity;
  const due = article.review_by ? daysUntil(article.review_by, now) : Infinity;
  return { expires: inForce && left >= 0 && left <= SOON, review: inForce && due <= SOON, over: article.state === "EXPIRED" || (inForce && left < 0) };
}
