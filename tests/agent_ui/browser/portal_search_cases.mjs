// What a citizen must be able to do who has a question (市民问政), against recorded answers; a line of JSON each.
import { askCases } from "./ask_cases.mjs";
import { chatCases } from "./chat_cases.mjs";
import { readCases } from "./read_cases.mjs";
import { SearchWorld } from "./search_world.mjs";
import { serve } from "./server.mjs";
import { DESKTOP, equal, launch, letGo, play, STATIC, visit } from "./stage.mjs";

const wanted = process.argv[2] ?? "";
const browser = await launch();
const { url, state, close } = await serve(process.env.PAGES ?? STATIC);

const stage = {
  url,
  world: () => state.world,
  open: async (path = "", viewport = DESKTOP, options = {}) => {
    state.world = new SearchWorld();
    return visit(browser, url, `/${path}`, viewport, options);
  },
  button: (page, name) => page.getByRole("button", { name, exact: true }),
  ask: async (page, words) => {
    await page.locator("#ask").fill(words);
    await page.locator("#ask").press("Enter");
  },
  /** `known` is what the browser may say of a server that the case takes away. */
  quiet: async (page, known = /^$/) => {
    equal(page.complaints.filter((one) => !known.test(one)), [], "complaints of the browser");
    await letGo(page);
  },
};
const cases = [askCases, readCases, chatCases].flatMap((make) => Object.entries(make(stage)));
await play(Object.fromEntries(cases.filter(([name]) => name.includes(wanted))));
await browser.close();
close();
