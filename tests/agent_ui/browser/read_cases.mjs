// Opening what was found (打开内容): items, articles, units, notices, and what is no longer there.
import { article, item, LOST, notices, unit } from "./recorded_search.mjs";
import { becomes, DESKTOP, equal, fits, PHONE, violations } from "./stage.mjs";

const PAGES = { item: `#/item?id=${item.id}`, article: `#/article?id=${article.id}`, unit: "#/unit?code=FS-GA", notice: `#/notice?id=${notices[0].id}` };

export function readCases({ world, open, button, quiet }) {
  return {
    "an item tells what to bring, what it costs, how long, where and how": async () => {
      const page = await open(PAGES.item, PHONE);
      await page.getByRole("heading", { name: "居民身份证遗失补领" }).waitFor();
      for (const words of ["20个工作日", "每证40元", "原件 · 纸质 · 1 份 · 自己准备 · 可用电子证照", "核对身份", "本人到场，采集照片和指纹"]) await page.getByText(words, { exact: true }).first().waitFor();
      equal(await page.locator('.windows a[href="tel:075700002004"]').count(), 1, "number of a window");
      await page.getByRole("link", { name: "佛山市公安局" }).waitFor(); // the owner's name, read by the code
      await quiet(page);
    },
    "windows of the chosen district stand first, the others are one press away": async () => {
      const page = await open(PAGES.item);
      await page.locator(".place summary").click();
      await page.locator("#asker-district").selectOption("440604");
      await becomes(() => page.locator(".windows strong:visible").allInnerTexts(), ["祖庙派出所户政窗口"], "windows");
      await page.getByText("其他窗口（1 个）").click();
      await page.getByText("桂城派出所户政窗口").waitFor();
      await quiet(page);
    },
    "a result is opened, noted without a name, and Back leads to the results": async () => {
      const page = await open(`#/search?q=${encodeURIComponent("身份证丢了怎么办")}`);
      await page.locator(".hits").getByRole("link", { name: /台风天停课怎么通知/ }).click();
      await page.getByText("此内容正在核对更正").waitFor();
      equal(world().at("/knowledge/feedback").map((one) => [one.document, one.verdict, one.position]), [[`ARTICLE:${article.id}`, "OPENED", 1]], "noted");
      await page.goBack();
      await page.locator(".card").waitFor();
      equal(await page.locator(".card").getByText("每证40元").count(), 1, "answer");
      await quiet(page);
    },
    "a unit tells its numbers, and which of them is no longer to be rung": async () => {
      const page = await open(`#/unit?id=${unit.unit_id}`);
      await page.getByRole("heading", { name: "佛山市公安局" }).waitFor();
      equal(await page.locator('.lines a[href="tel:96110"]').count(), 1, "number");
      equal(await page.locator('a[href="tel:075700009999"]').count(), 0, "old number");
      await page.getByText("已并入 12345").waitFor();
      await page.getByText("这里可以办 2 项").click();
      await page.getByText("居民身份证遗失补领、户口迁入登记").waitFor();
      await quiet(page);
    },
    "a notice tells how urgent it is and until when": async () => {
      const page = await open(PAGES.notice, PHONE);
      await page.getByRole("heading", { name: "台风红色预警，全市停课停工" }).waitFor();
      await page.getByText("有效到 2026/12/01").waitFor();
      equal(await page.locator('main p a[href="tel:119"]').count(), 1, "number");
      await quiet(page);
    },
    "a page that is gone says so and leads on": async () => {
      const page = await open("#/article?id=01M8BHJ5HHPXWB69BN15C5SDZZ");
      await page.getByText("没有这条内容").waitFor();
      await page.getByText("可能已经过期、更新或撤下").waitFor();
      await page.locator("#ask").fill("身份证丢了怎么办");
      await button(page, "查一查").click();
      await page.locator(".card").waitFor();
      await quiet(page);
    },
    "whether a page helped is told of that page": async () => {
      const page = await open(PAGES.item);
      await button(page, "有帮助").click();
      await page.getByText("谢谢您的反馈。").waitFor();
      equal(world().at("/knowledge/feedback"), [{ document: LOST, position: 0, verdict: "HELPFUL" }], "verdict");
      await quiet(page);
    },
    "every page to read is accessible and fits, in both languages and in large type": async () => {
      for (const [start, viewport] of [["", DESKTOP], ["", PHONE], ["?elder", PHONE]]) {
        for (const [name, path] of Object.entries(PAGES)) {
          const page = await open(`${start}${path}`, viewport);
          await page.locator(".helpful").waitFor();
          for (const language of ["English", "中文"]) {
            equal(await violations(page), [], `violations of ${name}`);
            await fits(page);
            await button(page, language).click();
          }
          await quiet(page);
        }
      }
    },
  };
}
