/** The routing suggestion (派单建议) in one shape for the eye; every part may be absent. */
import { inLocale, locale } from "@/kit/locale";
import en from "@/locales/en";
import zh from "@/locales/zh-CN";
import type { MarkedSpan, Span } from "./spans";

export interface Chip {
  value: string;
  label: string;
  confidence: number | null;
  /** The citizen's own words that decided, and where they stand. */
  evidence: string[];
  spans: Span[];
  /** Who said so: the model, the words, earlier tickets, a ruling, the catalogue. */
  source: string;
}

/** What a rule raises: why, what to do, what to say, whom to ring. */
export interface AlarmNote {
  severity: string;
  reason: string;
  advice: string;
  told: string;
  line: string;
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
export const PARTS: Part[] = ["category", "kind", "place", "unit"];

export interface Suggestion extends Record<Part, Chip[]> {
  hits: CatalogueHit[];
  /** Why no unit could be named. */
  open: string[];
  /** What the citizen should be asked. */
  ask: string[];
  /** The matter was not understood. */
  unsure: boolean;
  /** The likeliest branches of the tree, for matters that were not understood. */
  branch: Chip[];
  alarms: AlarmNote[];
  /** What else stands in the words (times, plates, amounts, names), masked where it is personal. */
  entities: { label: string; shown: string }[];
  /** Whom the words name first, as they name him; empty where they name nobody. */
  respondent: string;
  /** Every word that decided, for marking it in the text. */
  marks: MarkedSpan[];
}

type Raw = Record<string, unknown>;

const list = (value: unknown): Raw[] => (Array.isArray(value) ? (value as Raw[]) : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const bilingual = (raw: Raw): string => inLocale(text(raw.zh), text(raw.en));

const spansOf = (evidence: unknown): Span[] => list(evidence).map((span) => ({ start: Number(span.start), end: Number(span.end) }));

/** Spans count characters, not UTF-16 units: a rare character is one. */
function words(content: string, evidence: unknown): string[] {
  const characters = Array.from(content);
  const found = spansOf(evidence).map((span) => characters.slice(span.start, span.end).join(""));
  return [...new Set(found.filter(Boolean))];
}

function chips(value: unknown, content: string): Chip[] {
  return list(value).map((raw) => ({
    value: text(raw.value),
    label: text(raw.label) || text(raw.value),
    confidence: typeof raw.confidence === "number" ? raw.confidence : null,
    evidence: words(content, raw.evidence),
    spans: spansOf(raw.evidence),
    source: text(raw.source).startsWith("row:") ? "catalogue" : text(raw.source),
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

const LOUDNESS = ["EMERGENCY", "URGENT", "NOTICE"];

/** Each alarm once, the loudest first; one that does not say how loud it is counts as urgent. */
function alarmNotes(value: unknown): AlarmNote[] {
  const notes = list(value).map((raw) => ({
    severity: text(raw.severity) || "URGENT",
    reason: inLocale(text(raw.reason), text(raw.reason_en)),
    advice: inLocale(text(raw.advice), text(raw.advice_en)),
    told: inLocale(text(raw.told), text(raw.told_en)),
    line: text(raw.line),
  }));
  const once = notes.filter((one, index) => (one.reason || one.advice) && notes.findIndex((other) => other.reason === one.reason && other.advice === one.advice) === index);
  return once.sort((a, b) => LOUDNESS.indexOf(a.severity) - LOUDNESS.indexOf(b.severity));
}

/** A question is a sentence, one in two languages, or the name of the fact that is missing. */
function question(value: unknown): string {
  return typeof value === "string" ? questionWords(value) : bilingual((value ?? {}) as Raw);
}

/** The question for a missing fact; sentences stay as they are. */
export function questionWords(value: string): string {
  const known: Record<string, string> = locale.value === "en" ? en.suggestion.asks : zh.suggestion.asks;
  return known[value] ?? value;
}

function questions(...sources: unknown[]): string[] {
  return [...new Set(sources.flatMap((source) => (Array.isArray(source) ? source.map(question) : [])).filter(Boolean))];
}

/** What the first choice of each part rests on; the others are told beside their chip. */
function marks(source: Raw): MarkedSpan[] {
  const alarms = list(source.alarms).map((raw) => ({ start: Number(raw.start), end: Number(raw.end), part: "alarm" }));
  const chosen = (["kind", "category", "place"] as const).flatMap((part) => spansOf(list(source[part])[0]?.evidence).map((span) => ({ ...span, part })));
  return [...alarms, ...chosen];
}

/** The first respondent that the words name. */
function respondentOf(entities: Raw[], content: string): string {
  const heard = entities.filter((raw) => raw.kind === "RESPONDENT").slice(0, 1);
  return words(content, heard).join("").trim();
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
    open: open.filter(Boolean),
    ask: questions(source.ask, decision.ask),
    unsure: source.unsure === true,
    branch: chips(source.branch, content),
    alarms: alarmNotes(source.alarms),
    entities: list(source.entities).map((raw) => ({ label: text(raw.label), shown: text(raw.shown) })).filter((one) => one.shown),
    respondent: respondentOf(list(source.entities), content),
    marks: marks(source),
  };
}
