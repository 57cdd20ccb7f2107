/** E-supervision (电子监察) lists. */
import { get, type Query } from "@/kit/http";

export interface Card {
  id: string;
  card: string;
  card_label?: string;
  ticket_id: string | null;
  ticket_number: string | null;
  unit_name: string | null;
  clock_label: string | null;
  reason?: string | null;
  raised_at: string;
  state_label?: string | null;
}

export interface Order {
  id: string;
  document_no: string;
  level_label: string;
  ticket_id: string | null;
  ticket_number: string | null;
  unit_name: string | null;
  reason: string | null;
  issued_at: string;
  reply_due_at: string | null;
  state_label?: string | null;
}

interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

/** Yellow and red cards, newest first. */
export function listCards(query: Query): Promise<Page<Card>> {
  return get("/api/supervision/cards", query);
}

/** Supervision orders, newest first. */
export function listOrders(query: Query): Promise<Page<Order>> {
  return get("/api/supervision/orders", query);
}
