/** Citing beside a ticket (工单引用): the version is recorded at once, the words wait for the form that answers. */
import { ref, type Ref } from "vue";
import { useI18n } from "vue-i18n";
import { adopt, isKept, listAdoptions, type Adoption } from "@/features/knowledge/adoption";
import { useAttempt } from "@/kit/attempt";
import { cited, type Cited } from "@/shared/citing";

export interface Citing {
  adoptions: Ref<Adoption[]>;
  /** What came of it, for the user. */
  done: Ref<string>;
  refusal: Ref<string>;
  load: () => Promise<void>;
  cite: (found: Cited[], mayAnswer: boolean) => Promise<boolean>;
}

export function useCiting(ticketId: string): Citing {
  const { t } = useI18n();
  const adoptions = ref<Adoption[]>([]);
  const done = ref("");
  const { refusal, attempt } = useAttempt();

  /** A hint only: without it the page works as before. */
  async function load(): Promise<void> {
    adoptions.value = await listAdoptions(ticketId).catch(() => adoptions.value);
  }

  function wordsFor(main: Cited, mayAnswer: boolean): string {
    if (!main.text) return t("knowledge.citedInternal", { title: main.title });
    const words = t(isKept(main) ? "knowledge.citedNow" : "knowledge.citedWords", { title: main.title });
    return mayAnswer && cited.value ? `${words}${t("knowledge.citedLater")}` : words;
  }

  function cite(found: Cited[], mayAnswer: boolean): Promise<boolean> {
    return attempt(async () => {
      done.value = "";
      for (const one of found.filter(isKept)) adoptions.value = await adopt(ticketId, one);
      const main = found[0];
      if (!main) return;
      cited.value = { ticketId, one: main };
      // An open form has taken it by now; what is left waits for one.
      done.value = wordsFor(main, mayAnswer);
    });
  }
  return { adoptions, done, refusal, load, cite };
}
