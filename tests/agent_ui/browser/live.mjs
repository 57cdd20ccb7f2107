// The staff socket played back (坐席推送): streams with numbers, resume after a break, presence left out.

/** One connection of one page, that can be cut; what is told meanwhile is kept for the resume. */
export class Live {
  constructor() {
    this.told = [];
    this.subscribed = new Map();
    this.down = false;
  }

  /** Give to `visit` as `prepare`. */
  prepare = async (page) => {
    await page.routeWebSocket(/\/api\/ws$/, (socket) => {
      if (this.down) {
        void socket.close();
        return;
      }
      this.socket = socket;
      this.subscribed.clear();
      socket.onMessage((text) => this.hear(JSON.parse(text)));
    });
  };

  hear({ id, type, stream, after }) {
    if (type === "auth") this.say({ type: "auth_ok" });
    if (type !== "subscribe") return;
    this.subscribed.set(stream, id);
    this.say({ id, type: "result", ok: true, stream, seq: this.told.length });
    if (after !== undefined) this.told.filter((one) => one.stream === stream && one.seq > after).forEach((one) => this.say(one));
  }

  say(message) {
    this.socket.send(JSON.stringify(message));
  }

  /** Something happened; it reaches the page now, or when it resumes. */
  tell(stream, name, data) {
    const event = { type: "event", stream, seq: this.told.length + 1, name, data };
    this.told.push(event);
    if (!this.down && this.subscribed.has(stream)) this.say(event);
  }

  cut() {
    this.down = true;
    void this.socket.close();
  }

  mend() {
    this.down = false;
  }
}
