// The agent's knowledge (检索、坐席辅助、对话接手): asked in any words, cited by version, taken over from the assistant.
import { Live } from "./live.mjs";
import { account } from "./recorded.mjs";
import { candidates, clarify, dialogues, field, found, internal, refused, transcript } from "./recorded_desk.mjs";
import { becomes, DESKTOP, equal, fits, PHONE, violations } from "./stage.mjs";
import { staff } from "./staff.mjs";

const ALL = [...account.permissions, "knowledge.report"];

export function deskCases(stage) {
  const { state } = stage;
  const { open, button, sent, quiet } = staff(stage, ALL);
  const id = () => state.world.ticket.id;
  const box = (page) => page.getByRole("combobox", { name: "知识检索" });
  const ask = (words, viewport = DESKTOP, before = undefined) => open(`knowledge?q=${encodeURIComponent(words)}`, viewport, before);

  return {
    "typing proposes, arrows choose, Enter asks, and the question stands in the address": async () => {
      const page = await open("knowledge");
      await box(page).pressSequentially("sfz");
      await page.getByRole("option").first().waitFor();
      equal(await violations(page), [], "violations");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      equal(await page.getByRole("option", { selected: true }).innerText().then((text) => text.split("\n")[0]), "居民身份证遗失补领", "chosen");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: field.title }).waitFor();
      equal(sent("/api/knowledge/answer").at(-1), { text: "居民身份证遗失补领", about: field.sources[0].id, form: "SPEECH" }, "asked");
      equal(sent("/api/knowledge/feedback"), [{ document: field.sources[0].id, verdict: "OPENED", position: 0 }], "noted");
      await page.goBack();
      await page.getByRole("heading", { name: "怎样检索" }).waitFor();
      equal(await box(page).inputValue(), "", "box after going back");
      await quiet(page);
    },
    "the Enter of an input method picks a word and asks nothing; Esc puts the list away": async () => {
      const page = await open("knowledge");
      await box(page).pressSequentially("身份");
      await page.getByRole("option").first().waitFor();
      await box(page).evaluate((input) => input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true })));
      equal(sent("/api/knowledge/answer"), [], "asked while composing");
      await page.keyboard.press("Escape");
      await becomes(() => page.getByRole("option").count(), 0, "options");
      equal(await box(page).inputValue(), "身份", "words kept");
      await quiet(page);
    },
    "what was probably meant is offered first": async () => {
      const page = await open("knowledge", DESKTOP, (world) => {
        world.completions = { completions: [], did_you_mean: "居住证" };
      });
      await box(page).pressSequentially("居主证");
      await page.getByRole("option", { name: "您是不是想输入：居住证" }).click();
      await page.getByRole("heading", { name: field.title }).waitFor();
      equal(sent("/api/knowledge/answer")[0], { text: "居住证", form: "SPEECH" }, "asked");
      await quiet(page);
    },
    "an answer tells its field, source, version, validity, owner, why, and what to read out": async () => {
      const page = await ask("补办身份证要带什么");
      const card = page.locator("article.answer");
      for (const words of ["所需材料", "来源：《居民身份证遗失补领》", "责任单位 佛山市公安局", "第 3 版", "有效期 2025-01-01 至 长期", "把握 93%"]) await card.getByText(words, { exact: false }).first().waitFor();
      await card.locator("mark", { hasText: "身份证" }).first().waitFor();
      await card.getByText("为什么是这条").click();
      await card.getByText("命中：身份证不见了怎么办").waitFor();
      await card.getByText("文字相符 0.91").waitFor();
      await card.getByText("口播文本（读给市民听）").click();
      await card.getByText(/咨询电话零七五七/).waitFor();
      equal(await violations(page), [], "violations");
      await quiet(page);
    },
    "a question asked back is answered by a button": async () => {
      const page = await ask("补办身份证要带什么", DESKTOP, (world) => {
        world.told = clarify;
      });
      await button(page, "遗失补领").click();
      await page.getByRole("heading", { name: field.title }).waitFor();
      equal(sent("/api/knowledge/answer").at(-1), { text: "补办身份证要带什么", about: field.sources[0].id, field: "MATERIALS", form: "SPEECH" }, "asked again");
      await page.goBack();
      await page.getByText("请问是哪种情形？").waitFor();
      await quiet(page);
    },
    "close candidates are told with their owners": async () => {
      const page = await ask("身份证", DESKTOP, (world) => {
        world.told = candidates;
      });
      await page.getByRole("button", { name: "身份证丢了怎么补办 佛山市公安局" }).waitFor();
      equal(await page.locator(".options li").count(), 2, "options");
      await quiet(page);
    },
    "where nothing is sure the words go on to the intake form": async () => {
      const page = await ask("活动室周末谁管", DESKTOP, (world) => {
        world.told = refused;
      });
      await page.getByText("下面的结果仅供参考；没有把握时请登记诉求，由责任单位答复。").waitFor();
      await button(page, "登记诉求").click();
      await becomes(() => page.locator("#content").inputValue(), "活动室周末谁管", "words on the form");
      await quiet(page);
    },
    "what is internal says so and carries no words towards a citizen": async () => {
      const page = await open("intake", DESKTOP, (world) => {
        world.assisted = { cursor: "c", unchanged: false, heard: "加急", answer: internal, others: [] };
      });
      await page.locator("#content").fill("身份证可以加急吗");
      await page.getByText("内部资料，仅供办理参考，不得向市民转述或外传。").waitFor();
      await page.getByRole("button", { name: /^引用/ }).click();
      await page.getByText(/内容不填入答复/).waitFor();
      equal(await page.locator("#answer").inputValue(), "", "answer to the citizen");
      equal(await violations(page), [], "violations");
      await quiet(page);
    },
    "an unhelpful answer becomes a report with its clock": async () => {
      const page = await ask("补办身份证要带什么");
      await button(page, "没用或有错").click();
      await button(page, "提交纠错").click();
      await page.getByText("请选择哪里不对。").waitFor();
      await page.getByRole("radio", { name: "电话或地点有误" }).check();
      await page.getByLabel("说明（可不填，请勿写个人信息）").fill("窗口已搬到新址");
      await button(page, "提交纠错").click();
      await page.getByText(/^已送佛山市公安局纠错：.+ 前确认，.+ 前更正。$/).waitFor();
      const { sources: [source], search_id } = field;
      equal(sent("/api/knowledge/feedback").at(-1), { document: source.id, search_id, revision_id: source.revision_id, position: 1, verdict: "UNHELPFUL", reason: "WRONG_CONTACT", text: "窗口已搬到新址" }, "report");
      await quiet(page);
    },
    "of each kind the best stand first, the others at a click": async () => {
      const page = await ask("身份证", DESKTOP, (world) => {
        world.told = refused;
        world.found = { ...found, hits: Array.from({ length: 7 }, (_, n) => ({ ...found.hits[0], id: `${found.hits[0].id.slice(0, -1)}${n}`, title: `事项${n + 1}` })) };
      });
      await becomes(() => page.locator(".group li").count(), 4, "hits at first");
      await button(page, "再看 3 条").press("Enter");
      await becomes(() => page.locator(".group li").count(), 7, "all hits");
      equal(await page.evaluate(() => document.activeElement.textContent), "事项5", "the focus goes on");
      await quiet(page);
    },
    "a hit is opened in place, and a fallen engine is told": async () => {
      const page = await ask("补办身份证", DESKTOP, (world) => {
        world.told = refused;
        world.found = undefined;
      });
      await page.getByRole("button", { name: "身份证丢了怎么补办" }).first().click();
      await page.getByRole("heading", { name: field.title }).waitFor();
      equal([sent("/api/knowledge/answer").at(-1).about, sent("/api/knowledge/feedback").at(-1).position], [field.sources[0].id.replace("ITEM", "ARTICLE").replace(/A$/, "B"), 2], "opened");
      await quiet(page);
    },
    "suggestions follow what is written, and a citation is recorded on the new ticket": async () => {
      const page = await open("intake");
      await page.locator("#content").fill("我身份证不见了，想补一张。");
      await page.getByText("据此推荐：我身份证不见了，想补一张。").waitFor();
      await page.getByRole("button", { name: `引用 ${field.title}` }).first().click();
      await becomes(() => page.locator("#answer").inputValue(), field.text, "answer");
      await button(page, "即时答复并办结").click();
      await page.getByText("请把编号和查询码告知市民").waitFor();
      const [answered] = sent("/actions/ANSWER_NOW");
      equal([answered.article_revision_ids, answered.answer_source], [[], field.title], "an item is named as the source");
      equal(sent("/api/assist/adopt"), [{ ticket_id: id(), document: field.sources[0].id, revision_id: field.sources[0].revision_id, heard: "我身份证不见了，想补一张。", position: 1 }], "adopted");
      await quiet(page);
    },
    "a citation on a ticket is recorded at once and fills the form that is opened next": async () => {
      const page = await open(`tickets/${id()}`);
      await page.getByRole("button", { name: `引用 ${field.title}` }).first().click();
      await page.getByText(/采用的版本已记录。打开可答复的操作时自动填入。$/).waitFor();
      await page.getByRole("heading", { name: "已采用的答案" }).waitFor();
      await button(page, "答复").click();
      await becomes(() => page.locator("#field-public_answer").inputValue(), field.text, "reply");
      equal(await violations(page), [], "violations");
      await quiet(page);
    },
    "a version that changed meanwhile is not recorded, and says so": async () => {
      const page = await open(`tickets/${id()}`, DESKTOP, (world) => {
        world.superseded = true;
      });
      await page.getByRole("button", { name: `引用 ${field.title}` }).first().click();
      await page.getByText("该内容已更新或已停用，请刷新后再采用").waitFor();
      await button(page, "答复").click();
      equal(await page.locator("#field-public_answer").inputValue(), "", "reply");
      await quiet(page);
    },
    "conversations wait with distress first; one is read, registered and settled": async () => {
      const page = await open("dialogues");
      await page.locator("nav a", { hasText: "待接手对话" }).getByText("3", { exact: true }).waitFor();
      equal(await page.locator(".dialogue h2").first().innerText().then((text) => text.split(" ")[0].trim()), "心理危机", "first");
      await page.getByRole("link", { name: "去回拨 1" }).waitFor();
      await page.getByRole("link", { name: "查看工单 2" }).waitFor();
      await page.getByRole("button", { name: "看对话 3" }).press("Enter");
      await page.getByText("（已依法删除）").waitFor();
      equal(await violations(page), [], "violations");
      await page.getByRole("button", { name: "已接手 1" }).click();
      await page.getByText("已标为人工接手。").waitFor();
      await becomes(() => page.locator(".dialogue").count(), 2, "still waiting");
      await page.getByRole("button", { name: "登记诉求 2" }).click();
      await becomes(() => page.locator("#content").inputValue(), transcript[1].text, "the citizen's words");
      await quiet(page);
    },
    "a conversation handed over is counted at once, danger in red": async () => {
      const live = new Live();
      const page = await open("dialogues", DESKTOP, (world) => {
        world.dialogues = [dialogues[2]];
      }, { prepare: live.prepare });
      await becomes(() => live.subscribed.has(`user:${account.id}`), true, "listens");
      await becomes(() => page.locator(".dialogue").count(), 1, "waiting");
      equal(await page.locator("nav .grave").count(), 0, "red before");
      state.world.dialogues = [dialogues[2], { ...dialogues[1], reason: "DANGER", reason_label: "人身危险" }];
      live.tell(`user:${account.id}`, "dialogue.handed_over", { conversation_id: dialogues[1].conversation_id, reason: "DANGER" });
      await page.locator("nav .grave").getByText("2", { exact: true }).waitFor();
      await page.getByText("来话人可能有人身危险：先联系本人，核实地点，立即转 110、119 或 120。").waitFor();
      equal(await page.locator(".dialogue h2").first().innerText().then((text) => text.split(" ")[0].trim()), "人身危险", "first");
      equal(await violations(page), [], "violations");
      await quiet(page);
    },
    "a conversation never overwrites another request that was not sent": async () => {
      const page = await open("intake");
      await page.locator("#content").fill("另一位市民的诉求内容");
      await page.locator("nav a", { hasText: "待接手对话" }).click();
      await page.getByRole("button", { name: "登记诉求 3" }).click();
      await page.getByText("草稿中还有另一件未提交的诉求。").waitFor();
      equal(await page.locator("#content").inputValue(), "另一位市民的诉求内容", "untouched");
      await button(page, "清空草稿，填入这次的问题").click();
      equal(await page.locator("#content").inputValue(), transcript[1].text, "taken over");
      await quiet(page);
    },
    "what was said stands on the ticket": async () => {
      const page = await open(`tickets/${id()}`, DESKTOP, (world) => {
        world.transcript = transcript;
        world.ticket.channel = "WEBCHAT";
      });
      await page.getByRole("list", { name: "对话记录" }).getByText(/活动室周末不开门/).waitFor();
      equal(await violations(page), [], "violations");
      await quiet(page);
    },
    "in English no word of search, assist or dialogues stays Chinese": async () => {
      const page = await ask("id card", DESKTOP, (world) => {
        world.told = clarify;
      });
      await button(page, "English").click();
      await page.getByRole("heading", { name: "Knowledge search" }).waitFor();
      const said = await page.locator("h1, main h2, h3, .meta span, .feedback, .el-tag, aside small").allInnerTexts();
      equal(said.filter((words) => /[\u4e00-\u9fff]/.test(words.replaceAll("佛山市公安局", ""))), [], "Chinese words");
      await page.evaluate(() => {
        location.hash = "#/dialogues";
      });
      await page.getByRole("heading", { name: /^In distress/ }).waitFor();
      equal((await page.locator("main").innerText()).match(/[\u4e00-\u9fff]+/g), null, "Chinese words of dialogues");
      await quiet(page);
    },
    ...Object.fromEntries(
      Object.entries({ desktop: DESKTOP, phone: PHONE }).flatMap(([size, viewport]) => [
        [`search, hits and report are accessible and fit at ${size} size`, async () => {
          const page = await ask("补办身份证要带什么", viewport);
          await button(page, "没用或有错").click();
          await page.getByRole("heading", { name: "服务事项" }).or(page.getByRole("heading", { name: "知识" })).first().waitFor();
          equal(await violations(page), [], "violations");
          await fits(page);
          await quiet(page);
        }],
        [`dialogues are accessible and fit at ${size} size`, async () => {
          const page = await open("dialogues", viewport);
          await page.getByRole("button", { name: "看对话 2" }).click();
          await page.getByRole("list", { name: /^对话记录/ }).waitFor();
          equal(await violations(page), [], "violations");
          await fits(page);
          await quiet(page);
        }],
      ]),
    ),
  };
}
