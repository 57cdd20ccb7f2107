/** One attempt at a time (提交): busy meanwhile, refused in words; for every form and button that changes something. */
import { ref, type Ref } from "vue";
import { wordsOf } from "./problem";

export interface Attempt {
  busy: Ref<boolean>;
  /** Why it was not done, for the user; empty after success. */
  refusal: Ref<string>;
  /**
   * Do `work` unless another attempt still runs; `lacking` says what is missing and forbids it.
   * Returns whether it was done.
   */
  attempt: (work: () => Promise<unknown>, lacking?: string) => Promise<boolean>;
}

/** `inWords` is given where a refusal means more than its sentence. */
export function useAttempt(inWords: (error: unknown) => string | Promise<string> = wordsOf): Attempt {
  const busy = ref(false);
  const refusal = ref("");

  async function attempt(work: () => Promise<unknown>, lacking = ""): Promise<boolean> {
    if (busy.value) return false;
    refusal.value = lacking;
    if (lacking) return false;
    busy.value = true;
    try {
      await work();
      return true;
    } catch (error) {
      refusal.value = await inWords(error);
      return false;
    } finally {
      busy.value = false;
    }
  }

  return { busy, refusal, attempt };
}
