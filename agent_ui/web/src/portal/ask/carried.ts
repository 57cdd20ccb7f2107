/** Words carried on (带到下一步): what was asked without an answer need not be typed again. */
import { effectScope } from "vue";
import { useDraft } from "@/kit/draft";
import { newRequest, type RequestForm } from "../request";

const CHAT = "hotline.portal.chat.words";

/** Put the words into the request form; what stands there already stays. */
export function carryToRequest(words: string): void {
  const scope = effectScope();
  scope.run(() => {
    const { value } = useDraft<RequestForm>("portal", newRequest);
    const text = words.trim();
    if (!text || value.content.includes(text)) return;
    value.content = value.content.trim() ? `${value.content.trim()}\n${text}` : text;
  });
  scope.stop();
}

/** Leave the words for the chat to find. */
export function carryToChat(words: string): void {
  sessionStorage.setItem(CHAT, words.trim());
}

/** The words left for the chat, once. */
export function wordsForChat(): string {
  const words = sessionStorage.getItem(CHAT) ?? "";
  sessionStorage.removeItem(CHAT);
  return words;
}
