/** What is cited beside a ticket goes into the form that answers it (引用填入): the words once, the source as the form asks for it. */
import { onScopeDispose, watch } from "vue";
import { cited, isArticle, withWords, type Cited } from "@/shared/citing";
import { LONGEST_SOURCE, NOT_AN_ARTICLE } from "./intake";
import type { Picker } from "./pickers";
import type { Values } from "./useActionForm";

/** Put one citation into the values of a form that has `fields`; returns whether the form had a place for it. */
export function fillIn(values: Values, fields: readonly string[], one: Cited): boolean {
  if (!fields.includes("public_answer")) return false;
  values.public_answer = withWords(String(values.public_answer ?? ""), one.text);
  if (isArticle(one.document) && fields.includes("article_revision_ids")) {
    const chosen = (values.article_revision_ids ?? []) as string[];
    if (!chosen.includes(one.revision_id)) values.article_revision_ids = [...chosen, one.revision_id];
  } else if (fields.includes("answer_source") && !values.answer_source) {
    values.answer_source = one.title.slice(0, LONGEST_SOURCE);
    if (!values.source_reason) values.source_reason = NOT_AN_ARTICLE;
  }
  return true;
}

/** Take what is cited for this ticket while the form is open, and what was cited just before it was opened. */
export function useCitations(ticketId: string, fields: readonly string[], values: Values, pickers: Record<string, Picker | undefined>): void {
  function take(): void {
    const waiting = cited.value;
    if (waiting?.ticketId !== ticketId || !fillIn(values, fields, waiting.one)) return;
    const picker = pickers.article_revision_ids;
    // Chosen by somebody else's hand: the box knows the name as well.
    if (picker) picker.known = [...(picker.known ?? []), { value: waiting.one.revision_id, label: waiting.one.title }];
    cited.value = null;
  }
  take();
  // At once: whoever cites sees by what is left whether a form took it.
  onScopeDispose(watch(cited, take, { flush: "sync" }));
}
