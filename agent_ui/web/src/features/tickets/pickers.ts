/** Fields whose value is the id of something else (引用字段): how a person finds it by its name. */
import { inLocale } from "@/kit/locale";
import { dateTime } from "@/kit/time";
import { searchArticles } from "@/shared/articles";
import { useDistricts } from "@/shared/places";
import { listMembers } from "@/shared/members";
import type { Found } from "@/shared/RemoteSelect.vue";
import { readSuggestion } from "@/shared/suggestion";
import { villagesOf } from "@/kit/villages";
import { said } from "@/shared/words";
import { listTickets, type Assignment, type FieldSpec, type Ticket } from "./api";
import { listColleagues } from "./colleagues";
import type { Values } from "./useActionForm";

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

function people(unitId: string | undefined): Picker["find"] {
  return async (words) => {
    const members = unitId === undefined ? [] : await listMembers(unitId);
    const found = members.map((member) => ({ value: member.account_id, label: member.display_name }));
    const once = found.filter((one, index) => found.findIndex((other) => other.value === one.value) === index);
    return matching(once, words);
  };
}

/** Who may be named: with roles and unit, since names are not unique. */
async function colleagues(words: string): Promise<Found[]> {
  return (await listColleagues(words)).map((one) => ({ value: one.account_id, label: `${one.name}（${[one.unit_name, ...one.roles.map(said)].filter(Boolean).join(" · ")}）` }));
}

/** A part by its unit, role, state and date: the same unit may hold several. */
export function partLabel(part: Assignment): string {
  const due = part.due_at ? `${inLocale("期限", "due")} ${dateTime(part.due_at)}` : "";
  return `${part.unit_name}（${[said(part.role_label), said(part.status_label), due].filter(Boolean).join(" · ")}）`;
}

async function revisions(words: string): Promise<Found[]> {
  if (!words) return [];
  return (await searchArticles(words)).map((hit) => ({ value: hit.revision_id, label: `${hit.title}（${hit.owner_unit_code}）` }));
}

/** A choice among what is known already. */
export function fixed(known: Found[]): Picker {
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

/** The villages that have a code, in the town that the form names now. */
function villages(ticket: Ticket, values: Values): Picker["find"] {
  return async (words) => {
    const town = String(values.town_code || ticket.town_code || "");
    const found = town ? await villagesOf(town) : [];
    return matching(found.flatMap(({ code, name }) => (code ? [{ value: code, label: name }] : [])), words);
  };
}

/** The picker for a field, or undefined where the server's type says enough. */
export function pickerFor({ name, type, options }: FieldSpec, ticket: Ticket, unitId: string | undefined, values: Values = {}): Picker | undefined {
  if (/(^|_)ticket_id$/.test(name)) return { multiple: false, find: tickets(ticket) };
  if (name === "district_code" || name === "town_code") return places(name);
  if (name === "village_code") return { multiple: false, find: villages(ticket, values) };
  if (name === "catalogue_row_id") return catalogueRows(ticket);
  if (type === "account" || name === "handler_id") return { multiple: false, find: people(unitId) };
  if (name === "named_account_ids") return { multiple: true, find: colleagues };
  if (name === "article_revision_ids") return { multiple: true, find: revisions };
  if (name !== "assignment_id") return undefined;
  const allowed = options?.map((option) => option.value);
  const parts = ticket.assignments.filter((part) => !allowed || allowed.includes(part.id)).map((part) => ({ value: part.id, label: partLabel(part) }));
  return { multiple: false, known: parts, find: async (words) => matching(parts, words) };
}
