/** The words of the search (检索词库): live within seconds, each with its version; a sentence may be tried. */
import type { components } from "@/api/schema.gen";
import { get, post, put, remove } from "@/kit/http";
import type { Page } from "@/kit/listing";
import type { TransferReport } from "@/shared/imports";

type Server = components["schemas"];
export type Word = Server["WordOut"];
export type Kind = Word["kind"];
export type Understood = Server["UnderstoodOut"];

export function listWords(query: { kind: string; text: string; cursor?: string }): Promise<Page<Word>> {
  return get("/api/knowledge/words", { ...query, limit: 50 });
}

/** `version` is the one that was seen, 0 for a new word. */
export function putWord(word: Pick<Word, "kind" | "key" | "values" | "note" | "version">): Promise<Word> {
  return put("/api/knowledge/words", word);
}

export function removeWord(word: Word): Promise<void> {
  return remove(`/api/knowledge/words/${word.id}?version=${word.version}`);
}

export function importWords(form: FormData): Promise<TransferReport> {
  return post("/api/knowledge/words/import", form);
}

/** What a question is taken for with the words as they stand now; nothing is stored. */
export function understand(words: string): Promise<Understood> {
  return post("/api/knowledge/understand", { words });
}

/** One part of the house's health. */
export interface Part {
  part: string;
  state: "ok" | "degraded" | "down";
  detail: string;
  detail_en: string;
  engine?: string;
  lines?: number;
  records?: number;
  behind_seconds?: number;
}

/** How the searches are: over knowledge and over tickets. */
export async function searchState(): Promise<Part[]> {
  const { parts } = await get<{ parts: Part[] }>("/health");
  return parts.filter((one) => one.part === "search" || one.part === "ticket_search");
}
