/** Who waits for a person (待人工接手): one list for menu and page, asked again every little while. */
import { onScopeDispose, ref, type Ref } from "vue";
import { useReading } from "@/kit/listing";
import { isGrave, listWaiting, type Waiting } from "./api";

const EVERY = 20_000;
const waiting = ref<Waiting[]>([]);
const known = ref(false);

export interface Dialogues {
  waiting: Ref<Waiting[]>;
  known: Ref<boolean>;
  refusal: Ref<string>;
  load: () => Promise<void>;
}

export function useDialogues(list: typeof listWaiting = listWaiting): Dialogues {
  const { refusal, ask } = useReading();
  const load = (): Promise<void> =>
    ask(list, (answer) => {
      waiting.value = [...answer.filter(isGrave), ...answer.filter((one) => !isGrave(one))];
      known.value = true;
    });

  void load();
  const timer = setInterval(() => void load(), EVERY);
  onScopeDispose(() => clearInterval(timer));
  return { waiting, known, refusal, load };
}
