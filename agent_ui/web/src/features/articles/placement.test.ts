import { expect, it } from "vitest";
import type { Article } from "./api";
import { differs, emptyPlacement, placedAs } from "./placement";

const article = { key: "card", owner_unit_code: "FS-GA", category_code: null, districts: ["440604", "440605"], audience: "PUBLIC" } as unknown as Article;

it("begins with where the article stands", () => {
  expect(placedAs(article)).toEqual({ key: "card", owner_unit_code: "FS-GA", category_code: "", districts: ["440604", "440605"], audience: "PUBLIC" });
});

it("leaves the article's own districts alone while a form changes its copy", () => {
  placedAs(article).districts.push("440606");
  expect(article.districts).toHaveLength(2);
});

it("moves nothing by another order, an empty subject or the key", () => {
  expect(differs({ ...placedAs(article), districts: ["440605", "440604"], category_code: "", key: "other" }, article)).toBe(false);
});

it("moves by owner, subject, district or readers", () => {
  const from = (more: object) => differs({ ...emptyPlacement(placedAs(article)), ...more }, article);
  expect([from({ owner_unit_code: "FS-MZ" }), from({ category_code: "0101" }), from({ districts: [] }), from({ audience: "INTERNAL" }), from({})]).toEqual([true, true, true, true, false]);
});
