import { afterEach, beforeEach, expect, it } from "vitest";
import { isShortcut, step } from "./shortcuts";

beforeEach(() => {
  document.body.innerHTML = '<main tabindex="-1"><a href="#1">1</a><a href="#2">2</a><input id="words" /></main>';
});

afterEach(() => {
  document.body.innerHTML = "";
});

function press(target: string, more: KeyboardEventInit = {}): boolean {
  let answer = false;
  const element = document.querySelector(target)!;
  element.addEventListener("keydown", (event) => {
    answer = isShortcut(event as KeyboardEvent);
  });
  element.dispatchEvent(new KeyboardEvent("keydown", { key: "j", ...more }));
  return answer;
}

it("hears a lone key outside of inputs only", () => {
  expect(press("main")).toBe(true);
  expect(press("#words")).toBe(false);
});

it("leaves the browser's and the input method's keys alone", () => {
  expect(press("main", { ctrlKey: true })).toBe(false);
  expect(press("main", { isComposing: true })).toBe(false);
});

it("steps through a list and stops at its ends", () => {
  const links = [...document.querySelectorAll("a")];
  step(links, 1);
  expect(document.activeElement).toBe(links[0]);
  step(links, 1);
  step(links, 1);
  expect(document.activeElement).toBe(links[1]);
  step(links, -1);
  expect(document.activeElement).toBe(links[0]);
});
