// A citizen's question through the pages (市民问政全程), against the running system given as argument.
import { becomes, equal, launch, leave, PHONE, play, visit } from "./stage.mjs";

const [url] = process.argv.slice(2);
const browser = await launch();
const told = { number: "", code: "" };
const button = (page, name) => page.getByRole("button", { name, exact: true });

async function ask(page, words) {
  await page.locator("#ask").fill(words);
  await page.locator("#ask").press("Enter");
  await page.locator("h1.question", { hasText: words }).waitFor();
  await page.locator(".card").waitFor();
}

/** The index is built in the background while the city opens. */
await becomes(async () => {
  const answer = await fetch(`${url}/api/public/knowledge/suggest?q=jzz`).catch(() => null);
  return answer?.ok ? (await answer.json()).completions.length > 0 : false;
}, true, "index", 90_000);

await play({
  "initials are completed, and the chosen matter is answered with its source": async () => {
    const page = await visit(browser, url, "/", PHONE);
    await page.locator("#ask").pressSequentially("jzz", { delay: 40 });
    await page.getByRole("option", { name: /居住证/ }).first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator(".card .source a").first().waitFor();
    await leave(page);
  },
  "a question for a place asks for the district, and then tells where and whom to ring": async () => {
    const page = await visit(browser, url, "/", PHONE);
    await ask(page, "办身份证去哪里");
    await button(page, "南海区").click();
    await page.locator('.card .said a[href^="tel:"]').first().waitFor();
    await page.locator(".card .source a", { hasText: "《" }).click();
    await becomes(() => page.locator(".windows strong").first().innerText().catch(() => ""), "桂城派出所户政窗口", "first window");
    await page.locator(".source a").first().click();
    await page.getByRole("heading", { name: "佛山市公安局" }).waitFor();
    await leave(page);
  },
  "why an answer did not help is taken": async () => {
    const page = await visit(browser, url, "/");
    await ask(page, "身份证丢了怎么办");
    await button(page, "没有帮助").click();
    const taken = page.waitForResponse((one) => one.url().endsWith("/no-help"));
    await button(page, "内容不全").click();
    equal((await taken).status(), 204, "status");
    await leave(page);
  },
  "a notice of today is opened from the first page": async () => {
    const page = await visit(browser, url, "/");
    const title = await page.locator(".notice .what").first().innerText();
    await page.locator(".notice").first().click();
    await page.getByRole("heading", { name: title }).waitFor();
    await leave(page);
  },
  "what no text answers goes to the chat, becomes a request, and is followed": async () => {
    const page = await visit(browser, url, "/", PHONE);
    await ask(page, "茅台股票今天涨了吗");
    await page.locator(".card").getByRole("link", { name: /在线问答/ }).click();
    await page.locator(".log .bot").first().waitFor();
    await page.locator("#chat-words").fill("楼下烧烤档每晚油烟很大，要求处理");
    await page.locator("#chat-words").press("Enter");
    await button(page, "登记诉求").click();
    await button(page, "跳过").click();
    await becomes(() => page.locator(".log .me").count(), 3, "messages");
    for (let steps = 0; steps < 5 && (await page.locator('.log a[href^="#/track"]').count()) === 0; steps += 1) {
      await page.locator("#chat-words").fill("跳过");
      await page.locator("#chat-words").press("Enter");
      await page.getByText("正在回复").waitFor({ state: "hidden" });
    }
    const receipt = await page.locator(".log .bot .bubble").last().innerText();
    [told.number, told.code] = [/FS\d{15}/.exec(receipt)[0], /查询码(\d{6})/.exec(receipt)[1]];
    await page.locator('.log a[href^="#/track"]').click();
    await becomes(() => page.locator("#number").inputValue(), told.number, "number");
    await page.locator("#code").fill(told.code);
    await button(page, "查询").click();
    await page.locator(".parcel").waitFor();
    await leave(page);
  },
  "a person is asked for in the chat by one press": async () => {
    const page = await visit(browser, url, "/#/chat", PHONE);
    await page.locator(".log .bot").first().waitFor();
    await page.locator(".chat header").getByRole("button", { name: "转人工" }).click();
    await page.locator(".log").getByText("已转人工").waitFor();
    await leave(page);
  },
});
await browser.close();
