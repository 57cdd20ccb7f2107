/** Repeats after the closing (办结后重复): a clue for the quality of closings, no verdict. */
import { get, type Query } from "@/kit/http";
import type { Page } from "@/kit/listing";

export interface RepeatRow {
  id: string;
  former: { id: string; number: string; title: string; unit_name: string | null; close_outcome_label: string | null };
  ticket: { id: string; number: string; title: string; status_label: string };
  basis_label: string;
  similarity: number;
  closed_at: string;
  flagged_at: string;
  days_after: number;
  in_reopen_window: boolean;
}

export interface RepeatFigure {
  unit_id: string;
  unit_name: string;
  closed: number;
  repeated: number;
  share: number | null;
}

export function listRepeats(query: Query): Promise<Page<RepeatRow>> {
  return get("/api/repeats", query);
}

/** Per unit, of what was closed in the last months. */
export function repeatFigures(): Promise<RepeatFigure[]> {
  return get("/api/repeats/figures");
}
