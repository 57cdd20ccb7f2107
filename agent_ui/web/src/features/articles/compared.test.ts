import { expect, it } from "vitest";
import { changesOf, compared, sentences } from "./compared";
import { emptyContent } from "./content";

it("cuts a text into sentences and loses nothing", () => {
  const text = "。带身份证。\n带户口簿；！\n\n到窗口办理";
  expect(sentences(text).join("")).toBe(text);
  expect(sentences("")).toEqual([]);
});

it("shows which sentences went and which came", () => {
  expect(compared("免费。当场办结。", "工本费二十元。当场办结。")).toEqual([
    { kind: "out", text: "免费。" },
    { kind: "in", text: "工本费二十元。" },
    { kind: "same", text: "当场办结。" },
  ]);
});

it("takes a sentence for the same when only a line was added after it", () => {
  expect(compared("九点开门。", "九点开门。\n节假日照常。").map((piece) => [piece.kind, piece.text])).toEqual([["same", "九点开门。"], ["in", "\n节假日照常。"]]);
});

it("gives both texts back whole", () => {
  const [before, after] = ["甲。乙。丙。丁。", "乙。戊。丁。己。"];
  const pieces = compared(before, after);
  const side = (other: string): string => pieces.filter((piece) => piece.kind !== other).map((piece) => piece.text).join("");
  expect([side("in"), side("out")]).toEqual([before, after]);
});

it("names only the fields that differ", () => {
  const before = emptyContent({ title: "补办身份证", spoken: "免费。", valid_from: "2026-01-01" });
  const after = { ...before, spoken: "二十元。", details: { ...before.details, materials: ["户口簿"] }, valid_to: "2026-12-31" };
  expect(changesOf(before, after).map((one) => one.field)).toEqual(["spoken", "materials", "valid_to"]);
  expect(changesOf(before, before)).toEqual([]);
});
