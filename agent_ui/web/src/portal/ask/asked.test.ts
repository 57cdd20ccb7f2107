import { expect, it } from "vitest";
import { isPersonal, newQuestion, pageOf, questionOf } from "./asked";

const back = (page: string) => questionOf(new URLSearchParams(page.split("?")[1]));

it("keeps a question in its address, whatever signs it has", () => {
  const asked = newQuestion(" 办证要50%押金吗？a&b=c#d+e ", { about: "ITEM:01K", field: "FEE", at: "440604" });
  expect(back(pageOf(asked))).toEqual({ words: "办证要50%押金吗？a&b=c#d+e", about: "ITEM:01K", field: "FEE", at: "440604" });
});

it("writes nothing personal into the address, and still finds it again in this tab", () => {
  for (const words of ["我的电话13812345678被骚扰", "身份证440601 19900101 1234丢了", "发到li@example.cn", "我".repeat(61)]) {
    expect(isPersonal(words)).toBe(true);
    const page = pageOf(newQuestion(words));
    expect(decodeURIComponent(page)).toMatch(/^search\?held=[0-9a-f]{8}$/);
    expect(back(page).words).toBe(words);
    expect(pageOf(newQuestion(words))).toBe(page);
    sessionStorage.clear();
    expect(back(page).words).toBe("");
  }
});

it("takes years, sums and short lines to ring for what they are", () => {
  for (const words of ["2026年社保基数", "12345怎么打", "补贴3000元什么时候发", "2026年12月31日前要交吗"]) expect(isPersonal(words)).toBe(false);
});
