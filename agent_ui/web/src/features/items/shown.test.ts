import { expect, it } from "vitest";
import codes from "@/locales/knowledge.codes.json";
import { GROUPS, linesOf } from "./shown";

const say = (group: string, code: string): string => (codes.zh as Record<string, Record<string, string>>)[group]?.[code] ?? code;
const tell = (key: string, figures: Record<string, unknown> = {}): string => [key.split(".").at(-1), ...Object.values(figures)].join(" ");
const lines = (field: string, value: unknown): string[] => linesOf(field, value, say, tell);

it("says a document in one line with how it is handed in", () => {
  const value = [{ name: "户口簿", form: "PAPER", copies: 1, original: "ORIGINAL", source: "SELF", e_licence: true, note: "监护人带" }];
  expect(lines("materials", value)).toEqual(["户口簿（纸质，copies 1，原件，申请人自备，eLicence）：监护人带"]);
  expect(lines("materials", [{ name: "照片", form: null, copies: null, original: null, source: null, e_licence: null, note: "" }])).toEqual(["照片"]);
});

it("says limits, fees and codes in words", () => {
  expect(lines("promised_limit", { kind: "DAYS", days: 7, unit: "WORKING", note: "" })).toEqual(["WORKING 7"]);
  expect(lines("statutory_limit", { kind: "ON_THE_SPOT", days: null, unit: null, note: "材料齐全" })).toEqual(["即办：材料齐全"]);
  expect(lines("fee", { charged: false, text: "首次免费", basis: "" })).toEqual(["free；首次免费"]);
  expect(lines("applicant_kinds", ["PERSON", "ENTERPRISE"])).toEqual(["个人", "企业"]);
});

it("says nothing where nothing is told", () => {
  expect([null, "", [], { charged: null, text: "", basis: "" }].map((value) => lines("fee", value))).toEqual([[], [], [], []]);
  expect(lines("visits", 0)).toEqual(["0"]);
});

it("knows a name for every field it lists", () => {
  const known = codes.zh.item_label as Record<string, string>;
  expect(Object.values(GROUPS).flat().filter((field) => !known[field])).toEqual([]);
});
