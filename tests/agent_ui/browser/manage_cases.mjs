// Managers' pages (研判与派单管理): incidents, hot topics, briefs, watch, desk, automatic dispatch, catalogue.
import { account } from "./recorded.mjs";
import { open as openIncident } from "./recorded_insight.mjs";
import { DESKTOP, becomes, equal, fits, PHONE, violations } from "./stage.mjs";
import { staff } from "./staff.mjs";

const ALL = [
  ...account.permissions, "incident.read", "incident.manage", "incident.act", "incident.approve", "hot.read", "hot.act", "drift.read", "drift.act", "catalogue.read", "catalogue.manage", "policy.propose", "policy.approve", "ticket.review_result",
];

export function manageCases(stage) {
  const { state } = stage;
  const { open, button, sent, quiet } = staff(stage, ALL);
  const running = (world) => {
    world.incident = openIncident;
  };
  const approving = (world) => {
    world.approving = true;
    world.permissions = [...ALL, "catalogue.approve", "account.manage"];
  };

  const cases = {
    "a suggested incident is confirmed without the ticket that does not belong": async () => {
      const page = await open("incidents");
      await page.getByRole("link", { name: "PL20260304-0001" }).click();
      await page.getByRole("heading", { name: "是否同一原因？" }).waitFor();
      await page.locator("tbody input[type=checkbox]").nth(2).uncheck();
      await page.locator("tbody input[type=radio]").first().check();
      await page.locator("#incident-title").fill("祖庙街道停水");
      await page.locator("#incident-cause").fill("汾江中路水管爆裂");
      await button(page, "确认为批量件（2 件）").click();
      await page.getByText("已确认，未选的工单已移出。").waitFor();
      const ids = state.world.rows.map((row) => row.id);
      equal(sent("/confirm"), [{ version: 1, title: "祖庙街道停水", cause: "汾江中路水管爆裂", ticket_ids: ids.slice(0, 2), lead_ticket_id: ids[0] }], "request");
      await quiet(page);
    },
    "an incident is dismissed only with a reason": async () => {
      const page = await open("incidents/INC1");
      await button(page, "不成立").click();
      await page.locator(".reason textarea").press("Control+Enter");
      await page.getByText("请填写理由（至少两个字）。").waitFor();
      await page.locator(".reason textarea").fill("只是同一条路，原因不同");
      await page.locator(".reason textarea").press("Control+Enter");
      await page.getByText("已标为不成立。").waitFor();
      equal(sent("/dismiss"), [{ version: 1, reason: "只是同一条路，原因不同" }], "request");
      await quiet(page);
    },
    "one message goes to everybody, and a second person lets it go": async () => {
      const page = await open("incidents/INC1", DESKTOP, running);
      await button(page, "发起统一处理").click();
      await page.locator("#m-text").fill("已知");
      await button(page, "提交审批（3 件）").click();
      await page.getByText("请写明进展（8 至 300 字）。").waitFor();
      await page.locator("#m-text").fill("抢修预计今晚八点完成，请先储水。");
      equal(await violations(page), [], "violations");
      await page.locator("#m-text").press("Control+Enter");
      await page.getByText("已提交。").waitFor();
      equal(sent("/measures"), [{ version: 2, measure: { kind: "NOTICE", text: "抢修预计今晚八点完成，请先储水。" } }], "proposal");
      await page.getByRole("button", { name: "批准并执行" }).click();
      await page.waitForFunction(() => document.querySelectorAll("article progress").length === 1);
      equal(sent("/approve"), [{}], "approval");
      await quiet(page);
    },
    "what could not be done is listed with its reason and tried again": async () => {
      const page = await open("incidents/INC1", DESKTOP, running);
      await page.getByText("已处理 3 / 3").first().waitFor();
      await button(page, "未办成 1").click();
      await page.getByText("尚未联系诉求人").waitFor();
      await button(page, "重试未办成的").click();
      await page.waitForTimeout(200);
      equal(sent("/retry"), [{}], "request");
      await quiet(page);
    },
    "tickets leave an incident only with a reason": async () => {
      const page = await open("incidents/INC1", DESKTOP, running);
      await page.locator("tbody input[type=checkbox]").nth(1).check();
      await button(page, "移出所选（1 件）").click();
      await page.locator(".reason textarea").fill("另一处水管");
      await page.locator(".reason textarea").press("Control+Enter");
      await page.getByText("已移出。").waitFor();
      equal(sent("/remove"), [{ version: 2, ticket_ids: [state.world.rows[1].id], reason: "另一处水管" }], "request");
      await quiet(page);
    },
    "repeats after the closing are listed with what each unit's closings are worth": async () => {
      const page = await open("supervision?tab=repeats", DESKTOP, (world) => {
        world.permissions = [...ALL, "supervision.read", "report.read"];
      });
      await page.getByText("办结后 3 天 · 同一诉求人 · 相似 90% · 在可重办期内").waitFor();
      await page.getByText("各单位重复率").click();
      await page.getByRole("cell", { name: "3.3%" }).waitFor();
      equal(await violations(page), [], "violations");
      await page.setViewportSize(PHONE);
      await fits(page);
      await quiet(page);
    },
    "a hot topic shows what is said and becomes one incident": async () => {
      const page = await open("hot-topics");
      await page.getByText("近 4 小时 18 件，平常约 0.6 件").waitFor();
      await becomes(() => page.getByText("把握 99.9%").count(), 1, "nothing is certain");
      await page.getByRole("button", { name: /^代表诉求：桂城街道/ }).click();
      await page.getByText("家里从早上开始一直没水").waitFor();
      await button(page, "归并处理（2 件）").click();
      await page.getByText("已带入 2 件工单。").waitFor();
      await becomes(() => page.locator("#incident-title").inputValue(), "桂城街道 供水“停水”", "name");
      await page.locator("#incident-cause").fill("水厂停电");
      await button(page, "新建批量件").last().click();
      await page.waitForURL(/incidents\/INC1/);
      equal(sent("/api/incidents"), [{ title: "桂城街道 供水“停水”", cause: "水厂停电", ticket_ids: state.world.rows.slice(0, 2).map((row) => row.id) }], "request");
      await quiet(page);
    },
    "a hot topic is dismissed with a reason, by keyboard": async () => {
      const page = await open("hot-topics");
      await page.getByRole("button", { name: /^排除：桂城街道/ }).focus();
      await page.keyboard.press("Enter");
      await page.keyboard.type("同一施工单位重复来电");
      await page.keyboard.press("Control+Enter");
      await page.waitForFunction(() => !document.querySelector(".reason"));
      equal(sent("/dismiss"), [{ reason: "同一施工单位重复来电" }], "request");
      await quiet(page);
    },
    "the brief of a day can be read and another day chosen": async () => {
      const page = await open("briefs");
      await page.getByText("全天受理3012件").waitFor();
      await page.getByRole("button", { name: /^2026-11-23/ }).click();
      await page.waitForURL(/day=2026-11-23/);
      await page.getByRole("cell", { name: "+30%" }).waitFor();
      await quiet(page);
    },
    "a fall of the classifier is noted once, and the chart says its figures in words": async () => {
      const page = await open("drift");
      await page.getByRole("img", { name: "近 8 周一致率，最近一周（2026-W47）为 78%" }).waitFor();
      await page.getByText("2026-W47 一致率由 84% 降至 55%（80 件）").waitFor();
      await page.getByRole("button", { name: /^我已知悉/ }).click();
      await page.locator(".reason textarea").fill("已补训");
      await page.locator(".reason textarea").press("Control+Enter");
      await page.getByText("没有待处理的下降提醒。").waitFor();
      equal(sent("/acknowledge"), [{ note: "已补训" }], "request");
      await quiet(page);
    },
    "the dispatcher sees two units and why a person decides": async () => {
      const page = await open("triage");
      await page.getByText("须人工：有多个主办单位").waitFor();
      await page.getByText("请向市民问清：具体在哪个区、哪个镇街？").waitFor();
      await becomes(() => page.locator(".candidates").first().locator("strong").allInnerTexts(), ["禅城区城市管理局", "禅城区生态环境局"], "units");
      await page.getByText("为什么没有自动派单").click();
      await page.getByText("自动派单范围不含此类事项").waitFor();
      await quiet(page);
    },
    "the page of automatic dispatch tells of automatic approval too": async () => {
      const page = await open("automatic");
      await page.getByRole("heading", { name: "自动审核" }).waitFor();
      await page.getByText("时限政策第 2 版").waitFor();
      await page.getByText("其中改了分类").waitFor();
      await quiet(page);
    },
    "a reviewer reads why the draft was not approved without him": async () => {
      const page = await open(`tickets/${state.world.ticket.id}`, DESKTOP, (world) => {
        world.ticket.status = "DRAFT";
        world.permissions = [...ALL, "ticket.review"];
      });
      await page.getByText("为什么须人工审核").press("Enter");
      await page.getByText("自动审核未开启").waitFor();
      await page.getByText("疑似重复件").waitFor();
      equal(await violations(page), [], "violations");
      await quiet(page);
    },
    "a range of automatic dispatch is proposed whole and decided by another": async () => {
      const page = await open("automatic");
      await button(page, "提出新范围").click();
      await button(page, "增加一条").click();
      await page.locator("#range-note").fill("供水咨询职责清楚");
      await button(page, "提交（待他人批准）").click();
      await page.getByText("每一条都须有事项分类、诉求类型和理由。").waitFor();
      await page.getByRole("button", { name: "删除这一部分 2" }).click();
      await button(page, "提交（待他人批准）").click();
      await page.getByText("已提出，待另一位有权人员批准。").waitFor();
      equal(sent("/AUTOMATIC"), [{ content: [{ category_code: "0101", kinds: ["HELP"], reason: "职责清楚，退单少" }], note: "供水咨询职责清楚" }], "proposal");
      await page.getByRole("button", { name: "批准 3" }).first().click();
      await page.getByText("第 3 版已生效。").waitFor();
      equal(sent("/P3/approve"), [{}], "approval");
      await quiet(page);
    },
    "a hint becomes a proposed row only with its basis": async () => {
      const page = await open("catalogue");
      await page.getByRole("button", { name: /^采纳，提出条目/ }).click();
      await button(page, "提交").click();
      await page.getByText("条目须有依据种类、名称和生效日期。").waitFor();
      await page.getByRole("combobox", { name: "依据种类" }).press("Enter");
      await page.getByRole("option", { name: "镇街履职清单" }).click();
      await page.locator("#title-H1").fill("禅城区镇街履职清单");
      equal(await violations(page), [], "violations");
      await button(page, "提交").click();
      await page.getByText("已提出条目，待他人批准。").waitFor();
      equal(sent("/H1/propose")[0].basis, [{ kind: "TOWN_LIST", title: "禅城区镇街履职清单", article: "" }], "request");
      await quiet(page);
    },
    "a proposed row is approved by another person, who sees whom it names, why and from when": async () => {
      const page = await open("catalogue", DESKTOP, approving);
      await page.locator("label", { hasText: "待批准" }).click();
      const card = page.locator("main article", { hasText: "禅城区镇街履职清单" }).first();
      for (const words of ["祖庙街道办事处（现为禅城区城市管理局）", "禅城区城市管理局（现场取证）", "镇街履职清单：禅城区镇街履职清单 第12项", "2026/12/01 至 长期", "欧阳兰", "采纳学习提示：近365天办结的42件中"]) await card.getByText(words).first().waitFor();
      const wide = page.locator("main article", { hasText: "全市" });
      await wide.getByText("发生在22时至次日6时").waitFor();
      equal(await wide.getByText("hour >= 22 or hour < 6").isVisible(), false, "formula before it is asked for");
      await wide.getByText("条件表达式").press("Enter");
      await wide.getByText("hour >= 22 or hour < 6").waitFor();
      await card.getByRole("button", { name: /^批准：/ }).press("Enter");
      await page.locator(".reason textarea").fill("与履职清单一致");
      equal(await violations(page), [], "violations");
      await page.locator(".reason textarea").press("Control+Enter");
      await page.getByText("已批准 1 条，按生效日期派单。").waitFor();
      equal(sent("/catalogue/approve"), [{ row_ids: ["R7"], note: "与履职清单一致" }], "request");
      await becomes(() => page.locator("main article").count(), 2, "rows left");
      await page.locator("main article", { hasText: "全市" }).getByRole("button", { name: /^不批准：/ }).click();
      await page.locator(".reason textarea").press("Control+Enter");
      await page.getByText("请填写理由（至少两个字）。").waitFor();
      await page.locator(".reason textarea").fill("夜间由市级统一承办，依据不足");
      await page.locator(".reason textarea").press("Control+Enter");
      await page.getByText("已标为不批准。").waitFor();
      equal(sent("/R9/reject"), [{ note: "夜间由市级统一承办，依据不足" }], "refusal");
      await quiet(page);
    },
    "nobody approves the row he proposed, and what the server refuses is said": async () => {
      const page = await open("catalogue?tab=approvals", DESKTOP, (world) => {
        approving(world);
        world.twoPersons = true;
      });
      const own = page.locator("main article", { hasText: "裁决认定目录有误" });
      await own.getByText("此条由您提出，须由另一位有权人员批准；您可以撤回。").waitFor();
      await becomes(() => own.getByRole("button").allInnerTexts(), ["撤回"], "what the proposer may do");
      await page.getByText("全选（他人提出的）").click();
      await button(page, "批准所选（2 条）").click();
      await page.locator(".reason textarea").press("Control+Enter");
      await page.getByRole("alert").getByText("提出人不能批准自己的修改").waitFor();
      equal(sent("/catalogue/approve"), [{ row_ids: ["R7", "R9"], note: "" }], "request");
      await page.setViewportSize(PHONE);
      await fits(page);
      equal(await violations(page), [], "violations");
      await button(page, "English").click();
      await page.getByText("You proposed this row; another person must approve it.").waitFor();
      equal(await violations(page), [], "violations in English");
      await quiet(page);
    },
    "who may not approve is not shown what waits for approval": async () => {
      const page = await open("catalogue?tab=approvals");
      equal(await page.locator("main .bar").first().locator(".el-radio-button").allInnerTexts().then((all) => all.includes("待批准")), false, "tab");
      await quiet(page);
    },
    "one reply for all may lend the proofs of one ticket to those without": async () => {
      const page = await open("incidents/INC1", DESKTOP, (world) => {
        running(world);
        world.permissions = [...ALL, "ticket.handle"];
      });
      await button(page, "发起统一处理").click();
      await page.locator(".measure label", { hasText: "统一答复" }).click();
      for (const [name, option] of [["#m-fact", "属实"], ["#m-resolved", "已解决"]]) {
        await page.locator(name).press("Enter");
        await page.getByRole("option", { name: option, exact: true }).filter({ visible: true }).click();
      }
      await page.locator("#m-handling").fill("更换爆裂水管");
      await page.locator("#m-answer").fill("水管已更换，今晚八点恢复供水。");
      await page.getByText("没有自己办理凭证的工单会得到该工单办理凭证的一份副本").waitFor();
      await page.getByRole("combobox", { name: "办理凭证取自" }).press("Enter");
      await page.getByRole("option", { name: new RegExp(state.world.rows[1].number) }).click();
      equal(await violations(page), [], "violations");
      await button(page, "提交审批（3 件）").click();
      await page.getByText("已提交。").waitFor();
      equal(sent("/measures")[0].measure.proofs_from, state.world.rows[1].id, "proofs");
      await quiet(page);
    },
    "a notice of a suggested incident leads to it": async () => {
      const page = await open("notices", DESKTOP, (world) => {
        world.notices = [{ id: "N2", kind: "INCIDENT", title_zh: "发现疑似批量件", body_zh: "祖庙街道 停水，3 件工单。", object_kind: "INCIDENT", object_id: "INC1", created_at: new Date().toISOString(), read_at: null }];
      });
      await page.getByText("批量件提醒").waitFor();
      await page.getByRole("link", { name: /^查看批量件/ }).click();
      await page.getByRole("heading", { name: "是否同一原因？" }).waitFor();
      await quiet(page);
    },
    "the check of the catalogue puts errors first, and rulings wait for an answer": async () => {
      const page = await open("catalogue?tab=check");
      await page.getByRole("heading", { name: /同一时间、地区、事项有两个主办单位/ }).waitFor();
      equal((await page.locator("main .block h2").allInnerTexts()).map((one) => one.slice(0, 2)), ["错误", "提醒"], "order");
      equal(await violations(page), [], "violations");
      await page.locator("label", { hasText: "裁决反馈" }).click();
      await page.getByText("市城管局 退回，改由 祖庙街道办 办理").waitFor();
      await page.getByRole("button", { name: /^不修订/ }).click();
      await page.locator(".reason textarea").fill("个案，目录无误");
      equal(await violations(page), [], "violations");
      await page.locator(".reason textarea").press("Control+Enter");
      await page.getByText("没有待反馈的裁决。").waitFor();
      equal(sent("/RU1/settle"), [{ note: "个案，目录无误" }], "request");
      await quiet(page);
    },
    "the load of towns is read by month, also by those who only read reports": async () => {
      const page = await open("catalogue", DESKTOP, (world) => {
        world.permissions = ["report.read"];
      });
      await page.getByRole("cell", { name: "祖庙街道办" }).waitFor();
      await becomes(() => page.locator("main .el-radio-button").allInnerTexts(), ["镇街负担"], "tabs");
      await page.getByText("区局人手不足，协商一致").waitFor();
      equal(await violations(page), [], "violations");
      await quiet(page);
    },
    "hints can be counted anew": async () => {
      const page = await open("catalogue");
      await button(page, "立即更新").click();
      await page.getByText("已更新：待处理 3 条，新增 1 条，失效 0 条。").waitFor();
      await quiet(page);
    },
    "a ticket says why it was sent where it is": async () => {
      const page = await open(`tickets/${state.world.ticket.id}`);
      await page.getByText("为什么派到这里").click();
      await page.getByText("按当日有效的目录条目派至禅城区城市管理局。").waitFor();
      await page.getByText("《城市市容管理规定》第三条（三定方案）").waitFor();
      await page.getByText("发生在22时至次日6时").waitFor();
      await page.locator(".why").getByText("条件表达式").click();
      await page.getByText("hour >= 22 or hour < 6").waitFor();
      equal(await violations(page), [], "violations");
      await quiet(page);
    },
    "who may not read the catalogue sees a condition in words alone": async () => {
      const page = await open(`tickets/${state.world.ticket.id}`, DESKTOP, (world) => {
        world.permissions = account.permissions;
      });
      await page.getByText("为什么派到这里").click();
      await page.getByText("发生在22时至次日6时").waitFor();
      await becomes(() => page.getByText("条件表达式").count(), 0, "formula");
      await quiet(page);
    },
    "the menu offers only what one may open": async () => {
      const page = await open("tickets", DESKTOP, (world) => {
        world.permissions = ["ticket.read", "incident.read"];
      });
      equal(await page.locator("nav#side a").allInnerTexts().then((all) => all.map((one) => one.trim()).filter((one) => ["热点", "批量件", "分类质量", "派单分拣", "派单目录", "自动派单"].includes(one))), ["批量件"], "menu");
      await quiet(page);
    },
  };

  const pages = { incidents: "incidents", incident: "incidents/INC1", "hot topics": "hot-topics?topic=HOT1", briefs: "briefs", drift: "drift", triage: "triage", automatic: "automatic", catalogue: "catalogue" };
  for (const [name, path] of Object.entries(pages)) {
    for (const [size, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
      cases[`the page of ${name} is accessible and fits at ${size} size`] = async () => {
        const page = await open(path, viewport, running);
        await page.locator("main .block, main .topic").first().waitFor();
        equal(await violations(page), [], "violations");
        await fits(page);
        await button(page, "English").click();
        await page.waitForTimeout(150);
        equal(await violations(page), [], "violations in English");
        await quiet(page);
      };
    }
  }
  return cases;
}
