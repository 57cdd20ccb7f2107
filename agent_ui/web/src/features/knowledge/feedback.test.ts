import { afterEach, expect, it, vi } from "vitest";
import { give } from "./feedback";

const answers = (body: unknown) => vi.stubGlobal("fetch", vi.fn(async () => new Response(JSON.stringify(body), { status: 202, headers: { "Content-Type": "application/json" } })));

afterEach(() => vi.unstubAllGlobals());

it("tells the clocks that a report starts, of an item as of an article", async () => {
  const clocks = { ack_due_at: "2026-03-03T02:00:00Z", fix_due_at: "2026-03-05T09:30:00Z" };
  answers({ report_id: "01R", ...clocks });
  expect(await give({ document: "ITEM:1", verdict: "UNHELPFUL", reason: "OUTDATED" })).toEqual(clocks);
});

it("tells none where no report was made", async () => {
  answers({ report_id: null, ack_due_at: null, fix_due_at: null });
  expect(await give({ document: "ITEM:1", verdict: "UNHELPFUL" })).toBeNull();
});
