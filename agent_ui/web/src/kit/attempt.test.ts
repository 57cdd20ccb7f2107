import { expect, it, vi } from "vitest";
import { useAttempt } from "./attempt";
import { offlineProblem } from "./problem";

it("sends once however often it is pressed", async () => {
  const { attempt, busy } = useAttempt();
  let finish = (): void => undefined;
  const work = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
  const first = attempt(work);
  expect(busy.value).toBe(true);
  expect(await attempt(work)).toBe(false);
  finish();
  expect(await first).toBe(true);
  expect(work).toHaveBeenCalledOnce();
  expect(busy.value).toBe(false);
});

it("says what is missing and sends nothing", async () => {
  const { attempt, refusal } = useAttempt();
  const work = vi.fn(async () => undefined);
  expect(await attempt(work, "请填写理由。")).toBe(false);
  expect(refusal.value).toBe("请填写理由。");
  expect(work).not.toHaveBeenCalled();
});

it("tells a refusal in words and forgets it at the next success", async () => {
  const { attempt, refusal, busy } = useAttempt();
  expect(await attempt(() => Promise.reject(offlineProblem()))).toBe(false);
  expect(refusal.value).toContain("网络连接中断");
  expect(busy.value).toBe(false);
  await attempt(async () => undefined);
  expect(refusal.value).toBe("");
});

it("lets a form say more than the sentence of the refusal", async () => {
  const { attempt, refusal } = useAttempt((error) => `请核对：${String(error)}`);
  await attempt(() => Promise.reject("口令"));
  expect(refusal.value).toBe("请核对：口令");
});
