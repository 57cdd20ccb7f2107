import { expect, it } from "vitest";
import { isDoneHere } from "./instead";
import { toDecide, type SeenHint } from "./seen";

const hint = (advice: string, action: string | null): SeenHint => ({ advice, action, new_parts: [] }) as unknown as SeenHint;

it("asks before a second ticket of the same person, not where another citizen's ticket is only alike", () => {
  const hints = ["TELL_PROGRESS", "JOIN", "COMPARE", "ADD_INFO", "FOLLOW_UP_NEW"].map((advice) => hint(advice, null));
  expect(toDecide({ complete: true, hints, batch: null }).map((one) => one.advice)).toEqual(["TELL_PROGRESS", "ADD_INFO"]);
  expect(toDecide(null)).toEqual([]);
});

it("does here what the form can fill, and leaves the rest to the page of that ticket", () => {
  expect([hint("ADD_INFO", "ADD_CITIZEN_INFO"), hint("TELL_PROGRESS", "URGE"), hint("REOPEN", "REOPEN"), hint("NOTHING_NEW", null)].map(isDoneHere)).toEqual([true, true, false, false]);
});
