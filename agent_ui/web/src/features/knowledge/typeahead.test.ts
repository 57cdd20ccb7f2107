import { effectScope, ref } from "vue";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Suggested } from "./api";
import { useTypeahead } from "./typeahead";

const completion = (text: string) => ({ text, marks: [], document: `ARTICLE:${text}`, kind: "ARTICLE", kind_label: "知识", title: text, unit_code: "" });
const found: Suggested = { completions: [completion("身份证补办"), completion("身份证换领")], did_you_mean: null };
const key = (name: string, init: KeyboardEventInit = {}) => new KeyboardEvent("keydown", { key: name, cancelable: true, bubbles: true, ...init });

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

async function typing(text: string, answer: Suggested = found) {
  const words = ref("");
  const ask = vi.fn(async () => answer);
  const scope = effectScope();
  const list = scope.run(() => useTypeahead(words, () => "440604", ask))!;
  words.value = text;
  list.typed();
  await vi.advanceTimersByTimeAsync(200);
  return { list, words, ask, scope };
}

it("is walked by the arrows through the box itself, and Enter takes what is marked", async () => {
  const { list, ask } = await typing("sfz");
  expect(ask).toHaveBeenCalledWith({ q: "sfz", district: "440604" }, expect.anything());
  expect(list.isOpen.value).toBe(true);
  expect(list.onKey(key("Enter"))).toBe("go");
  list.onKey(key("ArrowDown"));
  expect(list.onKey(key("Enter"))).toMatchObject({ text: "身份证补办" });
  list.onKey(key("ArrowUp"));
  expect(list.active.value).toBe(-1);
  list.onKey(key("ArrowUp"));
  expect(list.onKey(key("Enter"))).toMatchObject({ text: "身份证换领" });
});

it("leaves every key of an input method alone", async () => {
  const { list } = await typing("身份证");
  const picking = key("ArrowDown", { isComposing: true });
  list.onKey(picking);
  expect([list.active.value, picking.defaultPrevented]).toEqual([-1, false]);
  expect(list.onKey(key("Enter", { isComposing: true }))).toBeNull();
  expect(list.onKey(key("Enter", { keyCode: 229 }))).toBeNull();
  list.onKey(key("Escape", { isComposing: true }));
  expect(list.isOpen.value).toBe(true);
});

it("is put away by Esc until something is typed, and then asks again", async () => {
  const { list, ask } = await typing("身份证");
  const escape = key("Escape");
  list.onKey(escape);
  expect([list.isOpen.value, escape.defaultPrevented]).toEqual([false, true]);
  await vi.advanceTimersByTimeAsync(0);
  const second = key("Escape");
  list.onKey(second);
  expect(second.defaultPrevented).toBe(false);
  list.typed();
  await vi.advanceTimersByTimeAsync(200);
  expect([list.isOpen.value, ask.mock.calls.length]).toEqual([true, 2]);
});

it("offers what was probably meant before anything else, to be searched as words", async () => {
  const { list } = await typing("居主证", { completions: [completion("居住证签注")], did_you_mean: "居住证" });
  list.onKey(key("ArrowDown"));
  expect(list.onKey(key("Enter"))).toMatchObject({ text: "居住证", document: "" });
});

it("asks nothing for blanks", async () => {
  const { list, ask } = await typing("   ");
  expect([ask.mock.calls.length, list.isOpen.value]).toEqual([0, false]);
});
