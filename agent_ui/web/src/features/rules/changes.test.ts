import { expect, it } from "vitest";
import { changesBetween } from "./changes";

it("tells which pairs of words are new, changed and gone", () => {
  const changes = changesBetween("WORDING", { 佢: "他", 嘅: "的", 冇: "没" }, { 佢: "他", 冇: "没有", 唔: "不" });
  expect(changes.added).toEqual([{ key: "唔", entry: { cantonese: "唔", standard: "不" } }]);
  expect(changes.changed).toEqual([{ key: "冇", fields: [{ name: "standard", before: "没", now: "没有" }] }]);
  expect(changes.removed.map((one) => one.key)).toEqual(["嘅"]);
  expect(changes.total).toBe(3);
});

it("tells a rule's changed fields alone, lists in words", () => {
  const before = [{ id: "gas", severity: "URGENT", patterns: ["煤气味", "漏气"] }];
  const now = [{ id: "gas", severity: "EMERGENCY", patterns: ["煤气味", "漏气", "燃气味"] }];
  expect(changesBetween("RULES", before, now).changed).toEqual([
    { key: "gas", fields: [{ name: "severity", before: "URGENT", now: "EMERGENCY" }, { name: "patterns", before: "煤气味；漏气", now: "煤气味；漏气；燃气味" }] },
  ]);
});

it("calls everything new where there was nothing before", () => {
  const changes = changesBetween("MUST_ROUTE", null, [{ label: "燃气", unit_code: "FS-RQ", reason: "专营" }]);
  expect([changes.added.length, changes.changed, changes.removed]).toEqual([1, [], []]);
});
