import { effectScope } from "vue";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useCompletions, type Completions } from "./completions";

const proposals = [{ text: "居民身份证遗失补领", title: "居民身份证遗失补领", document: "ITEM:A", kind: "ITEM", kind_label: "服务事项", unit_code: "FS-GA", marks: [[2, 5]] }];
let scope = effectScope();

function within(answers: Record<string, unknown>): { typing: Completions; asked: string[] } {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (url: string, { signal }: { signal?: AbortSignal } = {}) => {
    const q = new URL(url, "http://x").searchParams.get("q") ?? "";
    asked.push(q);
    await new Promise((go, fail) => {
      setTimeout(go, 50);
      signal?.addEventListener("abort", () => fail(new DOMException("", "AbortError")));
    });
    return q in answers ? Response.json(answers[q]) : new Response("{}", { status: 503 });
  });
  return { typing: scope.run(useCompletions) as Completions, asked };
}

beforeEach(() => {
  vi.useFakeTimers();
  scope = effectScope();
});
afterEach(() => {
  scope.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("asks when the fingers pause, not at every key", async () => {
  const { typing, asked } = within({ sfz: { completions: proposals, did_you_mean: null } });
  for (const typed of ["s", "sf", "sfz"]) typing.ask(typed);
  await vi.advanceTimersByTimeAsync(500);
  expect(asked).toEqual(["sfz"]);
  expect(typing.proposals.value).toEqual([{ text: "居民身份证遗失补领", marks: [[2, 5]], about: "ITEM:A", kind: "ITEM" }]);
});

it("drops the late answer to words that have changed, and all of them once the list is closed", async () => {
  const { typing } = within({ 身: { completions: proposals, did_you_mean: null }, 身体: { completions: [], did_you_mean: null } });
  typing.ask("身");
  await vi.advanceTimersByTimeAsync(140);
  typing.ask("身体");
  await vi.advanceTimersByTimeAsync(500);
  expect(typing.open.value).toBe(false);
  typing.ask("身");
  await vi.advanceTimersByTimeAsync(140);
  typing.close();
  await vi.advanceTimersByTimeAsync(500);
  expect(typing.open.value).toBe(false);
});

it("goes round with the arrows, and through the input itself", async () => {
  const two = [...proposals, { ...proposals[0], text: "身份证到期换领" }];
  const { typing } = within({ 身份: { completions: two, did_you_mean: "身份证" } });
  typing.ask("身份");
  await vi.advanceTimersByTimeAsync(500);
  expect(typing.proposals.value[0]).toEqual({ text: "身份证", marks: [], about: "", kind: "" });
  const seen = Array.from({ length: 4 }, () => {
    typing.move(1);
    return typing.active.value;
  });
  expect(seen).toEqual([0, 1, 2, -1]);
  typing.move(-1);
  expect(typing.active.value).toBe(2);
});

it("asks nothing for blanks or a story, and fails without a word", async () => {
  const { typing, asked } = within({});
  typing.ask("  ");
  typing.ask("长".repeat(301));
  await vi.advanceTimersByTimeAsync(500);
  expect(asked).toEqual([]);
  typing.ask("身份证");
  await vi.advanceTimersByTimeAsync(500);
  expect(typing.open.value).toBe(false);
});
