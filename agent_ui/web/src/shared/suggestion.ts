/** The routing suggestion (派单建议) in one shape for the eye; every part may be absent. */
import type { components } from "@/api/schema.gen";
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

type Server = components["schemas"];
/** The same shape of which anything may be missing: what an earlier day stored is read as well. */
type Parts<T> = T extends (infer One)[] ? Parts<One>[] : T extends object ? { [Name in keyof T]?: Parts<T[Name]> } : T;

/** A suggestion as the server tells it. */
export type RawSuggestion = Parts<Server["SuggestionOut"]>;
type RawChoice = Parts<Server["ChoiceOut"]>;
type RawEvidence = Parts<Server["EvidenceOut"]>;
type RawEntity = Parts<Server["EntityOut"]>;

const bilingual = (raw: Parts<Server["SaidOut"]>): string => inLocale(raw.zh ?? "", raw.en ?? "");

const spanOf = (raw: { start?: number; end?: number }): Span => ({ start: raw.start ?? 0, end: raw.end ?? 0 });

/** Spans count characters, not UTF-16 units: a rare character is one. */
function words(content: string, evidence: RawEvidence[] = []): string[] {
  const characters = Array.from(content);
  const found = evidence.map(spanOf).map((span) => characters.slice(span.start, span.end).join(""));
  return [...new Set(found.filter(Boolean))];
}

function chips(choices: RawChoice[] = [], content: string): Chip[] {
  return choices.map((raw) => ({
    value: raw.value ?? "",
    label: raw.label || (raw.value ?? ""),
    confidence: raw.confidence ?? null,
    evidence: words(content, raw.evidence),
    spans: (raw.evidence ?? []).map(spanOf),
    source: raw.source?.startsWith("row:") ? "catalogue" : (raw.source ?? ""),
  }));
}

const unit = (raw: Parts<Server["UnitNameOut"]>): UnitRef => ({ id: raw.unit_id ?? "", name: raw.name ?? "" });

function hits(decision: RawSuggestion["decision"]): CatalogueHit[] {
  const reasons = (decision?.reasons ?? []).map(bilingual);
  if (decision?.needs_human) return (decision.candidates ?? []).map((raw) => ({ row_id: undefined, lead: unit(raw), partners: [], reasons }));
  if (!decision || !("lead_unit_id" in decision) || !decision.lead_unit_id) return [];
  const lead = { id: decision.lead_unit_id, name: decision.lead_unit ?? "" };
  return [{ row_id: decision.row_id || undefined, lead, partners: (decision.partners ?? []).map(unit), reasons }];
}

const LOUDNESS = ["EMERGENCY", "URGENT", "NOTICE"];

/** Each alarm once, the loudest first; one that does not say how loud it is counts as urgent. */
function alarmNotes(alarms: RawSuggestion["alarms"] = []): AlarmNote[] {
  const notes = alarms.map((raw) => ({
    severity: raw.severity ?? "URGENT",
    reason: inLocale(raw.reason ?? "", raw.reason_en ?? ""),
    advice: inLocale(raw.advice ?? "", raw.advice_en ?? ""),
    told: inLocale(raw.told ?? "", raw.told_en ?? ""),
    line: raw.line ?? "",
  }));
  const once = notes.filter((one, index) => (one.reason || one.advice) && notes.findIndex((other) => other.reason === one.reason && other.advice === one.advice) === index);
  return once.sort((a, b) => LOUDNESS.indexOf(a.severity) - LOUDNESS.indexOf(b.severity));
}

/** The question for a missing fact; sentences stay as they are. */
export function questionWords(value: string): string {
  const known: Record<string, string> = locale.value === "en" ? en.suggestion.asks : zh.suggestion.asks;
  return known[value] ?? value;
}

function questions(source: RawSuggestion): string[] {
  const asked = [...(source.ask ?? []), ...(source.decision?.needs_human ? (source.decision.ask ?? []) : [])];
  return [...new Set(asked.map(questionWords).filter(Boolean))];
}

/** What the first choice of each part rests on; the others are told beside their chip. */
function marks(source: RawSuggestion): MarkedSpan[] {
  const alarms = (source.alarms ?? []).map((raw) => ({ ...spanOf(raw), part: "alarm" }));
  const chosen = (["kind", "category", "place"] as const).flatMap((part) => (source[part]?.[0]?.evidence ?? []).map((raw) => ({ ...spanOf(raw), part })));
  return [...alarms, ...chosen];
}

/** The first respondent that the words name. */
function respondentOf(entities: RawEntity[], content: string): string {
  const heard = entities.filter((raw) => raw.kind === "RESPONDENT").slice(0, 1);
  return words(content, heard).join("").trim();
}

/** Read what is there; `content` is the text the spans point into. */
export function readSuggestion(raw: RawSuggestion | null | undefined, content: string): Suggestion {
  const source = raw ?? {};
  const entities = source.entities ?? [];
  const open = source.decision?.needs_human ? [source.decision.why_label ?? ""] : [];
  return {
    kind: chips(source.kind, content),
    category: chips(source.category, content),
    place: chips(source.place, content),
    unit: chips(source.unit, content),
    hits: hits(source.decision),
    open: open.filter(Boolean),
    ask: questions(source),
    unsure: source.unsure === true,
    branch: chips(source.branch, content),
    alarms: alarmNotes(source.alarms),
    entities: entities.map((one) => ({ label: one.label ?? "", shown: one.shown ?? "" })).filter((one) => one.shown),
    respondent: respondentOf(entities, content),
    marks: marks(source),
  };
}
