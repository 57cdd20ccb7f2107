// The administrator's pages about subjects and rules (分类与规则): versions, limits, examples, synonyms, rules, memory.
import { account } from "./recorded.mjs";
import { becomes, DESKTOP, equal, fits, PHONE, violations } from "./stage.mjs";
import { staff } from "./staff.mjs";

const ALL = [...account.permissions, "taxonomy.manage", "policy.propose", "policy.approve", "catalogue.manage", "catalogue.read", "catalogue.approve", "account.manage"];
const sheet = (name) => ({ name, mimeType: "text/csv", buffer: Buffer.from("code,name\n01,城市管理\n") });

export function learningCases(stage) {
  const { state } = stage;
  const { open, button, sent, quiet } = staff(stage, ALL);
  const file = (page, form) => page.getByRole("form", { name: form }).locator("input[type=file]").first();

  const cases = {
    "the versions of the tree say who put which in force, and what became of each subject": async () => {
      const page = await open("taxonomy");
      await page.getByRole("cell", { name: "257 项，末级 190 项" }).waitFor();
      await page.getByText(/^欧阳兰 · /).first().waitFor();
      await page.getByText("一对一 170，拆分 4，合并 5，取消 1").waitFor();
      await page.getByRole("button", { name: "查看内容 2026.1 → 2027.1 2" }).press("Enter");
      await page.getByRole("cell", { name: "010301 固定餐馆油烟；010302 流动摊档油烟" }).waitFor();
      equal(await violations(page), [], "violations");
      await page.locator("main .el-radio-button", { hasText: "取消" }).click();
      await becomes(() => page.getByRole("table", { name: "版本对照" }).locator("tbody tr").count(), 1, "subjects that ended");
      await quiet(page);
    },
    "another tree counts only after a trial without faults and a whole mapping": async () => {
      const page = await open("taxonomy", DESKTOP, (world) => {
        world.treeReport = "faulty";
      });
      const take = button(page, "导入并生效");
      await button(page, "试运行（不保存）").first().click();
      await page.getByText("请先选择文件。").waitFor();
      await file(page, "导入新版分类").setInputFiles(sheet("分类.csv"));
      await button(page, "试运行（不保存）").first().click();
      await page.getByText("请填写新版本名称。").waitFor();
      await page.getByLabel("新版本名称").fill("2027.2");
      await page.getByLabel("新版本名称").press("Enter");
      await page.getByText("第 12 行：编码“01A3”不是数字").waitFor();
      await becomes(() => take.count(), 0, "nothing to take over");
      equal(await violations(page), [], "violations");
      state.world.treeReport = "holed";
      await page.getByLabel("版本对照表").first().setInputFiles(sheet("对照.csv"));
      await becomes(() => page.getByText("第 12 行").count(), 0, "the old report");
      await button(page, "试运行（不保存）").first().click();
      await page.getByText("对照表尚不完整，须补全后才能生效。").waitFor();
      await page.getByText("090101 临时事项").waitFor();
      await becomes(() => take.count(), 0, "still nothing to take over");
      state.world.treeReport = "good";
      await button(page, "试运行（不保存）").first().click();
      await page.getByText("010303 露天烧烤").waitFor();
      await take.click();
      await page.getByText("分类 2027.2 已生效。有 4 条时限仍按旧编码，请到“办理时限”转到新编码。").waitFor();
      equal(sent("/categories/import").map((one) => [one.version, one.dry_run, one.mapping ?? null]).at(-1), ["2027.2", "false", "对照.csv"], "import");
      equal(sent("/categories/import").filter((one) => one.dry_run === "false").length, 1, "imports that count");
      await quiet(page);
    },
    "in English the server's reasons are English too": async () => {
      const page = await open("taxonomy", DESKTOP, (world) => (world.treeReport = "faulty"));
      await button(page, "English").click();
      await page.getByRole("form", { name: "Import another tree" }).locator("input[type=file]").first().setInputFiles(sheet("tree.csv"));
      await page.getByRole("form", { name: "Import another tree" }).getByRole("textbox").fill("2027.2");
      await page.keyboard.press("Enter");
      await page.getByText("code 01A3 is not a number").waitFor();
      await page.locator(".carry button").first().click();
      await page.getByText("different leads after merging: choose one").waitFor();
      await quiet(page);
    },
    "a draft of the mapping is downloaded for the chosen file": async () => {
      const page = await open("taxonomy");
      await page.route("**/api/categories/mapping/suggest", (route) => route.fulfill({ status: 200, headers: { "Content-Type": "text/csv", "Content-Disposition": 'attachment; filename="category-mapping-draft.xlsx"' }, body: "old_code" }));
      await file(page, "导入新版分类").setInputFiles(sheet("分类.csv"));
      const [download] = await Promise.all([page.waitForEvent("download"), button(page, "按所选文件草拟对照（下载后核对）").click()]);
      equal(download.suggestedFilename(), "category-mapping-draft.xlsx", "file");
      await quiet(page);
    },
    "the catalogue is carried over to a second person, and what needs a person is named": async () => {
      const page = await open("taxonomy");
      const carry = page.locator(".carry");
      await carry.getByRole("button", { name: "试运行（不保存）" }).click();
      await carry.getByText("可提出 3 条，另有 1 条须由人决定").waitFor();
      await carry.getByText("0102（2026.1） × 禅城区：合并后有不同的主办单位，请确定一个").waitFor();
      await carry.getByRole("button", { name: "提出 3 条（待他人批准）" }).click();
      await page.getByText("已提出 3 条，待他人批准。").waitFor();
      equal(sent("/carry-over"), [{ dry_run: true }, { dry_run: false }], "requests");
      await page.getByRole("link", { name: "查看待批准的目录条目" }).click();
      await page.waitForURL(/catalogue\?tab=approvals/);
      await quiet(page);
    },
    "limits that a new tree needs are approved by another person than their proposer": async () => {
      const page = await open("limits");
      await page.getByRole("cell", { name: "7 个工作日" }).waitFor();
      await page.getByText("由 010103（7天）、010104（5天）合并而来，取最严的 5 天").waitFor();
      await page.getByText("此条由您提出，须由另一位有权人员批准。").waitFor();
      await page.getByText("全选（他人提出的）").click();
      await button(page, "批准所选（1 条）").click();
      equal(await violations(page), [], "violations");
      await page.locator(".reason textarea").press("Control+Enter");
      await page.getByText("已批准 1 条。").waitFor();
      equal(sent("/decide"), [{ ids: ["LP1"], accept: true, note: "" }], "request");
      await page.locator(".carry").getByRole("button", { name: "试运行（不保存）" }).click();
      await page.getByText("090101：分类已取消").waitFor();
      await button(page, "提出 2 条（待他人批准）").click();
      await page.getByText("已提出 2 条时限，待他人批准。").waitFor();
      await page.getByLabel("查看日期").fill("2027-01-01");
      await becomes(() => state.world.query.on ?? state.world.query.state, "2027-01-01", "the day asked for");
      await quiet(page);
    },
    "an example is added and withdrawn with a reason, and old ones stay readable": async () => {
      const page = await open("examples");
      await page.getByText("楼下烧烤档每晚油烟很大，孩子一直咳嗽").waitFor();
      await button(page, "新增样例").click();
      await button(page, "提交").click();
      await page.getByText("请填写事项分类、内容和理由。").waitFor();
      await page.getByRole("form", { name: "新增样例" }).getByRole("combobox").fill("油烟");
      await page.getByRole("option", { name: /油烟/ }).first().click();
      await page.getByLabel("市民的原话（隐去个人信息）").fill("水龙头出来的水发黄");
      await page.getByRole("form", { name: "新增样例" }).getByLabel("理由").fill("补供水");
      equal(await violations(page), [], "violations");
      await page.getByRole("form", { name: "新增样例" }).getByLabel("理由").press("Control+Enter");
      await page.getByText("已新增。").waitFor();
      equal([sent("/routing/examples")[0].kind, sent("/routing/examples")[0].text], ["REQUEST", "水龙头出来的水发黄"], "request");
      await page.getByRole("button", { name: /^撤下：楼下烧烤档/ }).click();
      await page.locator(".reason textarea").fill("已有更好的样例");
      await page.locator(".reason textarea").press("Control+Enter");
      await page.getByText("已撤下，历史版本仍可查看。").waitFor();
      equal(sent("/EX1/withdraw"), [{ note: "已有更好的样例" }], "withdrawal");
      await becomes(() => page.getByText("楼下烧烤档每晚油烟很大，孩子一直咳嗽").count(), 0, "the withdrawn one");
      await page.getByText("只看已撤下的").click();
      await page.getByText(/第 2 版 欧阳兰 .* 撤下/).waitFor();
      equal((await page.getByRole("link", { name: /^导出 第 1 版/ }).first().getAttribute("href")).includes("version=1"), true, "an old version can be had");
      await quiet(page);
    },
    "a file of examples is tried before it is taken over": async () => {
      const page = await open("examples");
      await file(page, "导入样例和同义词").setInputFiles(sheet("样例.csv"));
      await button(page, "试运行（不保存）").click();
      await page.getByText("试运行结果：新增 4，变更 0，不变 2").waitFor();
      await page.getByText("先撤下现有的全部样例和同义词").click();
      await becomes(() => page.getByText("试运行结果：").count(), 0, "a report of other conditions");
      await button(page, "试运行（不保存）").click();
      await button(page, "导入").click();
      await page.getByText("已导入。").waitFor();
      equal(sent("/examples/import").map((one) => [one.dry_run, one.replace]), [["true", "false"], ["true", "true"], ["false", "true"]], "requests");
      await quiet(page);
    },
    "words of dialect show what a version changes, and its proposer may only take it back": async () => {
      const page = await open("synonyms");
      await page.getByText("走鬼；流动摊贩；占道摆卖").waitFor();
      await page.locator("main .el-radio-button", { hasText: "方言对照" }).click();
      await page.waitForURL(/tab=dialect/);
      await page.getByText("此版由您提出，须由另一位有权人员批准；您可以撤回。").waitFor();
      await becomes(() => page.getByRole("button", { name: "批准 2", exact: true }).count(), 0, "approving one's own");
      await page.getByRole("button", { name: "查看内容 2" }).click();
      await page.getByText("与第 1 版相比：新增 1，变更 0，删除 0。").waitFor();
      await page.getByText("方言：唔；普通话：不").first().waitFor();
      equal(await violations(page), [], "violations");
      await page.getByRole("button", { name: "撤回 2" }).click();
      await page.getByText("第 2 版已撤回。").waitFor();
      equal(sent("/WORDING-2/reject"), [{}], "request");
      await quiet(page);
    },
    "a version of the rules is approved by a second person, who sees field by field what changes": async () => {
      const page = await open("rules");
      await page.getByText(/^欧阳兰 .* 提出$/).waitFor();
      await page.getByRole("button", { name: "查看内容 3" }).press("Enter");
      await page.getByText("与第 2 版相比：新增 1，变更 1，删除 0。").waitFor();
      await becomes(() => page.locator("ins").allInnerTexts(), ["EMERGENCY", "煤气味；漏气；燃气味"], "new values");
      await becomes(() => page.locator("del").allInnerTexts(), ["URGENT", "煤气味；漏气"], "old values");
      equal(await violations(page), [], "violations");
      await page.getByText("全部内容（2 条）").click();
      await page.getByLabel("查找内容").fill("落水");
      await becomes(() => page.locator("li li details > summary").allInnerTexts(), ["有人落水 water"], "entries found");
      await page.locator("li li details > summary").press("Enter");
      await page.getByText("词语：落水").first().waitFor();
      equal(await violations(page), [], "violations of the entries");
      await page.getByRole("button", { name: "批准 3", exact: true }).click();
      await page.getByText("第 3 版已生效。").waitFor();
      equal(sent("/RULES-3/approve"), [{}], "request");
      await quiet(page);
    },
    "a file of rules is tried, its faults are told, and it is proposed only with a reason": async () => {
      const page = await open("rules", DESKTOP, (world) => {
        world.importRefused = true;
      });
      await file(page, "用文件提出新版").setInputFiles(sheet("rules.csv"));
      await button(page, "试运行（不保存）").click();
      await page.getByText("第 4 行：leak：缺少 reason_zh").waitFor();
      state.world.importRefused = false;
      await button(page, "试运行（不保存）").click();
      await button(page, "提交（待他人批准）").click();
      await page.getByText("请填写提出理由。").waitFor();
      await page.getByLabel("提出理由").fill("补充说法");
      await button(page, "提交（待他人批准）").click();
      await page.getByText("已提出，待另一位有权人员批准。").waitFor();
      equal(sent("/RULES/import").filter((one) => one.dry_run === "false").map((one) => one.note), ["补充说法"], "proposals");
      await quiet(page);
    },
    "who may only read the tree finds versions and examples, and nothing that changes them": async () => {
      for (const path of ["taxonomy", "examples", "synonyms"]) {
        const page = await open(path, DESKTOP, (world) => (world.permissions = ["taxonomy.read", "drift.read"]));
        await page.locator("main .block").first().waitFor();
        await page.waitForTimeout(300);
        equal(await page.locator("main input[type=file], main button", { hasText: /新增|撤下|导入|试运行/ }).count(), 0, path);
        equal(await page.locator("nav#side").getByRole("link", { name: /分类版本与对照|样例诉求|同义词/ }).count(), 3, "menu");
        await quiet(page);
      }
      const page = await open("taxonomy", DESKTOP, (world) => (world.permissions = ["taxonomy.read"]));
      await page.getByRole("heading", { name: "分类版本", exact: true }).waitFor();
      equal(await page.locator("nav#side").getByRole("link", { name: "分类版本与对照" }).count(), 0, "not in everybody's menu");
      await quiet(page);
    },
    "the bench tries sentences on rules in force and on those that wait": async () => {
      const page = await open("rules");
      await page.getByLabel("试用的句子（每行一句，不保存）").fill("厨房有煤气味\n路灯不亮");
      await page.getByRole("combobox", { name: "使用" }).press("Enter");
      await page.getByRole("option", { name: "第 3 版（待批准）" }).click();
      await page.getByLabel("试用的句子（每行一句，不保存）").press("Control+Enter");
      await page.locator("li", { hasText: "厨房有煤气味" }).getByText(/紧急\s*燃气泄漏（“煤气味”）\s*gas/).waitFor();
      await page.getByText("第 3 条 fire：severity 应为").waitFor();
      await page.getByText("没有规则适用").waitFor();
      equal([sent("/rules/test")[0].texts, sent("/rules/test")[0].content.length], [["厨房有煤气味", "路灯不亮"], 2], "request");
      await quiet(page);
    },
    "the memory tells how much it holds, how far it is trusted, and what it knows": async () => {
      const page = await open("memory");
      await page.getByText("312 件（最多 5000 件）").waitFor();
      await becomes(() => page.getByRole("row", { name: /^事项分类/ }).getByRole("cell").allInnerTexts(), ["事项分类", "280 件", "0%", "0%", "15%", "30%", "50%"], "trust");
      await page.getByRole("cell", { name: "城市管理 / 市容环境 / 餐饮油烟 010203" }).waitFor();
      await quiet(page);
    },
    "who may do none of this is not shown it": async () => {
      const page = await open("tickets", DESKTOP, (world) => {
        world.permissions = account.permissions;
      });
      await becomes(() => page.locator("nav#side h2", { hasText: "分类与规则" }).count(), 0, "menu");
      await page.goto(`${stage.url}/console#/memory`);
      await page.getByRole("heading", { name: "没有此页面" }).waitFor();
      await quiet(page);
    },
  };

  for (const name of ["taxonomy", "limits", "examples", "synonyms", "synonyms?tab=dialect", "rules", "memory"]) {
    for (const [size, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
      cases[`the page of ${name} is accessible, fits and is told in English at ${size} size`] = async () => {
        const page = await open(name, viewport);
        await page.locator("main .block").first().waitFor();
        equal(await violations(page), [], "violations");
        await fits(page);
        await button(page, "English").click();
        await becomes(() => page.evaluate(() => document.documentElement.lang), "en", "language");
        equal(await violations(page), [], "violations in English");
        await fits(page);
        await quiet(page);
      };
    }
  }
  return cases;
}
