import { mount } from "@vue/test-utils";
import { expect, test } from "vitest";
import { nextTick, type WritableComputedRef } from "vue";
import { createMemoryHistory, createRouter, type Router } from "vue-router";
import { useInAddress } from "./useInAddress";

async function opened(path: string): Promise<{ router: Router; tab: WritableComputedRef<string> }> {
  let tab: WritableComputedRef<string> | undefined;
  const Page = {
    setup: () => {
      tab = useInAddress<string>("tab", "hints", { choices: ["hints", "check"], keep: ["state"] });
      return () => null;
    },
  };
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: "/", name: "page", component: Page }, { path: "/other", name: "other", component: { render: () => null } }] });
  await router.push(path);
  mount({ template: "<router-view />" }, { global: { plugins: [router] } });
  await nextTick();
  if (!tab) throw new Error("the page was not drawn");
  return { router, tab };
}

async function settled(router: Router, step: () => void): Promise<void> {
  const moved = new Promise<void>((go) => {
    const stop = router.afterEach(() => {
      stop();
      go();
    });
  });
  step();
  await moved;
  await nextTick();
}

test("the address decides, also when it changes under an open page", async () => {
  const { router, tab } = await opened("/?tab=check");
  expect(tab.value).toBe("check");
  await router.push("/");
  await nextTick();
  expect(tab.value).toBe("hints");
});

test("a choice is a step that back undoes and forward repeats", async () => {
  const { router, tab } = await opened("/?state=OPEN");
  await settled(router, () => (tab.value = "check"));
  expect([tab.value, router.currentRoute.value.fullPath]).toEqual(["check", "/?state=OPEN&tab=check"]);
  await settled(router, () => router.back());
  expect(tab.value).toBe("hints");
  await settled(router, () => router.forward());
  expect(tab.value).toBe("check");
});

test("what is no choice counts as the usual one", async () => {
  const { tab } = await opened("/?tab=nonsense");
  expect(tab.value).toBe("hints");
});

test("going to another page changes no choice of this one", async () => {
  const { router, tab } = await opened("/?tab=check");
  await router.push("/other");
  await nextTick();
  expect(tab.value).toBe("check");
});
