import { expect, test } from "vitest";
import { createConsoleRouter } from "./router";

const LONG = { timeout: 30_000 }; // the first visit loads the page itself

function visitor(...held: string[]) {
  return {
    isSignedIn: false,
    duty: null,
    restore: async () => undefined,
    may: (permission: string) => held.includes(permission),
  };
}

test("an administrator who opens the console lands on a page that is his", LONG, async () => {
  const admin = visitor("account.manage");
  const router = createConsoleRouter(admin);
  await router.push("/");
  expect(router.currentRoute.value.name).toBe("sign-in");
  admin.isSignedIn = true;
  await router.push(String(router.currentRoute.value.query.to));
  expect(router.currentRoute.value.name).toBe("account");
});

test("whoever asked for one page gets it after signing in", LONG, async () => {
  const agent = visitor("ticket.read", "ticket.open");
  const router = createConsoleRouter(agent);
  await router.push("/intake");
  agent.isSignedIn = true;
  await router.push(String(router.currentRoute.value.query.to));
  expect(router.currentRoute.value.name).toBe("intake");
});

test("a page that is not one's own is told to be none", LONG, async () => {
  const admin = { ...visitor("account.manage"), isSignedIn: true };
  const router = createConsoleRouter(admin);
  await router.push("/tickets");
  expect(router.currentRoute.value.name).toBe("nowhere");
});
