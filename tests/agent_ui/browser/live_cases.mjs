// Open pages follow what colleagues do (实时更新): told on the socket, shown without a reload, nothing lost after a break.
import { account } from "./recorded.mjs";
import { alerts, briefs, drift, incidents, open as openIncident, suggested, topics } from "./recorded_insight.mjs";
import { Live } from "./live.mjs";
import { becomes, DESKTOP, equal, violations } from "./stage.mjs";
import { staff } from "./staff.mjs";

const ALL = [...account.permissions, "incident.read", "incident.manage", "incident.act", "hot.read", "hot.act", "drift.read"];

export function liveCases(stage) {
  const { state } = stage;
  const { open, button, quiet } = staff(stage, ALL);
  /** A page that listens to `stream`. */
  const watch = async (path, stream, before) => {
    const live = new Live();
    const page = await open(path, DESKTOP, before, { prepare: live.prepare });
    await becomes(() => live.subscribed.has(stream), true, `listens to ${stream}`);
    return { live, page };
  };
  const titles = (page) => page.locator(".topic h2").allInnerTexts();

  return {
    "a hot topic appears, grows and goes while the page is open, and words being written stay": async () => {
      const { live, page } = await watch("hot-topics", "board:hot_topics", (world) => {
        world.topics = [topics[0]];
      });
      await becomes(() => titles(page), [topics[0].title], "topics at first");
      await page.getByRole("button", { name: /^排除：/ }).click();
      await page.locator(".reason textarea").fill("误报：同一施工单位");
      state.world.topics = [topics[1], { ...topics[0], observed: 40 }];
      live.tell("board:hot_topics", "hot_topic.told", { topic_id: "HOT2", change: "OPENED" });
      await becomes(() => titles(page), [topics[1].title, topics[0].title], "topics after the news");
      await page.getByText("近 4 小时 40 件").waitFor();
      equal(await page.locator(".reason textarea").inputValue(), "误报：同一施工单位", "words kept");
      state.world.topics = [topics[1]];
      live.tell("board:hot_topics", "hot_topic.decided", { topic_id: "HOT1", change: "dismiss" });
      await page.getByText(`${topics[0].title} 已由同事处理或已平息。`).waitFor();
      equal(await violations(page), [], "violations");
      await quiet(page);
    },
    "what happened while the connection was broken is shown once it is back": async () => {
      const { live, page } = await watch("hot-topics", "board:hot_topics", (world) => {
        world.topics = [topics[0]];
      });
      await page.locator(".live.online").waitFor();
      live.cut();
      await page.locator("div.offline").waitFor();
      state.world.topics = topics;
      live.tell("board:hot_topics", "hot_topic.told", { topic_id: "HOT2", change: "OPENED" });
      equal(await titles(page), [topics[0].title], "topics while cut off");
      live.mend();
      await button(page, "重试").click();
      await becomes(() => titles(page), topics.map((one) => one.title), "topics after the break");
      await quiet(page);
    },
    "a suggested incident enters the list without a reload": async () => {
      const { live, page } = await watch("incidents", "board:incidents", (world) => {
        world.incidents = [incidents[0]];
      });
      await page.getByRole("link", { name: incidents[0].number }).waitFor();
      state.world.incidents = incidents;
      live.tell("board:incidents", "incident.changed", { incident_id: "INC2", change: "suggest" });
      await page.getByRole("link", { name: incidents[1].number }).waitFor();
      await quiet(page);
    },
    "an open incident shows what a colleague decided, and says that it was he": async () => {
      const { live, page } = await watch("incidents/INC1", "board:incidents", (world) => {
        world.incident = suggested;
      });
      await page.getByRole("heading", { name: "是否同一原因？" }).waitFor();
      live.tell("board:incidents", "incident.changed", { incident_id: "ANOTHER", change: "add" });
      state.world.incident = openIncident;
      live.tell("board:incidents", "incident.changed", { incident_id: "INC1", change: "confirm" });
      await page.getByText("同事刚更新了此批量件，页面已是最新。").waitFor();
      await page.getByRole("heading", { name: "统一处理" }).first().waitFor();
      await quiet(page);
    },
    "what I do myself is not told as a colleague's": async () => {
      const { live, page } = await watch("incidents/INC1", "board:incidents", (world) => {
        world.incident = suggested;
      });
      await page.locator("#incident-cause").fill("汾江中路水管爆裂");
      await page.locator("#incident-cause").press("Control+Enter");
      await page.getByText("已确认，未选的工单已移出。").waitFor();
      const read = page.waitForResponse(/\/api\/incidents\/INC1\/tickets/);
      live.tell("board:incidents", "incident.changed", { incident_id: "INC1", change: "confirm" });
      await read;
      await becomes(() => page.locator("main .told").innerText(), "已确认，未选的工单已移出。", "what is told");
      await quiet(page);
    },
    "a notice stands in the open list as soon as it is told": async () => {
      const notice = (n) => ({ id: `N${n}`, kind: "HOT", title_zh: `新出现：停水 ${n}`, body_zh: "桂城街道，18 件。", object_kind: "HOT_TOPIC", object_id: "HOT1", created_at: new Date().toISOString(), read_at: null });
      const { live, page } = await watch("notices", `user:${account.id}`, (world) => {
        world.notices = [notice(1)];
      });
      await page.getByRole("heading", { name: "新出现：停水 1" }).waitFor();
      state.world.notices = [notice(2), notice(1)];
      live.tell(`user:${account.id}`, "hot_topic.told", { topic_id: "HOT1", change: "OPENED" });
      await page.getByRole("heading", { name: "新出现：停水 2" }).waitFor();
      await becomes(() => page.locator("nav#side a", { hasText: "我的通知" }).locator(".count").innerText(), "2", "unread in the menu");
      await quiet(page);
    },
    "the watch over the classifier and the list of briefs follow too": async () => {
      const { live, page } = await watch("drift", "board:drift", (world) => {
        world.noted = true;
      });
      await page.getByText("没有待处理的下降提醒。").waitFor();
      state.world.noted = false;
      state.world.drift = { ...drift, weeks: drift.weeks.slice(0, 7) };
      live.tell("board:drift", "drift.fell", { week: alerts[0].week, question: "category" });
      await page.getByText("2026-W47 一致率由 84% 降至 55%（80 件）").waitFor();
      await page.getByRole("img", { name: /^近 7 周一致率/ }).waitFor();
      await page.evaluate(() => {
        location.hash = "#/briefs";
      });
      await becomes(() => live.subscribed.has("board:hot_topics"), true, "listens for briefs");
      await becomes(() => page.locator(".days button").count(), 2, "days");
      state.world.briefs = [{ day: "2026-11-25", made_at: new Date().toISOString(), total: 2990, topics: 1 }, ...briefs];
      live.tell("board:hot_topics", "hot_brief.made", { days: ["2026-11-25"] });
      await becomes(() => page.locator(".days button").count(), 3, "days with the new one");
      await quiet(page);
    },
  };
}
