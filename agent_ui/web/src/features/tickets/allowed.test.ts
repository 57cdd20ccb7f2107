import { afterEach, expect, it } from "vitest";
import { locale } from "@/kit/locale";
import { allowedWords } from "./allowed";
import type { Ticket } from "./api";

const ticket = (...actions: [string, string][]): Ticket =>
  ({ allowed_actions: actions.map(([action, label]) => ({ action, label, fields: [] })) }) as unknown as Ticket;

afterEach(() => {
  locale.value = "zh-CN";
});

it("names what is possible, but not reading in clear, which is no step", () => {
  const now = ticket(["SIGN", "签收"], ["OBJECT", "退单"], ["REVEAL", "查看明文"]);
  expect(allowedWords(now)).toBe("现在可以办理：签收、退单。");
  locale.value = "en";
  expect(allowedWords(now)).toBe("Possible now: Sign, Object.");
});

it("says so when nothing is possible", () => {
  expect(allowedWords(ticket())).toBe("您现在没有可以办理的操作。");
});
