/** Versions of the subject tree, mappings between them (分类版本与对照). */
import { get, post } from "@/kit/http";
import type { Carried } from "@/shared/carried";
import type { Fault, ImportReport } from "@/shared/imports";
import { placeName } from "@/shared/places";

const NAMED = 50;

export interface TreeVersion {
  version: string;
  state: string;
  state_label: string;
  imported_at: string;
  imported_by_name: string | null;
  superseded_at: string | null;
  categories: number;
  leaves: number;
}

export interface Mapping {
  id: string;
  old_version: string;
  new_version: string;
  number: number;
  /** The latest of its pair. */
  in_use: boolean;
  counts: Record<string, number>;
  rows: number;
  imported_by_name: string | null;
  imported_at: string;
}

export interface MappingLine {
  old_code: string;
  old_name: string;
  new_codes: string[];
  new_names: string[];
  kind: string;
  kind_label: string;
}

export interface CarriedRows {
  proposed: number;
  row_ids: string[];
  undecided: Record<string, string>[];
}

interface MappingReport {
  counts: Record<string, number>;
  errors: Fault[];
  unmapped: string[];
}

interface TreeReport {
  categories: number;
  added: string[];
  changed: string[];
  removed: string[];
  errors: Fault[];
  repaired: Fault[];
  mapping: MappingReport;
}

export function listTrees(): Promise<TreeVersion[]> {
  return get("/api/categories/versions");
}

export function listMappings(): Promise<Mapping[]> {
  return get("/api/categories/mappings");
}

export async function mappingLines(id: string): Promise<MappingLine[]> {
  return (await get<Mapping & { lines: MappingLine[] }>(`/api/categories/mappings/${id}`)).lines;
}

/** A tree with its mapping: tried, or put in force. Subjects that nobody has placed are told, not refused. */
export async function importTree(form: FormData): Promise<ImportReport> {
  const { added, changed, removed, errors, repaired, categories, mapping } = await post<TreeReport>("/api/categories/import", form);
  const given = form.has("mapping");
  const faults = given ? [...errors, ...mapping.errors] : errors;
  return {
    counts: { categories, added: added.length, changed: changed.length, removed: removed.length, ...(given ? mapping.counts : {}), ...(mapping.unmapped.length ? { unmapped: mapping.unmapped.length } : {}) },
    named: { added, changed, removed, unmapped: mapping.unmapped },
    faults,
    repaired,
    // The server takes a mapping whole or not at all.
    incomplete: given && mapping.unmapped.length > 0,
  };
}

/** A corrected mapping of two known versions; the server keeps the earlier ones. */
export async function importMapping(form: FormData): Promise<MappingReport> {
  return post("/api/categories/mapping", form);
}

/** A row that needs a person, by subject and place; the number stands where it cannot be read. */
async function named({ row_id = "", reason = "" }: Record<string, string>): Promise<{ subject: string; reason: string }> {
  const row = await get<{ category_code: string; category_version: string; district_code: string }>(`/api/catalogue/${row_id}`).catch(() => null);
  if (!row) return { subject: row_id, reason };
  const place = row.district_code === "ALL" ? "" : ` × ${placeName(row.district_code)}`;
  return { subject: `${row.category_code}（${row.category_version}）${place}`, reason };
}

/** The rows of the catalogue for the new codes: counted, or proposed to a second person. */
export async function carriedRows(dry: boolean): Promise<Carried> {
  const { proposed, undecided } = await post<CarriedRows>("/api/categories/mapping/carry-over", { dry_run: dry });
  const first = await Promise.all(undecided.slice(0, NAMED).map(named));
  return { proposed, undecided: [...first, ...undecided.slice(NAMED).map((one) => ({ subject: one.row_id ?? "", reason: one.reason ?? "" }))] };
}
