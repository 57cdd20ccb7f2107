/** One ticket on screen (当前工单): read, replaced by an action's answer, refreshed when others act. */
import { ref, type Ref } from "vue";
import { useReading } from "@/kit/listing";
import { getTicket, type Ticket } from "./api";

export interface OpenTicket {
  ticket: Ref<Ticket | null>;
  refusal: Ref<string>;
  /** Someone changed the ticket while a form is open here; showing it waits for the user. */
  newer: Ref<boolean>;
  load: () => Promise<void>;
  replace: (fresh: Ticket) => void;
  moved: (typing: boolean) => Promise<void>;
}

export function useTicket(id: string, read: typeof getTicket = getTicket): OpenTicket {
  const ticket = ref<Ticket | null>(null);
  const { refusal, ask } = useReading();
  const newer = ref(false);

  const load = (): Promise<void> => ask(() => read(id), replace);

  function replace(fresh: Ticket): void {
    // Answers may overtake one another: an older version never replaces a newer one.
    if (ticket.value && fresh.version < ticket.value.version) return;
    ticket.value = fresh;
    newer.value = false;
  }

  async function moved(typing: boolean): Promise<void> {
    const fresh = await read(id).catch(() => null);
    if (!fresh || fresh.version <= (ticket.value?.version ?? 0)) return;
    if (typing) newer.value = true;
    else replace(fresh);
  }

  return { ticket, refusal, newer, load, replace, moved };
}
