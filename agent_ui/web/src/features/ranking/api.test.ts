import { expect, it } from "vitest";
import { changedShares, type Model } from "./api";

const model = (...shares: [string, number, number][]): Model => ({ shares: shares.map(([feature, shipped, share]) => ({ feature, shipped, share })) }) as Model;

it("shows what a model weighs otherwise, the most changed first", () => {
  const told = changedShares(model(["base", 1, 1], ["popular", 0.05, 0.06], ["begins", 0.25, -0.4]));
  expect(told.map((one) => one.feature)).toEqual(["begins", "popular"]);
});

it("shows every share of weights that nothing has changed", () => {
  expect(changedShares(model(["base", 1, 1], ["named", 0.3, 0.3]))).toHaveLength(2);
});
