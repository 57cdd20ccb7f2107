import { ref } from "vue";
import { expect, it } from "vitest";
import type { Page } from "@/kit/listing";
import type { Filters, TicketRow } from "./api";
import { useTicketList } from "./useTicketList";

const page = (id: string, next: string | null): Page<TicketRow> => ({ items: [{ id } as TicketRow], next_cursor: next });

it("pages forward and back by cursor and starts anew for new filters", async () => {
  const asked: (string | undefined)[] = [];
  const answers: Record<string, Page<TicketRow>> = { first: page("a", "c2"), c2: page("b", null) };
  const list = useTicketList(ref<Filters>({}), async (_filters, cursor) => {
    asked.push(cursor);
    return answers[cursor ?? "first"] as Page<TicketRow>;
  });
  await list.reload();
  await list.next();
  expect(list.rows.value[0]?.id).toBe("b");
  expect(list.hasNext.value).toBe(false);
  await list.next();
  await list.previous();
  await list.next();
  await list.restart();
  expect(asked).toEqual([undefined, "c2", undefined, "c2", undefined]);
  expect(list.page.value).toBe(1);
});

it("stands again where it was, and pages back from there", async () => {
  const asked: (string | undefined)[] = [];
  const list = useTicketList(ref<Filters>({}), async (_filters, cursor) => {
    asked.push(cursor);
    return page(cursor ?? "first", null);
  });
  await list.resume([undefined, "c2", "c3"]);
  expect(list.page.value).toBe(3);
  await list.previous();
  expect(asked).toEqual(["c3", "c2"]);
});

it("drops an answer that comes after a newer question", async () => {
  const waiting: ((value: Page<TicketRow>) => void)[] = [];
  const list = useTicketList(ref<Filters>({}), () => new Promise((resolve) => waiting.push(resolve)));
  const older = list.reload();
  const newer = list.reload();
  waiting[1]?.(page("new", null));
  await newer;
  waiting[0]?.(page("old", null));
  await older;
  expect(list.rows.value[0]?.id).toBe("new");
});

it("says why there is no list", async () => {
  const list = useTicketList(ref<Filters>({}), () => Promise.reject(new Error("x")));
  await list.reload();
  expect(list.refusal.value).not.toBe("");
  expect(list.busy.value).toBe(false);
});
