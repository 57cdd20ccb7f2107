import { expect, it } from "vitest";
import { dayAfter } from "./find";

it("counts the last day of a search whole", () => {
  expect(dayAfter("2026-03-04")).toBe("2026-03-05");
  expect(dayAfter("2026-02-28")).toBe("2026-03-01");
  expect(dayAfter("2024-02-28")).toBe("2024-02-29");
  expect(dayAfter("2026-12-31")).toBe("2027-01-01");
});
