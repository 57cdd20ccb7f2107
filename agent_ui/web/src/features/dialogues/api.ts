/** Conversations of the automatic assistant (自动对话): who waits for a person, what was said. */
import { get, post } from "@/kit/http";

export interface Waiting {
  conversation_id: string;
  channel: string;
  channel_label: string;
  reason: string;
  reason_label: string;
  handed_over_at: string;
  ticket_id: string | null;
  callback_id: string | null;
}

export interface Line {
  at: string;
  /** CITIZEN or HOTLINE. */
  by: string;
  /** Null once deleted by law. */
  text: string | null;
}

/** A life may be at stake. */
export const isGrave = ({ reason }: { reason: string }): boolean => reason === "DANGER" || reason === "DISTRESS";

/** Whoever is in danger or distress, then the longest waiting. */
export function listWaiting(): Promise<Waiting[]> {
  return get("/api/dialogues");
}

/** What was said before the hand-over; numbers of persons are masked. */
export function readWaiting(conversationId: string): Promise<Line[]> {
  return get(`/api/dialogues/${conversationId}/transcript`);
}

/** A person has taken care of it. */
export function settle(conversationId: string): Promise<void> {
  return post(`/api/dialogues/${conversationId}/settled`);
}

/** What was said about a ticket; empty where it came another way. */
export function readOfTicket(ticketId: string): Promise<Line[]> {
  return get(`/api/tickets/${ticketId}/transcript`);
}
