/** What a version changes (版本差异): entry by entry and field by field, for the second person who approves it. */

/** A list of entries, or a mapping of words. */
export type Content = Record<string, unknown>[] | Record<string, string>;
export type Entry = Record<string, string>;

export interface Changed {
  key: string;
  fields: { name: string; before: string; now: string }[];
}

export interface Changes {
  added: { key: string; entry: Entry }[];
  changed: Changed[];
  removed: { key: string; entry: Entry }[];
  total: number;
}

/** What names an entry, by the kind of data. */
const KEY: Record<string, string> = { RULES: "id", WORDING: "cantonese", MUST_ROUTE: "label", DANGERS: "text" };

function words(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join("；") : String(value ?? "");
}

/** Each entry with its fields in words; a mapping becomes pairs. */
export function entriesOf(content: Content): Entry[] {
  if (!Array.isArray(content)) return Object.entries(content).map(([cantonese, standard]) => ({ cantonese, standard }));
  return content.map((entry) => Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, words(value)])));
}

function byKey(name: string, content: Content): Map<string, Entry> {
  const key = KEY[name] ?? "id";
  return new Map(entriesOf(content).map((entry) => [entry[key] ?? "", entry]));
}

function fieldsBetween(before: Entry, now: Entry): Changed["fields"] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return names.map((name) => ({ name, before: before[name] ?? "", now: now[name] ?? "" })).filter((field) => field.before !== field.now);
}

/** What `now` changes in `before`; everything is new where there was nothing. */
export function changesBetween(name: string, before: Content | null, now: Content): Changes {
  const old = before ? byKey(name, before) : new Map<string, Entry>();
  const fresh = byKey(name, now);
  const changed = [...fresh].flatMap(([key, entry]) => {
    const former = old.get(key);
    const fields = former ? fieldsBetween(former, entry) : [];
    return fields.length ? [{ key, fields }] : [];
  });
  return {
    added: [...fresh].filter(([key]) => !old.has(key)).map(([key, entry]) => ({ key, entry })),
    changed,
    removed: [...old].filter(([key]) => !fresh.has(key)).map(([key, entry]) => ({ key, entry })),
    total: fresh.size,
  };
}
