/** Type-ahead (输入联想): asked when the fingers pause, late answers dropped; without an answer one types on. */
import { computed, onScopeDispose, ref, type ComputedRef, type Ref } from "vue";
import { completionsFor, type Completion } from "./api";
import { district } from "./place";

/** Between two keys of a quick typist; the answer itself takes a few milliseconds. */
const PAUSE = 120;
const MOST_TYPED = 300;

export interface Proposal {
  text: string;
  marks: number[][];
  about: string;
  kind: string;
}

export interface Completions {
  proposals: Ref<Proposal[]>;
  /** Which one the arrows have reached; −1 is the input itself. */
  active: Ref<number>;
  open: ComputedRef<boolean>;
  ask: (typed: string) => void;
  move: (step: 1 | -1) => void;
  close: () => void;
}

export function useCompletions(): Completions {
  const proposals = ref<Proposal[]>([]);
  const active = ref(-1);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | undefined;

  function close(): void {
    clearTimeout(timer);
    running?.abort();
    proposals.value = [];
    active.value = -1;
  }

  function ask(typed: string): void {
    clearTimeout(timer);
    const words = typed.trim();
    if (!words || words.length > MOST_TYPED) close();
    else timer = setTimeout(() => void look(words), PAUSE);
  }

  async function look(words: string): Promise<void> {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    const found = await completionsFor(words, district.value, mine.signal).catch(() => null);
    if (mine.signal.aborted) return;
    active.value = -1;
    const meant = found?.did_you_mean ? [{ text: found.did_you_mean, marks: [], about: "", kind: "" }] : [];
    proposals.value = [...meant, ...(found?.completions ?? []).map(proposal)];
  }

  function move(step: 1 | -1): void {
    const places = proposals.value.length + 1;
    active.value = ((active.value + 1 + step + places) % places) - 1;
  }

  onScopeDispose(close);
  return { proposals, active, open: computed(() => proposals.value.length > 0), ask, move, close };
}

function proposal({ text, marks, document, kind }: Completion): Proposal {
  return { text, marks, about: document, kind };
}
