/** Call-backs (回拨): who was promised to be rung back, the number on record of the look, the outcome. */
import { get, post } from "@/kit/http";

export interface Callback {
  id: string;
  /** Masked; null once deleted by law. */
  number: string | null;
  reason: string;
  reason_label: string;
  times: number;
  requested_at: string;
  last_requested_at: string;
}

export type Outcome = "DONE" | "UNREACHABLE";

/** Who waits: danger first, then the longest waiting. */
export function listCallbacks(): Promise<Callback[]> {
  return get("/api/callbacks");
}

/** The number in full; the look is written down with its purpose. */
export function readNumber(id: string, purpose: string): Promise<{ number: string }> {
  return post(`/api/callbacks/${id}/number`, { purpose });
}

/** What became of it; ends the waiting. */
export function settle(id: string, outcome: Outcome): Promise<void> {
  return post(`/api/callbacks/${id}/outcome`, { outcome });
}
