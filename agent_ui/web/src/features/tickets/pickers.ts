/** Fields whose value is the id of something else (引用字段): how a person finds it by its name. */
import { searchArticles } from "@/shared/articles";
import { useDistricts } from "@/shared/places";
import { listMembers } from "@/shared/members";
import type { Found } from "@/shared/RemoteSelect.vue";
import { readSuggestion } from "@/shared/suggestion";
import { listTickets, type FieldSpec, type Ticket } from "./api";

export interface Picker {
  multiple: boolean;
  /** Choices whose names are known before anyone searches, so that a given value shows its name. */
  known?: Found[];
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

function fixed(known: Found[]): Picker {
  return { multiple: false, known, find: async (words) => matching(known, words) };
}

function places(name: string): Picker {
  const districts = useDistricts().value;
  if (name === "district_code") return fixed(districts.map(({ code, name: label }) => ({ value: code, label })));
  return fixed(districts.flatMap((district) => district.towns.map(({ code, name: label }) => ({ value: code, label }))));
}

function catalogueRows(ticket: Ticket): Picker {
  const hits = readSuggestion(ticket.suggestion, ticket.content).hits.filter((hit) => hit.row_id);
  return fixed(hits.map((hit) => ({ value: hit.row_id ?? "", label: `${hit.lead.name}：${hit.reasons[0] ?? ""}` })));
}

/** The picker for a field, or undefined where the server's type says enough. */
export function pickerFor({ name, type, options }: FieldSpec, ticket: Ticket, unitId: string | undefined): Picker | undefined {
  if (/(^|_)ticket_id$/.test(name)) return { multiple: false, find: tickets(ticket) };
  if (name === "district_code" || name === "town_code") return places(name);
  if (name === "catalogue_row_id") return catalogueRows(ticket);
  if (type === "account" || name === "handler_id") return { multiple: false, find: people({ ...ticket, assignments: [] }, unitId) };
  if (name === "named_account_ids") return { multiple: true, find: people(ticket, unitId) };
  if (name === "article_revision_ids") return { multiple: true, find: revisions };
  if (name !== "assignment_id") return undefined;
  const allowed = options?.map((option) => option.value);
  const parts = ticket.assignments.filter((part) => !allowed || allowed.includes(part.id)).map((part) => ({ value: part.id, label: part.unit_name }));
  return { multiple: false, find: async (words) => matching(parts, words) };
}
