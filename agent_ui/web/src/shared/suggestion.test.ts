import { expect, it } from "vitest";
import { readSuggestion } from "./suggestion";

it("reads chips with confidence and the words that decided", () => {
  const read = readSuggestion({ categories: [{ code: "0102", name: "市容环境", confidence: 0.8, evidence: ["油烟"] }] });
  expect(read.categories).toEqual([{ value: "0102", label: "市容环境", confidence: 0.8, evidence: ["油烟"] }]);
});

it("is empty, not broken, when there is no suggestion or a part is missing", () => {
  expect(readSuggestion(null).kinds).toEqual([]);
  expect(readSuggestion({}).hits).toEqual([]);
  expect(readSuggestion({ kinds: [{ value: "HELP" }] }).kinds[0]).toMatchObject({ value: "HELP", confidence: null, evidence: [] });
});
