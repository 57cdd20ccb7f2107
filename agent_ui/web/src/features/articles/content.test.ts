import { reactive } from "vue";
import { expect, it } from "vitest";
import type { Article, Revision } from "./api";
import { cleaned, contentOf, daysOf, daysUntil, emptyContent, freshKey, lackingIn } from "./content";

const article = (more: Partial<Article>): Article => ({ state: "PUBLISHED", valid_to: null, review_by: null, ...more }) as Article;

it("names the first field that is missing", () => {
  const content = emptyContent();
  expect(lackingIn(content)).toBe("title");
  Object.assign(content, { title: "补办身份证", spoken: "  " });
  expect(lackingIn(content)).toBe("spoken");
  Object.assign(content, { spoken: "到派出所补办。", answer: "本人到户籍窗口。" });
  expect(lackingIn(content)).toBe("");
  expect(lackingIn({ ...content, valid_from: "2026-02-01", valid_to: "2026-01-31" })).toBe("valid_to");
});

it("sends no half-filled citation and no empty day", () => {
  const sent = cleaned({ ...emptyContent({ title: " 题 " }), cites: [{ item: "", field: "fee" }, { item: "FS-GA-010", field: "fee" }], valid_to: "", review_by: "" });
  expect([sent.title, sent.cites, sent.valid_to, sent.review_by]).toEqual(["题", [{ item: "FS-GA-010", field: "fee" }], null, null]);
});

it("makes keys that the server takes", () => {
  for (const chance of [0, 0.5, 0.999999]) expect(freshKey(chance)).toMatch(/^[a-z0-9][a-z0-9._-]{1,79}$/);
});

it("warns of days that are near or over, for what is in force alone", () => {
  expect(daysUntil("2026-03-05", "2026-03-04")).toBe(1);
  const on = (more: Partial<Article>): object => daysOf(article(more), "2026-03-04");
  expect(on({ valid_to: "2026-03-20", review_by: "2026-09-01" })).toEqual({ expires: true, review: false, over: false });
  expect(on({ valid_to: "2026-03-03" })).toEqual({ expires: false, review: false, over: true });
  expect(on({ review_by: "2026-02-01" })).toEqual({ expires: false, review: true, over: false });
  expect(on({ state: "DRAFT", review_by: "2026-02-01" })).toEqual({ expires: false, review: false, over: false });
});

it("begins the next version with a text of its own, also from what a page watches", () => {
  const revision = reactive({ ...emptyContent({ title: "题", questions: ["问"] }), id: "R1", number: 1 }) as unknown as Revision;
  const next = contentOf(revision);
  next.questions.push("再问");
  next.details.materials.push("户口簿");
  expect([revision.questions, revision.details.materials]).toEqual([["问"], []]);
  expect([next.review_by, Object.keys(next).includes("number")]).toEqual([null, false]);
});
