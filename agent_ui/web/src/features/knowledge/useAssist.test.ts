import { effectScope, ref } from "vue";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Answer, Assisted } from "./api";
import { useAssist } from "./useAssist";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("sends the cursor back and keeps the last answers while nothing new is said", async () => {
  const answers: Assisted[] = [
    { cursor: "c1", unchanged: false, heard: "身份证丢了", answer: { title: "补领" } as Answer, others: [] },
    { cursor: "c1", unchanged: true },
    { cursor: "c2", unchanged: false, heard: "要多少钱", answer: null, others: [] },
  ];
  const ask = vi.fn(async () => answers[ask.mock.calls.length - 1]!);
  const text = ref("");
  const scope = effectScope();
  const { told } = scope.run(() => useAssist(() => ({ text: text.value, district: "440604" }), ask))!;
  const say = async (words: string) => {
    text.value = words;
    await vi.advanceTimersByTimeAsync(600);
  };
  await say("嗯");
  expect(ask).not.toHaveBeenCalled();
  await say("身份证丢了");
  await say("身份证丢了……");
  expect(told.value?.answer?.title).toBe("补领");
  await say("身份证丢了……要多少钱");
  expect(told.value?.answer).toBeNull();
  expect(ask.mock.calls.map(([heard]: unknown[]) => (heard as { since?: string }).since)).toEqual([undefined, "c1", "c1"]);
  scope.stop();
});

it("listens to a ticket again when it has moved on, without telling the server its version", async () => {
  const ask = vi.fn(async (): Promise<Assisted> => ({ cursor: "c", unchanged: false, heard: "", others: [] }));
  const version = ref(1);
  const scope = effectScope();
  scope.run(() => useAssist(() => ({ ticket_id: "T1", version: version.value }), ask));
  await vi.advanceTimersByTimeAsync(600);
  version.value = 2;
  await vi.advanceTimersByTimeAsync(600);
  expect(ask).toHaveBeenCalledTimes(2);
  expect((ask.mock.calls as unknown[][]).every(([heard]) => !("version" in (heard as object)))).toBe(true);
  scope.stop();
});
