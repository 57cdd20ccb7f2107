// What helps staff beside the steps themselves (辅助功能): notices, views, refusals, files, keys, paper.
import { becomes, DESKTOP, equal, leave, violations, visit } from "./stage.mjs";

export function helperCases({ browser, url, state, fresh }) {
  const id = () => state.world.ticket.id;
  const open = async (path, viewport = DESKTOP) => {
    fresh();
    state.world.signedIn = true;
    const page = await visit(browser, url, `/console#/${path}`, viewport);
    await page.waitForSelector("main h1");
    return page;
  };
  const button = (page, name) => page.getByRole("button", { name, exact: true });
  const sent = (method, path) => state.world.sent.filter((one) => one.method === method && one.path.startsWith(path));

  return {
    "a notice names its matter, counts in the menu, and is read once": async () => {
      const page = await open("notices");
      await page.getByRole("heading", { name: "工单即将超期" }).waitFor();
      await page.locator("nav a", { hasText: "我的通知" }).getByText("1", { exact: true }).waitFor();
      await page.getByRole("button", { name: /^标为已读/ }).click();
      await page.getByText(/^已读于/).waitFor();
      equal(sent("POST", "/api/supervision/notices/").map((one) => one.path), ["/api/supervision/notices/N1/read"], "reads");
      await becomes(() => page.getByRole("button", { name: /^标为已读/ }).count(), 0, "read twice");
      await leave(page);
    },
    "a saved view is applied, and deleted from where it stands": async () => {
      const page = await open("tickets");
      await page.getByRole("combobox", { name: "已存视图" }).press("Enter");
      await page.getByRole("option", { name: "今天到期" }).click();
      await page.waitForURL(/light=YELLOW/);
      await button(page, "删除“今天到期”").click();
      await page.getByText("已删除视图“今天到期”。").waitFor();
      equal(sent("DELETE", "/api/views/").map((one) => one.path), ["/api/views/V1"], "deleted");
      await becomes(() => page.getByRole("combobox", { name: "已存视图" }).count(), 0, "views left");
      await leave(page);
    },
    "a refused step tells what may be done now": async () => {
      const page = await open(`tickets/${id()}`);
      await button(page, "不予受理").click();
      await page.locator("#field-reason").fill("不属于受理范围。");
      state.world.refuse = true;
      await button(page, "提交不予受理").click();
      await page.getByText("当前状态不能进行此操作 现在可以办理：派单、答复、改分类、不予受理。").waitFor();
      await becomes(() => page.locator("#field-reason").inputValue(), "不属于受理范围。", "words kept");
      await leave(page);
    },
    "a picture is enlarged in place and closed by Escape; every file can be downloaded": async () => {
      const page = await open(`tickets/${id()}`);
      await page.getByRole("button", { name: "放大 现场照片.jpg" }).press("Enter");
      await page.getByRole("dialog", { name: "现场照片.jpg" }).waitFor();
      equal(await violations(page), [], "violations");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      equal(await page.getByRole("link", { name: "下载 现场照片.jpg" }).getAttribute("download"), "现场照片.jpg", "download");
      await leave(page);
    },
    "keys walk the list, open the help, and can be switched off": async () => {
      const page = await open("tickets");
      await page.locator("main").focus();
      await page.keyboard.press("j");
      await page.keyboard.press("j");
      equal(await page.evaluate(() => document.activeElement.textContent), state.world.constructor.rows[1].number, "second row");
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "快捷键" }).waitFor();
      equal(await violations(page), [], "violations");
      await page.getByLabel("启用单键快捷键").uncheck();
      await page.keyboard.press("Escape");
      await page.locator("main").focus();
      await page.keyboard.press("n");
      equal(/intake/.test(page.url()), false, "a switched-off key works");
      await leave(page);
    },
    "a form is sent by Ctrl+Enter, from a list of choices too": async () => {
      const page = await open(`tickets/${id()}`);
      await button(page, "改分类").click();
      await page.locator("#field-reason").fill("市民补充了情况。");
      await page.locator("#field-kind").focus();
      await page.keyboard.press("Control+Enter");
      await page.getByText("“改分类”已完成。").waitFor();
      await leave(page);
    },
    "a printed ticket carries the matter and its record, not the controls": async () => {
      const page = await open(`tickets/${id()}`);
      await page.emulateMedia({ media: "print" });
      for (const gone of ["nav", "main .bar", "header .live"]) equal(await page.locator(gone).first().isVisible(), false, gone);
      for (const kept of [".words", ".timeline", ".clocks"]) equal(await page.locator(kept).first().isVisible(), true, kept);
      await leave(page);
    },
    "in English no label of the server stays Chinese": async () => {
      const page = await open(`tickets/${id()}`);
      await button(page, "English").click();
      await button(page, "Dispatch").click();
      await page.locator("#field-lead_unit_id").waitFor();
      const labels = await page.locator(".panel label, .panel h2, .timeline dt, .timeline strong, .clocks li > span:first-child").allInnerTexts();
      equal(labels.filter((words) => /[\u4e00-\u9fff]/.test(words)), [], "Chinese labels");
      await leave(page);
    },
    "the time left is told by the clock that gives the light": async () => {
      const page = await open("tickets");
      const cell = page.locator("tr", { hasText: "FS202603040000017" }).locator(".due");
      await cell.getByText(/^已超 3 小时/).waitFor();
      await leave(page);
    },
  };
}
