/** Two versions of a text compared (版本差异): sentence by sentence, so that a reader sees what was taken out and put in. */
import type { Content } from "./api";

export interface Piece {
  kind: "same" | "out" | "in";
  text: string;
}

export interface FieldChange {
  field: string;
  pieces: Piece[];
}

/** Sentences with their closing mark, and the breaks between lines, which change nothing in a sentence. */
export function sentences(text: string): string[] {
  return text.match(/[^。；！？\n]*[。；！？]|[^。；！？\n]+|\n/g) ?? [];
}

/** The longest common row of sentences; what is not in it was taken out or put in. */
export function compared(before: string, after: string): Piece[] {
  const [a, b] = [sentences(before), sentences(after)];
  const best = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number): number => best[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) (best[i] as number[])[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const pieces: Piece[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add(pieces, "same", a[i] as string);
      i++;
      j++;
    } else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) add(pieces, "out", a[i++] as string);
    else add(pieces, "in", b[j++] as string);
  }
  return pieces;
}

function add(pieces: Piece[], kind: Piece["kind"], text: string): void {
  const last = pieces.at(-1);
  if (last?.kind === kind) last.text += text;
  else pieces.push({ kind, text });
}

/** A content as texts, field by field in the order of the form. */
function told(content: Content): [string, string][] {
  const { details, cites, attachments, valid_to, review_by, ...rest } = content;
  const lines = (value: unknown): string => (Array.isArray(value) ? value.join("\n") : String(value ?? ""));
  return [
    ...(["title", "questions", "keywords", "spoken", "answer"] as const).map((name): [string, string] => [name, lines(rest[name])]),
    ...Object.entries(details).map(([name, value]): [string, string] => [name, lines(value)]),
    ["items", lines(rest.items)],
    ["cites", cites.map((cite) => `${cite.item} ${cite.field}`).join("\n")],
    ["attachments", attachments.map((one) => one.name).join("\n")],
    ["valid_from", rest.valid_from],
    ["valid_to", valid_to ?? ""],
    ["review_by", review_by ?? ""],
  ];
}

/** The fields in which two contents differ. */
export function changesOf(before: Content, after: Content): FieldChange[] {
  const old = new Map(told(before));
  return told(after)
    .filter(([field, text]) => text !== (old.get(field) ?? ""))
    .map(([field, text]) => ({ field, pieces: compared(old.get(field) ?? "", text) }));
}
