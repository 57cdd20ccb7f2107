/** Suggestions (智能建议) for words that are still being typed. */
import { request } from "@/kit/http";
import type { RawSuggestion } from "@/shared/suggestion";

/** What the words may be about, where, and who may be answerable. */
export function suggest(text: string, signal?: AbortSignal): Promise<RawSuggestion> {
  return request("/api/suggestions", { method: "POST", body: { text }, signal });
}
