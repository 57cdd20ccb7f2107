// Working a queue down (批量办件): the way onward and back, call-backs, dates that may move, who asked before.
import { account } from "./recorded.mjs";
import { DESKTOP, becomes, equal, fits, PHONE, violations, visit } from "./stage.mjs";
import { staff } from "./staff.mjs";

export function queueCases(stage) {
  const { browser, url, state, fresh } = stage;
  const { open, button, sent, quiet } = staff(stage);
  const row = (n) => state.world.rows[n];
  const at = (page) => page.evaluate(() => location.hash.split("?")[0].split("/").at(-1));
  const openRow = async (page, n) => {
    await page.getByRole("link", { name: row(n).number }).click();
    await page.getByRole("heading", { name: "可办操作" }).waitFor();
  };

  const cases = {
    "after a step Enter goes on to the next ticket of the queue": async () => {
      const page = await open("tickets?queue=to_dispatch");
      await openRow(page, 1);
      await button(page, "不予受理").click();
      await page.locator("#field-reason").fill("属诉讼事项");
      await button(page, "提交不予受理").click();
      await page.getByText("“不予受理”已完成。").waitFor();
      equal(await page.evaluate(() => document.activeElement.innerText), "下一件", "focus");
      const next = row(2).id;
      state.world.rows.splice(1, 1); // what is done has left the queue
      await page.keyboard.press("Enter");
      await page.waitForURL(new RegExp(next));
      await quiet(page);
    },
    "the key for the next ticket walks the queue, and Back leads to the list": async () => {
      const page = await open("tickets?queue=to_dispatch");
      await openRow(page, 0);
      for (const n of [1, 2]) {
        await page.locator("main").focus();
        await page.keyboard.press("g");
        await page.waitForURL(new RegExp(row(n).id));
      }
      await page.goBack();
      await page.waitForURL(/queue=to_dispatch/);
      await quiet(page);
    },
    "a step that leaves the ticket where it is brings the hand back to the actions": async () => {
      const page = await open("tickets?queue=to_dispatch");
      await openRow(page, 1);
      await button(page, "改分类").click();
      await page.locator("#field-reason").fill("市民补充了情况。");
      await page.keyboard.press("Control+Enter");
      await page.getByText("“改分类”已完成。").waitFor();
      await page.waitForFunction(() => document.activeElement.innerText === "派单");
      await quiet(page);
    },
    "an officer issues an order about a ticket he names by its number": async () => {
      const page = await open("supervision?tab=orders");
      await page.getByText("督办单", { exact: true }).click();
      await button(page, "发出督办单").click();
      await page.getByLabel("工单编号", { exact: true }).fill("FS0");
      await page.getByRole("combobox", { name: "级别" }).press("Enter");
      await page.getByRole("option", { name: "督办", exact: true }).click();
      await page.getByLabel("事由", { exact: true }).fill("超期未答复，请书面说明。");
      equal(await violations(page), [], "violations");
      await button(page, "提交").click();
      await page.getByText("没有这个编号的工单，或您无权查看。").waitFor();
      await page.getByLabel("工单编号", { exact: true }).fill(row(0).number);
      await button(page, "提交").click();
      await page.getByText(/^DB2026000012 已发出，回复期限/).waitFor();
      equal(sent("/api/supervision/orders"), [{ ticket_id: row(0).id, level: "SUPERVISED", reason: "超期未答复，请书面说明。" }], "request");
      await quiet(page);
    },
    "whoever may not open tickets gets their numbers without dead links": async () => {
      const page = await open("supervision", DESKTOP, (world) => {
        world.permissions = ["supervision.read", "audit.read"];
      });
      await page.getByText(row(0).number).waitFor();
      await becomes(() => page.locator(".stacked a").count(), 0, "links");
      await quiet(page);
    },
    "cards and orders are read on a phone without scrolling sideways": async () => {
      const page = await open("supervision", PHONE);
      for (const tab of ["黄牌红牌", "督办单"]) {
        await page.getByText(tab, { exact: true }).click();
        await page.locator(".stacked").first().waitFor();
        const [wide, seen] = await page.locator(".scroll").evaluate((box) => [box.scrollWidth, box.clientWidth]);
        equal(wide <= seen, true, `${tab}: ${wide} in ${seen}`);
        equal(await violations(page), [], "violations");
      }
      await quiet(page);
    },
    "when nothing is left the page says so and stays": async () => {
      const page = await open("tickets?queue=to_dispatch", DESKTOP, (world) => world.rows.splice(1));
      await openRow(page, 0);
      const here = await at(page);
      await button(page, "下一件").click();
      await page.getByText("“待派单”已没有其他工单。").waitFor();
      equal(await at(page), here, "ticket");
      await quiet(page);
    },
    "a ticket opened by its address offers no queue to go on with": async () => {
      const page = await open(`tickets/${state.world.ticket.id}`);
      await page.getByRole("heading", { name: "可办操作" }).waitFor();
      await becomes(() => page.locator(".trail").count(), 0, "ways onward");
      await quiet(page);
    },
    "the list keeps page, height and row for whoever comes back": async () => {
      const page = await open("tickets?queue=to_dispatch", { width: 1366, height: 420 });
      await page.getByText("实时连接已断开").waitFor(); // it moves the page down, once
      await button(page, "下一页").click();
      await page.getByText("第 2 页").waitFor();
      await page.getByRole("link", { name: row(4).number }).scrollIntoViewIfNeeded();
      const height = await page.evaluate(() => window.scrollY);
      equal(height > 0, true, "scrolled");
      for (const back of [() => page.goBack(), () => page.getByRole("link", { name: "返回“待派单”" }).click()]) {
        await openRow(page, 4);
        await back();
        await page.getByText("第 2 页").waitFor();
        await page.waitForFunction((number) => document.activeElement.textContent === number, row(4).number);
        equal(await page.evaluate(() => window.scrollY), height, "height");
      }
      await page.locator("nav").getByRole("link", { name: /^全部工单/ }).click();
      await page.getByText("第 1 页").waitFor();
      await quiet(page);
    },
    "whoever waits for a call is counted, named with what he asked, and rung on record": async () => {
      const page = await open("callbacks");
      await page.locator("nav a", { hasText: "待回拨" }).getByText("2", { exact: true }).waitFor();
      await becomes(() => page.locator(".callback h2").allInnerTexts(), ["139****6153", "138****5678"], "order");
      await page.getByText(/^已等 1 小时/).waitFor();
      await page.getByRole("button", { name: "查看号码 139****6153" }).click();
      await page.getByLabel(/查看用途/).fill("核实险情");
      await button(page, "确认查看").click();
      const dial = page.getByRole("link", { name: "13812345678" });
      equal(await dial.getAttribute("href"), "tel:13812345678", "number");
      equal(sent("/CB1/number"), [{ purpose: "核实险情" }], "on record");
      equal(await violations(page), [], "violations");
      await page.getByRole("button", { name: "已回拨 139****6153" }).click();
      await page.getByText("139****6153：已回拨。").waitFor();
      equal(sent("/CB1/outcome"), [{ outcome: "DONE" }], "outcome");
      await page.getByRole("button", { name: "多次未接通 138****5678" }).click();
      await page.getByText("没有人在等回电。").waitFor();
      await becomes(() => page.locator("nav a", { hasText: "待回拨" }).innerText(), "待回拨", "count");
      await quiet(page);
    },
    "a number is not shown without a purpose": async () => {
      const page = await open("callbacks");
      await page.getByRole("button", { name: "查看号码 138****5678" }).click();
      await page.getByLabel(/查看用途/).fill(" ");
      await button(page, "确认查看").click();
      await page.getByText("请填写用途。").waitFor();
      equal(sent("/CB2/number"), [], "looks");
      await quiet(page);
    },
    "the ticket tells what else its citizen asked for": async () => {
      const page = await open(`tickets/${state.world.ticket.id}`);
      const panel = page.locator(".person");
      await panel.getByRole("heading", { name: "其他工单（12）" }).waitFor();
      await becomes(() => panel.locator("a").allInnerTexts(), [row(1).number, row(2).number], "tickets");
      await panel.getByText("只列出最近 2 件。").waitFor();
      await panel.getByText("来电行为记录（1）").click();
      await panel.getByText("通话中多次辱骂。").waitFor();
      await quiet(page);
    },
    "a clock that runs day and night is told in clock time in the head of the page as in its own row": async () => {
      const due = new Date(Date.now() + 20.2 * 3_600_000).toISOString();
      const page = await open(`tickets/${state.world.ticket.id}`, DESKTOP, (world) => {
        Object.assign(world.ticket, { light: "GREEN", next_due_at: due, next_due_mode: "CLK" });
        Object.assign(world.ticket.clocks[1], { due_at: due, light: "GREEN", mode: "CLK" });
      });
      await becomes(() => page.locator("header .left").innerText().then((words) => /^还剩 20 小时 1\d 分钟自然时间$/.test(words)), true, "time left");
      await quiet(page);
    },
    "a list of long titles with two dates each fits a phone": async () => {
      const page = await open("tickets", PHONE, (world) => {
        world.rows.forEach((row) => {
          row.title = `[电话]（禅城区祖庙街道）${row.title}，已经反映多次仍未解决`;
          row.next_due_at = new Date(Date.now() + 3_660_000).toISOString();
        });
      });
      await page.locator("tbody tr").nth(3).waitFor();
      await fits(page);
      equal(await violations(page), [], "violations");
      await quiet(page);
    },
    "whoever leads saves what the filters show as a table, by the keyboard too": async () => {
      const leads = (world) => {
        world.permissions = [...account.permissions, "ticket.export"];
      };
      const page = await open("tickets?queue=to_dispatch&status=READY&q=路灯", DESKTOP, leads);
      const asked = [];
      await page.route("**/api/tickets/export?*", (route) => {
        asked.push(new URL(route.request().url()).searchParams.toString());
        return route.fulfill({ status: 200, headers: { "Content-Type": "application/octet-stream", "Content-Disposition": 'attachment; filename="tickets-20260304-0900.xlsx"' }, body: "PK" });
      });
      await button(page, "导出").focus();
      const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
      equal(download.suggestedFilename(), "tickets-20260304-0900.xlsx", "file");
      await page.getByText("已导出当前条件下的工单，此次导出已留记录。").waitFor();
      equal(asked, [new URLSearchParams({ queue: "to_dispatch", status: "READY", q: "路灯", format: "xlsx" }).toString()], "filters");
      equal(await violations(page), [], "violations");
      await button(page, "English").click();
      await button(page, "Export").waitFor();
      await quiet(page);
    },
    "an export beyond the limit tells to narrow the filters; others find no such button": async () => {
      const page = await open("tickets", PHONE, (world) => {
        world.permissions = [...account.permissions, "ticket.export"];
      });
      const refused = { type: "about:blank", status: 422, code: "export_too_large", title: "导出的工单过多", detail: "一次最多导出 5000 件，请缩小筛选范围（如按状态、分类、单位或受理时间）后分次导出" };
      await page.route("**/api/tickets/export?*", (route) => route.fulfill({ status: 422, contentType: "application/problem+json", body: JSON.stringify(refused) }));
      await button(page, "导出").click();
      await page.getByRole("alert").getByText("请缩小筛选范围").waitFor();
      await fits(page);
      equal(await violations(page), [], "violations");
      await quiet(page);
      const other = await open("tickets");
      await button(other, "查询").waitFor();
      equal(await button(other, "导出").count(), 0, "buttons");
      await quiet(other);
    },
    "a list row tells the next end and the due date apart": async () => {
      const page = await open("tickets", DESKTOP, (world) => {
        world.rows[3].next_due_at = new Date(Date.now() + 3_660_000).toISOString();
      });
      const words = (await page.locator("tbody tr").nth(3).locator(".due").innerText()).replace(/\s+/g, " ");
      equal(/还剩 1 小时工作时间 当前时限 \d{4}.* 办理期限 \d{4}/.test(words), true, words);
      await quiet(page);
    },
  };

  const door = (world) => {
    world.signedIn = false;
    world.provider = { enabled: true, label: "统一身份认证" };
  };
  Object.assign(cases, {
    "the identity provider leads back to the page asked for, filters included": async () => {
      fresh();
      door(state.world);
      const page = await visit(browser, url, "/console#/tickets?queue=to_dispatch");
      const link = page.getByRole("link", { name: "用统一身份认证登录" });
      await link.waitFor();
      equal(await violations(page), [], "violations");
      equal(await link.getAttribute("href"), "/api/auth/oidc/start?next=%2Fconsole%2Ftickets", "door");
      await page.route("**/api/auth/oidc/start*", (route) => {
        state.world.signedIn = true;
        return route.fulfill({ status: 303, headers: { Location: "/console/tickets" } });
      });
      await link.click();
      await page.getByRole("heading", { name: "待派单" }).waitFor();
      equal(page.url(), `${url}/console#/tickets?queue=to_dispatch`, "page");
      await quiet(page);
    },
    "a refusal of the identity provider is told on the sign-in page": async () => {
      fresh();
      door(state.world);
      const page = await visit(browser, url, "/console/sign-in?refused=oidc_no_account");
      await page.getByRole("alert").getByText("您在本系统没有可用账号，请联系管理员。").waitFor();
      await page.getByRole("link", { name: "用统一身份认证登录" }).waitFor();
      equal(await violations(page), [], "violations");
      await quiet(page);
    },
  });

  /** One ticket whose dates lie in a year without a published calendar. */
  const unsettled = (world) => {
    Object.assign(world.rows[0], { due_provisional: true, next_due_provisional: true });
    Object.assign(world.ticket, { due_provisional: true, next_due_provisional: true });
    world.ticket.clocks[0].provisional = true;
    world.ticket.assignments[0].due_provisional = true;
    world.ticket.promise_due_at = world.ticket.clocks[0].due_at;
  };
  const places = {
    list: ["tickets", "tbody tr:nth-child(1) .due", "tbody tr:nth-child(2) .due"],
    ticket: ["tickets/:id", "header .provisional, .clocks li:has(.provisional) .due, .assignments li:nth-child(1) p, .group .provisional", ".assignments li:nth-child(2) p"],
    desk: ["desk", ".cards li:nth-child(1) .side", ".cards li:nth-child(2) .side"],
  };
  for (const [name, [path, marked, plain]] of Object.entries(places)) {
    cases[`a date that may still move is marked on the ${name}, and why`] = async () => {
      const page = await open(path.replace(":id", state.world.ticket.id), DESKTOP, unsettled);
      await page.locator(marked).first().waitFor();
      const words = await page.locator(marked).allInnerTexts();
      equal([words.every((one) => one.includes("暂定")), words.length >= (name === "ticket" ? 4 : 1)], [true, true], words.join(" | "));
      equal((await page.locator(plain).innerText()).includes("暂定"), false, "a settled date");
      await page.locator("main .notice", { hasText: "此期限落在放假安排尚未公布的年份" }).waitFor();
      equal(await violations(page), [], "violations");
      await button(page, "English").click();
      await page.locator("main .notice", { hasText: "Provisional This date lies in a year" }).waitFor();
      await quiet(page);
    };
  }
  for (const [size, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    cases[`the call-back page is accessible and fits at ${size} size`] = async () => {
      const page = await open("callbacks", viewport);
      await page.locator(".callback").first().waitFor();
      equal(await violations(page), [], "violations");
      await fits(page);
      await quiet(page);
    };
  }
  return cases;
}
