import { expect, it } from "vitest";
import { pieces } from "./spans";

it("marks words once for everything they speak for", () => {
  const spans = [{ start: 0, end: 4, part: "place" }, { start: 4, end: 6, part: "category" }, { start: 5, end: 6, part: "kind" }];
  expect(pieces("祖庙街道油烟大", spans)).toEqual([
    { text: "祖庙街道", parts: ["place"] },
    { text: "油", parts: ["category"] },
    { text: "烟", parts: ["category", "kind"] },
    { text: "大", parts: [] },
  ]);
});

it("counts rare characters once and leaves out spans of a text that was changed", () => {
  expect(pieces("𠮷店油烟", [{ start: 2, end: 4, part: "category" }]).map((piece) => piece.text)).toEqual(["𠮷店", "油烟"]);
  expect(pieces("油烟", [{ start: 4, end: 9, part: "category" }])).toEqual([{ text: "油烟", parts: [] }]);
});

it("is empty for an empty text", () => {
  expect(pieces("", [])).toEqual([]);
});
