/** What a word stands for (词条对应), told for each kind as its form asks for it. */
import type { Kind } from "./api";

const END = "END";

/** The values as one field holds them: synonyms and place codes one a line, a wording alone. */
export function valuesOf(kind: Kind, lines: string[], cue: { asks: string; atEnd: boolean }): string[] {
  if (kind === "STOP") return [];
  if (kind === "CUE") return cue.asks ? [cue.asks, ...(cue.atEnd ? [END] : [])] : [];
  return lines;
}

/** Why they cannot be stored; a key below `kb.words.wrong`, empty where they can. */
export function wrongWith(kind: Kind, key: string, values: string[]): string {
  if (!key.trim()) return "key";
  if (kind === "SYNONYM" && !values.length) return "synonym";
  if (kind === "OFFICE" && !values.length) return "office";
  if (kind === "WORDING" && values.length !== 1) return "wording";
  if (kind === "PLACE" && (!values.length || !values.every((code) => /^\d{6,12}$/.test(code)))) return "place";
  return "";
}

/** The form of asking that a stored word tells. */
export function cueOf(values: string[]): { asks: string; atEnd: boolean } {
  return { asks: values[0] ?? "", atEnd: values[1] === END };
}

export interface Term {
  gram: string;
  share: number;
}

/** The grams that count, the heaviest first; pieces of a longer one of the same share are left out. */
export function telling(terms: Record<string, number>, most = 20): Term[] {
  const all = Object.entries(terms).map(([gram, share]) => ({ gram, share }));
  const heaviest = all.filter(({ gram, share }) => !all.some((other) => other.gram !== gram && other.gram.includes(gram) && other.share >= share));
  return heaviest.sort((a, b) => b.share - a.share).slice(0, most);
}
