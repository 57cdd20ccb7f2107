// The chat window (对话窗): nothing is sent twice or lost, a person is one press away, the line one types is in sight.
import { becomes, DESKTOP, equal, fits, PHONE, violations } from "./stage.mjs";

export function chatCases({ world, open, button, quiet }) {
  const enter = async (viewport = DESKTOP, start = "", options = {}) => {
    const page = await open(`${start}#/chat`, viewport, options);
    await page.locator(".log .bot").first().waitFor();
    return page;
  };
  const say = async (page, words) => {
    await page.locator("#chat-words").fill(words);
    await page.keyboard.press("Enter");
  };
  const said = (page) => page.locator(".log .bubble").allInnerTexts();
  const messages = () => world().sent.filter((one) => one.path.endsWith("/messages")).map((one) => one.body);

  return {
    "the assistant greets, answers, and offers what can be pressed": async () => {
      const page = await enter(PHONE);
      await say(page, "楼下油烟很大");
      await button(page, "登记诉求").click();
      await page.getByText("关于“登记”：").waitFor();
      equal(messages().map((one) => one.text), ["楼下油烟很大", "登记"], "sent");
      equal(new Set(messages().map((one) => one.key)).size, 2, "keys");
      equal(await button(page, "登记诉求").count(), 0, "old buttons");
      equal(await page.locator('.log a[href="tel:12345"]').count(), 1, "number");
      await quiet(page);
    },
    "a person is one press away, also while an answer is on its way": async () => {
      const page = await enter();
      let release;
      await page.route("**/messages", async (route) => {
        if (route.request().postDataJSON().text !== "人工") await new Promise((go) => { release = go; });
        await route.continue();
      });
      await say(page, "身份证丢了");
      await page.getByText("正在回复").waitFor();
      await page.locator(".chat header").getByRole("button", { name: "转人工" }).click();
      await becomes(() => typeof release, "function", "held answer");
      release();
      await page.getByText("已转人工").waitFor();
      equal(messages().map((one) => one.text), ["身份证丢了", "人工"], "sent");
      await quiet(page);
    },
    "what had no answer is sent again by itself under the same key": async () => {
      const page = await enter();
      world().away = 1;
      await say(page, "身份证丢了");
      await page.getByText("关于“身份证丢了”").waitFor();
      equal(new Set(messages().map((one) => one.key)).size, 1, "keys");
      equal(messages().length, 2, "tries");
      await quiet(page, /status of 502/);
    },
    "when the network stays away it is said, and one press sends it again": async () => {
      const page = await enter(PHONE);
      world().away = 3;
      await say(page, "身份证丢了");
      await page.getByRole("alert").getByText("没有发出去").waitFor();
      await button(page, "重新发送").click();
      await page.getByText("关于“身份证丢了”").waitFor();
      equal(new Set(messages().map((one) => one.key)).size, 1, "keys");
      await quiet(page, /status of 502/);
    },
    "the transcript survives a reload, and is gone when the chat is ended": async () => {
      const page = await enter();
      await say(page, "身份证丢了");
      await page.getByText("到派出所户政窗口补领").waitFor();
      const before = await said(page);
      await page.reload();
      await becomes(() => said(page), before, "transcript");
      equal(world().chats, 1, "chats");
      equal(await page.evaluate(() => [location.href, ...Object.values(localStorage)].join().includes("token")), false, "token elsewhere");
      await button(page, "结束").click();
      await page.getByText("这台设备上的记录已清除").waitFor();
      equal(await page.evaluate(() => Object.keys(sessionStorage).join()), "", "kept");
      await button(page, "开始新的对话").click();
      await becomes(() => page.locator(".log .bubble").count(), 1, "new chat");
      await quiet(page);
    },
    "an expired chat begins anew and the words are still there": async () => {
      const page = await enter(PHONE);
      world().expired = true;
      await say(page, "身份证丢了");
      await page.getByText("下面是新的对话").waitFor();
      await becomes(() => page.locator("#chat-words").inputValue(), "身份证丢了", "words");
      await page.locator("#chat-words").press("Enter");
      await page.getByText("关于“身份证丢了”").waitFor();
      await quiet(page);
    },
    "an Enter of an input method sends nothing, and Shift+Enter begins a line": async () => {
      const page = await enter();
      const box = page.locator("#chat-words");
      await box.fill("shenfenzheng");
      await box.evaluate((one) => one.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true })));
      await box.press("Shift+Enter");
      equal([await box.inputValue(), messages()], ["shenfenzheng\n", []], "box");
      await quiet(page);
    },
    "what is said is read out: a log that speaks up politely": async () => {
      const page = await enter();
      const log = page.getByRole("log");
      equal([await log.getAttribute("aria-live"), await log.getAttribute("aria-label")], ["polite", "对话内容"], "log");
      await say(page, "身份证丢了");
      await becomes(async () => (await said(page))[1]?.replace(/\s/g, ""), "我：身份证丢了", "who");
      await quiet(page);
    },
    "with the keyboard of a phone open, the newest words and the box are in sight": async () => {
      for (const start of ["", "?elder"]) {
        const page = await enter(PHONE, start);
        await page.locator("#chat-words").focus();
        await page.setViewportSize({ width: 390, height: 430 });
        await say(page, "身份证丢了");
        await page.getByText("关于“身份证丢了”").waitFor();
        await page.waitForTimeout(300);
        const seen = await page.evaluate(() => {
          const inside = (name) => [...document.querySelectorAll(name)].at(-1).getBoundingClientRect();
          const [box, first, human] = [inside(".composer"), inside(".log .me .bubble"), inside(".chat header button")];
          return { box: box.bottom <= innerHeight && box.top >= 0, first: first.top < innerHeight, human: human.top >= 0 };
        });
        equal(seen, { box: true, first: true, human: true }, `in sight ${start}`);
        await fits(page);
        await quiet(page);
      }
    },
    "the chat is accessible and fits at every size, in both languages": async () => {
      for (const [start, viewport] of [["", DESKTOP], ["", PHONE], ["", { width: 320, height: 640 }], ["?elder", PHONE]]) {
        const page = await enter(viewport, start);
        await say(page, "楼下油烟很大");
        await button(page, "登记诉求").waitFor();
        equal(await violations(page), [], "violations");
        await fits(page);
        await button(page, "English").click();
        equal(await violations(page), [], "violations in English");
        await fits(page);
        await page.getByRole("button", { name: "End", exact: true }).click();
        equal(await violations(page), [], "violations at the end");
        await quiet(page);
      }
    },
  };
}
