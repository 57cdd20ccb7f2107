// What staff must be able to do in the console (工作台), against recorded answers.
import { ARTICLE } from "./recorded_desk.mjs";
import { becomes, DESKTOP, equal, fits, leave, PHONE, violations, visit } from "./stage.mjs";

export function consoleCases({ browser, url, state, fresh }) {
  const id = () => state.world.ticket.id;
  const open = async (path, viewport = DESKTOP, signedIn = true) => {
    fresh();
    state.world.signedIn = signedIn;
    const page = await visit(browser, url, `/console#/${path}`, viewport);
    if (signedIn) await page.waitForSelector("main h1");
    return page;
  };
  const button = (page, name) => page.getByRole("button", { name, exact: true });
  const sent = (path) => state.world.sent.filter((one) => one.path.endsWith(path)).map((one) => one.body);

  const cases = {
    "the accessibility check finds what is wrong": async () => {
      const page = await open("tickets");
      await page.evaluate(() => document.querySelector("main").insertAdjacentHTML("beforeend", '<img src="/ui/favicon.svg"><input>'));
      const found = (await violations(page)).map((line) => line.split(":")[0]);
      equal([found.includes("image-alt"), found.includes("label")], [true, true], `found ${found}`);
      await leave(page);
    },
    "sign-in asks for the code only when the server wants it": async () => {
      const page = await open("sign-in", DESKTOP, false);
      await page.locator("#login").fill("chenxiao");
      await page.locator("#password").fill("wrong");
      await page.keyboard.press("Enter");
      await page.getByText("账号或口令不正确").waitFor();
      await becomes(() => page.locator("#code").count(), 0, "code fields");
      await page.locator("#password").fill("correct horse");
      await page.keyboard.press("Enter");
      await page.locator("#code").waitFor();
      await page.waitForFunction(() => document.activeElement?.id === "code");
      await page.keyboard.type("123456");
      await page.keyboard.press("Enter");
      await page.getByText("FS202603040000017").waitFor();
      await leave(page);
    },
    "a page is only shown to those signed in, and is shown after it": async () => {
      const page = await open("desk", DESKTOP, false);
      await page.locator("#login").fill("chenxiao");
      await page.locator("#password").fill("correct horse");
      await button(page, "登录").click();
      await page.locator("#code").fill("123456");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: /承办工作台/ }).waitFor();
      await leave(page);
    },
    "the list can be filtered, paged and opened by keyboard alone": async () => {
      const page = await open("tickets");
      await page.getByLabel("编号、标题或内容").focus();
      await page.keyboard.type("油烟");
      await page.keyboard.press("Enter");
      await page.waitForURL(/q=/);
      await page.getByRole("link", { name: "FS202603040000017" }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "可办操作" }).waitFor();
      await leave(page);
    },
    "the Enter that picks a word from the input method searches nothing": async () => {
      const page = await open("tickets");
      await page.getByLabel("编号、标题或内容").fill("zao yin");
      await page.getByLabel("编号、标题或内容").dispatchEvent("keydown", { key: "Enter", isComposing: true });
      await page.waitForTimeout(300);
      equal(page.url().includes("q="), false, "searched");
      await leave(page);
    },
    "the skip link leads past the navigation": async () => {
      const page = await open("tickets");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      equal(await page.evaluate(() => document.activeElement?.id), "main", "focus");
      await leave(page);
    },
    "only the actions the server allows are offered": async () => {
      const page = await open(`tickets/${id()}`);
      const names = await page.locator(".bar button").allInnerTexts();
      equal(names.map((name) => name.trim()), ["派单", "答复", "改分类", "不予受理"], "actions");
      await leave(page);
    },
    "dispatch takes units and row from the catalogue and sends the version": async () => {
      const page = await open(`tickets/${id()}`);
      await button(page, "派单").click();
      await button(page, "采用").click();
      await button(page, "提交派单").click();
      await page.getByText("“派单”已完成。").waitFor();
      equal(sent("/actions/DISPATCH"), [{ version: 4, lead_unit_id: "U1", partner_unit_ids: ["U2"], catalogue_row_id: "R-0102-440604" }], "request");
      await leave(page);
    },
    "a form opens with its first field focused, names what is missing and closes by Escape": async () => {
      const page = await open(`tickets/${id()}`);
      await button(page, "不予受理").press("Enter");
      await page.waitForFunction(() => document.activeElement?.id === "field-reason");
      await button(page, "提交不予受理").press("Enter");
      await page.getByText("必须填写").waitFor();
      equal(sent("/actions/DECLINE"), [], "requests");
      await page.keyboard.press("Escape");
      await becomes(() => page.locator("#field-reason").count(), 0, "open forms");
      await leave(page);
    },
    "what was typed survives a reload": async () => {
      const page = await open(`tickets/${id()}`);
      await button(page, "答复").click();
      await page.locator("#field-public_answer").fill("已责令整改，");
      await page.reload();
      await button(page, "答复").click();
      await page.getByText("已恢复上次未提交的内容。").waitFor();
      await becomes(() => page.locator("#field-public_answer").inputValue(), "已责令整改，", "draft");
      await leave(page);
    },
    "a half-written reply is found again in another browser": async () => {
      const page = await open(`tickets/${id()}`);
      await button(page, "答复").click();
      const kept = page.waitForResponse((response) => response.request().method() === "PUT");
      await page.locator("#field-public_answer").fill("已约谈经营者，");
      await kept;
      await page.evaluate(() => sessionStorage.clear());
      await page.reload();
      await button(page, "答复").click();
      await page.waitForFunction(() => document.querySelector("#field-public_answer")?.value === "已约谈经营者，");
      await leave(page);
    },
    "evidence is uploaded, given to the ticket and named with what it proves": async () => {
      const page = await open(`tickets/${id()}`);
      await button(page, "答复").click();
      await page.locator("#field-evidence").setInputFiles({ name: "现场.png", mimeType: "image/png", buffer: Buffer.from("x") });
      await page.locator(".panel .files li").getByText("现场.png").waitFor();
      await page.getByRole("combobox", { name: "是否属实" }).press("Enter");
      await page.getByRole("option", { name: "属实", exact: true }).click();
      await page.getByRole("combobox", { name: "是否解决" }).press("Enter");
      await page.getByRole("option", { name: "已解决" }).click();
      await page.locator("#field-public_answer").fill("已责令整改并安排巡查。");
      await button(page, "提交答复").click();
      await page.getByText("“答复”已完成。").waitFor();
      equal(sent("/files"), [{ claims: ["CLAIM-9"], kind: "HANDLING_PROOF" }], "attached");
      equal(sent("/actions/REPLY")[0].evidence, [{ file_id: "FILE-1", kind: "HANDLING_PROOF" }], "evidence");
      await leave(page);
    },
    "a stale version shows what others changed, keeps the words and sends them on": async () => {
      const page = await open(`tickets/${id()}`);
      await button(page, "不予受理").click();
      await page.locator("#field-reason").fill("属诉讼事项");
      state.world.overtake();
      await button(page, "提交不予受理").click();
      await page.getByText("在您填写期间，此工单已被他人更新").waitFor();
      await page.locator(".merge").getByText("调整紧急程度").waitFor();
      await becomes(() => page.locator("#field-reason").inputValue(), "属诉讼事项", "typed words");
      await button(page, "在最新版本上提交").click();
      await page.getByText("“不予受理”已完成。").waitFor();
      equal(sent("/actions/DECLINE").map((body) => [body.version, body.reason]), [[4, "属诉讼事项"], [5, "属诉讼事项"]], "requests");
      await leave(page);
    },
    "personal data is shown in clear only with a purpose": async () => {
      const page = await open(`tickets/${id()}`);
      await page.getByRole("button", { name: "查看明文 联系电话" }).click();
      await button(page, "确认查看").click();
      await page.getByText("请填写用途。").waitFor();
      await page.getByLabel(/用途/).fill("联系市民核实地点");
      await button(page, "确认查看").click();
      await page.getByText("13812345678").waitFor();
      equal(sent("/reveal"), [{ field: "phone", purpose: "联系市民核实地点" }], "request");
      await leave(page);
    },
    "an answer on the spot must cite the knowledge base": async () => {
      const page = await open("intake");
      await page.locator("#content").fill("居住证到期了，怎样续签？");
      await page.locator("#phone").fill("13800000000");
      equal(await button(page, "即时答复并办结").isDisabled(), true, "disabled without citation");
      await page.locator(".others summary").first().click();
      await page.getByRole("button", { name: "引用 身份证丢了怎么补办" }).click();
      await page.getByText("已引用《身份证丢了怎么补办》。").waitFor();
      await button(page, "即时答复并办结").click();
      await page.getByText("402917").waitFor();
      equal(sent("/api/tickets")[0].contact, { phone: "13800000000" }, "contact");
      equal(sent("/actions/ANSWER_NOW")[0].article_revision_ids, [ARTICLE.revision_id], "citation");
      await leave(page);
    },
    "suggestions say how sure they are and why, and fill the form only when picked": async () => {
      const page = await open("intake");
      await page.locator("#content").fill(state.world.ticket.content);
      await page.getByText("86%").waitFor();
      await page.locator(".choices mark", { hasText: "烧烤档" }).waitFor();
      await page.getByRole("button", { name: /投诉/ }).click();
      await button(page, "登记立单").click();
      await page.getByText("请把编号和查询码告知市民").waitFor();
      equal(await violations(page), [], "violations");
      await page.getByRole("link", { name: "查看工单" }).click();
      await page.getByRole("heading", { name: "可办操作" }).waitFor();
      equal([sent("/api/tickets")[0].kind, sent("/api/tickets")[0].category_code], ["COMPLAINT", undefined], "request");
      await leave(page);
    },
    "the desk handles a ticket where it stands, on a phone": async () => {
      const page = await open("desk", PHONE);
      await page.getByRole("button", { name: "办理 FS202603040000017" }).click();
      await button(page, "答复").click();
      await page.locator("#field-public_answer").waitFor();
      await fits(page);
      await leave(page);
    },
    "a broken live connection is told": async () => {
      const page = await open("tickets");
      await page.getByText("实时连接已断开，页面内容可能不是最新。").waitFor();
      await leave(page);
    },
    "the language can be switched and stays": async () => {
      const page = await open("tickets");
      await button(page, "English").click();
      await page.getByRole("heading", { name: "Tickets" }).waitFor();
      await page.reload();
      await page.getByRole("heading", { name: "Tickets" }).waitFor();
      equal(await page.evaluate(() => document.documentElement.lang), "en", "lang");
      equal(await violations(page), [], "violations");
      await leave(page);
    },
    "signing out leaves no draft behind": async () => {
      const page = await open("intake");
      await page.locator("#content").fill("市民电话 13800000000");
      await button(page, "退出").click();
      await page.locator("#login").waitFor();
      equal(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.includes("draft"))), [], "drafts");
      await leave(page);
    },
  };

  for (const [name, path] of Object.entries({ "sign-in": "sign-in", list: "tickets", ticket: "tickets/:id", intake: "intake", desk: "desk", supervision: "supervision", knowledge: "knowledge", notices: "notices", account: "account" })) {
    for (const [size, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
      cases[`the ${name} page is accessible and fits at ${size} size`] = async () => {
        const page = await open(path.replace(":id", id()), viewport, name !== "sign-in");
        if (name === "ticket") await button(page, "答复").click();
        equal(await violations(page), [], "violations");
        await fits(page);
        await leave(page);
      };
    }
  }
  return cases;
}
