import { ref } from "vue";
import { expect, it } from "vitest";
import type { TicketRow } from "./api";
import { useDesk } from "./useDesk";

const row = (id: string): TicketRow => ({ id }) as TicketRow;

it("keeps a card in use on screen although its ticket has left the queue", async () => {
  let waiting = [row("A"), row("B")];
  const desk = useDesk(ref("to_sign"), async () => ({ items: waiting, next_cursor: null }));
  await Promise.resolve();
  await desk.load();
  waiting = [row("C")];
  await desk.load(new Set(["A"]));
  expect(desk.rows.value.map((one) => one.id)).toEqual(["A", "C"]);
  await desk.load();
  expect(desk.rows.value.map((one) => one.id)).toEqual(["C"]);
});
