/** The desk's list (待办列表): one queue at a time, in the order the server gives. */
import { computed, ref, watch, type Ref } from "vue";
import { useReading } from "@/kit/listing";
import { listTickets, type TicketRow } from "./api";

export interface Desk {
  rows: Ref<TicketRow[]>;
  busy: Ref<boolean>;
  refusal: Ref<string>;
  hasMore: Ref<boolean>;
  /** Read again; cards in use stay, though their ticket may have left the queue meanwhile. */
  load: (inUse?: ReadonlySet<string>) => Promise<void>;
  more: () => Promise<void>;
}

export function useDesk(queue: Ref<string>, list: typeof listTickets = listTickets): Desk {
  const rows = ref<TicketRow[]>([]);
  const { busy, refusal, ask } = useReading();
  const cursor = ref<string | null>(null);

  function read(after?: string, inUse: ReadonlySet<string> = new Set()): Promise<void> {
    return ask(() => list({ queue: queue.value }, after), (answer) => {
      rows.value = after ? [...rows.value, ...answer.items] : merged(answer.items, inUse);
      cursor.value = answer.next_cursor;
    });
  }

  function merged(fresh: TicketRow[], inUse: ReadonlySet<string>): TicketRow[] {
    const kept = rows.value.filter((row) => inUse.has(row.id) && !fresh.some((other) => other.id === row.id));
    return [...kept, ...fresh];
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
    load: (inUse) => read(undefined, inUse),
    more: () => read(cursor.value ?? undefined),
  };
}
