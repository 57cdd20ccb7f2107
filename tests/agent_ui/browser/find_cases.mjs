// Search over tickets (工单检索): words marked where they stand, filters in the address, pages, keys, refusals.
import { staff } from "./staff.mjs";
import { becomes, DESKTOP, equal, fits, PHONE, violations } from "./stage.mjs";

const PATH = "/api/tickets/search";

/** Answers of the search, and what it was asked. */
function answering(world, ...pages) {
  const plain = world.answer.bind(world);
  const asked = [];
  world.answer = (method, path, body) => {
    if (method !== "GET" || path !== PATH) return plain(method, path, body);
    asked.push({ ...world.query });
    return pages[Math.min(asked.length, pages.length) - 1];
  };
  world.searches = asked;
}

const page = (items, next = null, more = {}) => [200, { items, next_cursor: next, degraded: false, corrected: null, ...more }];

export function findCases(stage) {
  const { open, quiet } = staff(stage);
  const { state } = stage;
  const row = (world, index, more = {}) => ({
    ...world.rows[index], title_marks: [], by_number: false, excerpts: [{ part: "CONTENT", part_label: "诉求内容", text: "同济路一处路灯三天不亮，联系***", marks: [[5, 7], [9, 11]] }], ...more,
  });
  const marked = (from) => from.locator("mark").allInnerTexts();

  return {
    "tickets are searched from the keyboard, with the words marked where they stand": async () => {
      const at = await open("notices", DESKTOP, (world) => answering(world, page([row(world, 0, { title_marks: [[0, 2]] }), row(world, 1, { by_number: true, excerpts: [] })])));
      await at.keyboard.press("s");
      await at.getByRole("heading", { level: 1, name: "工单检索" }).waitFor();
      await at.keyboard.press("/");
      await at.keyboard.type("路灯 不亮");
      await at.keyboard.press("Enter");
      const found = at.getByRole("list", { name: "检索结果" });
      await found.waitFor();
      equal(state.world.searches.at(-1).q, "路灯 不亮", "words");
      equal(new URL(at.url()).hash, `#/tickets/search?q=${encodeURIComponent("路灯 不亮").replace("%20", "+")}`, "address");
      equal((await marked(found)).slice(-2), ["路灯", "不亮"], "marks");
      equal(await violations(at), [], "violations");
      await at.locator("h1").click();
      await at.keyboard.press("j");
      await at.keyboard.press("Enter");
      await at.waitForURL(`**/console#/tickets/${state.world.rows[0].id}`);
      await at.goBack();
      await found.waitFor();
      equal(await at.getByRole("textbox", { name: "诉求、答复、对话里的话，或工单编号" }).inputValue(), "路灯 不亮", "the words are there again");
      await quiet(at);
    },
    "more of what was found is added below, each ticket once": async () => {
      const at = await open("tickets/search?q=路灯", DESKTOP, (world) => answering(world, page([row(world, 0), row(world, 1)], "NEXT"), page([row(world, 1), row(world, 2)])));
      const found = at.getByRole("list", { name: "检索结果" });
      await found.waitFor();
      await at.getByRole("button", { name: "加载更多" }).click();
      await becomes(() => found.locator("> li").count(), 3, "tickets");
      equal(state.world.searches.at(-1).cursor, "NEXT", "cursor");
      await at.getByText("共显示 3 件，没有更多了。").waitFor();
      await quiet(at);
    },
    "a search is narrowed, and its last day counts whole": async () => {
      const at = await open("tickets/search?q=路灯&status=CLOSED&from=2026-03-01&to=2026-03-04", PHONE, (world) => answering(world, page([row(world, 0)])));
      await at.getByRole("list", { name: "检索结果" }).waitFor();
      equal(state.world.searches.at(-1), { q: "路灯", status: "CLOSED", from: "2026-03-01", to: "2026-03-05" }, "asked");
      await at.getByLabel("受理自").fill("2026-02-01");
      await becomes(() => state.world.searches.at(-1).from, "2026-02-01", "from");
      await fits(at);
      equal(await violations(at), [], "violations");
      await at.getByRole("button", { name: "清除条件" }).click();
      await at.getByText("姓名、电话、证件号、车牌号不进入索引").waitFor();
      await quiet(at);
    },
    "nothing found, a search that is down and one that is answered by the stand-in are told apart": async () => {
      const down = [503, { type: "urn:hotline:problem:search_down", status: 503, code: "search_down", title: "检索暂不可用，工单照常受理和办理", detail: "检索暂不可用，工单照常受理和办理" }];
      const at = await open("tickets/search?q=路灯", DESKTOP, (world) => answering(world, down, page([]), page([row(world, 0)], null, { degraded: true })));
      await at.getByRole("alert").getByText("检索暂不可用").waitFor();
      await at.locator("main").getByRole("button", { name: "重试" }).click();
      await at.getByText("没有找到。请换个说法").waitFor();
      await at.getByRole("button", { name: "查询" }).click();
      await at.getByText("由内置索引代答").waitFor();
      at.complaints = at.complaints.filter((one) => !one.includes("503")); // the browser tells of every refusal
      equal(await violations(at), [], "violations");
      await quiet(at);
    },
    "the list leads to the full-text search with its words": async () => {
      const at = await open("tickets?q=路灯", DESKTOP, (world) => answering(world, page([row(world, 0)])));
      await at.getByRole("link", { name: "全文检索" }).click();
      await at.getByRole("list", { name: "检索结果" }).waitFor();
      equal(state.world.searches.at(-1).q, "路灯", "words");
      await quiet(at);
    },
  };
}
