import { nextTick } from "vue";
import { expect, it, vi } from "vitest";
import type { AllowedAction, FieldSpec } from "./api";
import { toWire, useActionForm } from "./useActionForm";

const field = (name: string, type: FieldSpec["type"], required = false): FieldSpec => ({ name, label: name, type, required, options: [] });
const action = (...fields: FieldSpec[]): AllowedAction => ({ action: "REPLY", label: "答复", fields });

it("names the required fields that are still empty", () => {
  const form = useActionForm("T1", action(field("public_answer", "textarea", true), field("internal_note", "text"), field("partner_unit_ids", "units", true)));
  expect(form.missing.value.map((spec) => spec.name)).toEqual(["public_answer", "partner_unit_ids"]);
  form.values.public_answer = "  ";
  expect(form.missing.value).toHaveLength(2);
  form.values.public_answer = "已处理";
  form.values.partner_unit_ids = ["U1"];
  expect(form.missing.value).toEqual([]);
});

it("sends only what was filled in, in the server's types", () => {
  const form = useActionForm(
    "T1",
    action(field("contacted_at", "datetime"), field("days", "int"), field("within_duty", "bool", true), field("publish", "bool"), field("reason", "text"), field("basis", "text")),
  );
  Object.assign(form.values, { contacted_at: "2026-03-04T16:05", days: "3", within_duty: false, reason: " 等待配件 " });
  expect(form.payload()).toEqual({ contacted_at: "2026-03-04T16:05:00+08:00", days: 3, within_duty: false, reason: "等待配件" });
});

it("keeps a half-written reply over a reload, and apart from other actions", async () => {
  const spec = action(field("public_answer", "textarea", true));
  useActionForm("T1", spec).values.public_answer = "写到一半";
  await nextTick();
  const again = useActionForm("T1", spec);
  expect(again.values.public_answer).toBe("写到一半");
  expect(again.restored.value).toBe(true);
  expect(useActionForm("T1", { ...spec, action: "OBJECT" }).values.public_answer).toBe("");
});

it("names files as the action wants them: ids, or evidence with what it proves", () => {
  const files = [{ id: "F1", name: "现场.jpg", kind: "HANDLING_PROOF" }];
  expect(toWire(field("evidence", "json"), files)).toEqual([{ file_id: "F1", kind: "HANDLING_PROOF" }]);
  expect(toWire(field("file_ids", "multiselect"), files)).toEqual(["F1"]);
});

it("starts from what is already known", () => {
  const form = useActionForm("T1", action(field("kind", "select", true)), { kind: "HELP" });
  expect(form.payload()).toEqual({ kind: "HELP" });
});

it("forgets everywhere what was sent, and fills an untouched form with what was kept elsewhere", async () => {
  vi.useFakeTimers();
  const fake = vi.fn(async (_path: string, init?: RequestInit) => new Response(init?.method === "GET" ? '{"reason":"别处写的"}' : "{}"));
  vi.stubGlobal("fetch", fake);
  const form = useActionForm("T9", action(field("reason", "text")));
  await form.recall();
  expect(form.values.reason).toBe("别处写的");
  form.discard();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(fake.mock.calls.map(([, init]) => init?.method)).toEqual(["GET", "DELETE"]);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
