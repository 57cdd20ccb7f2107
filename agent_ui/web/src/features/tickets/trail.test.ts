import { beforeEach, expect, it } from "vitest";
import type { Page } from "@/kit/listing";
import type { Filters, TicketRow } from "./api";
import { leaveTrail, nextTicket, placeIn, useTrail, type Trail } from "./trail";

const page = (ids: string, next: string | null = null): Page<TicketRow> => ({ items: [...ids].map((id) => ({ id }) as TicketRow), next_cursor: next });
const left = (ids: string, cursors: (string | undefined)[] = [undefined]): Trail => ({ filters: { queue: "drafts" }, title: "待审核", cursors, ids: [...ids], scroll: 120, opened: ids[0] ?? "" });
const answering = (pages: Record<string, Page<TicketRow>>) => async (_filters: Filters, cursor?: string): Promise<Page<TicketRow>> => pages[cursor ?? "first"] as Page<TicketRow>;

beforeEach(() => {
  useTrail().value = null;
});

it("goes to the one that stood below, though this one has left the list and a new one came on top", async () => {
  expect((await nextTicket(left("abc"), "a", answering({ first: page("xbc") })))?.id).toBe("b");
});

it("goes past what others have done meanwhile", async () => {
  expect((await nextTicket(left("abc"), "a", answering({ first: page("ac") })))?.id).toBe("c");
});

it("goes on to the next page and stands there from then on", async () => {
  const next = await nextTicket(left("ab"), "b", answering({ first: page("ab", "p2"), p2: page("cd") }));
  expect(next?.id).toBe("c");
  expect(useTrail().value).toMatchObject({ cursors: [undefined, "p2"], ids: ["c", "d"], scroll: 0 });
});

it("begins again at the end of the list, and ends when nothing is left", async () => {
  const pages = answering({ first: page("xb"), p2: page("d") });
  expect((await nextTicket(left("d", [undefined, "p2"]), "d", pages))?.id).toBe("x");
  expect(await nextTicket(left("d"), "d", answering({ first: page("") }))).toBeNull();
  expect(await nextTicket(left("d"), "d", answering({ first: page("d") }))).toBeNull();
});

it("knows its place only for whoever comes back, and only in the list with the same filters", () => {
  leaveTrail(left("abc"));
  expect(placeIn({ queue: "drafts" }, "/tickets/a")?.scroll).toBe(120);
  expect(placeIn({ queue: "drafts" }, null)).toBeNull();
  expect(placeIn({ queue: "drafts" }, "/desk")).toBeNull();
  expect(placeIn({ queue: "to_dispatch" }, "/tickets/a")).toBeNull();
  leaveTrail({ ...left("abc"), returning: true });
  expect(placeIn({ queue: "drafts" }, null)?.scroll).toBe(120);
  expect(placeIn({ queue: "drafts" }, null)).toBeNull();
});
