/** Suggestions while typing (边写边建议). */
import type { Ref } from "vue";
import { useWhileTyping } from "@/kit/whileTyping";
import { suggest } from "./api";

const SHORTEST = 6;

export function useSuggestion(text: () => string, ask: typeof suggest = suggest): { raw: Ref<Record<string, unknown> | null>; failed: Ref<boolean> } {
  const { answer, failed } = useWhileTyping(() => (text().trim().length < SHORTEST ? null : text().trim()), ask);
  return { raw: answer, failed };
}
