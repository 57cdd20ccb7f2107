/** Service items (服务事项): the catalogue as it stands, every version it ever had, and files that change it. */
import type { components } from "@/api/schema.gen";
import { get, post, type Query } from "@/kit/http";
import type { Page } from "@/kit/listing";
import { transferReport, type ImportReport } from "@/shared/imports";

type Server = components["schemas"];
export type ItemLine = Server["ItemLineOut"];
export type Item = Server["knowledge__items__schemas__ItemOut"];
export type ItemVersion = Server["ItemVersionOut"];
export type ItemDiff = Server["ItemDiffOut"];
export type FileReport = Server["knowledge__items__schemas__ItemReportOut"];

export function listItems(query: Query): Promise<Page<ItemLine>> {
  return get("/api/service-items", query);
}

export function getItem(id: string): Promise<Item> {
  return get(`/api/service-items/${id}`);
}

/** Take back the version that waits for its first day; `number` is the one that was seen to wait. */
export function withdrawWaiting(id: string, number: number, note: string): Promise<Item> {
  return post(`/api/service-items/${id}/actions/WITHDRAW_WAITING`, { number, note });
}

/** Every version ever received, newest first. */
export function listVersions(id: string): Promise<ItemVersion[]> {
  return get(`/api/service-items/${id}/versions`);
}

export function compareVersions(id: string, older: number, newer: number): Promise<ItemDiff> {
  return get(`/api/service-items/${id}/diff`, { older, newer });
}

/** Tell what a file does, in the form of every import, and field by field. */
export async function importItems(form: FormData): Promise<{ report: ImportReport; told: FileReport }> {
  const told = await post<FileReport>("/api/service-items/import", form);
  return { report: transferReport(told), told };
}
