/** Proposed catalogue rows (待批准条目): read with the names behind their codes, decided by a second person. */
import { ref, type Ref } from "vue";
import { get, post } from "@/kit/http";
import type { Page } from "@/kit/listing";
import { listHints, type Basis } from "./catalogue";

export interface ProposedRow {
  id: string;
  category_code: string;
  /** A district, a town, or ALL. */
  district_code: string;
  /** The formula; its owner reads it beside the words. */
  condition: string | null;
  condition_words: { zh: string; en: string } | null;
  valid_from: string;
  valid_to: string | null;
  lead_unit_id: string;
  partners: Record<string, string>[];
  fallback_unit_id: string | null;
  no_push_down: boolean;
  basis: Record<string, string>[];
  /** Working days; longer than usual only with its own basis. */
  limit_override: number | null;
  limit_basis: string;
  must_review: boolean;
  source_ruling_id: string | null;
  supersedes_id: string | null;
  proposed_by: string | null;
  proposed_at: string;
}

export type Source = "ruling" | "hint" | "changed" | "new";

/** Names by id, read once for the whole list. */
export interface Names {
  /** False while they are still being read. */
  known: boolean;
  units: Map<string, string>;
  /** What a learned hint says, by the row it led to. */
  hints: Map<string, { zh: string; en: string }>;
}

interface UnitNode {
  id: string;
  name: string;
  children: UnitNode[];
}

export function listProposed(cursor: string | undefined): Promise<Page<ProposedRow>> {
  return get("/api/catalogue", { status: "PROPOSED", limit: 50, cursor });
}

export function getRow(id: string): Promise<ProposedRow> {
  return get(`/api/catalogue/${id}`);
}

/** Put in force together: rows that would contradict each other one by one may fit as a whole. */
export function approveRows(row_ids: string[], note: string): Promise<ProposedRow[]> {
  return post("/api/catalogue/approve", { row_ids, note });
}

/** Refused; its proposer takes it back the same way. */
export function rejectRow(id: string, note: string): Promise<ProposedRow> {
  return post(`/api/catalogue/${id}/reject`, { note });
}

/** Where a row comes from, so far as it says so. */
export function sourceOf(row: ProposedRow, hints: Names["hints"]): Source {
  if (row.source_ruling_id) return "ruling";
  if (hints.has(row.id)) return "hint";
  return row.supersedes_id ? "changed" : "new";
}

/** 《…办法》第三条, with the kind of basis first. */
export function basisLine(one: Partial<Basis>, kind: string): string {
  const named = [one.title, one.article].filter(Boolean).join(" ");
  return [kind, named].filter(Boolean).join("：");
}

function flatten(nodes: UnitNode[]): [string, string][] {
  return nodes.flatMap((node) => [[node.id, node.name] as [string, string], ...flatten(node.children)]);
}

/** The names; what may not be read stays unknown and hinders nobody from deciding. */
export function useNames(): { names: Ref<Names>; load: () => Promise<void> } {
  const names = ref<Names>({ known: false, units: new Map(), hints: new Map() });

  async function units(): Promise<void> {
    names.value.units = new Map(flatten(await get<UnitNode[]>("/api/units/tree")));
  }
  async function hints(): Promise<void> {
    const led = (await listHints("PROPOSED")).filter((hint) => hint.proposed_row_id);
    names.value.hints = new Map(led.map((hint) => [hint.proposed_row_id ?? "", { zh: hint.zh, en: hint.en }]));
  }
  async function load(): Promise<void> {
    await Promise.allSettled([units(), hints()]);
    names.value.known = true;
  }
  return { names, load };
}
