/** Values an action form can start from (预填): what the ticket already says, then what was suggested. */
import type { AllowedAction, Ticket } from "./api";
import { onRecord } from "./branch";
import { placeOf } from "./intake";
import { proposedName } from "./respondent";
import { readSuggestion } from "@/shared/suggestion";
import type { Value, Values } from "./useActionForm";

const SIMPLE = ["kind", "category_code", "urgency", "profile", "confidentiality", "district_code", "town_code", "address_text", "catalogue_row_id", "lead_unit_id", "respondent_kind", "respondent_unknown"];

/** A person still confirms every one of them by sending the form. */
export function givenFor(ticket: Ticket, action: AllowedAction): Values {
  const suggestion = readSuggestion(ticket.suggestion, ticket.content);
  // A candidate without a row is only a hint: naming the unit is then left to the person.
  const hit = suggestion.hits.find((one) => one.row_id);
  const suggested: Values = {
    kind: suggestion.kind[0]?.value,
    category_code: suggestion.category[0]?.value,
    lead_unit_id: hit?.lead.id,
    partner_unit_ids: hit?.partners.map((unit) => unit.id),
    catalogue_row_id: hit?.row_id,
    respondent_name: proposedName(ticket),
    facts: onRecord(ticket, "facts") ? undefined : ticket.content,
    ...placeOf(suggestion.place[0]?.value ?? ""),
  };
  const wanted = new Set(action.fields.map((field) => field.name));
  // Where there is nothing to choose, nobody has to choose it.
  const sole = action.fields.filter((field) => field.required && field.type === "select" && field.options?.length === 1);
  const given: Values = Object.fromEntries(sole.map((field) => [field.name, field.options?.[0]?.value]));
  for (const name of wanted) {
    const own = SIMPLE.includes(name) ? (ticket[name] as Value | undefined) : undefined;
    const value = own ?? suggested[name];
    if (value !== undefined && value !== null && value !== "") given[name] = value;
  }
  return given;
}
