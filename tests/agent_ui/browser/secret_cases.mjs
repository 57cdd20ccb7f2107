// Confidential tickets (保密工单): a row without content in one's own queue, opened by the number; and how dates count.
import { staff } from "./staff.mjs";
import { DESKTOP, equal, fits, PHONE, violations } from "./stage.mjs";

const SECRET = {
  title: "保密工单", kind: null, kind_label: null, category_name: null, unit_name: null, lead_unit_id: null, urgency: null, channel: null, confidentiality: "RESTRICTED",
};

export function secretCases(stage) {
  const { open, quiet } = staff(stage);
  const { state } = stage;
  const within = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString();

  return {
    "a confidential ticket is a row without content": async () => {
      for (const viewport of [DESKTOP, PHONE]) {
        const page = await open("tickets?queue=to_sign", viewport, (world) => Object.assign(world.rows[1], SECRET));
        const words = (await page.locator("tbody tr").nth(1).innerText()).replace(/\s+/g, " ");
        equal(/保密 保密工单/.test(words), true, words);
        equal(/undefined|null|urgency|油烟|投诉/.test(words), false, words);
        equal(await violations(page), [], "violations");
        await quiet(page);
      }
    },
    "a ticket is opened by its number, however it was written down, without a mouse": async () => {
      const page = await open("notices");
      await page.keyboard.press("o");
      await page.keyboard.type(` ${state.world.ticket.number.toLowerCase().replace(/^(..)(.{4})/, "$1 $2-")} `);
      await page.keyboard.press("Enter");
      await page.waitForURL(`**/console#/tickets/${state.world.ticket.id}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      equal(await page.locator("#open-number").inputValue(), "", "the box is empty again");
      await quiet(page);
    },
    "a number that is not there, or not for me, is told and stays to be corrected": async () => {
      const page = await open("notices", PHONE);
      await page.getByRole("button", { name: "菜单" }).click();
      await page.locator("#open-number").fill("FS202603040009999");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").getByText("没有找到工单").waitFor();
      equal(await page.locator("#open-number").inputValue(), "FS202603040009999", "number");
      await fits(page);
      equal(await violations(page), [], "violations");
      await page.keyboard.press("Escape");
      await page.locator("#open-number").waitFor({ state: "hidden" });
      await quiet(page);
    },
    "who may read no ticket finds no box for a number": async () => {
      const page = await open("notices", DESKTOP, (world) => (world.permissions = ["knowledge.read"]));
      equal(await page.locator("#open-number").count(), 0, "boxes");
      await quiet(page);
    },
    "a row says whether its time is working time or time by the clock": async () => {
      const page = await open("tickets", DESKTOP, (world) => {
        Object.assign(world.rows[3], { next_due_at: within(1.02), next_due_mode: "MIN" });
        Object.assign(world.rows[4], { next_due_at: within(1.02), next_due_mode: "CLK" });
      });
      await page.locator("tbody tr").nth(3).getByText("还剩 1 小时 1 分钟工作时间").waitFor();
      await page.locator("tbody tr").nth(4).getByText("还剩 1 小时 1 分钟自然时间").waitFor();
      await quiet(page);
    },
    "a ticket that holds nobody any more says since when, and opens": async () => {
      for (const viewport of [DESKTOP, PHONE]) {
        const page = await open(`tickets/${state.world.ticket.id}`, viewport, (world) => Object.assign(world.ticket, { citizen: null, deidentified_at: "2026-03-04T01:00:00Z", closed_at: "2016-01-04T01:00:00Z" }));
        await page.getByText("已于 2026/03/04 去标识，本单不再保存个人信息。").waitFor();
        await page.locator("article header").getByText("已去标识").waitFor();
        equal(await page.getByRole("button", { name: /查看明文/ }).count(), 0, "nothing to reveal");
        await fits(page);
        equal(await violations(page), [], "violations");
        await quiet(page);
      }
    },
    "a unit's part counts as its clock does": async () => {
      const due = within(20.2);
      const page = await open(`tickets/${state.world.ticket.id}`, DESKTOP, (world) => {
        Object.assign(world.ticket.assignments[0], { status: "SIGNED", due_at: due });
        Object.assign(world.ticket.clocks[0], { due_at: due, mode: "CLK", unit_id: world.ticket.assignments[0].unit_id });
      });
      await page.locator(".assignments li").first().getByText(/（还剩 20 小时 1\d 分钟自然时间）/).waitFor();
      await quiet(page);
    },
    "the desk's card counts like the list": async () => {
      const page = await open("desk", PHONE, (world) => Object.assign(world.rows[0], { light: "GREEN", next_due_at: within(50.02), next_due_mode: "CAL" }));
      await page.locator(".card").first().getByText("还剩 2 个自然日 2 小时").waitFor();
      const [card, title] = await page.evaluate(() => [".card", ".card h2"].map((one) => document.querySelector(one).getBoundingClientRect().width));
      equal(title > card * 0.85, true, "the title has the width of the card");
      await page.locator(".card button").first().click();
      await page.getByRole("button", { name: /^收起 FS/ }).waitFor();
      await fits(page);
      equal(await violations(page), [], "violations");
      await quiet(page);
    },
  };
}
