// Runs every case once in one Chromium (浏览器测试) and prints a line of JSON each.
import { consoleCases } from "./console_cases.mjs";
import { helperCases } from "./helper_cases.mjs";
import { intakeCases } from "./intake_cases.mjs";
import { manageCases } from "./manage_cases.mjs";
import { portalCases } from "./portal_cases.mjs";
import { queueCases } from "./queue_cases.mjs";
import { serve, World } from "./server.mjs";
import { launch, play, STATIC } from "./stage.mjs";

const { url, state, close } = await serve(STATIC);
const browser = await launch();
const stage = {
  browser,
  url,
  state,
  fresh: () => {
    state.world = new World();
  },
};
const wanted = process.argv[2] ?? "";
const cases = Object.entries({ ...consoleCases(stage), ...helperCases(stage), ...intakeCases(stage), ...manageCases(stage), ...queueCases(stage), ...portalCases(stage) }).filter(([name]) => name.includes(wanted));
await play(Object.fromEntries(cases));
await browser.close();
close();
