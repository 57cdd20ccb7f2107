/** Suggestions while typing (边写边建议). */
import type { Ref } from "vue";
import { useWhileTyping } from "@/kit/whileTyping";
import type { RawSuggestion } from "@/shared/suggestion";
import { suggest } from "./api";

const SHORTEST = 6;

export function useSuggestion(text: () => string, ask: typeof suggest = suggest): { raw: Ref<RawSuggestion | null>; failed: Ref<boolean> } {
  const { answer, failed } = useWhileTyping(() => (text().trim().length < SHORTEST ? null : text().trim()), ask);
  return { raw: answer, failed };
}
