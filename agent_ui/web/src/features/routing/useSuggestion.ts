/** Suggestions while typing (边写边建议): asked when the typing pauses, late answers dropped. */
import { onScopeDispose, ref, watch, type Ref } from "vue";
import { suggest } from "./api";

const PAUSE = 500;
const SHORTEST = 6;

export function useSuggestion(text: () => string, ask: typeof suggest = suggest): { raw: Ref<Record<string, unknown> | null>; failed: Ref<boolean> } {
  const raw = ref<Record<string, unknown> | null>(null);
  const failed = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | undefined;

  async function run(words: string): Promise<void> {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    try {
      const answer = await ask(words, mine.signal);
      if (mine.signal.aborted) return;
      raw.value = answer;
      failed.value = false;
    } catch {
      // The model only suggests: without it the form works as before.
      if (!mine.signal.aborted) failed.value = true;
    }
  }

  watch(text, (words) => {
    clearTimeout(timer);
    if (words.trim().length < SHORTEST) {
      running?.abort();
      raw.value = null;
      return;
    }
    timer = setTimeout(() => void run(words.trim()), PAUSE);
  }, { immediate: true });

  onScopeDispose(() => {
    clearTimeout(timer);
    running?.abort();
  });
  return { raw, failed };
}
