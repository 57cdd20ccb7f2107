import { expect, it } from "vitest";
import { lineChange } from "./lineChange";

it("tells the lines that go and those that come, and leaves out what stays", () => {
  expect(lineChange("fee", "收费", ["工本费40元", "可邮寄"], ["可邮寄", "工本费20元"])).toEqual({ key: "fee", label: "收费", gone: ["工本费40元"], come: ["工本费20元"] });
  expect(lineChange("fee", "收费", ["甲", "乙"], ["乙", "甲"])).toMatchObject({ gone: [], come: [] });
});
