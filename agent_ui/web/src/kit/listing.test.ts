import { expect, it } from "vitest";
import { useListing, useLoaded } from "./listing";
import { offlineProblem } from "./problem";

it("adds the next page to what is shown", async () => {
  const list = useListing(async (cursor) => (cursor ? { items: ["c"], next_cursor: null } : { items: ["a", "b"], next_cursor: "2" }));
  await list.load();
  expect([list.items.value, list.hasMore.value]).toEqual([["a", "b"], true]);
  await list.more();
  expect([list.items.value, list.hasMore.value]).toEqual([["a", "b", "c"], false]);
});

it("drops the late answer to an older question", async () => {
  const answers: ((items: string[]) => void)[] = [];
  const list = useListing(() => new Promise<{ items: string[]; next_cursor: null }>((resolve) => answers.push((items) => resolve({ items, next_cursor: null }))));
  const old = list.load();
  const fresh = list.load();
  answers[1]?.(["fresh"]);
  await fresh;
  answers[0]?.(["old"]);
  await old;
  expect(list.items.value).toEqual(["fresh"]);
});

it("keeps what is known when reading again fails, and says so", async () => {
  let works = true;
  const one = useLoaded(() => (works ? Promise.resolve("known") : Promise.reject(offlineProblem())));
  await one.load();
  works = false;
  await one.load();
  expect(one.value.value).toBe("known");
  expect(one.refusal.value).not.toBe("");
});
