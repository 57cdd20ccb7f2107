/** Words for the server's codes (代码用词): its own Chinese labels, and their English by the same label. */
import zh from "./codes.zh-CN.json";
import english from "./words.en.json";

type Codes = typeof zh;
/** What a citizen speaks is stored as a language code of ISO 639-3, not as one of the server's enums. */
const SPOKEN = { cmn: "普通话", yue: "粤语", eng: "英语" };

const WORDS: Record<string, string> = english.word;

function translated(codes: Codes): Codes {
  const groups = Object.entries(codes).map(([group, words]) => [
    group,
    Object.fromEntries(Object.entries(words).map(([code, label]) => [code, WORDS[label] ?? label])),
  ]);
  return Object.fromEntries(groups) as Codes;
}

export const zhCodes = { ...zh, language: SPOKEN };
export const enCodes = { ...translated(zh), language: { cmn: "Mandarin", yue: "Cantonese", eng: "English" } };

/** Where the pages look for them: common groups by name, fields of a ticket under `value`. */
export function sections({ status, kind, urgency, confidentiality, channel, platform, evidence, group, light, ...fields }: typeof zhCodes) {
  return { status, kind, urgency, confidentiality, channel, platform, evidence, group, light, value: { ...fields, source_platform: platform, special_group: group } };
}
