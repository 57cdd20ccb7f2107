import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { effectScope, type EffectScope } from "vue";

type Told = (event: { name: string; data: Record<string, unknown> }) => void;
let tell: Told;
vi.mock("./live", () => ({ useStream: (_stream: string, listener: Told) => (tell = listener) }));
const { useNews } = await import("./news");

let scope: EffectScope;
let looks: number;
const event = (name = "incident.changed", id = "A"): Parameters<Told>[0] => ({ name, data: { incident_id: id } });
const look = (): number => (looks += 1);

beforeEach(() => {
  vi.useFakeTimers();
  scope = effectScope();
  looks = 0;
});
afterEach(() => {
  scope.stop();
  vi.useRealTimers();
});

it("looks once for many events in a row", () => {
  scope.run(() => useNews("board:incidents", look));
  tell(event());
  tell(event());
  expect(looks).toBe(0);
  vi.advanceTimersByTime(500);
  expect(looks).toBe(1);
});

it("announces instead of moving what is read further down", () => {
  const news = scope.run(() => useNews("board:incidents", look, { isLong: () => true }));
  tell(event());
  vi.advanceTimersByTime(500);
  expect([looks, news?.waiting.value]).toEqual([0, true]);
  news?.show();
  expect([looks, news?.waiting.value]).toEqual([1, false]);
});

it("passes over what is about another, but never a lost past", () => {
  scope.run(() => useNews("board:incidents", look, { concerns: (one) => one.data.incident_id === "B" }));
  tell(event());
  vi.advanceTimersByTime(500);
  expect(looks).toBe(0);
  tell(event("reset"));
  vi.advanceTimersByTime(500);
  expect(looks).toBe(1);
});

it("does not look any more when the page has gone", () => {
  scope.run(() => useNews("board:incidents", look));
  tell(event());
  scope.stop();
  vi.advanceTimersByTime(500);
  expect(looks).toBe(0);
});
