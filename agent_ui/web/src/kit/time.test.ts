import { afterEach, expect, it } from "vitest";
import { locale } from "./locale";
import { dateTime, fromLocalInput, timeLeft, toLocalInput } from "./time";

afterEach(() => {
  locale.value = "zh-CN";
});

it("shows a UTC time as Shanghai's", () => {
  expect(dateTime("2026-03-04T16:30:00Z")).toBe("2026/03/05 00:30");
  expect(dateTime(null)).toBe("");
});

it("says how much time is left, or by how much it is over", () => {
  const now = Date.parse("2026-03-04T08:00:00Z");
  expect(timeLeft("2026-03-06T11:00:00Z", now)).toBe("还剩 2 个自然日 3 小时");
  expect(timeLeft("2026-03-04T07:20:00Z", now)).toBe("已超 40 分钟自然时间");
  locale.value = "en";
  expect(timeLeft("2026-03-04T09:30:00Z", now)).toBe("1 h 30 min by the clock left");
});

it("takes a typed wall time for Shanghai's, whatever the computer's zone", () => {
  expect(fromLocalInput("2026-03-04T16:05")).toBe("2026-03-04T16:05:00+08:00");
  expect(toLocalInput(new Date("2026-03-04T08:05:00Z"))).toBe("2026-03-04T16:05:00");
  expect(fromLocalInput("2026-03-04T16:05:07")).toBe("2026-03-04T16:05:07+08:00");
});
