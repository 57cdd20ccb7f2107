// Where it is (地点): district, town and village, at the desk, at review and on the portal.
import { becomes, DESKTOP, equal, fits, PHONE, violations, visit } from "./stage.mjs";
import { staff } from "./staff.mjs";

export function placeCases(stage) {
  const { browser, url, state, fresh } = stage;
  const { open, button, sent, quiet } = staff(stage);
  const pick = async (page, id, words) => {
    await page.locator(`#${id}`).fill(words);
    await page.getByRole("option", { name: words }).first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
  };
  const begin = async (viewport = DESKTOP) => {
    const page = await open("intake", viewport);
    await page.locator("#content").fill("同济社区广场的路灯三天不亮");
    await page.locator("#phone").fill("13800000000");
    equal(await page.locator("#village").count(), 0, "no village without a town");
    await pick(page, "district", "禅城区");
    await pick(page, "town", "祖庙街道");
    await page.locator("#village").waitFor();
    return page;
  };
  const register = async (page) => {
    await page.keyboard.press("Control+Enter");
    await page.getByText("请把编号和查询码告知市民").waitFor();
    return sent("/api/tickets")[0].place;
  };

  return {
    "the agent names district, town and village without a mouse, and sends by one key": async () => {
      const page = await begin();
      await pick(page, "village", "同济社区");
      await page.locator("#address").fill("广场东侧");
      equal(await violations(page), [], "violations");
      equal(await register(page), { address: "广场东侧", district_code: "440604", town_code: "440604001", village_code: "440604001012" }, "place");
      await quiet(page);
    },
    "a village without a code goes into the address": async () => {
      const page = await begin(PHONE);
      await pick(page, "village", "东华里社区");
      await page.locator("#address").fill("牌坊旁");
      await fits(page);
      equal(await register(page), { address: "东华里社区牌坊旁", district_code: "440604", town_code: "440604001" }, "place");
      await quiet(page);
    },
    "another town takes the village away": async () => {
      const page = await begin();
      await pick(page, "village", "同济社区");
      await pick(page, "district", "南海区");
      await becomes(() => page.locator("#village").count(), 0, "village");
      equal(await register(page), { district_code: "440605" }, "place");
      await quiet(page);
    },
    "the reviewer finds the village of the town by its name": async () => {
      const field = (name, label) => ({ name, label, type: "text", required: false });
      const page = await open(`tickets/${state.world.ticket.id}`, DESKTOP, (world) => {
        Object.assign(world.ticket, { district_code: "440604", town_code: "440604001" });
        world.ticket.allowed_actions = [{ action: "APPROVE", label: "审核通过", fields: [field("district_code", "区"), field("town_code", "镇街"), field("village_code", "村居")] }];
      });
      await button(page, "审核通过").click();
      await page.locator("#field-village_code").click();
      await page.getByRole("option", { name: "同济社区" }).click();
      equal(await page.getByRole("option", { name: "东华里社区" }).count(), 0, "one without a code");
      await button(page, "提交审核通过").click();
      await page.getByText("“审核通过”已完成。").waitFor();
      equal(sent("/actions/APPROVE"), [{ version: 4, district_code: "440604", town_code: "440604001", village_code: "440604001012" }], "request");
      await quiet(page);
    },
    "a citizen's village goes by its code, and another one's without a code by none": async () => {
      for (const last of ["440604001012", undefined]) {
        fresh();
        const page = await visit(browser, url, "/#/submit", PHONE);
        await page.locator("#content").fill("楼下烧烤档每晚油烟很大");
        await button(page, "下一步：地点与联系方式").click();
        await page.locator("#district").selectOption("440604");
        await page.locator("#town").selectOption("440604001");
        await page.locator("#village").selectOption("同济社区");
        if (!last) await page.locator("#village").selectOption("东华里社区");
        await page.locator("#phone").fill("13800000000");
        await button(page, "下一步：核对并提交").click();
        await button(page, "提交").click();
        await page.getByText("402917").waitFor();
        equal(sent("/api/public/requests")[0].place.village_code, last, "village");
        await quiet(page);
      }
    },
    "a citizen names the village, and it stands in the address": async () => {
      fresh();
      const page = await visit(browser, url, "/#/submit", PHONE);
      await page.locator("#content").fill("楼下烧烤档每晚油烟很大");
      await button(page, "下一步：地点与联系方式").click();
      await page.locator("#district").selectOption("440604");
      await page.locator("#town").selectOption("440604001");
      await page.locator("#village").selectOption("东华里社区");
      await page.locator("#address").fill("牌坊旁");
      await fits(page);
      equal(await violations(page), [], "violations");
      await page.locator("#phone").fill("13800000000");
      await button(page, "下一步：核对并提交").click();
      await page.locator(".summary").getByText("禅城区 祖庙街道 东华里社区牌坊旁").waitFor();
      await button(page, "提交").click();
      await page.getByText("402917").waitFor();
      equal(sent("/api/public/requests")[0].place, { district_code: "440604", town_code: "440604001", address: "东华里社区牌坊旁" }, "place");
      await quiet(page);
    },
  };
}
