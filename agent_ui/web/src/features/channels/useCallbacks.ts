/** Who waits to be rung back (待回拨): one list for menu and page, asked again every little while. */
import { onScopeDispose, ref, type Ref } from "vue";
import { wordsOf } from "@/kit/problem";
import { listCallbacks, type Callback } from "./api";

const EVERY = 20_000;
const waiting = ref<Callback[]>([]);
const known = ref(false);
const refusal = ref("");

export interface Callbacks {
  waiting: Ref<Callback[]>;
  known: Ref<boolean>;
  refusal: Ref<string>;
  load: () => Promise<void>;
}

export function useCallbacks(list: typeof listCallbacks = listCallbacks): Callbacks {
  async function load(): Promise<void> {
    try {
      waiting.value = await list();
      known.value = true;
      refusal.value = "";
    } catch (error) {
      refusal.value = wordsOf(error);
    }
  }

  void load();
  const timer = setInterval(() => void load(), EVERY);
  onScopeDispose(() => clearInterval(timer));
  return { waiting, known, refusal, load };
}
