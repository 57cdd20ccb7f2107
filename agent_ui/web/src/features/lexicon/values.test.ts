import { expect, it } from "vitest";
import { cueOf, telling, valuesOf, wrongWith } from "./values";

const NO_CUE = { asks: "", atEnd: false };

it("stores what each kind of word stands for", () => {
  expect(valuesOf("STOP", ["随便"], NO_CUE)).toEqual([]);
  expect(valuesOf("CUE", [], { asks: "FEE", atEnd: true })).toEqual(["FEE", "END"]);
  expect(valuesOf("CUE", [], NO_CUE)).toEqual([]);
  expect(valuesOf("SYNONYM", ["身份证", "二代证"], NO_CUE)).toEqual(["身份证", "二代证"]);
});

it("reads a stored form of asking back", () => {
  expect(cueOf(["HOURS", "END"])).toEqual({ asks: "HOURS", atEnd: true });
  expect(cueOf([])).toEqual(NO_CUE);
});

it("says before it is sent what cannot be stored", () => {
  expect(wrongWith("SYNONYM", " ", ["x"])).toBe("key");
  expect([wrongWith("SYNONYM", "证", []), wrongWith("WORDING", "乜嘢", ["什么", "啥"]), wrongWith("PLACE", "祖庙", ["祖庙"])]).toEqual(["synonym", "wording", "place"]);
  expect([wrongWith("STOP", "请问", []), wrongWith("WORDING", "乜嘢", ["什么"]), wrongWith("PLACE", "祖庙", ["440604", "440604001"]), wrongWith("CUE", "建筑材料", [])]).toEqual(["", "", "", ""]);
});

it("shows the heaviest grams, without the pieces of a longer one", () => {
  expect(telling({ 身份: 1, 份: 1, 身: 1, 证: 0.8, 哪里: 0.2 })).toEqual([{ gram: "身份", share: 1 }, { gram: "证", share: 0.8 }, { gram: "哪里", share: 0.2 }]);
});
