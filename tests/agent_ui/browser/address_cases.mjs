// The address decides what a page shows (地址即状态): links, reloads, the browser's back and forward.
import { account } from "./recorded.mjs";
import { becomes, equal, letGo } from "./stage.mjs";
import { staff } from "./staff.mjs";

const ALL = [...account.permissions, "incident.read", "incident.manage", "hot.read", "supervision.read", "catalogue.read", "catalogue.manage", "catalogue.approve", "account.manage"];

export function addressCases(stage) {
  const { open, quiet } = staff(stage, ALL);
  const chosen = (page) => page.locator("main .el-radio-group").first().locator(".el-radio-button.is-active").innerText();

  return {
    "the menu leads back to the first tab, and back and forward walk the tabs": async () => {
      const page = await open("catalogue?tab=approvals");
      await page.locator("main article", { hasText: "全市" }).waitFor();
      await becomes(() => chosen(page), "待批准", "the tab of the address");
      await page.locator("nav#side a", { hasText: "派单目录" }).click();
      await becomes(() => chosen(page), "学习提示", "the tab without any address");
      await page.getByRole("button", { name: /^采纳，提出条目/ }).waitFor();
      await page.locator("main .el-radio-button", { hasText: "目录体检" }).click();
      await page.waitForURL(/tab=check/);
      await page.getByRole("heading", { name: /同一时间、地区、事项有两个主办单位/ }).waitFor();
      await page.goBack();
      await becomes(() => chosen(page), "学习提示", "after back");
      await page.goBack();
      await becomes(() => chosen(page), "待批准", "after back twice");
      await page.locator("main article", { hasText: "全市" }).waitFor();
      await page.goForward();
      await page.goForward();
      await becomes(() => chosen(page), "目录体检", "after forward twice");
      await page.reload();
      await becomes(() => chosen(page), "目录体检", "after a reload");
      await quiet(page);
    },
    "an address typed by hand changes the open page": async () => {
      const page = await open("catalogue?tab=approvals");
      await page.evaluate(() => {
        location.hash = "#/catalogue?tab=rulings";
      });
      await page.getByText("市城管局 退回，改由 祖庙街道办 办理").waitFor();
      await becomes(() => chosen(page), "裁决反馈", "the tab");
      await quiet(page);
    },
    "what a page shows survives the way to a ticket and back": async () => {
      const page = await open("catalogue?tab=rulings");
      await page.getByRole("link", { name: "查看工单" }).click();
      await page.waitForURL(/#\/tickets\//);
      await page.goBack();
      await becomes(() => chosen(page), "裁决反馈", "the tab");
      await quiet(page);
    },
    "the tabs of supervision, the states of incidents and topics and the days of briefs walk back too": async () => {
      const page = await open("supervision");
      await page.locator("main .el-radio-button", { hasText: "督办单" }).click();
      await page.waitForURL(/tab=orders/);
      await page.goBack();
      await becomes(() => chosen(page), "黄牌红牌", "supervision after back");
      await page.locator("nav#side a", { hasText: "批量件" }).click();
      await page.locator("main .el-radio-button", { hasText: "办理中" }).click();
      await page.waitForURL(/state=OPEN/);
      await page.goBack();
      await becomes(() => chosen(page), "待确认", "incidents after back");
      await page.locator("nav#side a", { hasText: "热点" }).click();
      await page.locator("main .el-radio-button", { hasText: "已平息" }).click();
      await page.waitForURL(/state=CALMED/);
      await page.goBack();
      await becomes(() => chosen(page), "关注中", "topics after back");
      await page.getByRole("link", { name: "热点日报" }).click();
      await becomes(() => page.locator(".days button[aria-current]").innerText().then((words) => words.slice(0, 10)), "2026-11-24", "the latest day");
      await page.getByRole("button", { name: /^2026-11-23/ }).click();
      await page.waitForURL(/day=2026-11-23/);
      await page.goBack();
      await becomes(() => page.locator(".days button[aria-current]").innerText().then((words) => words.slice(0, 10)), "2026-11-24", "the day after back");
      await quiet(page);
    },
    "a page whose part went with an older release opens after a fresh start, and offline nothing is thrown away": async () => {
      const page = await open("notices");
      const gone = async (route) => (gone.times-- > 0 ? route.fulfill({ status: 404, body: "" }) : route.continue());
      gone.times = 1;
      await page.route("**/assets/KnowledgePage-*.js", gone);
      await page.locator("nav#side a", { hasText: "知识检索" }).click();
      await page.getByRole("heading", { level: 1, name: "知识检索" }).waitFor();
      equal(gone.times <= 0, true, "the part was missing once");
      page.complaints.length = 0; // the missing part, as the browser tells it
      await page.route("**/*", (route) => route.abort());
      await page.locator("nav#side a", { hasText: "批量件" }).click();
      await page.waitForTimeout(400);
      equal(await page.getByRole("heading", { level: 1 }).innerText(), "知识检索", "the page stays");
      await letGo(page);
    },
    "by keyboard alone: arrows choose the tab, and back is the way it came": async () => {
      const page = await open("catalogue");
      await page.locator("main .el-radio-button input").first().focus();
      await page.keyboard.press("ArrowRight");
      await page.waitForURL(/tab=approvals/);
      await becomes(() => chosen(page), "待批准", "after the arrow");
      await page.goBack();
      await becomes(() => chosen(page), "学习提示", "after back");
      equal(page.url().includes("tab="), false, "address");
      await quiet(page);
    },
  };
}
