// One ticket's whole life through the pages (浏览器全程), against the running system given as argument.
import { launch, leave, play, visit } from "./stage.mjs";

const [url, password] = process.argv.slice(2);
const browser = await launch();
const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const CONTENT = "禅城区祖庙街道同济路小区楼下餐馆的油烟每晚直接排进家里，油烟很呛，要求处理油烟扰民。";
const told = { number: "", code: "", path: "" };
const button = (page, name) => page.getByRole("button", { name, exact: true });
const box = (page, name) => page.getByRole("checkbox", { name });

async function enter(login, path) {
  const page = await visit(browser, url, `/console#/sign-in?to=/${path}`);
  page.setDefaultTimeout(20_000);
  await page.locator("#login").fill(login);
  await page.locator("#password").fill(password);
  await page.keyboard.press("Enter");
  await page.locator("main h1").waitFor();
  return page;
}

async function choose(page, field, label) {
  await page.locator(`#field-${field}`).press("Enter");
  await page.getByRole("option", { name: label, exact: true }).click();
}

async function finish(page, action) {
  await button(page, `提交${action}`).click();
  const done = page.getByText(`“${action}”已完成。`);
  const refused = page.locator(".panel .refusal, .merge, .el-form-item__error").first();
  await done.or(refused).first().waitFor();
  // A refusal is worth more in a report than a time-out.
  if (await refused.isVisible()) throw new Error(`${action} refused: ${await page.locator(".panel").innerText()}`);
}

async function follow() {
  const page = await visit(browser, url, `/#/track?number=${told.number}`);
  page.setDefaultTimeout(20_000);
  await page.locator("#code").fill(told.code);
  await button(page, "查询").click();
  await page.locator(".parcel").waitFor();
  return page;
}

await play({
  "a citizen submits a request and gets number and code": async () => {
    const page = await visit(browser, url, "/#/submit");
    page.setDefaultTimeout(20_000);
    await page.locator("#content").fill(CONTENT);
    await page.locator("#photos").setInputFiles({ name: "现场.png", mimeType: "image/png", buffer: PNG });
    await page.locator(".photos li").waitFor();
    await button(page, "下一步：地点与联系方式").click();
    await page.locator("#address").fill("同济路某小区 3 栋楼下");
    await page.locator("#phone").fill("13800138000");
    await button(page, "下一步：核对并提交").click();
    await page.locator(".summary").waitFor();
    await button(page, "提交").click();
    await page.locator(".receipt").waitFor();
    [told.number, told.code] = await page.locator(".big").allInnerTexts();
    await leave(page);
  },
  "the reviewer finds it in his queue and approves it": async () => {
    const page = await enter("shenhe", "tickets?queue=drafts");
    await page.getByRole("link", { name: told.number }).click();
    await button(page, "审核通过").click();
    told.path = page.url().split("#/")[1];
    await choose(page, "merge_decision", "无重复");
    await page.getByText("被反映对象不明").click();
    await finish(page, "审核通过");
    await leave(page);
  },
  "the dispatcher sends it by the catalogue and sees without a reload that it was signed": async () => {
    const page = await enter("paidan", told.path);
    await button(page, "派单").click();
    await button(page, "采用").first().click();
    await finish(page, "派单");
    const clerk = await enter("cg-lianluo", "desk");
    await clerk.getByRole("button", { name: `办理 ${told.number}` }).click();
    await button(clerk, "签收").click();
    await button(clerk, "提交签收").click();
    await clerk.locator(".told", { hasText: told.number }).waitFor();
    await page.locator("article header .el-tag", { hasText: "办理中" }).waitFor();
    await leave(clerk);
    await leave(page);
  },
  "the handler logs the contact and replies with evidence": async () => {
    const page = await enter("cg-chengban", told.path);
    await button(page, "登记联系").click();
    await choose(page, "channel", "电话");
    await choose(page, "outcome", "已联系上");
    await page.locator("#field-summary").fill("已电话联系诉求人，约定今晚现场查看。");
    await finish(page, "登记联系");
    await button(page, "办理答复").click();
    await choose(page, "fact_true", "属实");
    await choose(page, "resolved", "已解决");
    await box(page, "属本单位职责").press("Space");
    await page.locator("#field-handling_text").fill("已责令经营者整改并清退占道桌椅。");
    await page.locator("#field-public_answer").fill("经核实情况属实，已责令经营者整改，并安排夜间巡查。");
    await page.locator("#field-partners_explained").fill("协办单位已电话会商，无需另行处理。");
    await page.locator("#field-evidence").setInputFiles({ name: "整改.png", mimeType: "image/png", buffer: PNG });
    await page.locator(".panel .files li").waitFor();
    await finish(page, "办理答复");
    await leave(page);
  },
  "a second person of the unit confirms the reply": async () => {
    const page = await enter("cg-shenpi", told.path);
    await button(page, "审批通过").click();
    await page.locator("#field-proposal_id").press("Enter");
    await page.getByRole("option").first().click();
    await finish(page, "审批通过");
    await leave(page);
  },
  "the result reviewer ticks the checklist and accepts": async () => {
    const page = await enter("jieguo", told.path);
    await button(page, "结果审核通过").click();
    for (const point of await page.locator(".checks input").all()) await point.press("Space");
    await finish(page, "结果审核通过");
    await leave(page);
  },
  "the citizen reads the answer, says solved and satisfied": async () => {
    const page = await follow();
    await page.getByText("经核实情况属实").waitFor();
    await button(page, "评价").click();
    await page.getByLabel("联系过", { exact: true }).check();
    await page.getByLabel("解决了", { exact: true }).check();
    await page.getByLabel("满意", { exact: true }).check();
    await button(page, "提交评价").click();
    await page.getByText("感谢您的评价。").waitFor();
    await leave(page);
  },
  "a complaint is closed by a person, and its citizen sees it": async () => {
    const page = await enter("huifang2", told.path);
    await button(page, "办结").click();
    await choose(page, "contacted", "联系过");
    await choose(page, "resolved", "已解决");
    await choose(page, "rating", "满意");
    await choose(page, "close_outcome", "已解决");
    await finish(page, "办结");
    await leave(page);
    const citizen = await follow();
    await citizen.getByRole("heading", { name: /已办结/ }).waitFor();
    await leave(citizen);
  },
});
await browser.close();
