import { effectScope } from "vue";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useTalk, type Talk } from "./talk";

interface Sent {
  path: string;
  text?: string;
  key?: string;
}

const bubble = (text: string) => ({ text, buttons: [{ label: "转人工", say: "人工" }] });
const opened = () => Response.json({ token: `T${Date.now()}-${Math.random()}`, label: "自动答复", bubbles: [bubble("您好")] }, { status: 201 });
const refused = (status: number, code: string) => Response.json({ type: "", status, code, title: "不行" }, { status });
let scope = effectScope();
let sent: Sent[] = [];
let next: (() => Response | Promise<Response>)[] = [];

function talk(): Talk {
  return scope.run(() => useTalk([1, 1])) as Talk;
}

function reload(): Talk {
  scope.stop();
  scope = effectScope();
  return talk();
}

const told = (one: Talk): string[] => one.lines.value.map((line) => `${line.by} ${line.text}`);

beforeEach(() => {
  scope = effectScope();
  sent = [];
  next = [];
  vi.stubGlobal("fetch", async (path: string, { body }: { body: string }) => {
    sent.push({ path, ...JSON.parse(body) });
    return path.endsWith("/chat") && next.length === 0 ? opened() : await (next.shift()?.() ?? Response.json({ bubbles: [bubble("好的")] }));
  });
});
afterEach(() => {
  scope.stop();
  vi.unstubAllGlobals();
});

const offline = (): never => {
  throw new TypeError("network");
};

it("greets, answers, and keeps what was said over a reload until the chat is ended", async () => {
  const first = talk();
  await first.begin();
  await first.say(" 办居住证 ");
  expect(told(first)).toEqual(["BOT 您好", "ME 办居住证", "BOT 好的"]);
  const second = reload();
  await second.begin();
  expect(told(second)).toEqual(told(first));
  expect(sent).toHaveLength(2);
  second.end();
  expect([told(second), sessionStorage.getItem("hotline.draft.chat")]).toEqual([[], null]);
});

it("repeats a message under the same key while the network is away, and says so if it stays away", async () => {
  const one = talk();
  await one.begin();
  next = [offline, () => refused(502, "bad_gateway"), offline];
  await one.say("办居住证");
  expect(one.refusal.value).toContain("网络");
  expect(one.lines.value.at(-1)?.key).toBeTruthy();
  expect(await one.say("另一句")).toBe("");
  await one.again();
  expect(told(one)).toEqual(["BOT 您好", "ME 办居住证", "BOT 好的"]);
  expect(one.refusal.value).toBe("");
  const keys = sent.filter((message) => message.text).map((message) => message.key);
  expect(keys).toHaveLength(4);
  expect(new Set(keys).size).toBe(1);
});

it("repeats after a reload what had no answer before it, under the same key", async () => {
  const one = talk();
  await one.begin();
  next = [() => new Promise<Response>(() => undefined)];
  void one.say("办居住证");
  await vi.waitFor(() => expect(sent).toHaveLength(2));
  const two = reload();
  await two.begin();
  expect(told(two)).toEqual(["BOT 您好", "ME 办居住证", "BOT 好的"]);
  expect(sent[2]?.key).toBe(sent[1]?.key);
});

it("begins anew when the chat has expired, and gives the words back to be said again", async () => {
  const one = talk();
  await one.begin();
  next = [() => refused(410, "signed_token_expired"), opened];
  expect(await one.say("办居住证")).toBe("办居住证");
  expect(told(one)).toEqual(["BOT 您好", "RENEWED ", "BOT 您好"]);
  await one.say("办居住证");
  expect(sent.at(-1)?.path).not.toBe(sent[1]?.path);
  expect(told(one).at(-1)).toBe("BOT 好的");
});

it("gives back what the server does not take, and does not hurry it when asked to wait", async () => {
  const one = talk();
  await one.begin();
  next = [() => refused(422, "invalid")];
  expect(await one.say("坏字")).toBe("坏字");
  expect(told(one)).toEqual(["BOT 您好"]);
  next = [() => refused(429, "too_many")];
  await one.say("快");
  expect(one.refusal.value).toBe("不行");
  expect(sent).toHaveLength(3);
});

it("drops what still comes for a chat that was ended", async () => {
  const one = talk();
  await one.begin();
  let answer: (response: Response) => void = () => undefined;
  next = [() => new Promise<Response>((go) => { answer = go; })];
  const saying = one.say("办居住证");
  await vi.waitFor(() => expect(sent).toHaveLength(2));
  one.end();
  expect(one.busy.value).toBe(false);
  await one.begin();
  answer(Response.json({ bubbles: [bubble("迟到")] }));
  await saying;
  expect(told(one)).toEqual(["BOT 您好"]);
});

it("says why no chat begins, and tries again", async () => {
  const one = talk();
  next = [offline];
  await one.begin();
  expect(one.refusal.value).not.toBe("");
  await one.again();
  expect(told(one)).toEqual(["BOT 您好"]);
});
