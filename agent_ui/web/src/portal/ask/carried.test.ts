import { expect, it } from "vitest";
import { carryToChat, carryToRequest, wordsForChat } from "./carried";

const draft = () => JSON.parse(sessionStorage.getItem("hotline.draft.portal") ?? "{}");

it("carries a question into the request form, once", () => {
  carryToRequest(" 茅台股票涨了吗 ");
  carryToRequest("茅台股票涨了吗");
  expect(draft().content).toBe("茅台股票涨了吗");
});

it("never overwrites what somebody began to write", () => {
  sessionStorage.setItem("hotline.draft.portal", JSON.stringify({ content: "楼下油烟很大", phone: "13800000000" }));
  carryToRequest("油烟归谁管");
  expect(draft()).toMatchObject({ content: "楼下油烟很大\n油烟归谁管", phone: "13800000000" });
});

it("leaves words for the chat, to be taken once", () => {
  carryToChat("怎么办居住证");
  expect([wordsForChat(), wordsForChat()]).toEqual(["怎么办居住证", ""]);
});
