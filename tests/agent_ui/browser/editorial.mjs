// Knowledge from its first draft to its withdrawal (知识编审全程), against the running system given as argument.
import { becomes, DESKTOP, equal, fits, launch, leave, PHONE, play, violations, visit } from "./stage.mjs";

const [url, password] = process.argv.slice(2);
const browser = await launch();
const told = { article: "" };
const TITLE = "社区图书角开放时间";
const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const button = (page, name) => page.getByRole("button", { name, exact: true });

async function enter(login, path, viewport = DESKTOP) {
  const page = await visit(browser, url, `/console#/sign-in?to=/${path}`, viewport);
  await page.locator("#login").fill(login);
  await page.locator("#password").fill(password);
  await page.keyboard.press("Enter");
  await page.locator("nav a").first().waitFor({ state: "attached" });
  await page.locator("main h1").waitFor();
  return page;
}

/** Ask the server as the page would; resolves with the JSON of a good answer. */
async function ask(page, method, path, body) {
  const [status, text] = await page.evaluate(
    async ([method, path, body]) => {
      const headers = { "X-Requested-With": "hotline", "Content-Type": "application/json" };
      const answer = await fetch(path, { method, headers, body: body ? JSON.stringify(body) : undefined });
      return [answer.status, await answer.text()];
    },
    [method, path, body],
  );
  if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text}`);
  return text ? JSON.parse(text) : null;
}

/** Write a further text of an article; the unit reviews it and, unless it shall only be reviewed, an editor publishes it. */
async function write(page, id, content, left = "") {
  const { article } = await ask(page, "GET", `/api/articles/${id}`);
  await ask(page, "POST", `/api/articles/${id}/revisions`, { version: article.version, content });
  for (const [login, step] of [["gongan-zs", "REVIEW"], ["zhishi2", "PUBLISH"]]) {
    if (step === left) continue;
    const other = await enter(login, "account");
    const { article: now } = await ask(other, "GET", `/api/articles/${id}`);
    await ask(other, "POST", `/api/articles/${id}/actions/${step}`, { version: now.version });
    await leave(other);
  }
}

/** An article in force whose next text waits for a day far ahead. */
async function early(page) {
  const content = { title: "读书驿站开放时间", questions: ["读书驿站几点开"], spoken: "周二至周日开放。", answer: "周二至周日开放。", valid_from: "2026-01-01" };
  const made = await ask(page, "POST", "/api/articles", { key: "reading-post", placement: { owner_unit_code: "FS-GA", category_code: "110101", audience: "PUBLIC", districts: [] }, content });
  await write(page, made.id, content);
  await write(page, made.id, { ...content, answer: "全年开放。", valid_from: "2099-01-01" });
  return { id: made.id, content };
}

async function settle(page, reason) {
  await page.locator(".reason textarea").fill(reason);
  await page.locator(".reason textarea").press("Control+Enter");
}

await play({
  "an editor writes an article, loses nothing by a reload, and may not approve it himself": async () => {
    const page = await enter("zhishi", "articles");
    await page.getByRole("link", { name: "新建知识" }).press("Enter");
    await page.getByLabel("标题").fill(TITLE);
    await page.getByLabel("标题").press("Control+Enter");
    await page.getByText("请填写“责任单位”。").waitFor();
    await page.getByLabel(/^常见问法/).fill("图书角几点开门\n\n图书角周末开吗");
    await page.getByLabel(/^口语答复/).fill("图书角每天上午九点到晚上九点开放。");
    await page.getByLabel(/^完整答复/).fill("图书角每天开放。\n时间是上午九点到晚上九点。");
    await page.getByLabel(/^附件/).setInputFiles({ name: "开放时间表.png", mimeType: "image/png", buffer: PNG });
    await page.getByLabel("第 1 个附件的名称").waitFor();
    await page.reload();
    await page.getByText("已恢复上次未提交的内容。").waitFor();
    equal(await page.getByLabel(/^常见问法/).inputValue(), "图书角几点开门\n图书角周末开吗", "questions");
    await page.getByRole("combobox", { name: "责任单位" }).fill("佛山市公安局");
    await page.getByRole("option", { name: "佛山市公安局", exact: true }).click();
    equal(await violations(page), [], "violations");
    await page.getByLabel(/^完整答复/).press("Control+Enter");
    await page.getByRole("heading", { level: 1, name: TITLE }).waitFor();
    told.article = page.url().split("/articles/")[1];
    await page.getByText("新稿由您起草，须由另一人审核。").waitFor();
    const file = await page.getByRole("link", { name: /^开放时间表/ }).first().getAttribute("href");
    equal(await page.evaluate(async (path) => (await fetch(path)).status, file), 200, "the file can be read");
    equal(await button(page, "审核通过").count(), 0, "buttons to approve");
    equal(await violations(page), [], "violations");
    await leave(page);
  },
  "the owner unit approves it and is told that the other side publishes": async () => {
    const page = await enter("gongan-zs", `articles/${told.article}`);
    await button(page, "审核通过").press("Enter");
    await page.getByText("确认新稿内容正确。发布还须另一方的人员确认。").waitFor();
    await button(page, "确认审核通过").click();
    await page.getByText("已审核通过，等待另一方发布。").waitFor();
    await page.getByText("您已审核，须由另一人发布。").waitFor();
    equal(await button(page, "发布").count(), 0, "buttons to publish");
    await leave(page);
  },
  "an editor publishes it and finds it by a citizen's words": async () => {
    const page = await enter("zhishi2", `articles/${told.article}`);
    await page.getByText("责任单位已审核，须由热线编辑确认发布。").waitFor();
    await button(page, "发布").click();
    await button(page, "确认发布").click();
    await page.getByText("已发布，几秒内可以检索。").waitFor();
    await page.getByRole("heading", { name: "现行版本（第 1 版）" }).waitFor();
    const found = async () => (await ask(page, "GET", `/api/articles/search?q=${encodeURIComponent("图书角几点开门")}`)).some((hit) => hit.article_id === told.article);
    await becomes(found, true, "the article is found");
    await page.goto(`${url}/console#/articles?q=${encodeURIComponent("图书角几点开门")}`);
    await page.getByRole("link", { name: TITLE }).waitFor();
    await leave(page);
  },
  "an article is placed elsewhere, and what follows is said before": async () => {
    const page = await enter("zhishi2", `articles/${told.article}`);
    await button(page, "调整归属").click();
    const form = page.getByRole("form", { name: "调整归属" });
    await form.getByRole("button", { name: "保存归属" }).click();
    await page.getByText("归属没有变化。").waitFor();
    await form.getByText("内部：只供工作人员").click();
    await page.getByText("改为内部后，市民不能再看到这条知识。").waitFor();
    await form.getByRole("combobox", { name: "适用区划" }).fill("禅城");
    await page.getByRole("option", { name: /禅城区/ }).first().click();
    await form.getByRole("heading", { name: "调整归属" }).click();
    await page.getByRole("option", { name: /禅城区/ }).first().waitFor({ state: "hidden" });
    equal(await violations(page), [], "violations");
    const { article } = await ask(page, "GET", `/api/articles/${told.article}`);
    const { owner_unit_code, category_code, districts, audience } = article;
    await ask(page, "PUT", `/api/articles/${told.article}/placement`, { version: article.version, owner_unit_code, category_code: category_code ?? "110101", districts, audience });
    await form.getByRole("button", { name: "保存归属" }).click();
    await page.getByText("他人刚更新了此知识，页面已是最新").waitFor();
    await form.getByText("公开：市民可见").click();
    await form.getByRole("button", { name: "保存归属" }).press("Enter");
    await page.locator(".told", { hasText: "归属已调整，几秒内按新归属检索。" }).waitFor();
    await page.locator(".facts", { hasText: "禅城区" }).waitFor();
    await page.getByRole("heading", { name: "现行版本（第 1 版）" }).waitFor();
    await leave(page);
  },
  "a unit gives an article to no unit that it does not answer for": async () => {
    const page = await enter("gongan-zs", `articles/${told.article}`);
    await button(page, "调整归属").click();
    const form = page.getByRole("form", { name: "调整归属" });
    await form.getByText("转给本单位上下级以外的单位，须由热线编辑操作。").waitFor();
    await form.getByRole("combobox", { name: "责任单位" }).fill("民政局");
    await page.getByRole("option", { name: /民政局/ }).first().click();
    await form.getByText(/^以后的复审、纠错由.*民政局负责。/).waitFor();
    await form.getByRole("button", { name: "保存归属" }).click();
    await page.getByText("只能维护本单位及下级单位的内容").waitFor();
    await form.getByRole("button", { name: "取消" }).click();
    await button(page, "调整归属").waitFor();
    await leave(page);
  },
  "who wrote while another was faster keeps his words and sees the difference": async () => {
    const page = await enter("zhishi", `articles/${told.article}`);
    await button(page, "起草新版本").click();
    const form = page.getByRole("form", { name: "起草" });
    await form.getByRole("button", { name: "保存新稿" }).click();
    await page.getByText("内容与现有文字相同，没有可保存的修改。").waitFor();
    const { article, current } = await ask(page, "GET", `/api/articles/${told.article}`);
    const { id: _id, article_id: _of, number: _n, author_id: _by, created_at: _at, attachments: _files, standing: _standing, ...content } = current;
    await ask(page, "POST", `/api/articles/${told.article}/revisions`, { version: article.version, content: { ...content, answer: "图书角每天开放。\n时间是上午八点到晚上九点。" } });
    await form.getByLabel(/^完整答复/).fill("图书角每天开放。\n时间是上午九点到晚上九点。\n节假日照常。");
    await form.getByLabel(/^完整答复/).press("Control+Enter");
    await page.getByText("您编写期间，他人已更新此知识。").waitFor();
    equal(await form.getByLabel(/^完整答复/).inputValue(), "图书角每天开放。\n时间是上午九点到晚上九点。\n节假日照常。", "what was typed");
    await page.locator(".notice del").getByText("上午八点").waitFor();
    equal(await violations(page), [], "violations");
    await button(page, "已核对，在最新内容上继续").click();
    await form.getByRole("button", { name: "保存新稿" }).click();
    await page.getByText("新稿已保存，等待审核；现行版本继续有效。").waitFor();
    await page.getByRole("button", { name: "与上一版相比 3" }).press("Enter");
    await page.locator(".versions ins").getByText("节假日照常。").waitFor();
    equal(await violations(page), [], "violations");
    await leave(page);
  },
  "a reported error is acknowledged within its limit and ended with a reason": async () => {
    const agent = await enter("agent01", "account");
    const { current } = await ask(agent, "GET", `/api/articles/${told.article}`);
    await ask(agent, "POST", `/api/articles/${told.article}/errors`, { revision_id: current.id, reason: "WRONG_FACT", text: "周末是十点开门" });
    await leave(agent);
    const page = await enter("gongan-zs", "editorial?tab=errors");
    await page.getByText("：周末是十点开门").waitFor();
    await page.getByText(/^.*确认期限 .*（还剩/).first().waitFor();
    await button(page, `确认纠错：${TITLE}`).press("Enter");
    await page.getByText("已确认，请在期限内更正。").waitFor();
    equal(await page.getByText("发布更正后的版本，才能以“已更正”办结。").count(), 1, "told how it is corrected");
    equal(await violations(page), [], "violations");
    await button(page, `内容无误：${TITLE}`).click();
    await settle(page, "周末也是九点开门");
    await page.getByText("已按内容无误办结，报告人会收到通知。").waitFor();
    await leave(page);
  },
  "a wrong service item is reported with its clocks, and its unit sees them with their light": async () => {
    const agent = await enter("agent01", "account");
    const item = (await ask(agent, "GET", `/api/knowledge/search?kind=ITEM&q=${encodeURIComponent("居民身份证遗失补领")}`)).hits[0];
    const report = await ask(agent, "POST", "/api/knowledge/feedback", { document: item.id, verdict: "UNHELPFUL", reason: "WRONG_CONTACT", text: "窗口电话已换" });
    equal([typeof report.ack_due_at, typeof report.fix_due_at], ["string", "string"], "the clocks are told");
    await leave(agent);
    const page = await enter("gongan-zs", "editorial?tab=errors");
    const row = page.locator("main li", { hasText: "窗口电话已换" });
    await row.getByText(/确认期限 .*（还剩 .*更正期限 .*（还剩/).waitFor();
    await row.getByText("正常", { exact: true }).waitFor();
    equal(await violations(page), [], "violations");
    await button(page, `确认纠错：${item.title}`).press("Enter");
    await page.getByText("已确认，请在期限内更正。").waitFor();
    await becomes(() => row.getByText(/确认期限/).count(), 0, "the first clock, which has stopped");
    await row.getByRole("link").click();
    await page.getByRole("heading", { name: "待处理的纠错" }).waitFor();
    await page.getByText("正常", { exact: true }).waitFor();
    await leave(page);
  },
  "what did not help a citizen is read by its unit with the reason and the question": async () => {
    const page = await enter("gongan-zs", "account");
    const words = "身份证丢了去哪里补办";
    const answer = await ask(page, "POST", "/api/public/knowledge/answer", { text: words });
    const { hits } = await ask(page, "GET", `/api/public/knowledge/search?kind=ITEM&q=${encodeURIComponent(words)}`);
    const document = hits[0].id;
    await ask(page, "POST", "/api/public/knowledge/feedback", { document, verdict: "UNHELPFUL", search_id: answer.search_id || null, position: 1 });
    await ask(page, "POST", "/api/public/knowledge/no-help", { document, reason: "UNCLEAR", search_id: answer.search_id || null, position: 1 });
    const listed = async () => (await ask(page, "GET", "/api/knowledge/unhelpful")).some((one) => one.document === document && one.reasons.some((why) => why.reason === "UNCLEAR"));
    await becomes(listed, true, "the click is stored");
    await page.goto(`${url}/console#/editorial?tab=unhelpful`);
    await page.locator("main li", { hasText: hits[0].title }).getByText("看不明白 1 人").waitFor();
    await page.getByText(/当时问：“身份证丢了去哪里补办”/).waitFor();
    equal(await violations(page), [], "violations");
    await page.getByRole("link", { name: hits[0].title }).press("Enter");
    await page.getByRole("heading", { level: 1, name: hits[0].title }).waitFor();
    await leave(page);
  },
  "the ranking models are told to whoever writes, and an editor puts one to use and returns": async () => {
    const owner = await enter("gongan-zs", "ranking");
    await owner.getByText("使用中：出厂权重").waitFor();
    await owner.getByText("反馈还不够，暂不能学习。").waitFor();
    equal(await button(owner, "学习一个新模型").count(), 0, "buttons for an owner");
    await leave(owner);
    const page = await enter("zhishi", "account");
    const shipped = await ask(page, "GET", "/api/knowledge/ranking");
    const shares = shipped.models[0].shares.map((one) => (one.feature === "popular" ? { ...one, share: 0.21 } : one));
    const learned = { version: "01K0000000000000000000000M", state: "CANDIDATE", state_label: "可启用", learned_at: "2026-11-20T01:00:00Z", trained_on: 600, validated_on: 150, held_out: 250, held_out_from: "2026-11-10T01:00:00Z", before: 0.6123, after: 0.6789, shares };
    const world = { ...shipped, usable: 1000, models: [learned, ...shipped.models] };
    await page.route("**/api/knowledge/ranking", (route) => route.fulfill({ json: world }));
    await page.route("**/api/knowledge/ranking/actions/*", (route) => {
      const used = route.request().url().endsWith("PROMOTE");
      return route.fulfill({ json: { ...world, in_use: used ? learned.version : "shipped", may_roll_back: used, models: [{ ...learned, state: used ? "IN_USE" : "CANDIDATE" }, { ...shipped.models[0], state: used ? "EARLIER" : "IN_USE" }] } });
    });
    await page.goto(`${url}/console#/ranking`);
    await page.getByText("0.6123 → 0.6789（250 次检索）").waitFor();
    await page.getByText("各项依据的分量").first().press("Enter");
    await page.getByRole("cell", { name: "0.210" }).waitFor();
    equal(await violations(page), [], "violations");
    await page.getByRole("button", { name: /^启用：/ }).press("Enter");
    await page.getByText(/^确定启用 2026\/11\/20 09:00 学成的模型？/).waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("已启用，几秒内生效。").waitFor();
    await button(page, "恢复上一个模型").click();
    await page.keyboard.press("Escape");
    equal(await page.getByText("确定恢复上一个模型？").count(), 0, "asked no longer");
    await button(page, "恢复上一个模型").click();
    await button(page, "确定").click();
    await page.getByText("已恢复，几秒内按原来的权重排序。").waitFor();
    await leave(page);
  },
  "a cry for help is answered with care and a person, and with no list": async () => {
    const page = await visit(browser, url, `/#/search?q=${encodeURIComponent("我不想活了")}`, PHONE);
    await page.getByText(/您不是一个人/).waitFor();
    await page.getByRole("link", { name: /110/ }).first().waitFor();
    await page.getByText("请让我们的工作人员听您说。").waitFor();
    equal(await page.getByText("看看字面相近的内容").count(), 0, "lists of texts");
    equal(await page.getByText("其他相关内容").count(), 0, "further hits");
    await fits(page);
    equal(await violations(page), [], "violations");
    await leave(page);
  },
  "an item that changes has its articles looked at, and shows what changed": async () => {
    const page = await enter("zhishi", "items");
    const words = "居民身份证到期、损坏换领";
    await page.getByRole("textbox", { name: "事项名称或编码" }).fill(words);
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: words, exact: true }).click();
    await page.getByRole("heading", { level: 1, name: words }).waitFor();
    const { code, situation_code, item_version, content } = await ask(page, "GET", `/api/service-items/${page.url().split("/items/")[1]}`);
    await ask(page, "PUT", `/api/service-items/${code}`, { ...content, situation_code, version: item_version + 1, conditions: [...content.conditions, "本人到场核验指纹"] });
    await page.reload();
    await page.getByRole("button", { name: "与上一版相比 2" }).press("Enter");
    await page.locator(".versions ins").getByText("本人到场核验指纹").waitFor();
    equal(await violations(page), [], "violations");
    const flagged = async () => (await ask(page, "GET", "/api/article-flags")).length;
    await becomes(async () => (await flagged()) > 0, true, "an article is flagged");
    const before = await flagged();
    await page.goto(`${url}/console#/editorial?tab=flags`);
    await page.getByText("的办理条件已变更").first().waitFor();
    equal(await violations(page), [], "violations");
    await button(page, "内容仍然正确").first().press("Enter");
    await settle(page, "指纹核验不影响正文");
    await page.getByText("已记为仍然正确。").waitFor();
    equal(await flagged(), before - 1, "flags left");
    await leave(page);
  },
  "what nobody could be told becomes the beginning of an article": async () => {
    const page = await enter("zhishi", "account");
    const words = "苹果电脑蓝屏怎么重装驱动";
    await ask(page, "POST", "/api/knowledge/answer", { text: words });
    const listed = async () => (await ask(page, "GET", "/api/knowledge/editorial/unanswered?days=7")).some((one) => one.words.includes("蓝屏"));
    await becomes(listed, true, "the question is noted");
    await page.goto(`${url}/console#/editorial?tab=gaps`);
    await page.getByRole("link", { name: /^据此编写知识：.*蓝屏/ }).press("Enter");
    await page.getByLabel(/^常见问法/).waitFor();
    equal((await page.getByLabel(/^常见问法/).inputValue()).includes("蓝屏"), true, "the question stands there");
    await leave(page);
  },
  "an answer to a ticket is drafted beside its words without personal data": async () => {
    const page = await enter("zhishi", "account");
    const waiting = { ticket_id: "01K0000000000000000000000T", number: "FS202611260001", title: "学校午托怎么报名", category_code: null, district_code: null, unit_id: "01K0000000000000000000000V", state: "WAITING", opened_at: "2026-11-20T01:00:00Z", due_at: "2026-11-24T09:00:00Z", overdue: true, article_id: null, revision_id: null, reason: "", version: 1 };
    await page.route("**/api/learning/articles**", (route) => route.fulfill({ json: route.request().url().includes(waiting.ticket_id) ? { ...waiting, question: "孩子午托怎么报名，电话【已遮盖】", answer: "向学校报名。", owner_unit_code: "FS-JY", cited: [] } : [waiting] }));
    await page.route("**/actions/DRAFT", (route) => route.fulfill({ status: 422, contentType: "application/problem+json", json: { type: "urn:hotline:problem:personal_data_left", status: 422, code: "personal_data_left", title: "知识中仍含有诉求人或当事人的个人信息，请删除" } }));
    await page.goto(`${url}/console#/editorial?tab=drafts`);
    await page.getByText(/期限 2026\/11\/24 17:00（已超/).waitFor();
    equal(await violations(page), [], "violations");
    await page.getByRole("link", { name: "起草为新知识：学校午托怎么报名" }).press("Enter");
    await page.getByText("孩子午托怎么报名，电话【已遮盖】").waitFor();
    equal(await page.getByLabel(/^完整答复/).inputValue(), "向学校报名。", "the answer to begin with");
    await page.getByLabel(/^口语答复/).fill("向学校报名。");
    await page.getByLabel(/^口语答复/).press("Control+Enter");
    await page.getByText("知识中仍含有诉求人或当事人的个人信息，请删除").waitFor();
    equal(await violations(page), [], "violations");
    await leave(page);
  },
  "a city notice is written by one and published by another": async () => {
    const page = await enter("zhishi", "announcements");
    await button(page, "新建通知公告").click();
    const form = page.getByRole("form", { name: "起草通知公告" });
    await form.getByLabel("标题").fill("明湖路夜间停水");
    await form.getByLabel("正文").fill("今晚十点到明早六点停水，请提前储水。");
    await form.getByText("紧急", { exact: true }).click();
    await form.getByRole("combobox", { name: "责任单位" }).fill("佛山市公安局");
    await page.getByRole("option", { name: "佛山市公安局", exact: true }).click();
    equal(await violations(page), [], "violations");
    await form.getByLabel("正文").press("Control+Enter");
    await page.getByText("已保存，等待另一人发布。").waitFor();
    await page.getByText("此稿由您起草，须由另一人发布。").waitFor();
    equal(await button(page, "发布：明湖路夜间停水").count(), 0, "buttons to publish");
    await leave(page);
    const other = await enter("zhishi2", "announcements?waiting=true");
    await button(other, "发布：明湖路夜间停水").press("Enter");
    await other.getByText("已发布，几秒内生效。").waitFor();
    await leave(other);
  },
  "a changed number is announced wherever it was published": async () => {
    const page = await enter("zhishi", "directory");
    await page.getByRole("textbox", { name: "号码或名称" }).fill("供水");
    await page.keyboard.press("Enter");
    await button(page, "修改 0757-00008001").click();
    const form = page.getByRole("form", { name: "修改" });
    await form.getByLabel("服务时间").fill("每天七点至二十三点");
    equal(await violations(page), [], "violations");
    await form.getByLabel("服务时间").press("Control+Enter");
    await page.getByText(/^已保存；此变更须在公布过的各处公告/).waitFor();
    await page.locator("main .el-radio-button", { hasText: "变更公告" }).click();
    await button(page, "登记已公告：0757-00008001 政府网站").click();
    equal(await violations(page), [], "violations");
    await settle(page, "网站首页");
    await page.getByText("已登记。").waitFor();
    await leave(page);
  },
  "a synonym is live within seconds, and a sentence shows it": async () => {
    const page = await enter("zhishi", "words");
    await button(page, "新增同义词").click();
    const form = page.getByRole("form", { name: "新增同义词" });
    await form.getByLabel("词条").fill("街坊证");
    await form.getByLabel("词条").press("Control+Enter");
    await page.getByText("同义词至少写一个对应词。").waitFor();
    await form.getByLabel("同义词（每行一个）").fill("居住证");
    await form.getByLabel("同义词（每行一个）").press("Control+Enter");
    await page.getByText("已保存“街坊证”，几秒内生效。").waitFor();
    await page.getByLabel("写一句市民会说的话，看系统怎样理解").fill("街坊证要带什么证件");
    await page.keyboard.press("Enter");
    await page.getByText("所需材料").waitFor();
    await page.locator(".el-tag").getByText(/^居住/).first().waitFor();
    equal(await violations(page), [], "violations");
    const file = { name: "词库.csv", mimeType: "text/csv", buffer: Buffer.from("kind,key,values,note\nSYNONYM,街坊证,居住证；暂住证,\nWORDING,乜嘢,什么；啥,\n") };
    await page.getByRole("form", { name: "导入词库" }).locator("input[type=file]").setInputFiles(file);
    await button(page, "试运行（不保存）").click();
    await page.getByText(/有 1 行不能使用，将略过/).waitFor();
    await page.getByText(/方言用词须对应一个标准词/).waitFor();
    await button(page, "导入").click();
    await becomes(async () => (await ask(page, "GET", `/api/knowledge/words?kind=SYNONYM&text=${encodeURIComponent("街坊证")}`)).items[0].values, ["居住证", "暂住证"], "the imported word");
    await leave(page);
  },
  "a text filed early waits, a correction leaves it waiting, and it is taken back": async () => {
    const page = await enter("zhishi", "articles");
    const { id, content } = await early(page);
    await page.goto(`${url}/console#/articles/${id}`);
    await page.getByText("2099/01/01 起待生效").first().waitFor();
    await page.getByRole("heading", { name: "待生效版本（第 3 版，2099/01/01 零时起接替）" }).waitFor();
    await page.locator(".versions .el-tag").getByText("待生效", { exact: true }).waitFor();
    await write(page, id, { ...content, answer: "周二至周日开放，更正。" }, "PUBLISH");
    const editor = await enter("zhishi2", `articles/${id}`);
    await button(editor, "发布").click();
    await editor.getByText("另有版本自 2099/01/01 起待生效，届时照常接替，但不含本次更正。").waitFor();
    equal(await violations(editor), [], "violations");
    await button(editor, "确认发布").click();
    await editor.locator(".told", { hasText: "但不含本次更正。" }).waitFor();
    await editor.getByRole("heading", { name: "现行版本（第 4 版）" }).waitFor();
    await button(editor, "撤回待生效版本").click();
    await editor.getByLabel("理由").fill("政策推迟");
    await editor.getByLabel("理由").press("Control+Enter");
    await editor.locator(".told", { hasText: "已撤回待生效的版本，现行版本继续有效。" }).waitFor();
    await becomes(() => editor.getByText("起待生效").count(), 0, "what waits");
    await leave(editor);
    await leave(page);
  },
  "a version of an item that waits is shown and taken back": async () => {
    const page = await enter("zhishi", "items");
    const { items } = await ask(page, "GET", `/api/service-items?text=${encodeURIComponent("居民身份证到期、损坏换领")}`);
    const { code, situation_code, item_version, content } = await ask(page, "GET", `/api/service-items/${items[0].id}`);
    await ask(page, "PUT", `/api/service-items/${code}`, { ...content, situation_code, version: item_version + 1, valid_from: "2099-01-01", visits: 0 });
    await page.goto(`${url}/console#/items/${items[0].id}`);
    await page.getByText("2099/01/01 起待生效").waitFor();
    await page.locator(".versions .el-tag").getByText("待生效", { exact: true }).waitFor();
    equal(await violations(page), [], "violations");
    await button(page, "撤回待生效版本").press("Enter");
    await settle(page, "政策推迟");
    await page.locator(".told", { hasText: "已撤回待生效的版本" }).waitFor();
    await becomes(() => page.getByText("起待生效").count(), 0, "what waits");
    await leave(page);
  },
  "an import tells field by field what it would change": async () => {
    const page = await enter("zhishi", "directory");
    const line = JSON.stringify({ number: "0757-00008001", name: "供水抢修", unit_code: "FS-GA", hours: "全天" });
    await page.getByRole("form", { name: "导入公布号码" }).locator("input[type=file]").setInputFiles({ name: "号码.jsonl", mimeType: "application/x-ndjson", buffer: Buffer.from(line) });
    await button(page, "试运行（不保存）").click();
    await page.getByText("逐栏变更：").waitFor();
    await page.locator(".report ins").getByText("全天").waitFor();
    equal(await violations(page), [], "violations");
    for (const form of ["XLSX", "CSV", "JSONL"]) equal(await page.evaluate(async (path) => (await fetch(path)).status, await page.getByRole("link", { name: form }).getAttribute("href")), 200, form);
    await leave(page);
  },
  "an article is withdrawn with a reason and stays readable": async () => {
    const page = await enter("gongan-zs", `articles/${told.article}`);
    await button(page, "撤下").click();
    await button(page, "确认撤下").click();
    await page.getByText("请填写理由（至少两个字）。").waitFor();
    await page.getByLabel("理由").fill("图书角已搬走");
    await page.getByLabel("理由").press("Control+Enter");
    await page.locator(".told", { hasText: "已撤下。" }).waitFor();
    await page.getByText(/撤下（责任单位 · 您）：图书角已搬走/).waitFor();
    await leave(page);
  },
  "on a phone and in English every page is whole": async () => {
    const page = await enter("gongan-zs", "editorial", PHONE);
    await button(page, "English").click();
    for (const path of ["editorial?tab=errors", "editorial?tab=unhelpful", "ranking", "editorial?tab=gaps", "editorial?tab=twins", "articles", `articles/${told.article}`, "items", "announcements", "directory", "directory?tab=units", "words", "words?kind=CUE", "articles/new"]) {
      await page.goto(`${url}/console#/${path}`);
      await page.waitForTimeout(1200);
      await fits(page);
      equal(await violations(page), [], `violations on ${path}`);
    }
    const chinese = await page.locator("main label, main button:not(.el-button--small), main th").allInnerTexts();
    equal(chinese.filter((words) => /\p{Script=Han}/u.test(words)), [], "labels that are not English");
    await leave(page);
  },
});
await browser.close();
