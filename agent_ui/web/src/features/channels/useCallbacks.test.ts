import { effectScope } from "vue";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Callback } from "./api";
import { useCallbacks } from "./useCallbacks";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("asks again by itself and stops with its component", async () => {
  const list = vi.fn(async (): Promise<Callback[]> => [{ id: String(list.mock.calls.length) } as Callback]);
  const scope = effectScope();
  const callbacks = scope.run(() => useCallbacks(list));
  await vi.advanceTimersByTimeAsync(20_000);
  expect(callbacks?.waiting.value.map((one) => one.id)).toEqual(["2"]);
  scope.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(list).toHaveBeenCalledTimes(2);
});

it("keeps the list that is known and says why it is old", async () => {
  let works = true;
  const scope = effectScope();
  const callbacks = scope.run(() => useCallbacks(() => (works ? Promise.resolve([{ id: "1" } as Callback]) : Promise.reject(new Error("down")))));
  await callbacks?.load();
  works = false;
  await callbacks?.load();
  expect(callbacks?.waiting.value).toHaveLength(1);
  expect(callbacks?.refusal.value).not.toBe("");
  scope.stop();
});
