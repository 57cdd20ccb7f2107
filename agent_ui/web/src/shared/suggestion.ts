/** The routing suggestion (派单建议) in one shape for the eye; every part may be absent. */
import { inLocale } from "@/kit/locale";

export interface Chip {
  value: string;
  label: string;
  confidence: number | null;
  /** The citizen's own words that decided. */
  evidence: string[];
}

export interface UnitRef {
  id: string;
  name: string;
}

export interface CatalogueHit {
  row_id: string | undefined;
  lead: UnitRef;
  partners: UnitRef[];
  reasons: string[];
}

export type Part = "kind" | "category" | "place" | "unit";
export const PARTS: Part[] = ["kind", "category", "place", "unit"];

export interface Suggestion extends Record<Part, Chip[]> {
  hits: CatalogueHit[];
  /** Why no unit could be named, and what to ask. */
  open: string[];
  alarms: string[];
}

type Raw = Record<string, unknown>;

const list = (value: unknown): Raw[] => (Array.isArray(value) ? (value as Raw[]) : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const bilingual = (raw: Raw): string => inLocale(text(raw.zh), text(raw.en));

/** Spans count characters, not UTF-16 units: a rare character is one. */
function words(content: string, evidence: unknown): string[] {
  const characters = Array.from(content);
  const found = list(evidence).map((span) => characters.slice(Number(span.start), Number(span.end)).join(""));
  return [...new Set(found.filter(Boolean))];
}

function chips(value: unknown, content: string): Chip[] {
  return list(value).map((raw) => ({
    value: text(raw.value),
    label: text(raw.label) || text(raw.value),
    confidence: typeof raw.confidence === "number" ? raw.confidence : null,
    evidence: words(content, raw.evidence),
  }));
}

const unit = (raw: Raw): UnitRef => ({ id: text(raw.unit_id), name: text(raw.name) });

function hits(decision: Raw): CatalogueHit[] {
  const reasons = list(decision.reasons).map(bilingual);
  if (decision.needs_human === true) {
    return list(decision.candidates).map((raw) => ({ row_id: undefined, lead: unit(raw), partners: [], reasons }));
  }
  if (!decision.lead_unit_id) return [];
  const lead = { id: text(decision.lead_unit_id), name: text(decision.lead_unit) };
  return [{ row_id: text(decision.row_id) || undefined, lead, partners: list(decision.partners).map(unit), reasons }];
}

function alarmWords(raw: Raw): string {
  return inLocale(text(raw.advice) || text(raw.reason), text(raw.advice_en) || text(raw.reason_en));
}

/** Read what is there; `content` is the text the spans point into. */
export function readSuggestion(raw: Raw | null | undefined, content: string): Suggestion {
  const source = raw ?? {};
  const decision = (source.decision ?? {}) as Raw;
  const open = decision.needs_human === true ? [text(decision.why_label)] : [];
  return {
    kind: chips(source.kind, content),
    category: chips(source.category, content),
    place: chips(source.place, content),
    unit: chips(source.unit, content),
    hits: hits(decision),
    open: [...open, ...(Array.isArray(source.ask) ? (source.ask as string[]) : [])].filter(Boolean),
    alarms: [...new Set(list(source.alarms).map(alarmWords).filter(Boolean))],
  };
}
