/** Answers while a citizen speaks (边听边荐): asked at every pause; where nothing new was said the last ones stay. */
import { type Ref } from "vue";
import { useWhileTyping } from "@/kit/whileTyping";
import { assist, type Assisted } from "./api";

export interface Heard {
  text?: string;
  ticket_id?: string;
  district?: string;
  /** Of the ticket: another version may say more. */
  version?: number;
}

const SHORTEST = 2;

export function useAssist(heard: () => Heard, ask: typeof assist = assist): { told: Ref<Assisted | null>; failed: Ref<boolean> } {
  let last: Assisted | null = null;

  function question(): Heard | null {
    const now = heard();
    return now.ticket_id || (now.text ?? "").trim().length >= SHORTEST ? now : null;
  }

  const { answer, failed } = useWhileTyping(question, async ({ text, ticket_id, district }, signal) => {
    const found = await ask({ text, ticket_id, district, since: last?.cursor }, signal);
    last = found.unchanged && last ? last : found;
    return last;
  });
  return { told: answer, failed };
}
