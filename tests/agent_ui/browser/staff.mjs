// A member of staff at the console (工作人员): signed in, with what he may do; what he sent; a page without complaints.
import { DESKTOP, leave, visit } from "./stage.mjs";

/** The hands of one file of cases; `permissions` are the account's own where none are given. */
export function staff({ browser, url, state, fresh }, permissions) {
  return {
    /** Open a page of the console in a new world, changed by `before`. */
    open: async (path, viewport = DESKTOP, before = () => undefined, options = {}) => {
      fresh();
      state.world.signedIn = true;
      if (permissions) state.world.permissions = permissions;
      before(state.world);
      const page = await visit(browser, url, `/console#/${path}`, viewport, options);
      await page.waitForSelector("main h1");
      return page;
    },
    button: (page, name) => page.getByRole("button", { name, exact: true }),
    /** The bodies sent to addresses that end like this. */
    sent: (path) => state.world.sent.filter((one) => one.path.endsWith(path)).map((one) => one.body),
    /** Nothing was complained about; the visitor goes. */
    quiet: leave,
  };
}
