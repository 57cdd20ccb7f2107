import { effectScope, nextTick, ref } from "vue";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useSuggestion } from "./useSuggestion";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("asks once when the typing pauses, and not for a few characters", async () => {
  const text = ref("");
  const ask = vi.fn(async (words: string) => ({ model: words }));
  const scope = effectScope();
  const suggestion = scope.run(() => useSuggestion(() => text.value, ask));
  text.value = "路灯";
  await nextTick();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(ask).not.toHaveBeenCalled();
  text.value = "祖庙街道路灯坏了";
  await nextTick();
  await vi.advanceTimersByTimeAsync(100);
  text.value = "祖庙街道路灯坏了三天";
  await nextTick();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(ask).toHaveBeenCalledOnce();
  expect(suggestion?.raw.value).toEqual({ model: "祖庙街道路灯坏了三天" });
  scope.stop();
});

it("works on without suggestions when the server has none", async () => {
  const scope = effectScope();
  const suggestion = scope.run(() => useSuggestion(() => "楼上装修噪音很大", () => Promise.reject(new Error("down"))));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(suggestion?.failed.value).toBe(true);
  expect(suggestion?.raw.value).toBeNull();
  scope.stop();
});
