import { expect, it } from "vitest";
import type { Ticket } from "./api";
import { useTicket } from "./useTicket";

const at = (version: number): Ticket => ({ id: "T", version }) as unknown as Ticket;

it("shows at once what others did, unless a form is open", async () => {
  let version = 1;
  const open = useTicket("T", async () => at(version));
  await open.load();
  version = 2;
  await open.moved(false);
  expect(open.ticket.value?.version).toBe(2);
  version = 3;
  await open.moved(true);
  expect(open.ticket.value?.version).toBe(2);
  expect(open.newer.value).toBe(true);
  await open.load();
  expect(open.newer.value).toBe(false);
});

it("never goes back to an older version", () => {
  const open = useTicket("T", async () => at(1));
  open.replace(at(5));
  open.replace(at(4));
  expect(open.ticket.value?.version).toBe(5);
});
