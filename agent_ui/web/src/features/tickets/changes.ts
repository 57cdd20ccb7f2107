/** What changed between two versions of a ticket (版本差异), for the merge view. */
import type { Ticket, TimelineEntry } from "./api";

export interface Change {
  field: string;
  before: string;
  after: string;
}

const IGNORED = new Set(["version", "timeline", "allowed_actions", "suggestion", "clocks", "updated_at", "links"]);

function words(ticket: Ticket, field: string): string {
  const label = ticket[`${field}_label`] ?? ticket[`${field.replace(/_(id|code)$/, "")}_name`];
  const value = label ?? ticket[field];
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Plain fields whose value differs; structured parts are left to the timeline. */
export function changesBetween(before: Ticket, after: Ticket): Change[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const plain = [...names].filter((name) => {
    const value = after[name] ?? before[name];
    return !IGNORED.has(name) && !/_(label|name)$/.test(name) && typeof value !== "object";
  });
  return plain
    .map((field) => ({ field, before: words(before, field), after: words(after, field) }))
    .filter((change) => change.before !== change.after);
}

/** Steps that happened since we last looked. */
export function stepsSince(before: Ticket, after: Ticket): TimelineEntry[] {
  const seen = new Set(before.timeline.map((entry) => entry.id));
  return after.timeline.filter((entry) => !seen.has(entry.id));
}
