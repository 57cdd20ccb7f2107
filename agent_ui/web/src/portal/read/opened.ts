/** One opened text (打开的内容): read when the address changes; what cannot be read is said in words. */
import { ref, watch, type Ref } from "vue";
import { wordsOf } from "@/kit/problem";
import { route, subject } from "../route";

export interface Opened<T> {
  value: Ref<T | null>;
  failure: Ref<string>;
  again: () => Promise<void>;
}

/** `read` gets the words of the address; `titleOf` names the page once it is there. */
export function useOpened<T>(page: string, read: (query: URLSearchParams) => Promise<T>, titleOf: (value: T) => string): Opened<T> {
  const value = ref(null) as Ref<T | null>;
  const failure = ref("");

  async function again(): Promise<void> {
    const query = route.value.query;
    value.value = null;
    failure.value = "";
    try {
      const found = await read(query);
      if (query !== route.value.query) return;
      value.value = found;
      subject.value = titleOf(found);
    } catch (error) {
      if (query === route.value.query) failure.value = wordsOf(error);
    }
  }

  watch(() => route.value.query, () => {
    if (route.value.page === page) void again();
  }, { immediate: true });
  return { value, failure, again };
}
