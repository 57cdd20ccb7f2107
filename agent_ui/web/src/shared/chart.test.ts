import { expect, it } from "vitest";
import { bars, lines, xAt, yAt } from "./chart";

const box = { width: 100, height: 50, pad: 0 };

it("begins a new line after a week without a figure", () => {
  expect(lines([1, 0.5, null, 1], 0, 1, box)).toEqual(["0,0 33.3,25", "100,0"]);
  expect(lines([null, null], 0, 1, box)).toEqual([]);
});

it("puts a single value in the middle and nothing above the frame", () => {
  expect(xAt(0, 1, box)).toBe(50);
  expect([yAt(0.9, 0.5, 0.9, box), yAt(0.5, 0.5, 0.9, box), yAt(3, 3, 3, box)]).toEqual([0, 50, 50]);
});

it("shows one case beside many, and nothing where nothing was", () => {
  expect(bars([0, 1, 200], box).map((bar) => bar.height)).toEqual([0, 1, 50]);
  expect(bars([], box)).toEqual([]);
});
