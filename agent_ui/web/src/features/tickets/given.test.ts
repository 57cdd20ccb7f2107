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

it("starts from what the ticket says already", () => {
  const reclassify: AllowedAction = { action: "RECLASSIFY", label: "更正分类", fields: [{ name: "category_code", label: "事项分类", type: "category", required: true }] };
  expect(givenFor(ticket, reclassify)).toEqual({ category_code: "0101" });
});
