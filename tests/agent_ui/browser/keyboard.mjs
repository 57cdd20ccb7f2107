// The first ticket of the tutorial by keyboard alone (教程全程，只用键盘), against the running system given as argument.
import { begin, go, openFrom, pick, send, tabTo, write } from "./keys.mjs";
import { launch, leave, play, visit } from "./stage.mjs";

const [url, password] = process.argv.slice(2);
const browser = await launch();
const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const told = { number: "", code: "" };

async function fresh(path) {
  const page = await visit(browser, url, path);
  page.setDefaultTimeout(20_000);
  return page;
}

async function enter(login, queue) {
  const page = await fresh("/console");
  await write(page, "login", login);
  await write(page, "password", password);
  await page.keyboard.press("Enter");
  await page.locator("main h1").waitFor();
  await page.locator("nav").getByRole("heading", { name: "我的队列" }).waitFor();
  if (queue) await openFrom(page, queue, told.number);
  return page;
}

/** The reviewer finds nothing like it, and nobody knows whom it is about. */
async function approve() {
  const page = await enter("shenhe", "待审核");
  await begin(page, "审核通过");
  await pick(page, "merge_decision", "无重复");
  await tabTo(page, /^field-respondent_unknown\b/);
  await page.keyboard.press("Space");
  await send(page, "审核通过");
  await leave(page);
}

async function dispatch() {
  const page = await enter("paidan", "待派单");
  await begin(page, "派单");
  await go(page, "采用");
  await send(page, "派单");
  await leave(page);
}

async function sign() {
  const page = await enter("cg-lianluo", "待签收");
  await begin(page, "签收");
  await send(page, "签收");
  await leave(page);
}

await play({
  "a citizen submits without a mouse": async () => {
    const page = await fresh("/");
    await go(page, /^我要反映/);
    await write(page, "content", "建新路42号对面有两盏路灯已经三天不亮，晚上很黑，老人走路不安全，请派人来修。");
    await go(page, /^下一步/);
    await tabTo(page, /^district\b/);
    await page.keyboard.press("ArrowDown");
    await write(page, "phone", "13800138001");
    await go(page, /^下一步/);
    await page.locator(".summary").waitFor();
    await go(page, "提交");
    await page.locator(".receipt").waitFor();
    [told.number, told.code] = await page.locator(".big").allInnerTexts();
    await leave(page);
  },
  "the reviewer approves": approve,
  "the dispatcher takes the row of the catalogue": dispatch,
  "the unit signs": sign,
  "the handler calls, tells the progress and replies": async () => {
    const page = await enter("cg-chengban", "办理中");
    await begin(page, "登记联系");
    await pick(page, "channel", "电话");
    await pick(page, "outcome", "已联系上");
    await write(page, "field-summary", "已电话联系，约定今晚到场查看。");
    await send(page, "登记联系");
    await begin(page, "登记进展");
    await write(page, "field-public_text", "已到现场查看，为线路故障，正在更换。");
    await write(page, "field-next_step", "更换线路");
    // The order of day, month and year in a date field is the browser's own.
    await page.locator("#field-next_date").fill("2027-03-01");
    await send(page, "登记进展");
    await begin(page, "办理答复");
    await pick(page, "fact_true", "属实");
    await tabTo(page, /^field-within_duty\b/);
    await page.keyboard.press("Space");
    await pick(page, "resolved", "已解决");
    await write(page, "field-handling_text", "已更换线路并恢复照明。");
    await write(page, "field-public_answer", "经核实情况属实，已更换线路，路灯恢复照明。");
    // The window that chooses a file is the system's, not ours.
    await page.locator("#field-evidence").setInputFiles({ name: "现场.png", mimeType: "image/png", buffer: PNG });
    await page.locator(".panel .files li").waitFor();
    await write(page, "field-partners_explained", "协办单位已电话会商。");
    await send(page, "办理答复");
    await leave(page);
  },
  "the approver finds chosen what is the only choice": async () => {
    const page = await enter("cg-shenpi", "待单位审批");
    await begin(page, "审批通过");
    await send(page, "审批通过");
    await leave(page);
  },
  "the result reviewer ticks the checklist": async () => {
    const page = await enter("jieguo", "待结果审核");
    await begin(page, "结果审核通过");
    await page.locator(".checks label").first().waitFor();
    await tabTo(page, /逐项答复/);
    const points = await page.locator(".checks input").count();
    for (let point = 0; point < points; point += 1) {
      await page.keyboard.press("Space");
      await page.keyboard.press("Tab");
    }
    await tabTo(page, /^提交/);
    await send(page, "结果审核通过");
    await leave(page);
  },
  "the citizen rates, and the matter is closed": async () => {
    const page = await fresh("/");
    await go(page, /^查询进度/);
    await write(page, "number", told.number);
    await write(page, "code", told.code);
    await page.keyboard.press("Enter");
    await page.locator(".parcel").waitFor();
    await go(page, "评价");
    for (const answer of [/联系过/, /解决了/, /满意/]) {
      await tabTo(page, answer);
      await page.keyboard.press("Space");
      await page.keyboard.press("Tab");
    }
    await go(page, "提交评价");
    await page.getByText("感谢您的评价。").waitFor();
    await leave(page);
  },
  "an agent registers a call: suggestions by Alt and a digit, place by arrows, sent by one key": async () => {
    const page = await enter("agent01");
    await page.keyboard.press("n");
    await page.getByRole("heading", { level: 1, name: "受理登记" }).waitFor();
    await write(page, "name", "林志明");
    await write(page, "phone", "13800138002");
    await write(page, "content", "祖庙街道同济路口的路灯坏了两天不亮，过马路很危险，请尽快维修。");
    await page.locator(".choices .chip").first().waitFor();
    await page.keyboard.press("Alt+1");
    await page.keyboard.press("Alt+7");
    await page.locator('.chip[aria-pressed="true"]').nth(1).waitFor();
    await write(page, "address", "同济路口东北角");
    await page.keyboard.press("Control+Enter");
    await page.getByText("请把编号和查询码告知市民").waitFor();
    told.number = await page.locator(".opened dd").first().innerText();
    await page.keyboard.press("o");
    await page.keyboard.type(told.number);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 2, name: "可办操作" }).waitFor();
    await leave(page);
  },
  "the call is approved": approve,
  "the call is dispatched": dispatch,
  "the unit signs the call": sign,
  "the handler does the call's work at the unit's desk": async () => {
    const page = await enter("cg-chengban");
    await page.keyboard.press("w");
    await page.getByRole("heading", { level: 1, name: /承办工作台/ }).waitFor();
    await tabTo(page, /\bto_sign\b/);
    await page.keyboard.press("ArrowRight");
    await go(page, `办理 ${told.number}`);
    await page.locator(".card .bar button").first().waitFor();
    await go(page, "登记联系");
    await pick(page, "channel", "电话");
    await pick(page, "outcome", "已联系上");
    await write(page, "field-summary", "已电话联系，今晚维修。");
    await send(page, "登记联系");
    await leave(page);
  },
});
await browser.close();
