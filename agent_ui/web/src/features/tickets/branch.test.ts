import { expect, it } from "vitest";
import type { AllowedAction, FieldSpec, Ticket } from "./api";
import { headingOf, isAsked, onRecord } from "./branch";
import { useActionForm } from "./useActionForm";

const field = (name: string, part: Partial<FieldSpec> = {}): FieldSpec => ({ name, label: name, type: "text", required: false, ...part });
const ofConsumer = { when: { profile: ["consumer_complaint"] } };
const approve: AllowedAction = {
  action: "APPROVE", label: "审核通过",
  fields: [field("profile"), field("demand", { ...ofConsumer, required: true }), field("publish_consent", { ...ofConsumer, type: "bool" }), field("case_no", { when: { respondent_kind: ["UNIT", "STAFF"] } })],
};

it("asks for the fields of a branch only while the form says that it is one", () => {
  const form = useActionForm("T-branch", approve);
  expect(form.missing.value).toEqual([]);
  form.values.demand = "退款";
  form.values.profile = "standard";
  expect(form.payload()).toEqual({ profile: "standard" });
  form.values.profile = "consumer_complaint";
  expect(form.payload()).toEqual({ profile: "consumer_complaint", demand: "退款" });
  form.values.demand = "";
  expect(form.missing.value.map((one) => one.name)).toEqual(["demand"]);
});

it("keeps a refused consent apart from one that nobody asked for", () => {
  const form = useActionForm("T-consent", approve);
  form.values.profile = "consumer_complaint";
  expect(form.payload()).toEqual({ profile: "consumer_complaint" });
  form.values.publish_consent = false;
  expect(form.payload()).toEqual({ profile: "consumer_complaint", publish_consent: false });
});

it("names each branch once, where it begins", () => {
  const [profile, demand, consent, caseNo] = approve.fields;
  expect([headingOf(demand!, profile), headingOf(consent!, demand), headingOf(caseNo!, consent), headingOf(profile!, undefined)]).toEqual(["consumer", "", "efficiency", ""]);
  expect(isAsked(profile!, {})).toBe(true);
});

it("knows of the complainant what the citizen's card says until the complaint says more", () => {
  const ticket = { citizen: { name: "王**", address: null } } as unknown as Ticket;
  expect([onRecord(ticket, "complainant_name"), onRecord(ticket, "complainant_address"), onRecord(ticket, "demand")]).toEqual(["王**", "", ""]);
  const more = { ...ticket, consumer: { complainant_name: "李**", representatives: ["陈**", "黄**"] } } as unknown as Ticket;
  expect([onRecord(more, "complainant_name"), onRecord(more, "representatives")]).toEqual(["李**", "陈**、黄**"]);
});
