/** One conversation (对话): what was said survives a reload of this tab until it is ended; nothing is sent twice. */
import { computed, onScopeDispose, ref, type ComputedRef, type Ref } from "vue";
import { useDraft } from "@/kit/draft";
import { ApiProblem, wordsOf } from "@/kit/problem";
import { randomKey } from "../savedDraft";
import { openChat, sendWords, type Bubble, type Button } from "./api";

export interface Line {
  by: "ME" | "BOT" | "RENEWED";
  text: string;
  buttons: Button[];
  /** Of a message of ours that was not answered yet: what repeats it. */
  key: string;
}

interface Kept {
  token: string;
  lines: Line[];
}

export interface Talk {
  lines: ComputedRef<Line[]>;
  /** An answer is on its way. */
  busy: Ref<boolean>;
  /** Why the last message has no answer, or why no chat began. */
  refusal: Ref<string>;
  begin: () => Promise<void>;
  /** Resolves with the words if they were not taken: to be changed, or to be said again in a new chat. */
  say: (text: string) => Promise<string>;
  again: () => Promise<string>;
  end: () => void;
}

/** Waits before a message is sent again by itself: a lift, a tunnel. */
const WAITS = [1_000, 3_000];
/** The chat is no more: expired, erased, or of another house. */
const OVER = new Set([403, 404, 410]);
const TOO_FAST = 429;

/** What may go well the next time: no network, a server that recovers, a minute that passes. */
function passes(error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 0 || error.status >= 500 || error.status === TOO_FAST);
}

export function useTalk(waits: readonly number[] = WAITS): Talk {
  const kept = useDraft<Kept>("chat", () => ({ token: "", lines: [] }));
  const busy = ref(false);
  const refusal = ref("");
  let gone = false;
  /** Counts ended conversations: what still comes for one of them is dropped. */
  let ended = 0;
  onScopeDispose(() => {
    gone = true;
  });

  const open = computed(() => kept.value.lines.findLast((line) => line.by === "ME" && line.key !== ""));

  function hear(bubbles: Bubble[]): void {
    for (const { text, buttons } of bubbles) kept.value.lines.push({ by: "BOT", text, buttons, key: "" });
  }

  async function begin(): Promise<void> {
    if (busy.value) return;
    if (kept.value.token) {
      if (open.value) await again();
      return;
    }
    await working(enter);
  }

  async function enter(): Promise<void> {
    const mine = ended;
    const opened = await openChat();
    if (mine !== ended) return;
    kept.value.token = opened.token;
    hear(opened.bubbles);
  }

  async function say(text: string): Promise<string> {
    const words = text.trim();
    if (!words || busy.value || open.value) return "";
    kept.value.lines.push({ by: "ME", text: words, buttons: [], key: randomKey() });
    return again();
  }

  async function again(): Promise<string> {
    const line = open.value;
    if (!line) {
      await begin();
      return "";
    }
    let left = "";
    const mine = ended;
    await working(async () => {
      try {
        const { bubbles } = await patiently(line);
        if (mine !== ended) return;
        line.key = "";
        hear(bubbles);
      } catch (error) {
        if (mine !== ended) return;
        if (passes(error)) throw error;
        left = line.text;
        kept.value.lines = kept.value.lines.filter((one) => one.key !== line.key);
        if (!(error instanceof ApiProblem) || !OVER.has(error.status)) throw error;
        await renew();
      }
    });
    return left;
  }

  /** Network and server may recover within seconds; a refusal will not. */
  async function patiently(line: Line): ReturnType<typeof sendWords> {
    for (const wait of waits) {
      try {
        return await sendWords(kept.value.token, line.text, line.key);
      } catch (error) {
        if (gone || !passes(error) || (error as ApiProblem).status === TOO_FAST) throw error;
        await new Promise((go) => setTimeout(go, wait));
      }
    }
    return sendWords(kept.value.token, line.text, line.key);
  }

  /** What was said stays to be read; the assistant begins anew and knows nothing of it. */
  async function renew(): Promise<void> {
    kept.value.token = "";
    kept.value.lines.push({ by: "RENEWED", text: "", buttons: [], key: "" });
    await enter();
  }

  async function working(work: () => Promise<void>): Promise<void> {
    const mine = ended;
    busy.value = true;
    refusal.value = "";
    try {
      await work();
    } catch (error) {
      if (mine === ended) refusal.value = wordsOf(error);
    } finally {
      if (mine === ended) busy.value = false;
    }
  }

  function end(): void {
    ended += 1;
    kept.discard();
    busy.value = false;
    refusal.value = "";
  }

  return { lines: computed(() => kept.value.lines), busy, refusal, begin, say, again, end };
}
