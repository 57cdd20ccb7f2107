import { expect, it } from "vitest";
import type { Ticket } from "./api";
import { changesBetween, stepsSince } from "./changes";

const ticket = (fields: Record<string, unknown>): Ticket => ({ version: 1, timeline: [], clocks: [], ...fields }) as unknown as Ticket;

it("tells in words which fields someone else changed", () => {
  const before = ticket({ status: "DISPATCHED", status_label: "待签收", urgency: "NORMAL", content: "路灯" });
  const after = ticket({ version: 2, status: "HANDLING", status_label: "办理中", urgency: "NORMAL", content: "路灯" });
  expect(changesBetween(before, after)).toEqual([{ field: "status", before: "待签收", after: "办理中" }]);
});

it("names the steps taken meanwhile", () => {
  const first = { id: "1", at: "2026-03-04T08:00:00Z", action: "OPEN", label: "受理" };
  const second = { id: "2", at: "2026-03-04T09:00:00Z", action: "SIGN", label: "签收" };
  const steps = stepsSince(ticket({ timeline: [first] }), ticket({ timeline: [first, second] }));
  expect(steps).toEqual([second]);
});
