import { afterEach, expect, it } from "vitest";
import { locale } from "@/kit/locale";
import { said, saidAction, saidAll } from "./words";

afterEach(() => {
  locale.value = "zh-CN";
});

it("leaves Chinese as it is", () => {
  expect([said("待签收"), saidAction("不予受理"), saidAll("办理太慢、态度不好")]).toEqual(["待签收", "不予受理", "办理太慢、态度不好"]);
});

it("tells an action from the state of the same name in English", () => {
  locale.value = "en";
  expect([said("不予受理"), saidAction("不予受理")]).toEqual(["Declined", "Decline"]);
});

it("translates a list of labels and keeps names and free text", () => {
  locale.value = "en";
  expect(saidAll("办理太慢、态度不好")).toBe("Too slow, Poor attitude");
  expect(saidAll("禅城区城市管理局、祖庙街道")).toBe("禅城区城市管理局、祖庙街道");
  expect(saidAll("已派人到场，正在更换")).toBe("已派人到场，正在更换");
});

it("reads a proposal and a number of files", () => {
  locale.value = "en";
  expect(said("办理答复（11-25 18:00 送审）")).toBe("Reply (proposed 11-25 18:00)");
  expect(said("办理凭证 2 份")).toBe("Proof of handling × 2");
  expect(said("3 份")).toBe("3 file(s)");
});
