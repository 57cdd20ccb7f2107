/** The form of one action (操作表单): made from the fields the server names, kept as a draft. */
import { computed, ref, watch, type ComputedRef, type Ref } from "vue";
import { useDraft } from "@/kit/draft";
import { fromLocalInput, toLocalInput } from "@/kit/time";
import type { AllowedAction, FieldSpec } from "./api";
import { isAsked, isThreeWay } from "./branch";
import { remoteDraft } from "./remoteDraft";

export type Value = string | string[] | number | boolean | Record<string, unknown>[] | Record<string, unknown> | null;
export type Values = Record<string, Value | undefined>;

export interface ActionForm {
  values: Values;
  restored: Ref<boolean>;
  errors: Ref<Record<string, string>>;
  missing: ComputedRef<FieldSpec[]>;
  payload: () => Record<string, unknown>;
  recall: () => Promise<void>;
  discard: () => void;
}

function blank(field: FieldSpec): Value {
  if (field.type === "units" || field.type === "multiselect") return [];
  if (field.type === "bool") return isThreeWay(field) ? null : false;
  if (PAST.test(field.name) && field.required) return toLocalInput();
  return field.type === "json" ? null : "";
}

/** Moments that usually are the present one when they are written down. */
const PAST = /^(contacted|attempted|confirmed)_at$/;

/** Nothing typed or chosen; `false` and 0 are answers. */
export function isEmpty(value: Value | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === "string") return value.trim() === "";
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** An optional box left empty says nothing: neither yes nor no. */
function isUntouched(field: FieldSpec, value: Value | undefined): boolean {
  return field.type === "bool" && !field.required && value === false && !isThreeWay(field);
}

/** A file given to the ticket, as the form keeps it. */
export interface SentFile {
  id: string;
  name: string;
  kind?: string;
}

/** Fields whose value is files: plain ids, or evidence that also says what it proves. */
export function isFiles(field: FieldSpec): boolean {
  return field.name === "file_ids" || (field.name === "evidence" && field.type === "json");
}

function fileToWire(field: FieldSpec, file: SentFile): unknown {
  return field.name === "evidence" ? { file_id: file.id, kind: file.kind } : file.id;
}

/** What the server expects for a field of this type. */
export function toWire(field: FieldSpec, value: Value): unknown {
  if (isFiles(field) && Array.isArray(value)) return (value as unknown as SentFile[]).map((file) => fileToWire(field, file));
  if (field.type === "datetime" && typeof value === "string") return fromLocalInput(value);
  if (field.type === "int") return Number(value);
  return typeof value === "string" && field.type === "text" ? value.trim() : value;
}

/** State of the form of `action` on a ticket; `given` are values known before anyone types. */
export function useActionForm(ticketId: string, action: AllowedAction, given: Values = {}): ActionForm {
  const initial = (): Values => ({
    ...Object.fromEntries(action.fields.map((field) => [field.name, blank(field)])),
    ...given,
  });
  const draft = useDraft<Values>(`${ticketId}.${action.action}`, initial);
  const remote = remoteDraft(`${ticketId}.${action.action}`);
  const errors = ref<Record<string, string>>({});
  const asked = (): FieldSpec[] => action.fields.filter((field) => isAsked(field, draft.value));
  const missing = computed(() => asked().filter((field) => field.required && isEmpty(draft.value[field.name])));

  function payload(): Record<string, unknown> {
    const filled = asked().filter((field) => !isEmpty(draft.value[field.name]) && !isUntouched(field, draft.value[field.name]));
    return Object.fromEntries(filled.map((field) => [field.name, toWire(field, draft.value[field.name] as Value)]));
  }

  /** What was kept elsewhere fills a form nobody has touched here. */
  async function recall(): Promise<void> {
    if (draft.restored.value || action.fields.length === 0) return;
    const untouched = JSON.stringify(draft.value);
    const found = await remote.find();
    if (!found || JSON.stringify(draft.value) !== untouched) return;
    Object.assign(draft.value, found);
    draft.restored.value = true;
  }

  // Synchronous: what `discard` empties is forgotten right after, not kept again a moment later.
  watch(() => ({ ...draft.value }), (values) => remote.keep(values), { flush: "sync" });

  function discard(): void {
    draft.discard();
    remote.forget();
  }

  return { values: draft.value, restored: draft.restored, errors, missing, payload, recall, discard };
}
