import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useAccount } from "./account";

const me = (id: string, duty: string | null = null): unknown => ({ account: { id, permissions: ["ticket.read"] }, duty });
const answers = (...bodies: [number, unknown][]): void => {
  const fake = vi.fn();
  for (const [status, body] of bodies) {
    const empty = status === 204;
    fake.mockResolvedValueOnce(new Response(empty ? null : JSON.stringify(body), { status }));
  }
  vi.stubGlobal("fetch", fake);
};

beforeEach(() => setActivePinia(createPinia()));
afterEach(() => vi.unstubAllGlobals());

it("knows what the signed-in person may do, and the duty that comes first", async () => {
  answers([200, me("A", "change_password")]);
  const account = useAccount();
  await account.enter({ login: "a", password: "x" });
  expect(account.may("ticket.read")).toBe(true);
  expect(account.may("ticket.void")).toBe(false);
  expect(account.duty).toBe("change_password");
});

it("asks only once per page load who is there", async () => {
  answers([401, { code: "unauthenticated", title: "请先登录" }]);
  const account = useAccount();
  await account.restore();
  await account.restore();
  expect(account.isSignedIn).toBe(false);
  expect(fetch).toHaveBeenCalledOnce();
});

it("leaves one's own drafts when the session ran out, but not to somebody else", async () => {
  answers([200, me("A")], [200, me("A")], [200, me("B")]);
  const account = useAccount();
  await account.enter({ login: "a", password: "x" });
  sessionStorage.setItem("hotline.draft.intake", "{}");
  account.forget();
  await account.enter({ login: "a", password: "x" });
  expect(sessionStorage.getItem("hotline.draft.intake")).not.toBeNull();
  account.forget();
  await account.enter({ login: "b", password: "x" });
  expect(sessionStorage.getItem("hotline.draft.intake")).toBeNull();
});

it("signs out here even when the server cannot be told", async () => {
  answers([200, me("A")]);
  const account = useAccount();
  await account.enter({ login: "a", password: "x" });
  vi.stubGlobal("fetch", vi.fn(async () => Promise.reject(new TypeError("down"))));
  await account.leave().catch(() => undefined);
  expect(account.isSignedIn).toBe(false);
});
