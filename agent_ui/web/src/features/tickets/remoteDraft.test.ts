import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { remoteDraft } from "./remoteDraft";

const calls = (): string[] => vi.mocked(fetch).mock.calls.map(([path, init]) => `${init?.method} ${String(path)}`);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", vi.fn(async () => new Response("{}")));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("keeps the words once the typing pauses, and forgets them when they were sent", async () => {
  const draft = remoteDraft("T1.REPLY");
  draft.keep({ public_answer: "已" });
  draft.keep({ public_answer: "已处理" });
  expect(calls()).toEqual([]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(calls()).toEqual(["PUT /api/drafts/T1.REPLY"]);
  expect(vi.mocked(fetch).mock.calls[0]?.[1]?.body).toBe(JSON.stringify({ form: { public_answer: "已处理" } }));
  draft.forget();
  expect(calls().at(-1)).toBe("DELETE /api/drafts/T1.REPLY");
});

it("asks nothing of the server when nothing was kept there", async () => {
  const draft = remoteDraft("T1.SIGN");
  draft.keep({ note: "x" });
  draft.forget();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(calls()).toEqual([]);
});

it("has no draft when the server has none", async () => {
  vi.stubGlobal("fetch", vi.fn(async () => new Response('{"code":"not_found","title":"没有"}', { status: 404 })));
  expect(await remoteDraft("T1.SIGN").find()).toBeNull();
});
