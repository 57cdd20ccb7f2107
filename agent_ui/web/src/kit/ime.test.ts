import { expect, it } from "vitest";
import { isPlainEnter } from "./ime";

const enter = (init: KeyboardEventInit): KeyboardEvent => new KeyboardEvent("keydown", { key: "Enter", ...init });

it("sends on a plain Enter only", () => {
  expect(isPlainEnter(enter({}))).toBe(true);
  expect(isPlainEnter(enter({ isComposing: true }))).toBe(false);
  expect(isPlainEnter(enter({ keyCode: 229 }))).toBe(false);
  expect(isPlainEnter(enter({ shiftKey: true }))).toBe(false);
  expect(isPlainEnter(new KeyboardEvent("keydown", { key: "a" }))).toBe(false);
});
