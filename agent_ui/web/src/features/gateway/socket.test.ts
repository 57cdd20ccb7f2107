import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { StaffSocket, type State, type StreamEvent } from "./socket";

class FakeSocket {
  readyState = 1;
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(code = 1006): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }

  says(message: Record<string, unknown>): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  welcome(): void {
    this.onopen?.();
    this.says({ type: "auth_ok" });
  }
}

let made: FakeSocket[];
let states: State[];
let socket: StaffSocket;

beforeEach(() => {
  vi.useFakeTimers();
  made = [];
  states = [];
  const make = (): WebSocket => {
    const fake = new FakeSocket();
    made.push(fake);
    return fake as unknown as WebSocket;
  };
  socket = new StaffSocket("ws://x/api/ws", (state) => states.push(state), make);
});

afterEach(() => {
  socket.stop();
  vi.useRealTimers();
});

const event = (seq: number): Record<string, unknown> => ({ type: "event", stream: "ticket:1", seq, name: "ticket.signed", data: {} });

it("authenticates first and subscribes afterwards", () => {
  socket.start();
  socket.subscribe("ticket:1", () => undefined);
  made[0]?.welcome();
  expect(made[0]?.sent).toEqual([{ type: "auth" }, { id: 1, type: "subscribe", stream: "ticket:1" }]);
  expect(states).toEqual(["connecting", "online"]);
});

it("resumes after the last number it has seen and tells nothing twice", () => {
  const told: StreamEvent[] = [];
  socket.start();
  made[0]?.welcome();
  socket.subscribe("ticket:1", (message) => told.push(message));
  made[0]?.says(event(5));
  made[0]?.close();
  expect(states.at(-1)).toBe("offline");
  vi.advanceTimersByTime(1_000);
  made[1]?.welcome();
  expect(made[1]?.sent.at(-1)).toMatchObject({ type: "subscribe", stream: "ticket:1", after: 5 });
  made[1]?.says(event(5));
  made[1]?.says(event(6));
  expect(told.map((message) => message.seq)).toEqual([5, 6]);
});

it("waits longer after each failure, but not when the network is known to be back", () => {
  socket.start();
  made[0]?.close();
  vi.advanceTimersByTime(1_000);
  made[1]?.close();
  vi.advanceTimersByTime(1_900);
  expect(made).toHaveLength(2);
  socket.retryNow();
  expect(made).toHaveLength(3);
});

it("stops listening when the last listener has left", () => {
  socket.start();
  made[0]?.welcome();
  const leave = socket.subscribe("ticket:1", () => undefined);
  leave();
  expect(made[0]?.sent.at(-1)).toEqual({ id: 2, type: "unsubscribe", of: 1 });
});

it("misses nothing when the connection breaks before the first event", () => {
  socket.start();
  made[0]?.welcome();
  socket.subscribe("queue:DISPATCH", () => undefined);
  made[0]?.says({ id: 1, type: "result", ok: true, stream: "queue:DISPATCH", seq: 41 });
  made[0]?.close();
  vi.advanceTimersByTime(1_000);
  made[1]?.welcome();
  expect(made[1]?.sent.at(-1)).toMatchObject({ stream: "queue:DISPATCH", after: 41 });
});

it("asks for a fresh look when the past is no longer kept", () => {
  const told: StreamEvent[] = [];
  socket.start();
  made[0]?.welcome();
  socket.subscribe("ticket:1", (message) => told.push(message));
  made[0]?.says({ id: 1, type: "reset", stream: "ticket:1", seq: 90 });
  expect(told).toEqual([{ stream: "ticket:1", seq: 90, name: "reset", data: {} }]);
});

it("says again after a break which ticket is open", () => {
  const seen: string[] = [];
  socket.onPresence = (ticketId, people) => seen.push(`${ticketId}:${people.map((person) => person.name).join()}`);
  socket.start();
  made[0]?.welcome();
  socket.attend("T1");
  made[0]?.says({ type: "presence", ticket_id: "T1", viewers: [{ account_id: "a", name: "陈晓" }] });
  made[0]?.close();
  vi.advanceTimersByTime(1_000);
  made[1]?.welcome();
  expect(made[1]?.sent.at(-1)).toMatchObject({ type: "presence", ticket_id: "T1" });
  expect(seen).toEqual(["T1:陈晓"]);
});

it("does not come back after sign-out", () => {
  socket.start();
  socket.stop();
  vi.advanceTimersByTime(60_000);
  expect(made).toHaveLength(1);
});

it("reads everything again if the connection broke before the first answer came", () => {
  const told: StreamEvent[] = [];
  socket.start();
  made[0]!.welcome();
  socket.subscribe("queue:REVIEW", (event) => told.push(event));
  made[0]!.close();
  vi.advanceTimersByTime(60_000);
  made[1]!.welcome();
  const asked = made[1]!.sent.find((message) => message.type === "subscribe")!;
  expect(asked).not.toHaveProperty("after");
  made[1]!.says({ type: "result", id: asked.id, ok: true, seq: 7 });
  expect(told).toEqual([{ stream: "queue:REVIEW", seq: 7, name: "reset", data: {} }]);
});

it("reads nothing again when the first answer has come", () => {
  const told: StreamEvent[] = [];
  socket.start();
  made[0]!.welcome();
  socket.subscribe("queue:REVIEW", (event) => told.push(event));
  made[0]!.says({ type: "result", id: made[0]!.sent.find((message) => message.type === "subscribe")!.id, ok: true, seq: 7 });
  made[0]!.close();
  vi.advanceTimersByTime(60_000);
  made[1]!.welcome();
  const asked = made[1]!.sent.find((message) => message.type === "subscribe")!;
  expect(asked.after).toBe(7);
  made[1]!.says({ type: "result", id: asked.id, ok: true, seq: 7 });
  expect(told).toEqual([]);
});
