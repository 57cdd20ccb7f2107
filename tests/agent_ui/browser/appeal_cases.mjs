// Appeals against cards (监察牌申诉): filed by the unit from the card's row, decided by two people of the panel.
import { becomes, DESKTOP, equal, fits, PHONE, violations } from "./stage.mjs";
import { staff } from "./staff.mjs";

export function appealCases(stage) {
  const unit = staff(stage, ["ticket.read", "ticket.approve"]);
  const panel = staff(stage, ["ticket.read", "ticket.adjudicate"]);

  const cases = {
    "the unit's approver appeals against a card, with a file, without a mouse": async () => {
      const { open, button, sent, quiet } = unit;
      const page = await open("supervision");
      await page.getByRole("button", { name: /^申诉 FS/ }).first().press("Enter");
      const form = page.getByRole("form", { name: "申诉" });
      await form.getByLabel("申诉理由").fill("太短");
      await page.keyboard.press("Control+Enter");
      await form.getByText("请写明理由（至少五个字）。").waitFor();
      equal(await violations(page), [], "violations");
      await form.getByLabel("申诉理由").fill("停电抢修影响取证，已报备。");
      await form.getByLabel("佐证材料").setInputFiles({ name: "报备.png", mimeType: "image/png", buffer: Buffer.from("PNG") });
      await form.getByText("报备.png").waitFor();
      await button(page, "提交").press("Enter");
      await becomes(() => form.count(), 0, "form");
      equal(sent("/C1/appeal"), [{ version: 1, ground: "停电抢修影响取证，已报备。", files: ["CLAIM-9"] }], "request");
      await quiet(page);
    },
    "a card that was appealed, or settled, is not appealed again": async () => {
      const { open, quiet } = unit;
      const page = await open("supervision", DESKTOP, undefined, {
        prepare: (one) =>
          one.route("**/api/supervision/cards?*", async (route) => {
            const answer = await (await route.fetch()).json();
            Object.assign(answer.items[0], { appeal_id: "AP1", appeal_state: "FILED", appeal_state_label: "待裁定" });
            Object.assign(answer.items[1], { disposition: "REVOKED", disposition_label: "撤销", closed_at: new Date().toISOString() });
            await route.fulfill({ json: answer });
          }),
      });
      await page.getByText("申诉：待裁定").waitFor();
      equal(await page.getByRole("button", { name: /^(申诉|说明) FS/ }).count(), 0, "buttons");
      await quiet(page);
    },
    "one of the panel upholds and says what is put right": async () => {
      const { open, button, sent, quiet } = panel;
      const page = await open("supervision?tab=appeals");
      await page.getByText("报备材料属实。").waitFor();
      await page.getByRole("button", { name: /^提出意见 FS/ }).press("Enter");
      const form = page.getByRole("form", { name: "提出意见" });
      await button(page, "提交").press("Enter");
      await form.getByText("请选择申诉是否成立。").waitFor();
      await form.getByLabel("申诉成立", { exact: true }).press("Space");
      await form.getByLabel("理由", { exact: true }).fill("报备及时，理由充分。");
      await page.keyboard.press("Control+Enter");
      await form.getByText("申诉成立须写明更正措施。").waitFor();
      equal(await violations(page), [], "violations");
      await form.getByLabel("更正措施").fill("本牌不计入当月评级");
      await page.keyboard.press("Control+Enter");
      await becomes(() => form.count(), 0, "form");
      equal(sent("/AP1/opinion"), [{ version: 3, uphold: true, reason: "报备及时，理由充分。", adjustment: "本牌不计入当月评级" }], "request");
      await quiet(page);
    },
    "who gave an opinion already gives no second one": async () => {
      const { open, quiet } = panel;
      const page = await open("supervision?tab=appeals", PHONE, undefined, {
        prepare: (one) =>
          one.route("**/api/supervision/card-appeals?*", async (route) => {
            const answer = await (await route.fetch()).json();
            answer.items[0].opinions[0].by = "01JACCOUNT0000000000000001";
            await route.fulfill({ json: answer });
          }),
      });
      await page.getByText("报备材料属实。").waitFor();
      equal(await page.getByRole("button", { name: /^提出意见/ }).count(), 0, "buttons");
      await fits(page);
      equal(await violations(page), [], "violations");
      await quiet(page);
    },
  };
  return cases;
}
