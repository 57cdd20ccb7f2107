/** One question and all that answers it (检索): the answer, the hits, and what belongs beside; the latest question wins. */
import { ref, type Ref } from "vue";
import { useReading } from "@/kit/listing";
import { answer as askFor, related, search, type Answer, type Asked, type Found, type Related } from "./api";

export interface Knowledge {
  answer: Ref<Answer | null>;
  found: Ref<Found | null>;
  beside: Ref<Related[]>;
  busy: Ref<boolean>;
  refusal: Ref<string>;
  /** Ask; an empty question clears all. */
  ask: (asked: Asked) => Promise<void>;
}

const doors = { answer: askFor, search, related };

export function useKnowledge({ answer: tell, search: find, related: list }: typeof doors = doors): Knowledge {
  const answer = ref<Answer | null>(null);
  const found = ref<Found | null>(null);
  const beside = ref<Related[]>([]);
  const { busy, refusal, ask: read } = useReading();
  const aside = useReading();

  function clear(): void {
    answer.value = null;
    found.value = null;
    beside.value = [];
  }

  /** A hint only: without it the page works as before. */
  function lookBeside(document: string | undefined): void {
    beside.value = [];
    if (!document) return;
    void aside.ask(() => list(document), (others) => {
      beside.value = others;
    });
  }

  async function ask(asked: Asked): Promise<void> {
    if (!asked.text) {
      await read(async () => null, clear);
      return;
    }
    await read(() => Promise.all([tell(asked), find(asked)]), ([told, hits]) => {
      answer.value = told;
      found.value = hits;
      lookBeside(asked.about || told.sources[0]?.id || hits.hits[0]?.id);
    });
  }

  return { answer, found, beside, busy, refusal, ask };
}
