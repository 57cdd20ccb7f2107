/** Who waits to be rung back (待回拨): one list for menu and page, asked again every little while. */
import { onScopeDispose, ref, type Ref } from "vue";
import { useReading } from "@/kit/listing";
import { listCallbacks, type Callback } from "./api";

const EVERY = 20_000;
const waiting = ref<Callback[]>([]);
const known = ref(false);

export interface Callbacks {
  waiting: Ref<Callback[]>;
  known: Ref<boolean>;
  refusal: Ref<string>;
  load: () => Promise<void>;
}

export function useCallbacks(list: typeof listCallbacks = listCallbacks): Callbacks {
  const { refusal, ask } = useReading();
  const load = (): Promise<void> =>
    ask(list, (answer) => {
      waiting.value = answer;
      known.value = true;
    });

  void load();
  const timer = setInterval(() => void load(), EVERY);
  onScopeDispose(() => clearInterval(timer));
  return { waiting, known, refusal, load };
}
