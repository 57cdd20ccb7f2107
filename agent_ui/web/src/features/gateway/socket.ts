/** The staff socket (坐席推送): tells what changed, resumes by (stream, seq), never changes anything itself. */

export interface StreamEvent {
  stream: string;
  seq: number;
  name: string;
  data: Record<string, unknown>;
}

export type Listener = (event: StreamEvent) => void;
export type State = "connecting" | "online" | "offline";

interface Incoming extends Partial<StreamEvent> {
  type: string;
  id?: number;
  ok?: boolean;
  ticket_id?: string;
  viewers?: Person[];
}

/** Someone who has the same ticket open. */
export interface Person {
  account_id: string;
  name: string;
}

interface Subscription {
  stream: string;
  /** The id of the command that subscribed on the present connection. */
  id: number | undefined;
  seq: number | undefined;
  /** The connection broke before the first answer came: what happened meanwhile is not known. */
  late: boolean;
  listeners: Set<Listener>;
}

/** Told to listeners when the wanted past is no longer kept: read everything again. */
export const RESET = "reset";
const CLOSE_UNAUTHENTICATED = 4401;

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

export class StaffSocket {
  private socket: WebSocket | null = null;
  private readonly subscriptions = new Map<string, Subscription>();
  private nextId = 1;
  private wait = FIRST_WAIT;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = true;
  private authenticated = false;
  private present: string | null = null;

  /** Called with everyone who has a ticket open, whenever that changes. */
  onPresence: (ticketId: string, people: Person[]) => void = () => undefined;

  constructor(
    private readonly url: string,
    private readonly onState: (state: State) => void,
    private readonly make: (url: string) => WebSocket = (address) => new WebSocket(address),
  ) {}

  /** Connect and keep connected until `stop`. */
  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.connect();
  }

  /** Disconnect for good, as at sign-out. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.socket?.close();
    this.socket = null;
    this.authenticated = false;
    this.present = null;
    this.subscriptions.clear();
  }

  /** Try at once instead of waiting, as when the browser says that the network is back. */
  retryNow(): void {
    if (this.stopped || this.socket) return;
    clearTimeout(this.timer);
    this.connect();
  }

  /** Listen to a stream; the returned function stops it. */
  subscribe(stream: string, listener: Listener): () => void {
    let known = this.subscriptions.get(stream);
    if (!known) {
      known = { stream, id: undefined, seq: undefined, late: false, listeners: new Set() };
      this.subscriptions.set(stream, known);
      this.askFor(known);
    }
    known.listeners.add(listener);
    return () => this.leave(stream, listener);
  }

  /** Tell which ticket is open here, so that two people on one ticket see each other. */
  attend(ticketId: string | null): void {
    this.present = ticketId;
    this.send({ type: "presence", ticket_id: ticketId });
  }

  private leave(stream: string, listener: Listener): void {
    const known = this.subscriptions.get(stream);
    known?.listeners.delete(listener);
    if (!known || known.listeners.size > 0) return;
    this.subscriptions.delete(stream);
    if (known.id !== undefined) this.send({ type: "unsubscribe", of: known.id });
  }

  private connect(): void {
    this.onState("connecting");
    const socket = this.make(this.url);
    this.socket = socket;
    socket.onopen = () => socket.send(JSON.stringify({ type: "auth" }));
    socket.onmessage = (message: MessageEvent<string>) => this.receive(JSON.parse(message.data) as Incoming);
    socket.onclose = (event: CloseEvent) => this.closed(socket, event.code);
  }

  private closed(socket: WebSocket, code: number): void {
    if (this.socket !== socket) return;
    this.socket = null;
    this.authenticated = false;
    for (const subscription of this.subscriptions.values()) {
      subscription.id = undefined;
      subscription.late = subscription.seq === undefined;
    }
    if (this.stopped) return;
    this.onState("offline");
    // The session is over: asking again by HTTP leads to the sign-in page, knocking here does not.
    if (code === CLOSE_UNAUTHENTICATED) this.wait = LONGEST_WAIT;
    this.timer = setTimeout(() => this.connect(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  private receive(message: Incoming): void {
    if (message.type === "auth_ok") this.welcomed();
    else if (message.type === "event") this.deliver(message as unknown as StreamEvent);
    else if (message.type === "result") this.settled(message);
    else if (message.type === RESET) this.forgotten(message);
    else if (message.type === "presence") this.onPresence(message.ticket_id ?? "", message.viewers ?? []);
  }

  private settled(message: Incoming): void {
    const known = [...this.subscriptions.values()].find((subscription) => subscription.id === message.id);
    // From here on nothing may be missed, even if the connection breaks before the first event.
    if (!known || !message.ok) return;
    known.seq ??= message.seq;
    if (!known.late) return;
    known.late = false;
    this.tell(known, { stream: known.stream, seq: known.seq ?? 0, name: RESET, data: {} });
  }

  private forgotten(message: Incoming): void {
    const known = this.subscriptions.get(message.stream ?? "");
    if (!known || message.seq === undefined) return;
    known.seq = message.seq;
    this.tell(known, { stream: known.stream, seq: message.seq, name: RESET, data: {} });
  }

  private welcomed(): void {
    this.authenticated = true;
    this.wait = FIRST_WAIT;
    this.onState("online");
    for (const subscription of this.subscriptions.values()) this.askFor(subscription);
    if (this.present !== null) this.attend(this.present);
  }

  private deliver(event: StreamEvent): void {
    const known = this.subscriptions.get(event.stream);
    // After a resume the server may repeat what we have: each number is told once.
    if (!known || (known.seq !== undefined && event.seq <= known.seq)) return;
    known.seq = event.seq;
    this.tell(known, event);
  }

  private tell(subscription: Subscription, event: StreamEvent): void {
    for (const listener of [...subscription.listeners]) listener(event);
  }

  private askFor(subscription: Subscription): void {
    const { stream, seq } = subscription;
    subscription.id = this.send({ type: "subscribe", stream, ...(seq === undefined ? {} : { after: seq }) });
  }

  /** Send a command once authenticated; its id, or undefined while there is nobody to hear it. */
  private send(message: Record<string, unknown>): number | undefined {
    if (!this.authenticated || this.socket?.readyState !== 1) return undefined;
    const id = this.nextId++;
    this.socket.send(JSON.stringify({ id, ...message }));
    return id;
  }
}
