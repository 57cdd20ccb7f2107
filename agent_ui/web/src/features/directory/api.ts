/** The directory (单位名录): duties and windows of units, the ledger of published numbers and what must be announced. */
import type { components } from "@/api/schema.gen";
import { get, post, put, type Query } from "@/kit/http";
import type { Page } from "@/kit/listing";
import type { EntryReport } from "@/shared/imports";

type Server = components["schemas"];
export type UnitEntry = Server["knowledge__directory__schemas__UnitOut"];
export type Window = Server["WindowOut"];
export type NumberEntry = Server["knowledge__directory__schemas__NumberOut"];
export type NumberChange = Server["NumberChangeOut"];
export type Channel = NumberEntry["published_in"][number];

export type NumberIn = Pick<NumberEntry, "number" | "name" | "unit_code" | "hours" | "state" | "note" | "published_in">;
export type WindowIn = Pick<Window, "name" | "address" | "district_code" | "hours" | "phone" | "transport" | "closed">;

export function readUnit(id: string): Promise<UnitEntry> {
  return get(`/api/directory/units/${id}`);
}

export function writeDuties(unit: UnitEntry, duties: string): Promise<UnitEntry> {
  return put(`/api/directory/units/${unit.unit_id}/duties`, { version: unit.version, duties });
}

/** A window of the unit's own; with `known` the one that is changed. */
export function saveWindow(unitId: string, wanted: WindowIn, known?: Window): Promise<Window> {
  return known?.id ? put(`/api/directory/windows/${known.id}`, { version: known.version, ...wanted }) : post(`/api/directory/units/${unitId}/windows`, wanted);
}

export function listNumbers(query: Query): Promise<Page<NumberEntry>> {
  return get("/api/directory/numbers", query);
}

export function saveNumber(wanted: NumberIn, known?: NumberEntry): Promise<NumberEntry> {
  return known ? put(`/api/directory/numbers/${known.id}`, { version: known.version, ...wanted }) : post("/api/directory/numbers", wanted);
}

export function importNumbers(form: FormData): Promise<EntryReport> {
  return post("/api/directory/numbers/import", form);
}

/** Changes of numbers, newest first; only those that wait to be announced unless all are asked for. */
export function listChanges(waiting: boolean): Promise<NumberChange[]> {
  return get("/api/directory/numbers/changes", { waiting });
}

export function announce(change: NumberChange, channel: string, where: string): Promise<NumberChange> {
  return post(`/api/directory/numbers/changes/${change.id}/actions/ANNOUNCE`, { channel, where });
}
