import { flushPromises } from "@vue/test-utils";
import { nextTick, reactive } from "vue";
import { afterEach, expect, it, vi } from "vitest";
import type { AllowedAction, FieldSpec } from "./api";
import { useCardChoice } from "./cards";
import type { Values } from "./useActionForm";

const field = (name: string): FieldSpec => ({ name, label: name, type: "text", required: false });
const action: AllowedAction = { action: "FILE_APPEAL", label: "考核申诉", fields: [field("item"), field("card_id")] };
const answer = (items: unknown[]): void => {
  vi.stubGlobal("fetch", vi.fn(async () => new Response(JSON.stringify({ items, next_cursor: null }))));
};

afterEach(() => vi.unstubAllGlobals());

it("offers the unit's own cards on the ticket for an appeal on a card, and forgets the choice with it", async () => {
  answer([{ id: "C1", colour_label: "红牌", rule_label: "办理超期", triggered_at: "2026-03-10T09:30:00Z" }]);
  const values = reactive<Values>({ item: "", card_id: "" });
  const choice = useCardChoice("T1", action, "U1", values);
  await flushPromises();
  expect(String(vi.mocked(fetch).mock.calls[0]?.[0])).toBe("/api/supervision/cards?object_id=T1&unit_id=U1&limit=50");
  expect(choice.isAsked(field("card_id"))).toBe(false);
  values.item = "CARD";
  expect(choice.isAsked(field("card_id"))).toBe(true);
  expect(await choice.picker.value.find("")).toEqual([{ value: "C1", label: "红牌 办理超期（2026/03/10 17:30）" }]);
  values.card_id = "C1";
  values.item = "REDO";
  await nextTick();
  expect(values.card_id).toBe("");
});

it("asks for no card where there is none, and never asks the server for another action", async () => {
  answer([]);
  const values = reactive<Values>({ item: "CARD" });
  const choice = useCardChoice("T1", action, "U1", values);
  await flushPromises();
  expect([choice.isAsked(field("card_id")), choice.isAsked(field("item"))]).toEqual([false, true]);
  useCardChoice("T1", { ...action, fields: [field("reason")] }, "U1", values);
  expect(vi.mocked(fetch).mock.calls).toHaveLength(1);
});
