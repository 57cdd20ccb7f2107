/** The shapes we wrote by hand must fit what the server says (接口契约): checked by the compiler alone. */
import type { components } from "./schema.gen";
import type { SavedView, TicketRow } from "@/features/tickets/api";
import type { Card, Order } from "@/features/supervision/api";
import type { Receipt } from "@/portal/api";

type Server = components["schemas"];
type Fits<Ours, Theirs extends Pick<Theirs, keyof Ours & keyof Theirs>> = [keyof Ours] extends [keyof Theirs] ? true : never;

/** Every member we read is a member the server sends. */
export const contract: {
  row: Fits<TicketRow, Server["TicketRowOut"]>;
  view: Fits<SavedView, Server["ViewOut"]>;
  card: Fits<Card, Server["hotline__supervision__schemas__CardOut"]>;
  order: Fits<Order, Server["OrderOut"]>;
  receipt: Fits<Receipt, Server["ReceiptOut"]>;
} = { row: true, view: true, card: true, order: true, receipt: true };
