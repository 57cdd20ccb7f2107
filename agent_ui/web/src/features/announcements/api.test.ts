import { expect, it } from "vitest";
import { contentOf, emptyNotice, lackingIn, writtenOf, type Announcement } from "./api";

const notice = { title: "停水", text: "今晚停水", urgency: "URGENT", unit_code: "FS-GS", districts: ["440604"], audience: "PUBLIC", questions: [], valid_from: "2026-03-04T01:00:00Z", valid_to: null, draft: null } as unknown as Announcement;

it("shows moments by the city's clock and sends them with their zone", () => {
  const form = writtenOf(notice);
  expect(form.valid_from).toBe("2026-03-04T09:00");
  expect([contentOf(form).valid_from, contentOf(form).valid_to]).toEqual(["2026-03-04T09:00:00+08:00", null]);
});

it("goes on from the text that waits for a second person", () => {
  const waiting = { ...notice, draft: { ...notice, text: "停水推迟到明晚" } } as unknown as Announcement;
  expect(writtenOf(waiting).text).toBe("停水推迟到明晚");
});

it("names the first field that is missing, and an end before the beginning", () => {
  expect(lackingIn(emptyNotice())).toBe("title");
  const form = { ...writtenOf(notice), valid_to: "2026-03-04T09:00" };
  expect([lackingIn(form), lackingIn({ ...form, valid_to: "" }), lackingIn({ ...form, valid_to: "", unit_code: "" })]).toEqual(["valid_to", "", "owner"]);
});
