import { expect, it } from "vitest";
import { answerFields, intakeBody, newIntake, seenQuestion } from "./intake";

it("sends no contact of an anonymous caller, whatever was typed before", () => {
  const body = intakeBody({ ...newIntake(), content: " 楼下占道 ", name: "陈", phone: "13800000000", anonymous: true });
  expect(body.contact).toBeUndefined();
  expect(body.anonymous).toBe(true);
  expect(body.content).toBe("楼下占道");
});

it("leaves out what was not filled in", () => {
  const body = intakeBody({ ...newIntake(), content: "路灯不亮", phone: "13800000000", occurred_at: "2026-03-04T20:00" });
  expect(body.contact).toEqual({ phone: "13800000000" });
  expect(body.occurred_at).toBe("2026-03-04T20:00:00+08:00");
  expect(body).not.toHaveProperty("place");
  expect(body).not.toHaveProperty("kind");
});

it("sends the company he calls for with the contact, and how long it lasted", () => {
  const form = { ...newIntake(), content: "货不对板", phone: "13800000000", contact_address: " 汾江路 1 号 ", company_name: "某贸易公司", credit_code: "91440600abc1234567 " };
  const body = intakeBody({ ...form, occurred_at: "2026-03-04T20:00", occurred_until: "2026-03-05T08:00" });
  expect(body.contact).toEqual({ phone: "13800000000", address: "汾江路 1 号", company_name: "某贸易公司", credit_code: "91440600ABC1234567" });
  expect(body.occurred_until).toBe("2026-03-05T08:00:00+08:00");
  expect(body).not.toHaveProperty("respondent");
});

const citing = (document: string, revision_id: string, title: string) => ({ document, revision_id, title, text: "", heard: "", position: 1 });

it("cites the revisions an answer on the spot rests on, and names as its source what is no article", () => {
  const form = { ...newIntake(), public_answer: "可在窗口办理" };
  const both = answerFields({ ...form, citations: [citing("ARTICLE:K1", "R1", "居住证"), citing("ITEM:I1", "V1", "居住证签注")] });
  expect(both).toMatchObject({ kind: "CONSULT", article_revision_ids: ["R1"] });
  expect(both).not.toHaveProperty("answer_source");
  const item = answerFields({ ...form, citations: [citing("ITEM:I1", "V1", "居住证签注")] });
  expect(item).toMatchObject({ article_revision_ids: [], answer_source: "居住证签注" });
  expect(item.source_reason).toBeTruthy();
});

it("asks for earlier tickets once there is something to compare, and never with the number of an anonymous caller", () => {
  expect(seenQuestion({ ...newIntake(), content: "路灯坏了" })).toBeNull();
  const form = { ...newIntake(), content: "同济路路灯坏了三天没人修", phone: "13800000000", district_code: "440604" };
  expect(seenQuestion(form)).toEqual({ text: "同济路路灯坏了三天没人修", phone: "13800000000", place: { district_code: "440604" } });
  expect(seenQuestion({ ...form, anonymous: true })).not.toHaveProperty("phone");
});
