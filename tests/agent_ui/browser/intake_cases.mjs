// Writing a request down (受理登记): evidence, alternatives by key, what was seen before, a caller rung back.
import { seen, seenOften, seenOnTicket, seenUrge } from "./recorded_seen.mjs";
import { DESKTOP, becomes, equal, fits, PHONE, violations } from "./stage.mjs";
import { staff } from "./staff.mjs";

export function intakeCases(stage) {
  const { state } = stage;
  const { open, button, sent, quiet } = staff(stage);
  const write = async (page, words = state.world.ticket.content) => {
    await page.locator("#content").fill(words);
    await page.locator("#phone").fill("13800000000");
    await page.getByText("86%").first().waitFor();
  };

  const cases = {
    "a citizen who asks very often is told of with his tickets, and is written down all the same": async () => {
      const page = await open("intake", DESKTOP, (world) => {
        world.seen = seenOften;
      });
      await page.locator("#content").fill(state.world.ticket.content);
      await page.getByText("同一诉求人就此事项今日联系 20 次、近 30 天 50 次").waitFor();
      await page.getByText("同一事项的工单（2）").press("Enter");
      await becomes(() => page.locator(".caller a").allInnerTexts(), [state.world.rows[1].number, "第 2 件"], "tickets");
      equal(await page.locator(".caller a").first().getAttribute("target"), "_blank", "what is written stays open");
      equal(await violations(page), [], "violations");
      equal(await button(page, "登记立单").isEnabled(), true, "registering");
      await quiet(page);
    },
    "alternatives are one keystroke away while typing": async () => {
      const page = await open("intake");
      await write(page);
      await page.getByText("每晚十点后", { exact: true }).waitFor();
      await page.locator("#content").press("Alt+2");
      await page.locator("#content").press("Alt+4");
      equal(await page.locator(".choices button.chosen").allInnerTexts().then((all) => all.map((one) => one.split(" ")[0])), ["城市管理", "投诉"], "chosen");
      await page.locator("#content").press("Control+End");
      await button(page, "登记立单").click();
      await page.getByText("请把编号和查询码告知市民").waitFor();
      equal([sent("/api/tickets")[0].category_code, sent("/api/tickets")[0].kind], ["010201", "COMPLAINT"], "request");
      await quiet(page);
    },
    "the words that decided are marked in the citizen's text": async () => {
      const page = await open(`tickets/${state.world.ticket.id}`);
      equal((await page.locator(".words mark.category").allInnerTexts()).includes("烧烤档"), true, "category");
      await becomes(() => page.locator(".words mark.place").allInnerTexts(), ["祖庙街道"], "place");
      equal((await page.locator(".words").first().innerText()).trim(), state.world.ticket.content, "the text itself");
      await quiet(page);
    },
    "danger is told above everything, with the line to dial, on a phone too": async () => {
      const page = await open("intake", PHONE, (world) => {
        world.suggestion = { ...world.ticket.suggestion, alarms: [
          { rule: "r2", kind: "OUT_OF_REMIT", severity: "NOTICE", line: null, reason: "可能属诉讼事项", advice: "", told: "此事需通过诉讼解决。", start: 0, end: 2 },
          { rule: "r1", kind: "EMERGENCY_LINE", severity: "EMERGENCY", line: "119", reason: "火情", advice: "先问清地点，转119并保持通话。", told: "", start: 3, end: 5 },
        ] };
      });
      await write(page);
      const alarm = page.getByRole("alert");
      await alarm.getByRole("link", { name: "拨打 119" }).waitFor();
      equal((await alarm.boundingBox()).y < (await page.locator("#content").boundingBox()).y, true, "above the form");
      await page.getByText("可告知市民：此事需通过诉讼解决。").waitFor();
      await becomes(() => page.locator(".words mark.alarm").allInnerTexts(), [state.world.ticket.content.slice(0, 2), state.world.ticket.content.slice(3, 5)], "marked");
      equal(await violations(page), [], "violations");
      await fits(page);
      await quiet(page);
    },
    "like matters that people have confirmed stand beside the suggestion": async () => {
      for (const path of ["intake", `tickets/${state.world.ticket.id}`]) {
        const page = await open(path);
        if (path === "intake") await write(page);
        await page.getByRole("heading", { name: "相近已确认工单" }).waitFor();
        await becomes(() => page.locator(".alike li p").allInnerTexts(), ["城市管理 / 市容环境 / 餐饮油烟 → 禅城区城市管理局", "城市管理 / 市容环境 / 餐饮油烟 → 禅城区生态环境局"], path);
        await page.locator(".alike").getByText("经裁决").waitFor();
        await quiet(page);
      }
    },
    "what the citizen should be asked is shown at intake and on the ticket": async () => {
      const asking = (world) => {
        world.ticket.suggestion.ask = ["请问是哪个区的同济路？"];
        world.ticket.suggestion.decision = { needs_human: true, why: "FIELD_MISSING", why_label: "缺少判断条件所需的信息", candidates: [], reasons: [], ask: ["是住宅小区内，还是市政道路？"] };
        world.suggestion = world.ticket.suggestion;
      };
      for (const path of ["intake", `tickets/${state.world.ticket.id}`]) {
        const page = await open(path, DESKTOP, asking);
        if (path === "intake") await write(page);
        await page.getByRole("heading", { name: "请向市民问清" }).waitFor();
        await becomes(() => page.locator(".ask li").allInnerTexts(), ["请问是哪个区的同济路？", "是住宅小区内，还是市政道路？"], path);
        equal(await violations(page), [], "violations");
        await quiet(page);
      }
    },
    "the same person's open ticket is offered before a second one, and what is new is added to it": async () => {
      const page = await open("intake", DESKTOP, (world) => {
        world.seen = seen;
        world.ticket.allowed_actions.push({ action: "ADD_CITIZEN_INFO", label: "市民补充", fields: [] });
      });
      await write(page);
      await page.locator(".seen mark", { hasText: "昨晚又坏了一盏" }).waitFor();
      await button(page, "登记立单").click();
      await page.getByRole("alertdialog", { name: "立单前请确认" }).waitFor();
      equal(sent("/api/tickets"), [], "nothing opened yet");
      equal(await violations(page), [], "violations");
      await page.getByRole("button", { name: /^补充到该工单/ }).click();
      await page.getByText(/^已补充到 FS\d+，未另立新单。$/).waitFor();
      equal([sent("/api/tickets"), sent("/actions/ADD_CITIZEN_INFO")], [[], [{ version: 4, text: state.world.ticket.content, is_new_fact: true }]], "requests");
      await becomes(() => page.locator("#content").inputValue(), "", "the form is free again");
      await quiet(page);
    },
    "a person who says nothing new may press, or a new ticket is opened knowingly": async () => {
      const page = await open("intake", DESKTOP, (world) => {
        world.seen = seenUrge;
      });
      await write(page);
      await page.getByText("查重数据加载中，结果可能不全。").waitFor();
      await button(page, "登记立单").click();
      await page.getByRole("button", { name: /^转为催办/ }).click();
      await page.getByText("该工单目前不能这样处理").waitFor();
      equal(sent("/api/tickets"), [], "nothing opened yet");
      await button(page, "仍立新单").click();
      await page.getByText("请把编号和查询码告知市民").waitFor();
      equal(sent("/api/tickets").length, 1, "opened once");
      await quiet(page);
    },
    "a repeat after the closing is flagged on the ticket": async () => {
      const page = await open(`tickets/${state.world.ticket.id}`, DESKTOP, (world) => {
        world.seenOnTicket = seenOnTicket;
      });
      await page.locator(".repeat.later", { hasText: "办结后 3 天" }).waitFor();
      await page.getByText("本件为重复反映").waitFor();
      await page.getByRole("link", { name: "PL20260304-0001" }).first().waitFor();
      equal(await violations(page), [], "violations");
      await quiet(page);
    },
    "a caller rung back is written down without typing his number again": async () => {
      const page = await open("callbacks");
      await page.getByRole("button", { name: "查看号码 139****6153" }).click();
      await button(page, "确认查看").click();
      await page.getByRole("button", { name: "登记诉求 139****6153" }).click();
      await page.getByText("回拨登记：13812345678（紧急按键）").waitFor();
      equal([await page.locator("#phone").inputValue(), await page.locator("#note").inputValue()], ["13812345678", "回拨：紧急按键"], "given");
      await page.locator("#content").fill("巷口路灯坏了，晚上看不见路。");
      await button(page, "登记立单").click();
      await button(page, "标为已回拨").click();
      await page.getByText("已标为已回拨。").waitFor();
      equal([sent("/api/tickets")[0].contact, sent("/api/tickets")[0].channel, sent("/outcome")], [{ phone: "13812345678" }, "VOICE", [{ outcome: "DONE" }]], "requests");
      equal(page.url().includes("138"), false, "the number stands in no address");
      await quiet(page);
    },
    "a caller rung back never mixes with another person's draft": async () => {
      const page = await open("intake");
      await page.locator("#content").fill("另一位市民的诉求内容");
      await page.getByRole("link", { name: /^待回拨/ }).click();
      await page.getByRole("button", { name: "查看号码 138****5678" }).click();
      await button(page, "确认查看").click();
      await page.getByRole("button", { name: "登记诉求 138****5678" }).click();
      await page.getByText("草稿中还有另一件未提交的诉求。").waitFor();
      equal([await page.locator("#content").inputValue(), await page.locator("#phone").inputValue()], ["另一位市民的诉求内容", ""], "untouched");
      equal(await violations(page), [], "violations");
      await button(page, "清空草稿，登记这位来电人").click();
      equal([await page.locator("#content").inputValue(), await page.locator("#phone").inputValue()], ["", "13812345678"], "fresh");
      await quiet(page);
    },
  };

  for (const [size, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    cases[`intake with everything seen before is accessible and fits at ${size} size`] = async () => {
      const page = await open("intake", viewport, (world) => {
        world.seen = seen;
      });
      await write(page);
      await page.locator(".seen li").first().waitFor();
      equal(await violations(page), [], "violations");
      await fits(page);
      await button(page, "登记立单").click();
      await page.getByRole("alertdialog").waitFor();
      await fits(page);
      await quiet(page);
    };
  }
  return cases;
}
