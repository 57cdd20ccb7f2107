/** Values of changed fields as lines to read (逐栏差异): lists one a line, codes and moments in words. */
import { dateTime } from "@/kit/time";
import { placeName } from "./places";
import { unitName } from "./unitTree";

/** Says a code of a group in the language of the page. */
export type Say = (group: string, code: string) => string;

const CODED: Record<string, string> = { audience: "audience", urgency: "notice_urgency", state: "number_state", published_in: "published_in" };
const NAMED: Record<string, (code: string) => string> = { districts: placeName, unit_code: unitName, owner_unit_code: unitName };
const MOMENT = /^\d{4}-\d\d-\d\dT/;

function lineOf(field: string, value: unknown, say: Say): string {
  if (value && typeof value === "object") {
    const { item, field: cited } = value as { item?: string; field?: string };
    return item && cited ? `${item} · ${say("cited_field", cited)}` : Object.values(value).filter(Boolean).join("；");
  }
  const text = String(value);
  const group = CODED[field];
  if (group) return say(group, text);
  if (MOMENT.test(text)) return dateTime(text);
  return NAMED[field]?.(text) ?? text;
}

/** The lines of one value; none where nothing is told. */
export function linesOf(field: string, value: unknown, say: Say): string[] {
  if (value === null || value === undefined || value === "") return [];
  const parts = Array.isArray(value) ? value : String(value) === value ? value.split("\n").filter((line) => line.trim()) : [value];
  return parts.map((part) => lineOf(field, part, say));
}
