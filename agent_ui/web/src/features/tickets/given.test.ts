import { expect, it } from "vitest";
import type { AllowedAction, Ticket } from "./api";
import { givenFor } from "./given";

const ticket = { content: "", suggestion: null, category_code: "0101" } as unknown as Ticket;
const action = (...options: string[]): AllowedAction => ({
  action: "CONFIRM",
  label: "审批通过",
  fields: [{ name: "proposal_id", label: "送审事项", type: "select", required: true, options: options.map((value) => ({ value, label: value })) }],
});

it("chooses what is the only choice", () => {
  expect(givenFor(ticket, action("P1"))).toEqual({ proposal_id: "P1" });
});

it("leaves a real choice to the person", () => {
  expect(givenFor(ticket, action("P1", "P2"))).toEqual({});
});

it("proposes the respondent that the words name, only where the ticket names nobody", () => {
  const approve: AllowedAction = { action: "APPROVE", label: "审核通过", fields: [{ name: "respondent_name", label: "被反映对象", type: "text", required: false }] };
  const heard = { ...ticket, kind: "COMPLAINT", content: "老王烧烤油烟大", suggestion: { entities: [{ kind: "RESPONDENT", start: 0, end: 4 }] } } as unknown as Ticket;
  expect(givenFor(heard, approve)).toEqual({ respondent_name: "老王烧烤" });
  expect(givenFor({ ...heard, respondent_name: "老*" }, approve)).toEqual({});
  expect(givenFor({ ...heard, respondent_unknown: true }, approve)).toEqual({});
  expect(givenFor({ ...heard, kind: "HELP" }, approve)).toEqual({});
});

it("starts from what the ticket says already", () => {
  const reclassify: AllowedAction = { action: "RECLASSIFY", label: "更正分类", fields: [{ name: "category_code", label: "事项分类", type: "category", required: true }] };
  expect(givenFor(ticket, reclassify)).toEqual({ category_code: "0101" });
});
