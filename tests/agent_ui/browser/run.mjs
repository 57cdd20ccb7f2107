// Runs every case once in one Chromium (浏览器测试), two at a time, and prints a line of JSON each.
import { addressCases } from "./address_cases.mjs";
import { appealCases } from "./appeal_cases.mjs";
import { branchCases } from "./branch_cases.mjs";
import { consoleCases } from "./console_cases.mjs";
import { deskCases } from "./desk_cases.mjs";
import { findCases } from "./find_cases.mjs";
import { helperCases } from "./helper_cases.mjs";
import { intakeCases } from "./intake_cases.mjs";
import { learningCases } from "./learning_cases.mjs";
import { liveCases } from "./live_cases.mjs";
import { manageCases } from "./manage_cases.mjs";
import { placeCases } from "./place_cases.mjs";
import { portalCases } from "./portal_cases.mjs";
import { queueCases } from "./queue_cases.mjs";
import { respondentCases } from "./respondent_cases.mjs";
import { secretCases } from "./secret_cases.mjs";
import { serve, World } from "./server.mjs";
import { launch, play, STATIC } from "./stage.mjs";

const LANES = 2;
const wanted = process.argv[2] ?? "";
const browser = await launch();

/** Each lane has a server and a world of its own; what one waits for does not hold up the other. */
async function lane(number) {
  const { url, state, close } = await serve(STATIC);
  const fresh = () => {
    state.world = new World();
  };
  const stage = { browser, url, state, fresh };
  const cases = [addressCases, appealCases, branchCases, consoleCases, deskCases, findCases, helperCases, intakeCases, learningCases, liveCases, manageCases, queueCases, portalCases, respondentCases, secretCases, placeCases].flatMap((make) => Object.entries(make(stage)).filter(([name]) => make.name === wanted || name.includes(wanted)));
  await play(Object.fromEntries(cases.filter((_, index) => index % LANES === number)));
  close();
}

await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
await browser.close();
