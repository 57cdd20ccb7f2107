/** Confirmed tickets about a like matter (相近已确认工单): where people put them, and with whom they ended. */
import { get, request } from "@/kit/http";

export interface Alike {
  ticket_id: string;
  number: string;
  similarity: number;
  category_code: string | null;
  category: string | null;
  unit_id: string | null;
  unit: string | null;
  /** Who is answerable was ruled upon. */
  ruled: boolean;
}

/** For words that are not stored yet. */
export function alikeTo(text: string, signal?: AbortSignal): Promise<Alike[]> {
  return request("/api/learning/alike", { method: "POST", body: { text }, signal });
}

export function alikeOf(ticketId: string): Promise<Alike[]> {
  return get(`/api/learning/tickets/${ticketId}/alike`);
}
