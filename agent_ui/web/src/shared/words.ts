/** What the server says in Chinese, said in the language of the page (双语用词). */
import { locale } from "@/kit/locale";
import english from "@/locales/words.en.json";

const WORD: Record<string, string> = english.word;
const ACTION: Record<string, string> = english.action;
const PROPOSED = /^(.+)（(.+) 送审）$/;
const COUNTED = /^(.*?) ?(\d+) 份$/;

/** A label: itself in Chinese, its English where there is one. */
export function said(label: string | null | undefined): string {
  if (!label || locale.value !== "en") return label ?? "";
  return WORD[label] ?? ACTION[label] ?? composed(label);
}

/** The name of an action: a verb where the same word also names a state. */
export function saidAction(label: string): string {
  return locale.value === "en" ? (ACTION[label] ?? said(label)) : label;
}

/** Several labels in one line; words that are nobody's label (names, free text) stay as they are. */
export function saidAll(text: string): string {
  if (locale.value !== "en") return text;
  const parts = text.split("、");
  const known = parts.every((part) => said(part) !== part);
  return known ? parts.map(said).join(", ") : text;
}

/** 办理答复（11-25 18:00 送审） and 办理凭证 2 份 are made of a label and a number. */
function composed(label: string): string {
  const proposed = PROPOSED.exec(label);
  if (proposed) return `${saidAction(proposed[1] ?? "")} (proposed ${proposed[2]})`;
  const counted = COUNTED.exec(label);
  if (!counted) return label;
  return counted[1] ? `${said(counted[1])} × ${counted[2]}` : `${counted[2]} file(s)`;
}
