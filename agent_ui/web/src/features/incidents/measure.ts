/** The form of a measure (统一处理) and what is sent: only the fields of its kind, none of them empty. */

export type Kind = "REPLY" | "ANSWER_NOW" | "ACCEPT_RESULT" | "NOTICE";

export interface MeasureForm {
  kind: Kind;
  public_answer: string;
  handling_text: string;
  fact_true: string;
  within_duty: boolean;
  resolved: string;
  unresolved_reason: string;
  internal_note: string;
  /** The joined ticket whose proofs the others get a copy of; empty: none. */
  proofs_from: string;
  request_kind: string;
  category_code: string;
  article_revision_ids: string[];
  checklist: string[];
  text: string;
}

export function newMeasure(kind: Kind): MeasureForm {
  return {
    kind, public_answer: "", handling_text: "", fact_true: "", within_duty: true, resolved: "", unresolved_reason: "", internal_note: "", proofs_from: "",
    request_kind: "CONSULT", category_code: "", article_revision_ids: [], checklist: [], text: "",
  };
}

const FIELDS: Record<Kind, (keyof MeasureForm)[]> = {
  REPLY: ["public_answer", "handling_text", "fact_true", "within_duty", "resolved", "unresolved_reason", "internal_note", "proofs_from"],
  ANSWER_NOW: ["request_kind", "category_code", "public_answer", "article_revision_ids"],
  ACCEPT_RESULT: ["checklist"],
  NOTICE: ["text"],
};
const OPTIONAL = new Set<keyof MeasureForm>(["unresolved_reason", "internal_note", "proofs_from", "article_revision_ids"]);
const SHORTEST = 8;

const isEmpty = (value: unknown): boolean => (Array.isArray(value) ? value.length === 0 : typeof value === "string" && value.trim() === "");

/** Names of the fields that still have to be filled in; `points` is how many points a review has. */
export function lacking(form: MeasureForm, points: number): string[] {
  const missing = FIELDS[form.kind].filter((field) => !OPTIONAL.has(field) && isEmpty(form[field])) as string[];
  if (form.kind === "REPLY" && form.resolved && form.resolved !== "YES" && isEmpty(form.unresolved_reason)) missing.push("unresolved_reason");
  if (form.kind === "ACCEPT_RESULT" && form.checklist.length < points) return ["checklist"];
  if (form.kind === "NOTICE" && form.text.trim().length < SHORTEST) return ["text"];
  return missing;
}

export function measureBody(form: MeasureForm): Record<string, unknown> {
  const filled = FIELDS[form.kind].filter((field) => !isEmpty(form[field])).map((field) => [field, typeof form[field] === "string" ? form[field].trim() : form[field]]);
  return { kind: form.kind, ...Object.fromEntries(filled) };
}

/** Which measures somebody with these permissions may propose. */
export function kindsFor(may: (permission: string) => boolean): Kind[] {
  const needs: [Kind, string][] = [["NOTICE", "incident.act"], ["REPLY", "ticket.handle"], ["ANSWER_NOW", "ticket.answer"], ["ACCEPT_RESULT", "ticket.review_result"]];
  return needs.filter(([, permission]) => may(permission)).map(([kind]) => kind);
}
