// Looks (看图): every page at desktop and phone size into a folder, for a person to judge.
import { mkdirSync } from "node:fs";
import { serve } from "./server.mjs";
import { DESKTOP, launch, PHONE, STATIC, visit } from "./stage.mjs";

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
const { url, state, close } = await serve(STATIC);
const browser = await launch();
const id = state.world.ticket.id;
const staff = ["tickets", `tickets/${id}`, "intake", "desk", "supervision", "knowledge"];

async function shoot(page, name) {
  await page.waitForTimeout(700);
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

for (const [size, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
  state.world.signedIn = false;
  await shoot(await visit(browser, url, "/console#/sign-in", viewport), `${size}-sign-in`);
  state.world.signedIn = true;
  for (const path of staff) {
    const page = await visit(browser, url, `/console#/${path}`, viewport);
    await page.waitForSelector("main h1");
    if (path.startsWith("tickets/")) await page.getByRole("button", { name: "派单", exact: true }).click();
    if (path === "desk") await page.getByRole("button", { name: /办理/ }).first().click();
    if (path === "intake") await page.locator("#content").fill(state.world.ticket.content);
    await shoot(page, `${size}-${path.split("/").length > 1 ? "ticket" : path}`);
    await page.context().close();
  }
  const page = await visit(browser, url, "/", viewport);
  await shoot(page, `${size}-portal-home`);
  await page.goto(`${url}/#/submit`);
  await page.locator("#content").fill("楼下烧烤档每晚油烟很大，孩子咳嗽。");
  await page.locator("#category-0").selectOption("01");
  await page.locator("#category-1").selectOption("0102");
  await shoot(page, `${size}-portal-what`);
  await page.locator("button[type=submit]").click();
  await page.locator("#phone").fill("13800000000");
  await shoot(page, `${size}-portal-where`);
  await page.locator("button[type=submit]").click();
  await page.waitForSelector(".summary");
  await shoot(page, `${size}-portal-check`);
  await page.locator(".buttons .primary").click();
  await page.waitForSelector(".receipt");
  await shoot(page, `${size}-portal-receipt`);
  await page.goto(`${url}/#/track?number=FS202603040009998`);
  await page.locator("#code").fill("402917");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".parcel");
  await page.getByRole("button", { name: "评价" }).click();
  await shoot(page, `${size}-portal-track`);
}
await browser.close();
close();
