import { effectScope } from "vue";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Waiting } from "./api";
import { useDialogues } from "./useDialogues";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("asks again by itself, keeps what is known when that fails, and stops with its component", async () => {
  let works = true;
  const list = vi.fn(() => (works ? Promise.resolve([{ conversation_id: String(list.mock.calls.length) } as Waiting]) : Promise.reject(new Error("down"))));
  const scope = effectScope();
  const dialogues = scope.run(() => useDialogues(list))!;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(dialogues.waiting.value.map((one) => one.conversation_id)).toEqual(["2"]);
  works = false;
  await vi.advanceTimersByTimeAsync(20_000);
  expect([dialogues.waiting.value.length, dialogues.refusal.value !== ""]).toEqual([1, true]);
  scope.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(list).toHaveBeenCalledTimes(3);
});

it("puts whoever may be in danger before all others, and leaves the rest in order", async () => {
  const one = (conversation_id: string, reason: string) => ({ conversation_id, reason }) as Waiting;
  const scope = effectScope();
  const dialogues = scope.run(() => useDialogues(async () => [one("1", "ASKED"), one("2", "DANGER"), one("3", "ANGER"), one("4", "DISTRESS")]))!;
  await vi.advanceTimersByTimeAsync(0);
  expect(dialogues.waiting.value.map((waiting) => waiting.conversation_id)).toEqual(["2", "4", "1", "3"]);
  scope.stop();
});
