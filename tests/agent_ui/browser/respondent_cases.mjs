// Whom a request is about (被反映对象): proposed at intake and review, masked on the ticket; the card of an appeal.
import { DESKTOP, becomes, equal, fits, PHONE, violations } from "./stage.mjs";
import { staff } from "./staff.mjs";

const field = (name, label, type, required = false, options = []) => ({ name, label, type, required, options });
const HEARD = "楼下的烧烤档";

/** The suggestion also names a respondent. */
function hears(world) {
  const { suggestion, content } = world.ticket;
  const start = content.indexOf(HEARD);
  suggestion.entities = [...suggestion.entities, { kind: "RESPONDENT", label: "被反映对象", start, end: start + HEARD.length, shown: HEARD }];
  world.suggestion = suggestion;
}

export function respondentCases(stage) {
  const { state } = stage;
  const { open, button, sent, quiet } = staff(stage);
  const about = (page) => page.locator("details.about");
  const listen = async (page) => {
    await page.locator("#content").fill(state.world.ticket.content);
    await page.locator("#phone").fill("13800000000");
    await becomes(() => page.locator("#respondent-name").inputValue(), HEARD, "proposed");
  };

  const cases = {
    "whom a complaint is about is proposed from the words, and the agent's own word stays": async () => {
      const page = await open("intake", DESKTOP, hears);
      equal(await about(page).getAttribute("open"), null, "folded while nothing is known");
      await listen(page);
      await page.getByText("由诉求内容提取，请核对。").waitFor();
      await page.locator("#respondent-name").fill("老王烧烤");
      await page.locator("#content").press("Control+End");
      await page.keyboard.type("请尽快处理。");
      await page.waitForTimeout(900);
      equal(await page.locator("#respondent-name").inputValue(), "老王烧烤", "the agent's word");
      await page.locator("#respondent-kind").press("Enter");
      await page.getByRole("option", { name: "企业或商户", exact: true }).click();
      await button(page, "登记立单").click();
      await page.getByText("请把编号和查询码告知市民").waitFor();
      equal(sent("/api/tickets")[0].respondent, { kind: "FIRM", name: "老王烧烤" }, "request");
      await quiet(page);
    },
    "nobody knows him: one tick by keyboard, and no name is sent": async () => {
      const page = await open("intake", DESKTOP, hears);
      await listen(page);
      await about(page).locator("summary").focus();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Space");
      await becomes(() => page.locator("#respondent-name").count(), 0, "name fields");
      await button(page, "登记立单").click();
      await page.getByText("请把编号和查询码告知市民").waitFor();
      equal(sent("/api/tickets")[0].respondent, { unknown: true }, "request");
      await quiet(page);
    },
    "a call for help asks for no respondent, and the company stands behind one fold": async () => {
      const page = await open("intake", DESKTOP, (world) => {
        hears(world);
        world.suggestion.kind = [{ value: "HELP", label: "求助", confidence: 0.86, source: "model", evidence: [] }];
      });
      await page.locator("#content").fill(state.world.ticket.content);
      await page.locator("#phone").fill("13800000000");
      await page.getByText("86%").first().waitFor();
      equal(await about(page).getAttribute("open"), null, "folded");
      await page.getByText("更多：通讯地址、企业信息").press("Enter");
      await page.getByLabel("企业名称").fill("某某贸易公司");
      await page.getByLabel("统一社会信用代码").fill("91440600ma4w000000");
      await button(page, "登记立单").click();
      await page.getByText("请把编号和查询码告知市民").waitFor();
      equal([sent("/api/tickets")[0].respondent, sent("/api/tickets")[0].contact], [undefined, { phone: "13800000000", company_name: "某某贸易公司", credit_code: "91440600MA4W000000" }], "request");
      await quiet(page);
    },
    "the reviewer takes the proposed name, or ticks that nobody knows": async () => {
      const page = await open(`tickets/${state.world.ticket.id}`, DESKTOP, (world) => {
        hears(world);
        world.ticket.allowed_actions = [{ action: "APPROVE", label: "审核通过", tone: "primary", fields: [field("respondent_name", "被反映对象名称或姓名", "text"), field("respondent_unknown", "被反映对象不明", "bool")] }];
      });
      await button(page, "审核通过").click();
      equal(await page.locator("#field-respondent_name").inputValue(), HEARD, "proposed");
      equal(await violations(page), [], "violations");
      await page.locator("#field-respondent_unknown").press("Space");
      await becomes(() => page.locator("#field-respondent_name").inputValue(), "", "the name goes with the tick");
      await button(page, "提交审核通过").click();
      await page.getByText("“审核通过”已完成。").waitFor();
      equal(sent("/actions/APPROVE"), [{ version: 4, respondent_unknown: true }], "request");
      await quiet(page);
    },
    "the respondent is masked on the ticket and read in clear with a purpose": async () => {
      const page = await open(`tickets/${state.world.ticket.id}`, DESKTOP, (world) => {
        Object.assign(world.ticket, { respondent_kind: "PERSON", respondent_name: "王**", respondent_phone: "139****0000" });
      });
      await page.getByRole("heading", { name: "被反映对象" }).waitFor();
      await page.getByRole("button", { name: "查看明文 名称或姓名" }).click();
      await page.getByLabel(/用途/).fill("上门核查前联系");
      equal(await violations(page), [], "violations");
      await button(page, "确认查看").click();
      await becomes(() => page.getByText("13812345678").count(), 1, "in clear");
      equal(sent("/reveal"), [{ field: "respondent_name", purpose: "上门核查前联系" }], "request");
      await quiet(page);
    },
    "an appeal names one of the unit's own cards, and only an appeal on a card": async () => {
      const items = [{ value: "REDO", label: "重办认定" }, { value: "CARD", label: "监察牌" }];
      const page = await open(`tickets/${state.world.ticket.id}`, DESKTOP, (world) => {
        world.ticket.allowed_actions = [{ action: "FILE_APPEAL", label: "考核申诉", fields: [field("item", "申诉事项", "select", true, items), field("card_id", "监察牌（不填指本单全部）", "text")] }];
      });
      await button(page, "考核申诉").click();
      equal(await page.locator("#field-card_id").count(), 0, "no card yet");
      await page.locator("#field-item").press("Enter");
      await page.getByRole("option", { name: "监察牌", exact: true }).click();
      await page.locator("#field-card_id").click();
      await page.getByRole("option", { name: /^红牌 办理超期/ }).click();
      equal(await violations(page), [], "violations");
      await button(page, "提交考核申诉").click();
      await page.getByText("“考核申诉”已完成。").waitFor();
      equal(sent("/actions/FILE_APPEAL"), [{ version: 4, item: "CARD", card_id: "C1" }], "request");
      await quiet(page);
    },
  };

  for (const [size, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    cases[`the intake with every fold open is accessible and fits at ${size} size`] = async () => {
      const page = await open("intake", viewport, hears);
      await listen(page);
      await page.getByText("更多：通讯地址、企业信息").click();
      await page.getByLabel("企业名称").waitFor();
      equal(await violations(page), [], "violations");
      await fits(page);
      await quiet(page);
    };
  }
  return cases;
}
