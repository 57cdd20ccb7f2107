/** E-supervision (电子监察): cards, orders, and the words one side owes the other. */
import { get, post, type Query } from "@/kit/http";
import type { Page } from "@/kit/listing";

export interface Card {
  id: string;
  object_id: string;
  object_no: string;
  unit_id: string;
  unit_name: string;
  rule_label: string;
  colour: string;
  colour_label: string;
  triggered_at: string;
  answer_due_at: string;
  explanation: string | null;
  disposition: string;
  disposition_label: string;
  closed_at: string | null;
  appeal_id: string | null;
  appeal_state: string | null;
  appeal_state_label: string | null;
  version: number;
}

export interface Order {
  id: string;
  number: string;
  level_label: string;
  object_id: string;
  object_no: string;
  unit_id: string;
  unit_name: string;
  reason: string;
  reply_due_at: string | null;
  state: string;
  state_label: string;
  reply: string | null;
  version: number;
}

export const DISPOSITIONS = ["CORRECTED", "EXEMPTED", "REVOKED", "CONFIRMED", "ACCOUNTABLE"];

/** Cards of the units we may see, newest first. */
export function listCards(query: Query): Promise<Page<Card>> {
  return get("/api/supervision/cards", query);
}

/** Orders to the units we may see, newest first. */
export function listOrders(query: Query): Promise<Page<Order>> {
  return get("/api/supervision/orders", query);
}

/** Explain a card of one's own unit. */
export function explainCard(card: Card, text: string): Promise<Card> {
  return post(`/api/supervision/cards/${card.id}/explanation`, { version: card.version, text });
}

/** Decide a card. */
export function decideCard(card: Card, disposition: string, reason: string): Promise<Card> {
  return post(`/api/supervision/cards/${card.id}/decision`, { version: card.version, disposition, reason });
}

/** Levels an officer may issue. */
export const LEVELS = ["URGED", "SUPERVISED", "NOTIFIED", "LISTED", "SUMMONED"];

/** The ticket behind a number; empty where there is none we may see. */
export async function ticketByNumber(number: string): Promise<string> {
  const found = await get<Page<{ id: string; number: string }>>("/api/tickets", { q: number, limit: 2 });
  return found.items.find((row) => row.number === number)?.id ?? "";
}

/** Issue an order about a ticket to its lead unit. */
export function issueOrder(ticket_id: string, level: string, reason: string): Promise<Order> {
  return post("/api/supervision/orders", { ticket_id, level, reason });
}

/** Answer an order to one's own unit. */
export function replyOrder(order: Order, text: string): Promise<Order> {
  return post(`/api/supervision/orders/${order.id}/reply`, { version: order.version, text });
}

/** Lift an order. */
export function liftOrder(order: Order, reason: string): Promise<Order> {
  return post(`/api/supervision/orders/${order.id}/lift`, { version: order.version, reason });
}
