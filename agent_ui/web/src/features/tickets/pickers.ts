/** Fields whose value is the id of something else (引用字段): how a person finds it by its name. */
import { searchArticles } from "@/shared/articles";
import { listMembers } from "@/shared/members";
import type { Found } from "@/shared/RemoteSelect.vue";
import { listTickets, type FieldSpec, type Ticket } from "./api";

export interface Picker {
  multiple: boolean;
  find: (words: string) => Promise<Found[]>;
}

const matching = (found: Found[], words: string): Found[] => found.filter((one) => !words || one.label.includes(words));

function tickets(own: Ticket): Picker["find"] {
  return async (words) => {
    const page = await listTickets(words ? { q: words } : { category: (own.category_code as string | null) ?? undefined }, undefined, 20);
    return page.items.filter((row) => row.id !== own.id).map((row) => ({ value: row.id, label: `${row.number} ${row.title}` }));
  };
}

function people(own: Ticket, unitId: string | undefined): Picker["find"] {
  const units = [...new Set([unitId, ...own.assignments.map((part) => part.unit_id)])].filter((id) => id !== undefined);
  return async (words) => {
    const lists = await Promise.all(units.map((id) => listMembers(id).catch(() => [])));
    const found = lists.flat().map((member) => ({ value: member.account_id, label: member.display_name }));
    const once = found.filter((one, index) => found.findIndex((other) => other.value === one.value) === index);
    return matching(once, words);
  };
}

async function revisions(words: string): Promise<Found[]> {
  if (!words) return [];
  return (await searchArticles(words)).map((hit) => ({ value: hit.revision_id, label: `${hit.title}（${hit.owner_unit_code}）` }));
}

/** The picker for a field, or undefined where the server's type says enough. */
export function pickerFor({ name, type, options }: FieldSpec, ticket: Ticket, unitId: string | undefined): Picker | undefined {
  if (/(^|_)ticket_id$/.test(name)) return { multiple: false, find: tickets(ticket) };
  if (type === "account" || name === "handler_id") return { multiple: false, find: people({ ...ticket, assignments: [] }, unitId) };
  if (name === "named_account_ids") return { multiple: true, find: people(ticket, unitId) };
  if (name === "article_revision_ids") return { multiple: true, find: revisions };
  if (name !== "assignment_id") return undefined;
  const allowed = options?.map((option) => option.value);
  const parts = ticket.assignments.filter((part) => !allowed || allowed.includes(part.id)).map((part) => ({ value: part.id, label: part.unit_name }));
  return { multiple: false, find: async (words) => matching(parts, words) };
}
