// One Chromium for the whole run (浏览器舞台): pages, accessibility by axe, screenshots, results as JSON lines.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const require = createRequire(new URL("../../../agent_ui/web/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
export const STATIC = fileURLToPath(new URL("../../../agent_ui/static/", import.meta.url));
export const DESKTOP = { width: 1366, height: 860 };
export const PHONE = { width: 390, height: 844 };

const ARGUMENTS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--disable-features=PreloadTopChromeWebUI,SpareRendererForSitePerProcess,PaintHolding,MediaRouter,OptimizationHints",
  // A page and the check of it live for a second: compiling their scripts for speed costs more than it saves.
  "--js-flags=--no-maglev --no-turbofan --min-semi-space-size=32",
];

export async function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGUMENTS, timeout: 60_000 });
}

/** Pages whose visitor has left, by address and size of screen: starting a process and drawing its first page takes a second. */
const idle = new Map();

/** A fresh visitor; everything the browser complains about is collected. `prepare` is given the page before it opens. */
export async function visit(browser, base, path, viewport = DESKTOP, { prepare, ...options } = {}) {
  const plain = !prepare && Object.keys(options).length === 0;
  const kind = plain ? JSON.stringify([base, viewport]) : undefined;
  const page = idle.get(kind)?.pop() ?? (await opened(browser, viewport, options));
  page.setDefaultTimeout(45_000);
  page.kind = kind;
  page.complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of 4|WebSocket/.test(message.text())) page.complaints.push(message.text());
  });
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  await prepare?.(page);
  await page.goto(base + path);
  await page.waitForSelector("h1");
  return page;
}

async function opened(browser, viewport, options) {
  const context = await browser.newContext({ viewport, locale: "zh-CN", timezoneId: "Asia/Shanghai", reducedMotion: "reduce", ...options });
  return context.newPage();
}

/** The visitor leaves, with no complaint of the browser. */
export async function leave(page) {
  equal(page.complaints, [], "complaints of the browser");
  await letGo(page);
}

/** His page is kept for the next visitor, with nothing of his, unless something of it was prepared or changed. */
export async function letGo(page) {
  const kept = page.kind && JSON.stringify(page.viewportSize()) === JSON.stringify(JSON.parse(page.kind)[1]) && page.context().pages().length === 1;
  if (!kept) return page.context().close();
  page.removeAllListeners();
  await page.unrouteAll();
  await page.context().clearCookies();
  await page.goto(new URL("/ui/favicon.svg", page.url()).href); // the same house, and no script of it runs there
  await page.evaluate(() => {
    localStorage.clear();
    sessionStorage.clear();
  });
  idle.set(page.kind, [...(idle.get(page.kind) ?? []), page]);
}

/** Violations of WCAG 2.2 AA, one line each. axe runs in an isolated world, so the strict CSP stays on. */
export async function violations(page) {
  await page.waitForTimeout(250);
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send("Page.getFrameTree");
  const { executionContextId } = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id, worldName: "axe" });
  const run = async (expression) => {
    const answer = await session.send("Runtime.evaluate", { expression, contextId: executionContextId, awaitPromise: true, returnByValue: true });
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? "axe failed");
    return answer.result.value;
  };
  if (!(await run("typeof axe === 'object'"))) await run(`${AXE}; true`); // the world stays until the page is left
  const tags = JSON.stringify(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]);
  return run(
    `axe.run(document, { runOnly: ${tags} }).then((result) => result.violations.flatMap((one) => one.nodes.map((node) => one.id + ": " + node.target.join(" ") + " | " + node.html.slice(0, 160))))`,
  );
}

export function equal(actual, expected, what) {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) throw new Error(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
}

/** What the page shows becomes this within the time of one look: a page draws after its answer has come. */
export async function becomes(read, expected, what, patience = 45_000) {
  for (const end = Date.now() + patience; ; ) {
    const actual = await read();
    if (JSON.stringify(actual) === JSON.stringify(expected)) return;
    if (Date.now() > end) equal(actual, expected, what);
    await new Promise((go) => setTimeout(go, 50));
  }
}

/** Nothing is cut off: the page is not wider than the screen. */
export async function fits(page) {
  const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  if (wide > screen) throw new Error(`the page is ${wide} px wide on a screen of ${screen} px`);
}

/** Run the cases one after another; a line of JSON each. */
export async function play(cases) {
  for (const [name, run] of Object.entries(cases)) {
    const start = Date.now();
    try {
      await run();
      console.log(JSON.stringify({ name, ok: true, ms: Date.now() - start }));
    } catch (error) {
      console.log(JSON.stringify({ name, ok: false, ms: Date.now() - start, words: String(error?.stack ?? error) }));
    }
  }
}
