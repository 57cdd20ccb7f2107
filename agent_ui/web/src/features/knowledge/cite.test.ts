import { expect, it, vi } from "vitest";
import type { Answer, Hit, Source } from "./api";
import { citedFromHit, citedOf, toldBy } from "./cite";
import { byKind } from "./hits";

const source = (id: string, part: Partial<Source> = {}): Source => ({ id, kind: id.split(":")[0]!, kind_label: "", title: `题 ${id}`, revision_id: `R-${id}`, audience: "PUBLIC", ...part }) as Source;
const told = (sources: Source[], part: Partial<Answer> = {}): Answer => ({ kind: "FIELD", text: "带户口簿。", cautions: [], options: [], sources, ...part }) as Answer;
const hit = (id: string, part: Partial<Hit> = {}): Hit => ({ ...source(id), snippet: { text: "命中的一段" }, ...part }) as Hit;

it("cites every source by its version, with the words and their cautions once", () => {
  const made = citedOf(told([source("ARTICLE:1"), source("ITEM:2")], { cautions: ["其他区的窗口。"] }), "丢了身份证", 2);
  expect(made.map((one) => [one.document, one.revision_id, one.text, one.heard, one.position])).toEqual([
    ["ARTICLE:1", "R-ARTICLE:1", "带户口簿。\n其他区的窗口。", "丢了身份证", 2],
    ["ITEM:2", "R-ITEM:2", "", "丢了身份证", 2],
  ]);
});

it("never carries internal words towards a citizen", async () => {
  expect(citedOf(told([source("ARTICLE:1", { audience: "INTERNAL" })]), "")[0]?.text).toBe("");
  const refusing = vi.fn(async () => told([], { kind: "REFUSE" }));
  expect((await citedFromHit(hit("ARTICLE:1", { audience: "INTERNAL" }), "问", 1, refusing))[0]?.text).toBe("");
});

it("cites a hit with what it answers, else with the passage that matched", async () => {
  const ask = vi.fn(async () => told([source("ITEM:2")]));
  expect((await citedFromHit(hit("ITEM:2"), "要带什么", 3, ask))[0]).toMatchObject({ text: "带户口簿。", position: 3 });
  expect(ask).toHaveBeenCalledWith({ text: "要带什么", about: "ITEM:2" });
  ask.mockResolvedValue(told([source("ITEM:9")]));
  expect((await citedFromHit(hit("ITEM:2"), "要带什么", 3, ask))[0]).toMatchObject({ document: "ITEM:2", text: "命中的一段" });
});

it("groups hits by kind, best kind first, and keeps their places", () => {
  const groups = byKind([hit("ITEM:1"), hit("ARTICLE:2"), hit("ITEM:3")]);
  expect(groups.map((group) => [group.kind, group.hits.map((one) => one.position)])).toEqual([["ITEM", [1, 3]], ["ARTICLE", [2]]]);
  expect(byKind([hit("ITEM:1"), hit("ARTICLE:2")], ["ITEM:1"]).map((group) => group.hits.map((one) => one.position))).toEqual([[2]]);
});

it("lists none of the sources that were told once more, and none where nothing was told", () => {
  const several = { kind: "PASSAGE", sources: [{ id: "ITEM:1" }, { id: "ARTICLE:2" }] } as Answer;
  expect(toldBy(several)).toEqual(["ITEM:1", "ARTICLE:2"]);
  expect(toldBy({ ...several, kind: "CANDIDATES" })).toEqual([]);
});
