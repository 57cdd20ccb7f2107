/** A keyset-paged list of tickets (游标分页): pages forward, and back over the cursors already seen. */
import { computed, ref, type Ref } from "vue";
import { useReading } from "@/kit/listing";
import { listTickets, type Filters, type TicketRow } from "./api";

export interface TicketList {
  rows: Ref<TicketRow[]>;
  busy: Ref<boolean>;
  refusal: Ref<string>;
  page: Ref<number>;
  cursors: Ref<(string | undefined)[]>;
  hasNext: Ref<boolean>;
  reload: () => Promise<void>;
  restart: () => Promise<void>;
  /** Stand again on the page of these cursors. */
  resume: (at: (string | undefined)[]) => Promise<void>;
  next: () => Promise<void>;
  previous: () => Promise<void>;
}

export function useTicketList(filters: Ref<Filters>, load: typeof listTickets = listTickets): TicketList {
  const rows = ref<TicketRow[]>([]);
  const { busy, refusal, ask } = useReading();
  const cursors = ref<(string | undefined)[]>([undefined]);
  const following = ref<string | null>(null);

  function reload(): Promise<void> {
    return ask(() => load(filters.value, cursors.value.at(-1)), (answer) => {
      rows.value = answer.items;
      following.value = answer.next_cursor;
    });
  }

  function restart(): Promise<void> {
    cursors.value = [undefined];
    return reload();
  }

  function resume(at: (string | undefined)[]): Promise<void> {
    cursors.value = at;
    return reload();
  }

  async function next(): Promise<void> {
    if (!following.value) return;
    cursors.value = [...cursors.value, following.value];
    await reload();
  }

  async function previous(): Promise<void> {
    if (cursors.value.length < 2) return;
    cursors.value = cursors.value.slice(0, -1);
    await reload();
  }

  return {
    rows,
    busy,
    refusal,
    page: computed(() => cursors.value.length),
    cursors,
    hasNext: computed(() => following.value !== null),
    reload,
    restart,
    resume,
    next,
    previous,
  };
}
