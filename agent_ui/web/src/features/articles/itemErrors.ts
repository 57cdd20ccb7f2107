/** Error reports on service items (事项纠错): the item's unit corrects its catalogue. */
import type { components } from "@/api/schema.gen";
import { get, post } from "@/kit/http";
import { acknowledgeError, settleError } from "./api";

export type ItemError = components["schemas"]["knowledge__feedback__schemas__ItemReportOut"];

export function listItemErrors(unit_id: string): Promise<ItemError[]> {
  return get("/api/service-item-errors", { unit_id });
}

/** The name of the item that a report is about. */
export async function itemTitle(id: string): Promise<string> {
  return (await get<{ name: string }>(`/api/service-items/${id}`)).name;
}

export function acknowledge(about: "ARTICLE" | "ITEM", id: string): Promise<unknown> {
  return about === "ARTICLE" ? acknowledgeError(id) : post(`/api/service-item-errors/${id}/actions/ACKNOWLEDGE`);
}

/** A corrected article names the version in force; an item is corrected by its catalogue. */
export function settle(about: "ARTICLE" | "ITEM", id: string, end: { outcome: string; note: string; revision_id: string | null }): Promise<unknown> {
  const { outcome, note } = end;
  return about === "ARTICLE" ? settleError(id, end) : post(`/api/service-item-errors/${id}/actions/SETTLE`, { outcome, note });
}
