/** A person rung back whose matter is now written down (回拨转登记): kept in memory only, never in an address. */
import { ref } from "vue";

export interface Handover {
  /** The call-back it comes from. */
  id: string;
  number: string;
  /** Why the person waited, in the server's words. */
  reason: string;
}

export const handover = ref<Handover | null>(null);

/** Tickets that should be handled as one (归并处理), on their way to the incidents page. */
export interface Gathered {
  ids: string[];
  title: string;
  /** The hot topic they were found by; empty where an agent saw them. */
  from: string;
}

export const gathered = ref<Gathered | null>(null);

/** What a citizen asked and nobody could answer at once (未能答复的问题), on its way to the intake page. */
export const unanswered = ref("");
