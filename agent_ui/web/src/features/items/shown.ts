/** Values of an item's fields as lines to read (事项栏目): lists one a line, materials and windows in one sentence each. */

/** Says a code of a group in the language of the page. */
export type Say = (group: string, code: string) => string;
/** Says a sentence of the page with figures. */
export type Tell = (key: string, figures?: Record<string, unknown>) => string;

type Value = Record<string, unknown>;

/** Fields whose values are codes, and the group of words for them. */
const CODED: Record<string, string> = {
  item_type: "item_type", level: "item_level", publication: "item_publication", online_depth: "item_online_depth", applicant_kinds: "item_applicant_kinds", state: "item_state", change: "item_change",
};

const join = (parts: unknown[], mark: string): string => parts.filter(Boolean).join(mark);

function material(value: Value, say: Say, tell: Tell): string {
  const { name, form, copies, original, source, e_licence, note } = value;
  const facts = [form && say("item_form", String(form)), copies && tell("kb.item.copies", { n: copies }), original && say("item_original", String(original)), source && say("item_source", String(source)), e_licence && tell("kb.item.eLicence")];
  const inside = join(facts, "，");
  return join([`${name}${inside ? `（${inside}）` : ""}`, note], "：");
}

function limit(value: Value, say: Say, tell: Tell): string {
  const { kind, days, unit, note } = value;
  const words = kind === "DAYS" ? tell(`kb.item.limit.${unit}`, { n: days }) : say("item_limit_kind", String(kind));
  return join([words, note], "：");
}

function fee(value: Value, tell: Tell): string {
  const { charged, text, basis } = value;
  const first = charged === null || charged === undefined ? "" : tell(charged ? "kb.item.charged" : "kb.item.free");
  return join([first, text, basis], "；");
}

function object(field: string, value: Value, say: Say, tell: Tell): string {
  if (field === "materials") return material(value, say, tell);
  if (field.endsWith("_limit")) return limit(value, say, tell);
  if (field === "fee") return fee(value, tell);
  const parts = Object.entries(value).filter(([name, part]) => name !== "district_code" && part !== null);
  return join(parts.map(([, part]) => String(part)), "；");
}

/** The lines of one value; none where nothing is told. */
export function linesOf(field: string, value: unknown, say: Say, tell: Tell): string[] {
  if (value === null || value === undefined || value === "") return [];
  if (Array.isArray(value)) return value.flatMap((one) => linesOf(field, one, say, tell));
  if (typeof value === "boolean") return [tell(value ? "form.yes" : "form.no")];
  if (field === "more") return Object.entries(value as Value).map(([name, text]) => `${name}：${text}`);
  if (typeof value === "object") return [object(field, value as Value, say, tell)].filter(Boolean);
  return [CODED[field] ? say(CODED[field], String(value)) : String(value)];
}

/** Short words that are read in one line. */
export const IN_ONE_LINE = ["applicant_kinds", "aliases", "keywords", "themes", "replaced_by"];

/** Fields in the order they are read, in groups; what the head of the page tells is left out. */
export const GROUPS: Record<string, string[]> = {
  how: ["target", "applicant_kinds", "conditions", "quantity", "materials", "steps", "forms", "statutory_limit", "promised_limit", "fee", "visits"],
  where: ["windows", "online_depth", "online_url", "online_booking", "consult_phone", "supervision_phone"],
  after: ["result_document", "result_validity", "annual_check", "remedies"],
  basis: ["legal_basis", "legal_force", "deciding_body", "accepting_body", "division", "department"],
  catalogue: ["main_name", "aliases", "keywords", "themes", "parent_code", "replaced_by", "external_ref", "more"],
};
