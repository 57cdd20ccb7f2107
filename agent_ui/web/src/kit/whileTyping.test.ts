import { effectScope, nextTick, ref } from "vue";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useWhileTyping } from "./whileTyping";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("asks at once before something is sent, with what stands there now", async () => {
  const text = ref("路灯坏了");
  const ask = vi.fn(async (words: string) => `关于${words}`);
  const scope = effectScope();
  const typing = scope.run(() => useWhileTyping(() => text.value || null, ask));
  await typing?.askNow();
  expect(typing?.answer.value).toBe("关于路灯坏了");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(ask).toHaveBeenCalledOnce();
  scope.stop();
});

it("drops the late answer about words that have changed since", async () => {
  const text = ref("一");
  const answers: ((words: string) => void)[] = [];
  const scope = effectScope();
  const typing = scope.run(() => useWhileTyping(() => text.value, () => new Promise<string>((resolve) => answers.push(resolve))));
  const first = typing?.askNow();
  text.value = "二";
  const second = typing?.askNow();
  answers[1]?.("新");
  answers[0]?.("旧");
  await Promise.all([first, second]);
  expect(typing?.answer.value).toBe("新");
  scope.stop();
});

it("forgets the answer when the question is gone", async () => {
  const text = ref("路灯");
  const scope = effectScope();
  const typing = scope.run(() => useWhileTyping(() => text.value || null, async (words: string) => words));
  await typing?.askNow();
  text.value = "";
  await nextTick();
  expect(typing?.answer.value).toBeNull();
  scope.stop();
});
