// What only some matters carry (专项要件): asked at review where the profile says so, missing ones told at their fields, shown on the ticket.
import { becomes, DESKTOP, equal, fits, PHONE, violations } from "./stage.mjs";
import { staff } from "./staff.mjs";

const field = (name, label, type, more = {}) => ({ name, label, type, required: false, ...more });
const consumer = { when: { profile: ["consumer_complaint"] } };
const efficiency = { when: { respondent_kind: ["UNIT", "STAFF"] } };
const APPROVE = {
  action: "APPROVE", label: "审核通过", tone: "primary",
  fields: [
    field("profile", "适用规则", "select", { options: [{ value: "standard", label: "标准" }, { value: "consumer_complaint", label: "消费投诉" }] }),
    field("respondent_kind", "被反映对象类型", "select", { options: [{ value: "FIRM", label: "企业或商户" }, { value: "STAFF", label: "工作人员" }] }),
    field("respondent_address", "被反映对象地址", "text"),
    field("accused_post", "被投诉人职务", "text", efficiency),
    field("complainant_name", "投诉人姓名", "text", consumer),
    field("complainant_address", "投诉人通讯地址", "text", consumer),
    field("demand", "投诉请求", "textarea", consumer),
    field("facts", "争议事实", "textarea", consumer),
    field("amount_yuan", "涉及金额（元）", "text", consumer),
    field("purchased_on", "购买日期", "date", consumer),
    field("platform_name", "交易平台", "text", consumer),
    field("file_ids", "授权委托书及凭证", "files", consumer),
    field("representatives", "共同投诉的代表人（姓名 电话，最多两人）", "multiselect", consumer),
    field("publish_consent", "同意公示投诉信息", "bool", consumer),
  ],
};
const ASK = { action: "REQUEST_INFO", label: "要求补充", fields: [field("missing_fields", "缺少的信息", "multiselect", { required: true }), field("question", "要问的问题", "textarea", { required: true })] };
const INCOMPLETE = {
  type: "about:blank", status: 422, code: "consumer_incomplete", title: "消费投诉缺少必备要件", detail: "消费投诉缺少：投诉人电话、被投诉人地址、投诉请求。请补填，或用“要求补充信息”向诉求人询问",
  errors: [
    { field: "contact_number", reason: "消费投诉须有投诉人电话" }, { field: "respondent_address", reason: "消费投诉须有被投诉人地址" }, { field: "demand", reason: "消费投诉须有投诉请求" },
  ],
};

