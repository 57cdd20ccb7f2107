/** The way through a list (办件轨迹): which list a ticket was opened from, where one stood, what comes next. */
import { ref } from "vue";
import { listTickets, type Filters, type TicketRow } from "./api";

export interface Trail {
  filters: Filters;
  /** The list's name, as its heading says it. */
  title: string;
  /** Cursors of the pages seen, the present one last; undefined is the first page. */
  cursors: (string | undefined)[];
  /** Tickets of the page in the order in which they stood. */
  ids: string[];
  scroll: number;
  /** The ticket that was opened. */
  opened: string;
  /** One is on the way back to the list. */
  returning?: boolean;
}

const trail = ref<Trail | null>(null);

export const useTrail = (): typeof trail => trail;

/** A list is left for one of its tickets. */
export function leaveTrail(left: Trail): void {
  trail.value = left;
}

/** Where to stand again in the list with these filters, for whoever comes back from a ticket; else null. */
export function placeIn(filters: Filters, forward: unknown = (history.state as { forward?: unknown } | null)?.forward): Trail | null {
  const known = trail.value;
  if (!known || JSON.stringify(known.filters) !== JSON.stringify(filters)) return null;
  const cameBack = known.returning || (typeof forward === "string" && forward.startsWith("/tickets/"));
  trail.value = { ...known, returning: false };
  return cameBack ? known : null;
}

/**
 * Ask the list again and return what comes next; null when nothing is left.
 *
 * What stood below the ticket comes first, in its order: done work leaves no gap, new work waits its turn.
 * At the end of the page the next page follows, at the end of the list its beginning.
 */
export async function nextTicket(left: Trail, id: string, load: typeof listTickets = listTickets): Promise<TicketRow | null> {
  const here = await load(left.filters, left.cursors.at(-1));
  const later = left.ids.slice(left.ids.indexOf(id) + 1);
  const ahead = here.items.find((row) => later.includes(row.id));
  if (ahead) return ahead;
  if (here.next_cursor) {
    const page = await load(left.filters, here.next_cursor);
    if (page.items.length > 0) {
      trail.value = { ...left, cursors: [...left.cursors, here.next_cursor], ids: page.items.map((row) => row.id), scroll: 0 };
      return page.items.find((row) => row.id !== id) ?? null;
    }
  }
  const first = left.cursors.length > 1 ? await load(left.filters) : here;
  trail.value = { ...left, cursors: [undefined], ids: first.items.map((row) => row.id), scroll: 0 };
  return first.items.find((row) => row.id !== id) ?? null;
}
