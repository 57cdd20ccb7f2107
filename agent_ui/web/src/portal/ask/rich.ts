/** Text to be read and rung (可读可拨的文字): stretches that answer the question, telephone numbers, numbers of requests. */

export interface Piece {
  text: string;
  /** Shares words with the question. */
  marked: boolean;
  /** Where it leads: a telephone to be rung, or a request to be followed; empty for text. */
  href: string;
}

const TICKET = /FS\d{15}/g;
const NUMBERS = /0\d{2,3}-\d{7,8}|400-?\d{3}-?\d{4}|1\d{10}|1(?:0086|23\d{2})|9[56]\d{3}|1(?:10|19|20|22)/g;
/** Three digits are a number to ring only where somebody rings it: 打120, not 120元. */
const RUNG = /(?:打|报|拨|叫|电话|热线|[、，或和：:/])\s*$/;
const COUNTED = /^\s*(?:[-–.%％元万亿千百个人户次件份年月日号天小米平吨斤度岁时分秒路楼栋室页条项]|\d)/;

/** Where `text` holds telephone numbers, in characters of the string. */
export function numbersIn(text: string): [number, number][] {
  return [...text.matchAll(NUMBERS)].flatMap((match): [number, number][] => {
    const start = match.index;
    const end = start + match[0].length;
    const [before, after] = [text.slice(0, start), text.slice(end)];
    const whole = !/[\d.-]$/.test(before) && !COUNTED.test(after);
    return whole && (match[0].length > 3 || RUNG.test(before)) ? [[start, end]] : [];
  });
}

function linksIn(text: string): [number, number, string][] {
  const tickets = [...text.matchAll(TICKET)].map(({ index, 0: number }): [number, number, string] => [index, index + number.length, `#/track?number=${number}`]);
  const rung = numbersIn(text).map(([from, to]): [number, number, string] => [from, to, `tel:${dialled(text.slice(from, to))}`]);
  return [...tickets, ...rung];
}

/** `marks` count characters as people do (rare ones once), as the server tells them. */
export function piecesOf(text: string, marks: readonly (readonly number[])[] = []): Piece[] {
  const starts = offsets(text);
  const spans = marks.map(([from = 0, to = 0]) => [starts[from] ?? text.length, starts[to] ?? text.length] as const);
  const links = linksIn(text);
  const cuts = new Set([0, text.length, ...spans.flat(), ...links.flatMap(([from, to]) => [from, to])]);
  const places = [...cuts].sort((one, other) => one - other);
  return places.slice(0, -1).map((start, index) => {
    const end = places[index + 1] ?? text.length;
    return {
      text: text.slice(start, end),
      marked: spans.some(([from, to]) => from <= start && end <= to),
      href: links.find(([from, to]) => from <= start && end <= to)?.[2] ?? "",
    };
  });
}

/** What is dialled for a number as it is written. */
export function dialled(number: string): string {
  return number.replace(/[^\d+]/g, "");
}

function offsets(text: string): number[] {
  let at = 0;
  return [...text].map((character) => {
    const start = at;
    at += character.length;
    return start;
  });
}
