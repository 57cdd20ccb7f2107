/** What is read from the server (读取): one thing, or a list that grows by "load more"; the latest question wins. */
import { computed, ref, type Ref } from "vue";
import { wordsOf } from "./problem";

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

interface Reading {
  busy: Ref<boolean>;
  refusal: Ref<string>;
}

export interface Loaded<T> extends Reading {
  value: Ref<T | null>;
  load: () => Promise<void>;
}

export interface Listing<T> extends Reading {
  items: Ref<T[]>;
  hasMore: Ref<boolean>;
  /** More than the first page has been read. */
  isLong: Ref<boolean>;
  /** From the start. */
  load: () => Promise<void>;
  more: () => Promise<void>;
}

type Ask = <T>(read: () => Promise<T>, take: (answer: T) => void) => Promise<void>;

/** Questions to the server of which only the latest counts; a refusal stands until an answer comes. */
export function useReading(): Reading & { ask: Ask } {
  const busy = ref(false);
  const refusal = ref("");
  let latest = 0;

  const ask: Ask = async (read, take) => {
    const mine = ++latest;
    busy.value = true;
    try {
      const answer = await read();
      if (mine !== latest) return;
      refusal.value = "";
      take(answer);
    } catch (error) {
      if (mine === latest) refusal.value = wordsOf(error);
    } finally {
      if (mine === latest) busy.value = false;
    }
  };
  return { busy, refusal, ask };
}

/** One thing; what is known stays while it is read again. */
export function useLoaded<T>(read: () => Promise<T>): Loaded<T> {
  const { busy, refusal, ask } = useReading();
  const value = ref(null) as Ref<T | null>;
  const load = (): Promise<void> =>
    ask(read, (answer) => {
      value.value = answer;
    });
  return { value, busy, refusal, load };
}

/** A keyset-paged list. */
export function useListing<T>(read: (cursor: string | undefined) => Promise<Page<T>>): Listing<T> {
  const { busy, refusal, ask } = useReading();
  const items = ref([]) as Ref<T[]>;
  const following = ref<string | null>(null);
  const isLong = ref(false);
  const turn = (cursor?: string): Promise<void> =>
    ask(() => read(cursor), (page) => {
      items.value = cursor ? [...items.value, ...page.items] : page.items;
      following.value = page.next_cursor;
      isLong.value = cursor !== undefined;
    });
  return { items, busy, refusal, isLong, hasMore: computed(() => following.value !== null), load: () => turn(), more: () => turn(following.value ?? undefined) };
}
