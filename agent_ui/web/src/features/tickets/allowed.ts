/** What may be done now, in a sentence (现在可办): told whenever the server refuses a step. */
import { inLocale, locale } from "@/kit/locale";
import { saidAction } from "@/shared/words";
import type { Ticket } from "./api";

/** The names of the actions the server offers on this version. */
export function allowedWords(ticket: Ticket): string {
  const names = ticket.allowed_actions.filter((one) => one.action !== "REVEAL").map((one) => saidAction(one.label));
  if (names.length === 0) return inLocale("您现在没有可以办理的操作。", "There is nothing you can do on this ticket now.");
  return inLocale(`现在可以办理：${names.join("、")}。`, `Possible now: ${names.join(locale.value === "en" ? ", " : "、")}.`);
}
