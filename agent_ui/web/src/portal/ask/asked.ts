/** A question and its address (问句与地址): shareable, and free of what is personal. */
import { randomKey } from "../savedDraft";

export interface Asked {
  words: string;
  /** The document that was chosen among several, as "ITEM:01K…". */
  about: string;
  /** Which field of it is wanted, as "FEE". */
  field: string;
  /** The district that the question is about; the asker's own stays on the device. */
  at: string;
}

/** Longer than any question: a story, and whose it is may stand in it. */
const STORY = 60;
/** Seven digits and more are a telephone, a licence or an identity, never part of a question (as the server has it). */
const NUMBER = /\d(?:[ -]?\d){6,}/;
const HELD = "hotline.portal.asked.";

export function newQuestion(words: string, more: Partial<Asked> = {}): Asked {
  return { words: words.trim(), about: "", field: "", at: "", ...more };
}

/** Whether the words must not stand in an address, where others may read them. */
export function isPersonal(words: string): boolean {
  return [...words].length > STORY || NUMBER.test(words) || words.includes("@");
}

/** The page of a question; personal words are held by this tab, and the address only names where. */
export function pageOf(asked: Asked): string {
  const query = new URLSearchParams();
  if (isPersonal(asked.words)) query.set("held", hold(asked.words));
  else query.set("q", asked.words);
  for (const name of ["about", "field", "at"] as const) if (asked[name]) query.set(name, asked[name]);
  return `search?${query}`;
}

/** The question of an address; without words where this tab does not hold them. */
export function questionOf(query: URLSearchParams): Asked {
  const held = query.get("held");
  const words = held ? sessionStorage.getItem(HELD + held) ?? "" : query.get("q") ?? "";
  return newQuestion(words, { about: query.get("about") ?? "", field: query.get("field") ?? "", at: query.get("at") ?? "" });
}

function hold(words: string): string {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(HELD) && sessionStorage.getItem(key) === words) return key.slice(HELD.length);
  }
  const name = randomKey().slice(0, 8);
  try {
    sessionStorage.setItem(HELD + name, words);
  } catch {
    // Without a storage the page asks again instead of showing the words to the world.
  }
  return name;
}
