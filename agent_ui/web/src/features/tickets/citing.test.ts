import { effectScope, reactive } from "vue";
import { beforeEach, expect, it } from "vitest";
import { cited, type Cited } from "@/shared/citing";
import { fillIn, useCitations } from "./citing";
import type { Values } from "./useActionForm";

const one = (part: Partial<Cited> = {}): Cited => ({ document: "ARTICLE:K1", revision_id: "R1", title: "居住证续签", text: "带身份证。", heard: "", position: 1, ...part });

beforeEach(() => {
  cited.value = null;
});

it("puts words and version into the form that answers, once", () => {
  const values: Values = { public_answer: "您好。", article_revision_ids: [] };
  fillIn(values, ["public_answer", "article_revision_ids"], one());
  fillIn(values, ["public_answer", "article_revision_ids"], one());
  expect(values).toEqual({ public_answer: "您好。\n带身份证。", article_revision_ids: ["R1"] });
});

it("names as the source what is no article, and overwrites nobody's words", () => {
  const values: Values = { public_answer: "", article_revision_ids: [], answer_source: "", source_reason: "科室口头答复" };
  fillIn(values, Object.keys(values), one({ document: "ITEM:I1" }));
  expect(values).toMatchObject({ article_revision_ids: [], answer_source: "居住证续签", source_reason: "科室口头答复" });
});

it("leaves what was cited waiting where a form has no place for it, and takes it where one has", () => {
  cited.value = { ticketId: "T1", one: one() };
  const scope = effectScope();
  scope.run(() => useCitations("T1", ["reason"], {}, {}));
  expect(cited.value).not.toBeNull();
  const values: Values = reactive({ public_answer: "" });
  scope.run(() => useCitations("T2", ["public_answer"], values, {}));
  expect(values.public_answer).toBe("");
  const pickers = { article_revision_ids: { multiple: true, find: async () => [], known: undefined as { value: string; label: string }[] | undefined } };
  scope.run(() => useCitations("T1", ["public_answer", "article_revision_ids"], values, pickers));
  expect([values.public_answer, pickers.article_revision_ids.known, cited.value]).toEqual(["带身份证。", [{ value: "R1", label: "居住证续签" }], null]);
  cited.value = { ticketId: "T1", one: one({ text: "再带照片。" }) };
  expect(values.public_answer).toBe("带身份证。\n再带照片。");
  scope.stop();
});
