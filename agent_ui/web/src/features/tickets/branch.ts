/** What only some matters carry (专项要件): consumer complaints, reports, complaints of efficiency (rules §5.1). */
import type { components } from "@/api/schema.gen";
import type { FieldSpec, Ticket } from "./api";
import type { Values } from "./useActionForm";

/** The branches of a ticket as the server shows them; people masked, or left out for who may not see them. */
export type Branches = Pick<components["schemas"]["TicketDetail"], "consumer" | "report" | "efficiency" | "stages">;

/** Kept sealed and shown masked; each is read in clear under its own name. */
export const PEOPLE = ["complainant_name", "complainant_address", "agent_name", "representatives"] as const;

/** In the order of the field list; what is personal stands apart. */
export const PARTS: { branch: "consumer" | "report" | "efficiency"; fields: string[] }[] = [
  {
    branch: "consumer",
    fields: [
      "demand", "facts", "amount_yuan", "purchased_on", "purchase_place", "platform_name", "shop_name", "publish_consent", "entrusted_mediation_consent",
      "within_three_years", "mediator", "refusal_ground", "termination_ground",
    ],
  },
  { branch: "report", fields: ["check_result", "mediator", "reward"] },
  { branch: "efficiency", fields: ["accused_post", "service_item", "case_no", "leader_instruction"] },
];

/** The branches that this ticket has; a server that tells none has none. */
export function branchesOf(ticket: Ticket): Branches {
  return { consumer: ticket.consumer ?? null, report: ticket.report ?? null, efficiency: ticket.efficiency ?? null, stages: ticket.stages ?? {} };
}

/** Asked only while another field of the same form has one of these values. */
export function isAsked(field: FieldSpec, values: Values): boolean {
  return Object.entries(field.when ?? {}).every(([name, wanted]) => wanted.includes(String(values[name] ?? "")));
}

/** Asked and answered yes or no; not asked is a third thing. */
export function isThreeWay(field: FieldSpec): boolean {
  return field.type === "bool" && !field.required && /_consent$|^within_three_years$/.test(field.name);
}

/** The name of the group that begins with this field; empty within a group. */
export function headingOf(field: FieldSpec, before: FieldSpec | undefined): string {
  const key = (one: FieldSpec | undefined): string => Object.keys(one?.when ?? {}).join();
  if (key(field) === key(before)) return "";
  return { profile: "consumer", respondent_kind: "efficiency" }[key(field)] ?? "";
}

/** What is on record of a branch field already, masked where it is personal. */
export function onRecord(ticket: Ticket, name: string): string {
  const { consumer, efficiency } = branchesOf(ticket);
  const told: Record<string, unknown> = { ...efficiency, ...consumer };
  const known = told[name] ?? ownWords(ticket, name);
  return Array.isArray(known) ? known.join("、") : typeof known === "string" ? known : "";
}

/** The complainant is the citizen whom we know. */
function ownWords(ticket: Ticket, name: string): string | null | undefined {
  return { complainant_name: ticket.citizen?.name, complainant_address: ticket.citizen?.address }[name];
}
