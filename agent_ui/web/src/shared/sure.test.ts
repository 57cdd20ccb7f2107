import { expect, it } from "vitest";
import { sureness } from "./sure";

it("rounds, but never to certainty", () => {
  expect([0.861, 0.004, 0.996, 1, 0].map(sureness)).toEqual(["86%", "<1%", ">99%", "100%", "0%"]);
});
