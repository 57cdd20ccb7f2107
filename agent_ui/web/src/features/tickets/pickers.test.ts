import { afterEach, expect, it, vi } from "vitest";
import type { FieldSpec, Ticket } from "./api";
import { pickerFor } from "./pickers";

const ticket = { id: "T", assignments: [{ id: "A1", role_label: "主办", status_label: "待签收", due_at: "2026-03-10T09:30:00Z", unit_id: "U1", unit_name: "禅城区城市管理局" }] } as unknown as Ticket;
const field = (name: string, type: FieldSpec["type"] = "text"): FieldSpec => ({ name, label: name, type, required: true });
const answer = (body: unknown): void => {
  vi.stubGlobal("fetch", vi.fn(async () => new Response(JSON.stringify(body))));
};

afterEach(() => vi.unstubAllGlobals());

it("offers other tickets by number and title, never the ticket itself", async () => {
  answer({ items: [{ id: "T", number: "FS1", title: "甲" }, { id: "S", number: "FS2", title: "乙" }], next_cursor: null });
  expect(await pickerFor(field("lead_ticket_id"), ticket, undefined)?.find("油烟")).toEqual([{ value: "S", label: "FS2 乙" }]);
});

it("offers the people of one's own unit as handlers, each once", async () => {
  answer([{ account_id: "P1", display_name: "何工" }, { account_id: "P1", display_name: "何工" }, { account_id: "P2", display_name: "黄敏" }]);
  expect(await pickerFor(field("handler_id", "account"), ticket, "U9")?.find("何")).toEqual([{ value: "P1", label: "何工" }]);
  expect(vi.mocked(fetch).mock.calls.map(([path]) => path)).toEqual(["/api/units/U9/members"]);
});

it("tells assignments apart by unit, role, state and date, and leaves plain fields to the server's type", async () => {
  expect(await pickerFor(field("assignment_id"), ticket, undefined)?.find("")).toEqual([{ value: "A1", label: "禅城区城市管理局（主办 · 待签收 · 期限 2026/03/10 17:30）" }]);
  expect(pickerFor(field("reason"), ticket, undefined)).toBeUndefined();
});
