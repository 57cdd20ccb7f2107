import { expect, it } from "vitest";
import { keptAt } from "./editorial";

it("leads from a text that did not help to where it is looked after", () => {
  expect(["ARTICLE:1", "ITEM:2", "NOTICE:3", "UNIT:4", "OTHER:5"].map(keptAt)).toEqual(["/articles/1", "/items/2", "/announcements", "/directory?tab=units", "/knowledge"]);
});
