/** An answer that is taken over (引用答复): on its way from where it was found to the form that answers the citizen. */
import { ref } from "vue";

export interface Cited {
  /** Such as ARTICLE:01J…; the kind stands before the colon. */
  document: string;
  /** Empty where nothing is kept by version, as with units. */
  revision_id: string;
  title: string;
  /** Words for the citizen; empty where they are internal. */
  text: string;
  /** What was said when it was found, and in which place it stood. */
  heard: string;
  position: number;
}

/** Taken over on the page of a ticket; the form that answers takes it from here. */
export const cited = ref<{ ticketId: string; one: Cited } | null>(null);

export const isArticle = (document: string): boolean => document.startsWith("ARTICLE:");

/** Add words to an answer, once. */
export function withWords(answer: string, words: string): string {
  const present = answer.trim();
  return !words || present.includes(words) ? present : [present, words].filter(Boolean).join("\n");
}
