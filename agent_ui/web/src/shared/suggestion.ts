/** The routing suggestion (派单建议) in one shape for the eye, whatever parts of it are there. */

export interface Chip {
  value: string;
  label: string;
  confidence: number | null;
  evidence: string[];
}

export interface UnitRef {
  id: string;
  name: string;
}

export interface CatalogueHit {
  row_id?: string;
  lead?: UnitRef;
  partners?: UnitRef[];
  basis?: string;
  reasons?: string[];
}

export interface Duplicate {
  id?: string;
  number: string;
  title?: string;
}

export interface Suggestion {
  kinds: Chip[];
  categories: Chip[];
  units: Chip[];
  places: Chip[];
  hits: CatalogueHit[];
  duplicates: Duplicate[];
  warnings: string[];
}

type Raw = Record<string, unknown>;

function list(value: unknown): Raw[] {
  if (Array.isArray(value)) return value as Raw[];
  return value !== null && typeof value === "object" ? [value as Raw] : [];
}

function first(raw: Raw, ...names: string[]): string {
  const found = names.map((name) => raw[name]).find((value) => typeof value === "string" && value !== "");
  return (found as string | undefined) ?? "";
}

function evidence(raw: Raw): string[] {
  const words = (raw.evidence ?? raw.words ?? raw.reasons ?? []) as unknown;
  if (!Array.isArray(words)) return [];
  return words.map((word) => (typeof word === "string" ? word : first(word as Raw, "word", "text", "label"))).filter(Boolean);
}

function chips(value: unknown): Chip[] {
  return list(value).map((raw) => ({
    value: first(raw, "value", "code", "id", "town_code", "district_code"),
    label: first(raw, "label", "path", "name", "town_name", "district_name", "code"),
    confidence: typeof raw.confidence === "number" ? raw.confidence : null,
    evidence: evidence(raw),
  }));
}

function hits(value: unknown): CatalogueHit[] {
  return list(value).map((raw) => ({
    row_id: first(raw, "row_id", "catalogue_row_id") || undefined,
    lead: list(raw.lead)[0] as unknown as UnitRef | undefined,
    partners: list(raw.partners) as unknown as UnitRef[],
    basis: first(raw, "basis", "basis_text") || undefined,
    reasons: evidence(raw),
  }));
}

/** Read what is there; an absent part is an empty list. */
export function readSuggestion(raw: Raw | null | undefined): Suggestion {
  const source = raw ?? {};
  return {
    kinds: chips(source.kinds ?? source.kind),
    categories: chips(source.categories ?? source.category),
    units: chips(source.units ?? source.unit),
    places: chips(source.places ?? source.place),
    hits: hits(source.catalogue ?? source.hits ?? source.decision),
    duplicates: list(source.duplicates) as unknown as Duplicate[],
    warnings: list(source.emergencies).map((line) => first(line, "words", "line")).filter(Boolean),
  };
}
