/** Asked while one types (边写边问): when the typing pauses, late answers dropped; without an answer the form works on. */
import { onScopeDispose, ref, watch, type Ref } from "vue";

const PAUSE = 500;

export interface WhileTyping<A> {
  answer: Ref<A | null>;
  failed: Ref<boolean>;
  /** Ask at once, as before sending; resolves when the answer is there or is not to be had. */
  askNow: () => Promise<void>;
}

/** `question` is null while there is too little to ask about; `pause` is in milliseconds. */
export function useWhileTyping<Q, A>(question: () => Q | null, ask: (question: Q, signal: AbortSignal) => Promise<A>, pause = PAUSE): WhileTyping<A> {
  const answer = ref(null) as Ref<A | null>;
  const failed = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | undefined;

  async function askNow(): Promise<void> {
    clearTimeout(timer);
    running?.abort();
    const asked = question();
    if (asked === null) return;
    const mine = new AbortController();
    running = mine;
    try {
      const found = await ask(asked, mine.signal);
      if (mine.signal.aborted) return;
      answer.value = found;
      failed.value = false;
    } catch {
      if (!mine.signal.aborted) failed.value = true;
    }
  }

  watch(() => JSON.stringify(question()), () => {
    clearTimeout(timer);
    if (question() !== null) {
      timer = setTimeout(() => void askNow(), pause);
      return;
    }
    running?.abort();
    answer.value = null;
  }, { immediate: true });

  onScopeDispose(() => {
    clearTimeout(timer);
    running?.abort();
  });
  return { answer, failed, askNow };
}
