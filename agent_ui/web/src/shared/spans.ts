/** Words that decided, marked in the citizen's own text (依据标注); spans count characters as the server does. */

export interface Span {
  start: number;
  end: number;
}

export interface MarkedSpan extends Span {
  /** What the words speak for. */
  part: string;
}

export interface Piece {
  text: string;
  /** Empty for words that decided nothing. */
  parts: string[];
}

/** Cut `content` where a span begins or ends; spans may overlap, and lie (partly) outside of a text changed since. */
export function pieces(content: string, spans: readonly MarkedSpan[]): Piece[] {
  const characters = Array.from(content);
  const inside = spans.filter((span) => span.start >= 0 && span.start < span.end && span.end <= characters.length);
  const cuts = [...new Set([0, characters.length, ...inside.flatMap((span) => [span.start, span.end])])].sort((a, b) => a - b);
  return cuts.slice(1).map((end, index) => {
    const start = cuts[index] ?? 0;
    const here = inside.filter((span) => span.start <= start && span.end >= end);
    return { text: characters.slice(start, end).join(""), parts: [...new Set(here.map((span) => span.part))] };
  });
}
