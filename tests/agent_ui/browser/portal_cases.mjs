// What a citizen must be able to do on the portal (市民页面), against recorded answers.
import { becomes, DESKTOP, equal, fits, leave, PHONE, violations, visit } from "./stage.mjs";

const NARROW = { width: 320, height: 640 };

export function portalCases({ browser, url, state, fresh }) {
  const open = (path = "", viewport = DESKTOP, options = {}) => {
    fresh();
    return visit(browser, url, `/${path}`, viewport, options);
  };
  const button = (page, name) => page.getByRole("button", { name, exact: true });
  const sent = (path) => state.world.sent.filter((one) => one.path.endsWith(path)).map((one) => one.body);
  const write = async (page) => {
    await page.locator("#content").fill("楼下烧烤档每晚油烟很大");
    await button(page, "下一步：地点与联系方式").click();
  };
  const contact = async (page) => {
    await page.locator("#phone").fill("13800000000");
    await button(page, "下一步：核对并提交").click();
    await page.locator(".summary").waitFor();
  };
  const follow = async (page) => {
    await page.locator("#code").fill("402917");
    await button(page, "查询").click();
    await page.locator(".parcel").waitFor();
  };

  const cases = {
    "a request is submitted with subject, answers, place and contact": async () => {
      const page = await open("#/submit");
      await page.locator("#category-0").selectOption("01");
      await page.locator("#category-1").selectOption("0102");
      await page.locator("#question-when").fill("每晚十点后");
      await page.locator("#photos").setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from("x") });
      await write(page);
      await page.locator("#district").selectOption("440604");
      await page.locator("#town").selectOption("440604001");
      await page.locator("#address").fill("同济路");
      await page.locator("#point").fill("113.12, 23.02");
      await contact(page);
      await button(page, "提交").click();
      await page.getByText("402917").waitFor();
      const [{ submission_key, ...request }] = sent("/api/public/requests");
      equal(/^[0-9a-f]{32}$/.test(submission_key), true, "submission key");
      equal(request, {
        content: "楼下烧烤档每晚油烟很大", category_code: "0102", answers: { when: "每晚十点后" },
        place: { district_code: "440604", town_code: "440604001", address: "同济路", lng: 113.12, lat: 23.02 },
        anonymous: false, contact: { phone: "13800000000" }, confidential: false, reply_wanted: true, publish_allowed: false, language: "cmn", attachments: ["CLAIM-9"],
      }, "request");
      await leave(page);
    },
    "what is missing is told when one wants to go on, and is gone once it is there": async () => {
      const page = await open("#/submit", PHONE);
      await button(page, "下一步：地点与联系方式").click();
      await page.getByText("请写下您要反映的事情。").waitFor();
      await page.locator("#content").fill("楼下烧烤档每晚油烟很大");
      await becomes(() => page.getByText("请写下您要反映的事情。").count(), 0, "words");
      await button(page, "下一步：地点与联系方式").click();
      await button(page, "下一步：核对并提交").click();
      await page.getByText("请填写联系电话，或选择匿名反映。").waitFor();
      await page.locator("#phone").fill("13800000000");
      await becomes(() => page.getByText("请填写联系电话，或选择匿名反映。").count(), 0, "phone");
      await leave(page);
    },
    "danger and the right door are told before anything is submitted": async () => {
      const page = await open("#/submit");
      await write(page);
      await contact(page);
      await page.getByRole("link", { name: "立即拨打 119" }).waitFor();
      await page.getByText("这件事可能不由 12345 受理").waitFor();
      equal(sent("/api/public/requests"), [], "requests");
      equal(sent("/api/public/advice"), [{ text: "楼下烧烤档每晚油烟很大" }], "advice asked");
      await leave(page);
    },
    "everything can be done by keyboard alone": async () => {
      const page = await open("#/submit");
      await page.locator("#content").focus();
      await page.keyboard.type("路灯坏了三天没人修");
      await button(page, "下一步：地点与联系方式").focus();
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.activeElement?.tagName === "H1");
      await page.locator(".check input").first().focus();
      await page.keyboard.press("Space");
      await button(page, "下一步：核对并提交").focus();
      await page.keyboard.press("Enter");
      await page.locator(".summary").waitFor();
      await button(page, "提交").focus();
      await page.keyboard.press("Enter");
      await page.locator(".receipt").waitFor();
      equal(sent("/api/public/requests")[0].anonymous, true, "anonymous");
      await leave(page);
    },
    "what is missing is said beside the field, and the field is focused": async () => {
      const page = await open("#/submit");
      await button(page, "下一步：地点与联系方式").click();
      await page.locator("#content-error", { hasText: "请写下您要反映的事情。" }).waitFor();
      equal(await page.evaluate(() => document.activeElement?.id), "content", "focus");
      await write(page);
      await button(page, "下一步：核对并提交").click();
      await page.locator("#phone-error", { hasText: "请填写联系电话" }).waitFor();
      equal(await page.evaluate(() => document.activeElement?.id), "phone", "focus");
      await leave(page);
    },
    "a half-written request survives a reload": async () => {
      const page = await open("#/submit");
      await page.locator("#content").fill("写到一半的诉求");
      await page.reload();
      await becomes(() => page.locator("#content").inputValue(), "写到一半的诉求", "draft");
      await leave(page);
    },
    "a draft is saved on the server and found again on this device": async () => {
      const page = await open("#/submit");
      await write(page);
      await contact(page);
      await button(page, "保存草稿，稍后继续").click();
      await page.getByText("草稿已保存").waitFor();
      await page.evaluate(() => sessionStorage.clear());
      await page.goto(`${url}/`);
      await page.reload();
      await button(page, "继续填写").click();
      await page.waitForFunction(() => document.querySelector("#content")?.value === "草稿里的内容");
      await leave(page);
    },
    "the page works where the browser has no position": async () => {
      fresh();
      const context = await browser.newContext({ viewport: PHONE, locale: "zh-CN" });
      await context.addInitScript(() => delete Object.getPrototypeOf(navigator).geolocation);
      const page = await context.newPage();
      await page.goto(`${url}/#/submit`);
      await write(page);
      await becomes(() => button(page, "使用我现在的位置").count(), 0, "buttons");
      await contact(page);
      await context.close();
    },
    "a position that is given fills the map point": async () => {
      const page = await open("#/submit", PHONE, { geolocation: { longitude: 113.1216, latitude: 23.0215 }, permissions: ["geolocation"] });
      await write(page);
      await button(page, "使用我现在的位置").click();
      await page.waitForFunction(() => document.querySelector("#point")?.value === "113.121600, 23.021500");
      await leave(page);
    },
    "a request is followed like a parcel with number and code": async () => {
      const page = await open("#/track?number=FS202603040009998");
      await page.locator("#code").fill("000000");
      await button(page, "查询").click();
      await page.getByText("编号或查询码不正确").waitFor();
      await follow(page);
      await page.getByRole("heading", { name: "已答复，请您评价" }).waitFor();
      await page.locator(".newest", { hasText: "承办单位已答复" }).waitFor();
      await leave(page);
    },
    "solved and satisfied are asked apart, and neither is chosen beforehand": async () => {
      const page = await open("#/track?number=FS202603040009998");
      await follow(page);
      await button(page, "评价").click();
      await becomes(() => page.locator(".follow input:checked").count(), 0, "chosen beforehand");
      await page.getByLabel("部分解决").check();
      await button(page, "提交评价").click();
      await page.getByText("请回答“是否解决”和“是否满意”两个问题。").waitFor();
      await page.getByLabel("不满意", { exact: true }).check();
      await page.getByLabel("办得慢").check();
      await button(page, "提交评价").click();
      await page.getByText("已收到，谢谢。").waitFor();
      await button(page, "修改评价").waitFor(); // thanked, not asked again
      const [body] = sent("/rate");
      equal([body.code, body.solved, body.satisfied, body.reasons], ["402917", "PARTLY", "DISSATISFIED", ["SLOW"]], "rating");
      await leave(page);
    },
    "supplement, urge, not solved and withdraw reach the ticket": async () => {
      const page = await open("#/track?number=FS202603040009998");
      await follow(page);
      for (const [name, send] of [["补充情况", "提交补充"], ["催办", "确认催办"], ["没有解决", "要求重新办理"], ["撤回", "确认撤回"]]) {
        await button(page, name).click();
        await page.locator(".follow textarea").fill("补充一句");
        await button(page, send).click();
        await page.getByText("已收到，谢谢。").waitFor();
      }
      const verbs = state.world.sent.filter((one) => one.path.includes("/public/tickets/")).map((one) => one.path.split("/").at(-1));
      equal(verbs, ["supplement", "urge", "not-solved", "withdraw"], "verbs");
      await leave(page);
    },
    "elder mode shows at least 18 pixels and is remembered": async () => {
      const page = await open();
      await button(page, "大字版").click();
      await page.reload();
      const size = await page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize));
      equal(size >= 18, true, `body of ${size} px`);
      await leave(page);
    },
  };

  const looks = { desktop: DESKTOP, phone: PHONE, "smallest phone": NARROW, "elder phone": PHONE };
  for (const [size, viewport] of Object.entries(looks)) {
    cases[`every page is accessible and fits at ${size} size`] = async () => {
      const page = await open(size.startsWith("elder") ? "?elder" : "", viewport);
      const check = async (where) => {
        equal(await violations(page), [], `violations ${where}`);
        await fits(page);
      };
      await check("at home");
      await page.goto(page.url().replace(/(#.*)?$/, "#/submit"));
      await page.locator("#category-0").selectOption("01");
      await page.locator("#category-1").selectOption("0102");
      await check("of the first step");
      await write(page);
      await check("of the second step");
      await contact(page);
      await check("of the third step");
      await button(page, "提交").click();
      await page.locator(".receipt").waitFor();
      await check("of the receipt");
      await page.getByRole("link", { name: "查看进度" }).click();
      await page.locator("#number").waitFor();
      await check("of the search");
      await follow(page);
      await button(page, "评价").click();
      await check("of the progress");
      await button(page, "English").click();
      await check("in English");
      await leave(page);
    };
  }
  return cases;
}
