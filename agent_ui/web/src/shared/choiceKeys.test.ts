import { effectScope } from "vue";
import { expect, it, vi } from "vitest";
import { digitOf, useChoiceKeys } from "./choiceKeys";

const press = (code: string, more: KeyboardEventInit = {}): KeyboardEvent => new KeyboardEvent("keydown", { code, altKey: true, cancelable: true, ...more });

it("takes Alt with a digit, and neither a bare digit nor one an input method is composing", () => {
  expect(digitOf(press("Digit2"))).toBe(2);
  expect(digitOf(press("Digit2", { altKey: false }))).toBeNull();
  expect(digitOf(press("Digit2", { ctrlKey: true }))).toBeNull();
  expect(digitOf(press("Digit2", { isComposing: true }))).toBeNull();
  expect(digitOf(press("KeyA"))).toBeNull();
});

it("picks among what is offered and leaves other digits alone", () => {
  const pick = vi.fn();
  const scope = effectScope();
  scope.run(() => useChoiceKeys(() => 4, () => 2, pick));
  for (const code of ["Digit3", "Digit4", "Digit5", "Digit6"]) window.dispatchEvent(press(code));
  expect(pick.mock.calls).toEqual([[0], [1]]);
  scope.stop();
  window.dispatchEvent(press("Digit4"));
  expect(pick).toHaveBeenCalledTimes(2);
});
