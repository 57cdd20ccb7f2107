/** Versions of the subject tree, mappings between them (分类版本与对照). */
import type { components } from "@/api/schema.gen";
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

type Server = components["schemas"];
export type CarriedRows = Server["CarryOverOut"];
type Undecided = Server["UndecidedRowOut"];

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
  /** Limits of old codes that wait to be carried over. */
  limits: number;
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
  const { added, changed, removed, errors, repaired, categories, mapping, limits } = await post<TreeReport>("/api/categories/import", form);
  const given = form.has("mapping");
  const faults = given ? [...errors, ...mapping.errors] : errors;
  return {
    counts: { categories, added: added.length, changed: changed.length, removed: removed.length, ...(given ? mapping.counts : {}), ...(mapping.unmapped.length ? { unmapped: mapping.unmapped.length } : {}) },
    named: { added, changed, removed, unmapped: mapping.unmapped },
    faults,
    repaired,
    waiting: limits,
    // The server takes a mapping whole or not at all.
    incomplete: given && mapping.unmapped.length > 0,
  };
}

/** A corrected mapping of two known versions; the server keeps the earlier ones. */
export async function importMapping(form: FormData): Promise<MappingReport> {
  return post("/api/categories/mapping", form);
}

/** A row that needs a person, by subject and place; the number stands where it cannot be read. */
async function named({ row_id, reason, reason_en }: Undecided): Promise<Carried["undecided"][number]> {
  const row = await get<{ category_code: string; category_version: string; district_code: string }>(`/api/catalogue/${row_id}`).catch(() => null);
  if (!row) return { subject: row_id, reason, reason_en };
  const place = row.district_code === "ALL" ? "" : ` × ${placeName(row.district_code)}`;
  return { subject: `${row.category_code}（${row.category_version}）${place}`, reason, reason_en };
}

/** The rows of the catalogue for the new codes: counted, or proposed to a second person. */
export async function carriedRows(dry: boolean): Promise<Carried> {
  const { proposed, undecided } = await post<CarriedRows>("/api/categories/mapping/carry-over", { dry_run: dry });
  const first = await Promise.all(undecided.slice(0, NAMED).map(named));
  return { proposed, undecided: [...first, ...undecided.slice(NAMED).map(({ row_id, reason, reason_en }) => ({ subject: row_id, reason, reason_en }))] };
}
