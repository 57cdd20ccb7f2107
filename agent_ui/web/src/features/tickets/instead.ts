/** Instead of a new ticket (并入原件): what the citizen says now is added to the open one, or presses for it. */
import { Refusal } from "@/kit/problem";
import { act, getTicket, type Ticket } from "./api";
import type { Intake } from "./intake";
import type { SeenHint } from "./seen";

const FIELDS: Record<string, (form: Intake, hint: SeenHint) => Record<string, unknown>> = {
  URGE: (form) => ({ source: form.channel, words: form.content.trim().slice(0, 1000) }),
  ADD_CITIZEN_INFO: (form, hint) => ({ text: form.content.trim(), is_new_fact: hint.new_parts.length > 0 }),
};

/** Whether the form itself can do it; everything else is done on that ticket's page. */
export function isDoneHere(hint: SeenHint): boolean {
  return hint.action !== null && hint.action in FIELDS;
}

/** Take the hint's action on its ticket; a sentence for the user where it is not allowed now. */
export async function doInstead(hint: SeenHint, form: Intake, notAllowed: string): Promise<Ticket> {
  const fields = FIELDS[hint.action ?? ""];
  const ticket = await getTicket(hint.id);
  if (!fields || !ticket.allowed_actions.some((one) => one.action === hint.action)) throw new Refusal(notAllowed);
  return act(hint.id, hint.action ?? "", ticket.version, fields(form, hint));
}
