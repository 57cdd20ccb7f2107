// The one question (一句话问政府): type-ahead, the answer with its source, what is asked back, the way to a person.
import { FIRST, LOST, SEARCH_ID } from "./recorded_search.mjs";
import { becomes, equal, fits, PHONE, violations } from "./stage.mjs";

const QUESTION = "身份证丢了怎么办";
const address = (words, more = "") => `#/search?q=${encodeURIComponent(words)}${more}`;

export function askCases({ url, world, open, button, ask, quiet }) {
  const card = (page) => page.locator(".card");
  const composing = (page, key) => page.locator("#ask").evaluate((input, name) => input.dispatchEvent(new KeyboardEvent("keydown", { key: name, isComposing: true, bubbles: true, cancelable: true })), key);
  const here = (page) => page.evaluate(() => decodeURIComponent(location.hash));

  return {
    "typing is completed by arrows and Enter, and Esc leaves it alone": async () => {
      const page = await open();
      await page.locator("#ask").pressSequentially("sfz");
      await page.getByRole("option", { name: "身份证首次申领" }).waitFor();
      await page.keyboard.press("Escape");
      await becomes(() => page.locator("#proposals li").count(), 0, "closed list");
      await page.keyboard.press("ArrowDown");
      await page.locator("#proposals li").first().waitFor();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      equal(await page.locator("#ask").getAttribute("aria-activedescendant"), "proposal-1", "active option");
      await page.keyboard.press("Enter");
      await card(page).waitFor();
      equal(world().at("/knowledge/answer"), [{ text: "身份证首次申领", about: FIRST }], "asked");
      await quiet(page);
    },
    "keys of an input method choose nothing and ask nothing": async () => {
      const page = await open();
      await page.locator("#ask").pressSequentially("sfz");
      await page.locator("#proposals li").first().waitFor();
      await composing(page, "ArrowDown");
      await composing(page, "Enter");
      equal(await page.locator("#ask").getAttribute("aria-activedescendant"), null, "active option");
      equal(await here(page), "", "address");
      await quiet(page);
    },
    "an answer stands with source, owner, version, validity and why": async () => {
      const page = await open();
      await ask(page, QUESTION);
      await card(page).getByRole("link", { name: "佛山市公安局" }).waitFor();
      equal(await card(page).locator("mark").allInnerTexts(), ["身份证"], "marks");
      await card(page).getByText("第 3 版 · 2025/01/01 起有效 · 有效到 2027/12/31 · 2026/11/26 更新").waitFor();
      await becomes(() => page.evaluate(() => document.activeElement?.tagName), "H1", "focus");
      await page.getByText("为什么给您这个答案？").click();
      await page.getByText("您问的话里有“身份证丢”，与“身份证丢了”对得上。").waitFor();
      equal(await card(page).locator('.said a[href="tel:075700002001"]').count(), 1, "number to ring");
      equal(await page.title(), `${QUESTION} · 12345 政务服务便民热线`, "title");
      await quiet(page);
    },
    "a result has an address that opens it elsewhere, and Back leads to the question before": async () => {
      const page = await open();
      await ask(page, QUESTION);
      await card(page).waitFor();
      await ask(page, "茅台股票今天涨了吗");
      await page.getByText("没有把握答准").waitFor();
      await page.goBack();
      await card(page).getByText("每证40元").waitFor();
      equal(await page.locator("#ask").inputValue(), QUESTION, "words in the box");
      equal(await here(page), `#/search?q=${QUESTION}`, "address");
      await page.goBack();
      await page.getByRole("heading", { name: "一句话问政府" }).waitFor();
      const other = await open(address(QUESTION), PHONE);
      await card(other).getByText("每证40元").waitFor();
      await quiet(page);
      await quiet(other);
    },
    "nothing personal stands in an address, and Back still finds it": async () => {
      const page = await open();
      await ask(page, "我叫李小明，电话13812345678，身份证丢了");
      await card(page).waitFor();
      equal(/^#\/search\?held=[0-9a-f]{8}$/.test(await here(page)), true, await here(page));
      equal(await button(page, "分享这个答案").count(), 0, "share");
      equal(await page.title(), "12345 政务服务便民热线", "title");
      await page.reload();
      await card(page).waitFor();
      const elsewhere = await open(await here(page));
      await elsewhere.getByText("这个链接里没有问题内容").waitFor();
      await quiet(page);
      await quiet(elsewhere);
    },
    "a question back is answered by one press, and the district is kept only on request": async () => {
      const page = await open(address("办身份证去哪里"), PHONE);
      await card(page).getByText("居民身份证申领、换领、补领").waitFor();
      await button(page, "禅城区").click();
      await card(page).getByText("祖庙派出所户政窗口").waitFor();
      equal(world().at("/knowledge/answer").at(-1), { text: "办身份证去哪里", about: "ITEM:01M8BHJ5HHPXWB69BN15C5SDGK", district: "440604" }, "asked");
      equal(await page.evaluate(() => Object.values(localStorage).sort().join()), "no,zh-CN", "kept without asking");
      await page.getByText(/您在哪个区：禅城区/).click();
      await page.getByLabel("在这台设备上记住我的区").check();
      await page.goto(`${url}/${address("身份证到期去哪里换")}`);
      await page.reload();
      await card(page).getByText("祖庙派出所户政窗口").waitFor();
      equal(world().at("/knowledge/answer").at(-1).district, "440604", "district");
      await quiet(page);
    },
    "candidates are big buttons, and fields of the item are asked by a press": async () => {
      const page = await open(address("居住"), PHONE);
      const height = await button(page, "居住证申领").evaluate((one) => one.getBoundingClientRect().height);
      equal(height >= 44, true, `button of ${height} px`);
      await button(page, "居住证申领").click();
      await button(page, "多少钱").click();
      await card(page).getByText("的收费：每证40元").waitFor();
      equal(world().at("/knowledge/answer").at(-1), { text: "居民身份证遗失补领", about: LOST, field: "FEE" }, "asked");
      await quiet(page);
    },
    "what was meant is told when it was searched for": async () => {
      const page = await open(address("身份正丢了"));
      await page.getByText("已按“身份证丢了”为您查找。").waitFor();
      await quiet(page);
    },
    "a refusal hands over: by phone, as a request with the words, or to the chat": async () => {
      const page = await open(address("茅台股票今天涨了吗"));
      await card(page).locator('a[href="tel:12345"]').waitFor();
      equal(await card(page).locator(".source").count(), 0, "sources");
      await card(page).getByRole("link", { name: /写成诉求提交/ }).click();
      await becomes(() => page.locator("#content").inputValue(), "茅台股票今天涨了吗", "request");
      await page.goBack();
      await card(page).getByRole("link", { name: /在线问答/ }).click();
      await becomes(() => page.locator("#chat-words").inputValue(), "茅台股票今天涨了吗", "chat");
      equal(world().sent.filter((one) => one.path.endsWith("/messages")), [], "sent without a press");
      await quiet(page);
    },
    "a question about progress leads to where it is looked up, with the number": async () => {
      const page = await open(address("FS202611260000123 办到哪了"));
      await card(page).getByRole("link", { name: /查询进度/ }).click();
      await becomes(() => page.locator("#number").inputValue(), "FS202611260000123", "number");
      await quiet(page);
    },
    "whoever wants to complain finds the request first, and a greeting is sent to nobody": async () => {
      const page = await open(address("我要投诉"), PHONE);
      await becomes(() => card(page).locator(".hand strong").allInnerTexts(), ["写成诉求提交", "拨打 12345", "在线问答"], "ways");
      await ask(page, "你好");
      await card(page).getByText("您好！").waitFor();
      equal(await card(page).locator(".hand").count(), 0, "ways");
      await quiet(page);
    },
    "danger comes first": async () => {
      const page = await open(address("家里着火了"), PHONE);
      await page.getByRole("link", { name: "立即拨打 119" }).waitFor();
      await quiet(page);
    },
    "helpful or not is one press, and why not is a choice": async () => {
      const page = await open(address(QUESTION));
      await button(page, "没有帮助").click();
      await button(page, "电话或地点不对").click();
      await page.getByText("已记下").waitFor();
      await becomes(() => world().at("/knowledge/feedback"), [{ document: LOST, search_id: SEARCH_ID, position: 1, verdict: "UNHELPFUL" }], "verdict");
      await becomes(() => world().at("/knowledge/no-help"), [{ document: LOST, search_id: SEARCH_ID, position: 1, reason: "WRONG_CONTACT" }], "reason");
      await page.reload();
      await button(page, "有帮助").click();
      await page.getByText("谢谢您的反馈。").waitFor();
      await quiet(page);
    },
    "while the search is down the way to a person stays, and trying again works": async () => {
      const page = await open();
      world().down = true;
      await ask(page, QUESTION);
      await page.getByText("检索暂时用不了").waitFor();
      equal(await page.locator('.hand a[href="tel:12345"]').count(), 1, "number");
      world().down = false;
      await button(page, "再试一次").click();
      await card(page).getByText("每证40元").waitFor();
      await quiet(page, /status of 503/);
    },
    "urgent notices stand above the question, with their last day; what many ask below": async () => {
      const page = await open();
      await page.locator(".urgent .notice", { hasText: "台风红色预警" }).getByText("有效到 2026/12/01").waitFor();
      equal(await page.locator(".notices .notice").count(), 2, "other notices");
      const [urgent, box] = await page.evaluate(() => [".notice.urgent", "#ask"].map((name) => document.querySelector(name).getBoundingClientRect().top));
      equal(urgent < box, true, "order");
      await page.getByRole("link", { name: "台风天停课怎么通知" }).click();
      await page.locator("h1.question").waitFor();
      await quiet(page);
    },
    "questions are asked and answered accessibly at every size, in both languages": async () => {
      for (const [path, viewport] of [["", undefined], ["", PHONE], ["", { width: 320, height: 640 }], ["?elder", PHONE]]) {
        const page = await open(path, viewport);
        const check = async (where) => {
          equal(await violations(page), [], `violations ${where}`);
          await fits(page);
        };
        await check("at home");
        await page.locator("#ask").pressSequentially("sfz");
        await page.locator("#proposals li").first().waitFor();
        await check("of the list");
        for (const words of [QUESTION, "办身份证去哪里", "茅台股票今天涨了吗"]) {
          await ask(page, words);
          await page.locator("h1.question", { hasText: words }).waitFor();
          await card(page).waitFor();
          await check(`of ${words}`);
        }
        await button(page, "English").click();
        await check("in English");
        await quiet(page);
      }
    },
  };
}
