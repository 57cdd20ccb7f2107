import { nextTick, reactive, ref } from "vue";
import { expect, it } from "vitest";
import type { RawSuggestion } from "@/shared/suggestion";
import type { Ticket } from "./api";
import { isMasked, newRespondent, propose, respondentBody, useNameOrTick, useRespondent, withNote } from "./respondent";

const CONTENT = "老王烧烤每晚油烟大";
const raw = (end: number): RawSuggestion => ({ kind: [{ value: "COMPLAINT" }], entities: [{ kind: "RESPONDENT", label: "被反映对象", start: 0, end }] });
const field = { name: "respondent_name", label: "被反映对象", type: "text" as const, required: false };

it("proposes a name once it is heard, follows the words, and never touches what the agent wrote or emptied", () => {
  const form = newRespondent();
  propose(form, "老王");
  propose(form, "老王烧烤");
  expect(form.respondent_name).toBe("老王烧烤");
  form.respondent_name = "";
  propose(form, "老王烧烤档");
  expect(form.respondent_name).toBe("");
  form.respondent_name = "李记烧烤";
  propose(form, "老王烧烤档");
  expect(form.respondent_name).toBe("李记烧烤");
});

it("proposes for a complaint, takes it back for a call for help, and leaves a draft alone until an answer is there", async () => {
  const answer = ref<RawSuggestion | null>(null);
  const form = reactive({ ...newRespondent(), respondent_name: "老王", respondent_proposed: "老王", kind: "", content: CONTENT });
  const needed = useRespondent(form, answer);
  await nextTick();
  expect([needed.value, form.respondent_name]).toEqual([false, "老王"]);
  answer.value = raw(4);
  await nextTick();
  expect([needed.value, form.respondent_name]).toEqual([true, "老王烧烤"]);
  form.kind = "HELP";
  await nextTick();
  expect([needed.value, form.respondent_name]).toEqual([false, ""]);
});

it("sends what was told, and of an unknown respondent neither name nor telephone", () => {
  const form = { ...newRespondent(), respondent_kind: "FIRM", respondent_name: " 老王烧烤 ", respondent_phone: "0757-1" };
  expect(respondentBody(newRespondent())).toBeUndefined();
  expect(respondentBody(form)).toEqual({ kind: "FIRM", name: "老王烧烤", phone: "0757-1" });
  expect(respondentBody({ ...form, respondent_unknown: true })).toEqual({ kind: "FIRM", unknown: true });
});

it("takes the name away with the tick, and the tick with a name", async () => {
  const values = reactive<Record<string, string | boolean>>({ respondent_name: "老王烧烤", respondent_unknown: false });
  useNameOrTick(values);
  values.respondent_unknown = true;
  await nextTick();
  expect(values.respondent_name).toBe("");
  values.respondent_name = "李记";
  await nextTick();
  expect(values.respondent_unknown).toBe(false);
});

it("says what is on record, or that a name is a proposal", () => {
  const ticket = { kind: "COMPLAINT", content: CONTENT, suggestion: raw(4) } as unknown as Ticket;
  expect(withNote(field, { ...ticket, respondent_name: "老**" }).help).toBe("已登记：老**；不填则不变。");
  expect(withNote(field, ticket).help).toBe("由诉求内容提取，请核对。");
  expect(withNote(field, { ...ticket, respondent_unknown: true })).toBe(field);
});

it("offers nothing to reveal where a firm's name and address stand in clear", () => {
  const firm = { respondent_kind: "FIRM" } as unknown as Ticket;
  expect(["respondent_name", "respondent_address", "respondent_phone"].map((name) => isMasked(firm, name))).toEqual([false, false, true]);
  expect(isMasked({ respondent_kind: "STAFF" } as unknown as Ticket, "respondent_name")).toBe(true);
});
