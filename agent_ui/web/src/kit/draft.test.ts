import { nextTick } from "vue";
import { expect, it } from "vitest";
import { forgetDrafts, useDraft } from "./draft";

it("finds after a reload what was typed before it", async () => {
  const first = useDraft("reply.T1", () => ({ public_answer: "", resolved: "" }));
  expect(first.restored.value).toBe(false);
  first.value.public_answer = "已更换灯泡";
  await nextTick();
  const second = useDraft("reply.T1", () => ({ public_answer: "", resolved: "" }));
  expect(second.restored.value).toBe(true);
  expect(second.value.public_answer).toBe("已更换灯泡");
  expect(useDraft("reply.T2", () => ({ public_answer: "" })).value.public_answer).toBe("");
});

it("forgets a draft that was sent and keeps what is typed afterwards", async () => {
  const draft = useDraft("x", () => ({ text: "" }));
  draft.value.text = "旧";
  await nextTick();
  draft.discard();
  await nextTick();
  expect(useDraft("x", () => ({ text: "" })).restored.value).toBe(false);
  draft.value.text = "新";
  await nextTick();
  expect(useDraft("x", () => ({ text: "" })).value.text).toBe("新");
});

it("is not broken by a damaged entry", () => {
  sessionStorage.setItem("hotline.draft.x", "{not json");
  expect(useDraft("x", () => ({ text: "空" })).value.text).toBe("空");
});

it("leaves nothing behind at sign-out", async () => {
  const draft = useDraft("x", () => ({ text: "" }));
  draft.value.text = "电话 13800000000";
  await nextTick();
  sessionStorage.setItem("other", "1");
  forgetDrafts();
  expect(Object.keys(sessionStorage)).toEqual(["other"]);
});
