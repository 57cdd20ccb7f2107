// The agent's knowledge (检索、坐席辅助、对话接手), against the running system given as argument.
import { equal, launch, leave, play, violations, visit } from "./stage.mjs";

const [url, password] = process.argv.slice(2);
const browser = await launch();
const QUESTION = "身份证丢了怎么补办，要带什么材料";
const button = (page, name) => page.getByRole("button", { name, exact: true });
const card = (page) => page.locator("article.answer").first();
/** Another caller every time: nobody has asked before. */
const phone = () => `138${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}`;

async function enter(login, path) {
  const page = await visit(browser, url, `/console#/sign-in?to=/${path}`);
  await page.locator("#login").fill(login);
  await page.locator("#password").fill(password);
  await page.keyboard.press("Enter");
  await page.locator("nav#side").waitFor({ state: "attached" }); // the page of signing in has a heading as well
  return page;
}

/** The index of a city just loaded is built beside; until it is there nothing is found. */
async function untilFound(page) {
  for (const end = Date.now() + 120_000; Date.now() < end; ) {
    const found = await page.evaluate(async () => (await (await fetch("/api/knowledge/search?q=%E8%BA%AB%E4%BB%BD%E8%AF%81")).json()).hits?.length ?? 0);
    if (found) return;
    await page.waitForTimeout(1000);
  }
  throw new Error("nothing is found within two minutes");
}

async function say(page, token, text) {
  return page.evaluate(async ([address, words]) => (await fetch(address, { method: "POST", headers: { "Content-Type": "application/json", "X-Requested-With": "hotline" }, body: JSON.stringify({ text: words }) })).json(), [`/api/public/chat/${token}/messages`, text]);
}

await play({
  "initials are completed, and Enter answers with the source": async () => {
    const page = await enter("agent01", "knowledge");
    await untilFound(page);
    await page.getByRole("combobox", { name: "知识检索" }).pressSequentially("sfz", { delay: 60 });
    await page.getByRole("option").first().waitFor();
    await page.getByRole("option", { name: /身份证/ }).first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await card(page).getByText(/^来源：《/).first().waitFor();
    equal(await violations(page), [], "violations");
    await leave(page);
  },
  "a question in the citizen's words is answered from a source with owner and version": async () => {
    const page = await enter("agent01", `knowledge?q=${encodeURIComponent(QUESTION)}`);
    await card(page).getByText(/第 \d+ 版/).first().waitFor();
    await card(page).getByText(/责任单位 .+/).first().waitFor();
    await card(page).getByText("口播文本（读给市民听）").click();
    await card(page).locator("blockquote").waitFor();
    await leave(page);
  },
  "what is wrong becomes a report with its clock": async () => {
    const page = await enter("agent01", `knowledge?q=${encodeURIComponent("台风天停课怎么知道")}`);
    await card(page).waitFor();
    // Whatever is not answered for sure is opened from the hits.
    if (!(await button(page, "没用或有错").count())) await page.locator(".group .title").first().click();
    await button(page, "没用或有错").click();
    await page.getByRole("radio", { name: "表述不清" }).check();
    await button(page, "提交纠错").click();
    await page.getByText(/^已送.+纠错：.+确认，.+更正。$/).waitFor();
    await leave(page);
  },
  "an answer on the spot cites what was suggested, and the ticket keeps the version": async () => {
    const page = await enter("agent01", "intake");
    await page.locator("#content").fill(`市民来电：${QUESTION}？`);
    await page.locator("#phone").fill(phone());
    await page.getByText(/^据此推荐：/).waitFor();
    await page.getByRole("button", { name: /^引用/ }).first().click();
    await page.locator("#kind").press("Enter");
    await page.getByRole("option", { name: "咨询", exact: true }).click();
    const subject = page.locator(".choices, .chips").getByRole("button").first();
    await subject.waitFor();
    await page.keyboard.press("Alt+1");
    await button(page, "即时答复并办结").click();
    await page.getByText("请把编号和查询码告知市民").or(page.locator(".block > .refusal")).first().waitFor();
    await page.getByRole("link", { name: "查看工单" }).click();
    await page.getByRole("heading", { name: "已采用的答案" }).waitFor();
    await page.locator(".adopted a").first().waitFor();
    await leave(page);
  },
  "on an open ticket a citation is recorded at once": async () => {
    const page = await enter("agent01", "intake");
    await page.locator("#content").fill(`${QUESTION}？家住禅城区祖庙街道同济路。`);
    await page.locator("#phone").fill(phone());
    await button(page, "登记立单").click();
    await page.getByRole("link", { name: "查看工单" }).click();
    await page.getByRole("button", { name: /^引用/ }).first().click();
    await page.getByText(/采用的版本已记录/).waitFor();
    equal(await page.locator(".adopted li").count(), 1, "adopted");
    equal(await violations(page), [], "violations");
    await leave(page);
  },
  "a citizen who asks for a person waits in the list until somebody has taken over": async () => {
    const page = await enter("agent01", "dialogues");
    const { token } = await page.evaluate(async () => (await fetch("/api/public/chat", { method: "POST", headers: { "X-Requested-With": "hotline" } })).json());
    await say(page, token, "我想问问社区活动室周末开不开门");
    await say(page, token, "人工");
    await page.reload();
    const row = page.locator(".dialogue", { hasText: "市民要求人工" }).last();
    await row.waitFor();
    await row.getByRole("button", { name: /^看对话/ }).click();
    await row.getByText("社区活动室周末开不开门").first().waitFor();
    const before = await page.locator(".dialogue").count();
    await row.getByRole("button", { name: /^已接手/ }).click();
    await page.getByText("已标为人工接手。").waitFor();
    await page.waitForFunction((count) => document.querySelectorAll(".dialogue").length === count, before - 1);
    await leave(page);
  },
});
await browser.close();