export function branchCases(stage) {
  const { state } = stage;
  const { open, button, sent, quiet } = staff(stage);
  const review = async (viewport = DESKTOP) => {
    const page = await open(`tickets/${state.world.ticket.id}`, viewport, (world) => (world.ticket.allowed_actions = [APPROVE, ASK]));
    await button(page, "审核通过").click();
    return page;
  };
  const choose = async (page, name, label) => {
    await page.locator(`#field-${name}`).press("Enter");
    await page.getByRole("option", { name: label, exact: true }).click();
  };

  const cases = {
    "a consumer complaint asks for what the law asks, and another matter for none of it": async () => {
      const page = await review();
      equal(await page.locator("#field-demand").count(), 0, "no demand yet");
      await choose(page, "profile", "消费投诉");
      await page.getByRole("heading", { name: "消费投诉", exact: true }).waitFor();
      await page.getByText(/^已登记：.*；不填则不变。$/).first().waitFor();
      equal(await page.locator("#field-facts").inputValue(), state.world.ticket.content, "the facts begin with the words of the request");
      await page.locator("#field-facts").fill("充值五百元后闭店");
      await page.locator("#field-demand").fill("退还余额");
      await page.locator("#field-amount_yuan").fill("500");
      await choose(page, "publish_consent", "否");
      equal(await violations(page), [], "violations");
      await button(page, "提交审核通过").click();
      await page.getByText("“审核通过”已完成。").waitFor();
      equal(sent("/actions/APPROVE"), [{ version: 4, profile: "consumer_complaint", demand: "退还余额", facts: "充值五百元后闭店", amount_yuan: "500", publish_consent: false }], "request");
      await quiet(page);
    },
    "two speak for a joint complaint, and a third cannot be named": async () => {
      const page = await review();
      await choose(page, "profile", "消费投诉");
      const box = page.locator("#field-representatives");
      for (const person of ["陈某 13800000001", "黄某 13800000002", "何某 13800000003"]) {
        await box.fill(person);
        await box.press("Enter");
      }
      equal(await violations(page), [], "violations");
      await button(page, "提交审核通过").click();
      await page.getByText("“审核通过”已完成。").waitFor();
      equal(sent("/actions/APPROVE")[0].representatives, ["陈某 13800000001", "黄某 13800000002"], "representatives");
      await quiet(page);
    },
    "what is missing is told at its field, and one key asks the citizen for it": async () => {
      const page = await review();
      await page.route("**/actions/APPROVE", (route) => route.fulfill({ status: 422, contentType: "application/problem+json", body: JSON.stringify(INCOMPLETE) }));
      await choose(page, "profile", "消费投诉");
      await button(page, "提交审核通过").press("Enter");
      await page.getByRole("alert").getByText("消费投诉缺少：投诉人电话、被投诉人地址、投诉请求。").waitFor();
      await becomes(() => page.locator(".el-form-item__error").allInnerTexts(), ["消费投诉须有被投诉人地址", "消费投诉须有投诉请求"], "at the fields");
      equal(await violations(page), [], "violations");
      await button(page, "向诉求人要求补充信息").press("Enter");
      await page.getByRole("heading", { name: "要求补充", exact: true }).waitFor();
      await page.getByLabel("要问的问题").fill("请问您的电话、商家地址和要求？");
      await button(page, "提交要求补充").click();
      await page.getByText("“要求补充”已完成。").waitFor();
      equal(sent("/actions/REQUEST_INFO"), [{ version: 4, missing_fields: ["投诉人电话", "被投诉人地址", "投诉请求"], question: "请问您的电话、商家地址和要求？" }], "request");
      await quiet(page);
    },
    "a complaint about staff asks for the post": async () => {
      const page = await review();
      await choose(page, "respondent_kind", "工作人员");
      await page.getByRole("heading", { name: "效能投诉" }).waitFor();
      await page.locator("#field-accused_post").fill("窗口工作人员");
      await choose(page, "respondent_kind", "企业或商户");
      await becomes(() => page.locator("#field-accused_post").count(), 0, "gone with the kind");
      await button(page, "提交审核通过").click();
      await page.getByText("“审核通过”已完成。").waitFor();
      equal(sent("/actions/APPROVE"), [{ version: 4, profile: "standard", respondent_kind: "FIRM" }], "request");
      await quiet(page);
    },
    "the ticket shows the complaint, people masked, read in clear with a purpose": async () => {
      const page = await open(`tickets/${state.world.ticket.id}`, DESKTOP, (world) => {
        Object.assign(world.ticket, {
          consumer: { demand: "退还余额", facts: "充值后闭店", amount_yuan: "500.00", purchased_on: "2026-03-01", publish_consent: false, complainant_name: "王**", complainant_address: "禅城区***", agent_name: null, representatives: ["陈* 138****0001"], refusal_ground: "OVER_THREE_YEARS", refusal_ground_label: "知道或应当知道权益受损已超过三年" },
          report: null, efficiency: null, stages: { ACCEPTED: "2026-03-04T08:00:00Z", RECEIVED: "2026-03-03T08:00:00Z" },
        });
      });
      const card = page.locator("section.block", { has: page.getByRole("heading", { name: "消费投诉", exact: true }) });
      for (const words of ["500.00 元", "同意公示投诉信息", "否", "知道或应当知道权益受损已超过三年"]) await card.getByText(words, { exact: true }).waitFor();
      await card.getByText("陈* 138****0001").waitFor();
      equal((await card.locator("ol li").allInnerTexts()).map((words) => words.replace(/\s+/g, " ")), ["已接收 2026/03/03 16:00", "已受理 2026/03/04 16:00"], "stages");
      await page.getByRole("button", { name: "查看明文 共同投诉的代表人" }).click();
      await page.getByLabel(/用途/).fill("通知调解");
      await button(page, "确认查看").click();
      await becomes(() => sent("/reveal"), [{ field: "representatives", purpose: "通知调解" }], "request");
      equal(await violations(page), [], "violations");
      await quiet(page);
    },
  };

  for (const [size, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    cases[`the review of a consumer complaint fits at ${size} size, in English too`] = async () => {
      const page = await review(viewport);
      await choose(page, "profile", "消费投诉");
      await page.locator("#field-demand").waitFor();
      await fits(page);
      await button(page, "English").click();
      await page.getByRole("heading", { name: "Consumer complaint" }).waitFor();
      await fits(page);
      equal(await violations(page), [], "violations");
      await quiet(page);
    };
  }
  return cases;
}
