import { expect, it } from "vitest";
import { isWithin, placed } from "./unitTree";

const TREE = [{ id: "U1", code: "FS", name: "市", children: [{ id: "U2", code: "FS-GA", name: "公安局", children: [{ id: "U3", code: "FS-JJ", name: "交警", children: [] }] }] }];

it("knows of every unit who stands above it", () => {
  expect(placed(TREE).map((one) => [one.code, one.path])).toEqual([["FS", ["U1"]], ["FS-GA", ["U1", "U2"]], ["FS-JJ", ["U1", "U2", "U3"]]]);
});

it("counts a unit itself and what stands below it as its own", () => {
  const units = placed(TREE);
  expect([isWithin(units, "U2", "U2"), isWithin(units, "U3", "U2"), isWithin(units, "U2", "U3")]).toEqual([true, true, false]);
});

it("counts a unit as its own even while the tree is unknown", () => {
  expect([isWithin([], "U2", "U2"), isWithin([], "U3", "U2")]).toEqual([true, false]);
});
