/** The desk's list (待办列表): one queue at a time, in the order the server gives. */
import { computed, ref, watch, type Ref } from "vue";
import { wordsOf } from "@/kit/problem";
import { listTickets, type TicketRow } from "./api";

export interface Desk {
  rows: Ref<TicketRow[]>;
  busy: Ref<boolean>;
  refusal: Ref<string>;
  hasMore: Ref<boolean>;
  load: () => Promise<void>;
  more: () => Promise<void>;
}

export function useDesk(queue: Ref<string>): Desk {
  const rows = ref<TicketRow[]>([]);
  const busy = ref(false);
  const refusal = ref("");
  const cursor = ref<string | null>(null);

  async function read(after?: string): Promise<void> {
    const asked = queue.value;
    busy.value = true;
    refusal.value = "";
    try {
      const answer = await listTickets({ queue: asked }, after);
      if (asked !== queue.value) return;
      rows.value = after ? [...rows.value, ...answer.items] : answer.items;
      cursor.value = answer.next_cursor;
    } catch (error) {
      refusal.value = wordsOf(error);
    } finally {
      busy.value = false;
    }
  }

  watch(queue, () => {
    rows.value = [];
    void read();
  }, { immediate: true });

  return {
    rows,
    busy,
    refusal,
    hasMore: computed(() => cursor.value !== null),
    load: () => read(),
    more: () => read(cursor.value ?? undefined),
  };
}
