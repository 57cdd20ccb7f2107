import { expect, it } from "vitest";
import { lastMoment } from "./until";

it("tells the last whole day of what ends at midnight, and the minute of everything else", () => {
  expect(lastMoment("2026-12-01T16:00:00Z")).toBe("2026/12/01");
  expect(lastMoment("2026-12-01T22:30:00Z")).toBe("2026/12/02 06:30");
});
