import { expect, it } from "vitest";
import { leaveFor, pageFor, pathFor, wantedPage } from "./landing";

it("tells the server the path alone", () => {
  expect(pathFor("/tickets/01ABC?x=1")).toBe("/console/tickets/01ABC");
  expect(pathFor("/")).toBe("/console");
});

it("finds the page asked for, filters included", () => {
  expect(pageFor("/console/tickets", "", "/tickets?queue=drafts")).toBe("/tickets?queue=drafts");
  expect(pageFor("/console/tickets", "", "")).toBe("/tickets");
  expect(pageFor("/console/tickets", "", "/desk?x=1")).toBe("/tickets");
});

it("brings the reason of a refusal to the sign-in page and keeps where one wanted to go", () => {
  expect(pageFor("/console/sign-in", "?refused=oidc_no_account", "")).toBe("/sign-in?refused=oidc_no_account");
  expect(pageFor("/console/sign-in", "?refused=oidc_refused", "/tickets?queue=drafts")).toBe("/sign-in?refused=oidc_refused&to=%2Ftickets%3Fqueue%3Ddrafts");
});

it("leaves the console's own address alone", () => {
  expect(pageFor("/console", "", "/tickets")).toBeNull();
  expect(pageFor("/", "", "")).toBeNull();
});

it("remembers the page once", () => {
  leaveFor("/desk");
  expect([wantedPage(), wantedPage()]).toEqual(["/desk", ""]);
});
