import { expect, it } from "vitest";
import { readSuggestion, type RawSuggestion } from "./suggestion";

type Alarm = NonNullable<RawSuggestion["alarms"]>[number];

const reasons = [{ zh: "目录第 3 条", en: "row 3" }];

it("cuts the deciding words out of the citizen's text, counting rare characters once", () => {
  const category = [{ value: "0102", label: "市容环境", confidence: 0.8, source: "model", evidence: [{ start: 2, end: 4, source: "model" }] }];
  const read = readSuggestion({ category }, "𠮷店油烟很大");
  expect(read.category).toEqual([{ value: "0102", label: "市容环境", confidence: 0.8, evidence: ["油烟"], spans: [{ start: 2, end: 4 }], source: "model" }]);
  expect(read.marks).toEqual([{ start: 2, end: 4, part: "category" }]);
});

it("offers the catalogue's decision with its reasons", () => {
  const decision: RawSuggestion["decision"] = { needs_human: false, lead_unit_id: "U1", lead_unit: "城管局", partners: [{ unit_id: "U2", name: "街道办", task: "" }], row_id: "R1", reasons };
  expect(readSuggestion({ decision }, "").hits).toEqual([
    { row_id: "R1", lead: { id: "U1", name: "城管局" }, partners: [{ id: "U2", name: "街道办" }], reasons: ["目录第 3 条"] },
  ]);
});

it("offers candidates without a row where a person must decide, and says what is open", () => {
  const decision: RawSuggestion["decision"] = { needs_human: true, why_label: "地点不明", candidates: [{ unit_id: "U1", name: "城管局" }], reasons: [], ask: ["请问在哪个区？", "place"] };
  const read = readSuggestion({ decision, ask: ["请问在哪个区？"] }, "");
  expect(read.hits[0]).toMatchObject({ row_id: undefined, lead: { id: "U1" } });
  expect(read.open).toEqual(["地点不明"]);
  expect(read.ask).toEqual(["请问在哪个区？", "具体在哪个区、哪个镇街？"]);
});

it("tells each alarm once, the loudest first", () => {
  const fire: Alarm = { severity: "EMERGENCY", advice: "请先拨打 119", advice_en: "Call 119 first", reason: "火情", line: "119" };
  const remit: Alarm = { severity: "NOTICE", reason: "可能属诉讼事项", told: "此事需通过诉讼解决。" };
  expect(readSuggestion({ alarms: [remit, fire, fire] }, "").alarms).toEqual([
    { severity: "EMERGENCY", reason: "火情", advice: "请先拨打 119", told: "", line: "119" },
    { severity: "NOTICE", reason: "可能属诉讼事项", advice: "", told: "此事需通过诉讼解决。", line: "" },
  ]);
});

it("is empty, not broken, when there is no suggestion", () => {
  const read = readSuggestion(null, "");
  expect([read.kind, read.hits, read.open, read.alarms, read.entities]).toEqual([[], [], [], [], []]);
});

it("names the first respondent as the words name him, and nobody where they name nobody", () => {
  const entities: RawSuggestion["entities"] = [{ kind: "TIME", start: 0, end: 1 }, { kind: "RESPONDENT", start: 2, end: 6 }, { kind: "RESPONDENT", start: 7, end: 9 }];
  expect(readSuggestion({ entities }, "𠮷夜老王烧烤和小店").respondent).toBe("老王烧烤");
  expect(readSuggestion({ entities: entities.slice(0, 1) }, "𠮷夜老王烧烤").respondent).toBe("");
});
