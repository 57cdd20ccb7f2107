import { expect, it } from "vitest";
import { kindsFor, lacking, measureBody, newMeasure } from "./measure";

it("sends only the fields of its kind, and none of the empty ones", () => {
  const form = { ...newMeasure("REPLY"), public_answer: " 已抢修，今晚恢复供水。 ", handling_text: "更换阀门", fact_true: "YES", resolved: "YES", text: "别的" };
  expect(lacking(form, 0)).toEqual([]);
  expect(measureBody(form)).toEqual({ kind: "REPLY", public_answer: "已抢修，今晚恢复供水。", handling_text: "更换阀门", fact_true: "YES", within_duty: true, resolved: "YES" });
});

it("names the ticket whose proofs are copied only when one was chosen, and only with a reply", () => {
  const form = { ...newMeasure("REPLY"), public_answer: "已抢修，今晚恢复供水。", handling_text: "更换阀门", fact_true: "YES", resolved: "YES" };
  expect(measureBody(form)).not.toHaveProperty("proofs_from");
  expect(measureBody({ ...form, proofs_from: "T1" })).toMatchObject({ proofs_from: "T1" });
  expect(lacking(form, 0)).toEqual([]);
  expect(measureBody({ ...newMeasure("NOTICE"), text: "供水预计今晚八点恢复。", proofs_from: "T1" })).toEqual({ kind: "NOTICE", text: "供水预计今晚八点恢复。" });
});

it("asks why it is not solved, and for every point of a review", () => {
  expect(lacking({ ...newMeasure("REPLY"), public_answer: "正在抢修中，请等候。", handling_text: "抢修", fact_true: "YES", resolved: "PARTLY" }, 0)).toEqual(["unresolved_reason"]);
  expect(lacking({ ...newMeasure("ACCEPT_RESULT"), checklist: ["TONE"] }, 2)).toEqual(["checklist"]);
  expect(lacking({ ...newMeasure("ACCEPT_RESULT"), checklist: ["TONE", "PROMISE_DATED"] }, 2)).toEqual([]);
});

it("sends no message of a few characters to everybody", () => {
  expect(lacking({ ...newMeasure("NOTICE"), text: "已知" }, 0)).toEqual(["text"]);
  expect(lacking({ ...newMeasure("NOTICE"), text: "供水预计今晚八点恢复。" }, 0)).toEqual([]);
});

it("offers what one may do oneself", () => {
  const may = (...held: string[]) => (permission: string) => held.includes(permission);
  expect(kindsFor(may("incident.act", "ticket.handle"))).toEqual(["NOTICE", "REPLY"]);
  expect(kindsFor(may("incident.act", "ticket.review_result"))).toEqual(["NOTICE", "ACCEPT_RESULT"]);
});
