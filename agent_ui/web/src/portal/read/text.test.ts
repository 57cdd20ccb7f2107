import { expect, it } from "vitest";
import { limitIn, materialIn, useReadText } from "./text";

const text = useReadText().value;

it("says a limit as people do, and leaves out what the catalogue does not tell", () => {
  expect(limitIn(text, { kind: "DAYS", days: 20, unit: "WORKING", note: "" })).toBe("20个工作日");
  expect(limitIn(text, { kind: "DAYS", days: 60, unit: "CALENDAR", note: "不含公示" })).toBe("60个自然日（不含公示）");
  expect(limitIn(text, { kind: "ON_THE_SPOT", days: null, unit: null, note: "" })).toBe("当场办结");
  expect(limitIn(text, { kind: "OTHER", days: null, unit: null, note: "视情况" })).toBe("视情况");
  expect(limitIn(text, null)).toBe("");
});

it("says of a document how it is handed in", () => {
  const material = { name: "户口簿", form: "PAPER", original: "ORIGINAL", copies: 1, source: "SELF", e_licence: true, note: "" } as const;
  expect(materialIn(text, material)).toBe("原件 · 纸质 · 1 份 · 自己准备 · 可用电子证照");
  expect(materialIn(text, { ...material, form: null, original: null, copies: 0, source: null, e_licence: null })).toBe("");
});
