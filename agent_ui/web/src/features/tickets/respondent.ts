/** Whom a request is about (被反映对象): which kinds must name him, the name heard in the words, what is sent. */
import { computed, ref, watch, type ComputedRef, type Ref } from "vue";
import { inLocale } from "@/kit/locale";
import { readSuggestion, type RawSuggestion } from "@/shared/suggestion";
import type { FieldSpec, Ticket } from "./api";
import { onRecord } from "./branch";
import type { Values } from "./useActionForm";

/** The part of the agent's form that tells whom the request is about. */
export interface RespondentPart {
  respondent_kind: string;
  respondent_name: string;
  respondent_address: string;
  respondent_phone: string;
  respondent_unknown: boolean;
  /** The name that was put there for the agent; one that differs from it is his own. */
  respondent_proposed: string;
}

const ABOUT_SOMEBODY = new Set(["COMPLAINT", "REPORT"]);
const LONGEST_NAME = 120;
/** A firm and a public body are no persons: their name and address are shown as they are. */
const NO_PERSON = new Set(["FIRM", "UNIT"]);

export function newRespondent(): RespondentPart {
  return { respondent_kind: "", respondent_name: "", respondent_address: "", respondent_phone: "", respondent_unknown: false, respondent_proposed: "" };
}

/** Complaints and reports name the respondent, or say that nobody knows him (rules §5.1). */
export function isAboutSomebody(kind: unknown): boolean {
  return typeof kind === "string" && ABOUT_SOMEBODY.has(kind);
}

/** Put the name there, or take a proposal back; what the agent wrote or emptied himself stays. */
export function propose(form: RespondentPart, heard: string): void {
  if (form.respondent_unknown || form.respondent_name !== form.respondent_proposed) return;
  form.respondent_name = heard.slice(0, LONGEST_NAME);
  form.respondent_proposed = form.respondent_name;
}

/** Nothing where nothing was told; of an unknown respondent neither name nor telephone is sent. */
export function respondentBody(form: RespondentPart): Record<string, unknown> | undefined {
  const { respondent_unknown: unknown } = form;
  const told = {
    kind: form.respondent_kind,
    name: unknown ? "" : form.respondent_name.trim(),
    address: form.respondent_address.trim(),
    phone: unknown ? "" : form.respondent_phone.trim(),
    unknown,
  };
  const filled = Object.entries(told).filter(([, value]) => Boolean(value));
  return filled.length ? Object.fromEntries(filled) : undefined;
}

/** Keep the proposal up with what is heard; tells whether this kind of request needs a respondent. */
export function useRespondent(form: RespondentPart & { kind: string; content: string }, raw: Ref<RawSuggestion | null>): ComputedRef<boolean> {
  const heard = ref("");
  // The words are cut when the answer comes: later ones may have moved.
  const read = computed(() => readSuggestion(raw.value, form.content.trim()));
  const needed = computed(() => isAboutSomebody(form.kind || read.value.kind[0]?.value));
  watch(raw, () => (heard.value = read.value.respondent), { immediate: true });
  watch([heard, needed], () => {
    // While nothing has answered yet, a restored proposal stays.
    if (raw.value) propose(form, needed.value ? heard.value : "");
  }, { immediate: true });
  return needed;
}

/** The name to start from: heard in the words, and only where the ticket names nobody. */
export function proposedName(ticket: Ticket): string {
  const read = readSuggestion(ticket.suggestion, ticket.content);
  const isSettled = Boolean(ticket.respondent_name || ticket.respondent_unknown || ticket.accused_unit_id);
  return isSettled || !isAboutSomebody(ticket.kind ?? read.kind[0]?.value) ? "" : read.respondent.slice(0, LONGEST_NAME);
}

/** Either a name or the tick: the one takes the other away. */
export function useNameOrTick(values: Values): void {
  watch(() => values.respondent_unknown, (unknown) => {
    if (unknown === true && values.respondent_name) values.respondent_name = "";
  });
  watch(() => values.respondent_name, (name) => {
    if (name && values.respondent_unknown === true) values.respondent_unknown = false;
  });
}

/** Say under a field what is on record, or that its words are a proposal. */
export function withNote(field: FieldSpec, ticket: Ticket): FieldSpec {
  const isRespondent = /^respondent_(name|address|phone)$/.test(field.name);
  const shown = isRespondent ? ticket[field.name] : field.when ? onRecord(ticket, field.name) : "";
  if (typeof shown === "string" && shown) return { ...field, help: inLocale(`已登记：${shown}；不填则不变。`, `On record: ${shown}; stays if left empty.`) };
  if (field.name !== "respondent_name" || !proposedName(ticket)) return field;
  return { ...field, help: inLocale("由诉求内容提取，请核对。", "Taken from the words; please check.") };
}

/** Whether the page shows a mask in this field of the ticket. */
export function isMasked(ticket: Ticket, field: string): boolean {
  return field === "respondent_phone" || !NO_PERSON.has(String(ticket.respondent_kind));
}
