/** The chat (网页对话接口): the token stays in this tab and in no address. */
import type { components } from "@/api/schema.gen";
import { post } from "@/kit/http";

export type Opened = components["schemas"]["ChatOut"];
export type Replies = components["schemas"]["RepliesOut"];
export type Bubble = Opened["bubbles"][number];
export type Button = Bubble["buttons"][number];

export const openChat = (): Promise<Opened> => post("/api/public/chat");

/** The same `key` again is the same message: it is answered as it was, and nothing is done twice. */
export const sendWords = (token: string, text: string, key: string): Promise<Replies> => post(`/api/public/chat/${token}/messages`, { text, key });
