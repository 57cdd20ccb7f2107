import { expect, it } from "vitest";
import type { ArticleDetail } from "./api";
import { capacitiesOf, stepsOf, waitingAfter, type Me } from "./steps";

const UNIT = "U-GA";
const editor = (id = "E1"): Me => ({ id, roles: ["knowledge_editor"], speaksFor: () => false });
const owner = (id = "O1", unit = UNIT): Me => ({ id, roles: ["knowledge_owner"], speaksFor: (one) => one === unit });

function detail(state: string, draft_state: string | null, reviews: object[] = [], expired = false): ArticleDetail {
  return {
    article: { state, draft_state, owner_unit_id: UNIT },
    current: null,
    draft: draft_state ? { id: "R2", author_id: "E1" } : null,
    reviews,
    expired,
    flags: [],
  } as unknown as ArticleDetail;
}

const names = (of: ArticleDetail, me: Me): string[] => stepsOf(of, me).map((step) => `${step.name}${step.why ? `:${step.why}` : ""}`);
const review = (actor_id: string, capacity: string, revision_id = "R2"): object => ({ revision_id, step: "REVIEWED", capacity, actor_id });

it("tells the author that another person reviews", () => {
  expect(names(detail("DRAFT", "DRAFT"), editor("E1"))).toEqual(["REVIEW:ownDraft", "WITHDRAW"]);
  expect(names(detail("DRAFT", "DRAFT"), owner())).toEqual(["REVIEW", "WITHDRAW"]);
});

it("asks for the second approval from another person in the other capacity", () => {
  const byEditor = detail("REVIEWED", "REVIEWED", [review("E2", "EDITOR")]);
  expect(names(byEditor, editor("E2"))[0]).toBe("PUBLISH:ownReview");
  expect(names(byEditor, editor("E3"))[0]).toBe("PUBLISH:needsOwner");
  expect(names(byEditor, owner())[0]).toBe("PUBLISH");
  expect(names(detail("REVIEWED", "REVIEWED", [review("O1", "OWNER")]), owner("O2"))[0]).toBe("PUBLISH:needsEditor");
});

it("looks at the approval of the draft, not at that of an older text", () => {
  const twice = detail("PUBLISHED", "REVIEWED", [review("O1", "OWNER", "R1"), review("E2", "EDITOR")]);
  expect(names(twice, owner("O1"))[0]).toBe("PUBLISH");
});

it("offers a review without change only while the text is in force", () => {
  expect(names(detail("PUBLISHED", null), editor())).toEqual(["CONFIRM", "WITHDRAW"]);
  expect(names(detail("PUBLISHED", null, [], true), editor())).toEqual(["WITHDRAW"]);
  expect(names(detail("WITHDRAWN", null), editor())).toEqual([]);
});

it("offers nothing to who speaks neither for the unit nor for the hotline", () => {
  expect(names(detail("PUBLISHED", null), owner("O9", "U-OTHER"))).toEqual([]);
  expect(capacitiesOf(editor(), null)).toEqual(["EDITOR"]);
});

const TODAY = "2026-11-26";
function waits(draftFrom: string, state = "PUBLISHED"): ArticleDetail {
  return {
    ...detail(state, "REVIEWED"),
    article: { state, draft_state: "REVIEWED", owner_unit_id: UNIT, valid_from: "2026-01-01", waiting_revision_id: "R9", waiting_from: "2027-01-01" },
    draft: { id: "R2", author_id: "E1", valid_from: draftFrom },
  } as unknown as ArticleDetail;
}

it("offers to take back what waits, to both sides and to nobody else", () => {
  const waiting = waits("2026-01-01");
  expect(stepsOf(waiting, editor()).map((step) => step.name)).toContain("WITHDRAW_WAITING");
  expect(stepsOf(waiting, owner()).find((step) => step.name === "WITHDRAW_WAITING")?.reasoned).toBe(true);
  expect(stepsOf(waiting, owner("O9", "U-OTHER"))).toEqual([]);
  expect(names(detail("PUBLISHED", null), editor())).not.toContain("WITHDRAW_WAITING");
});

it("tells what becomes of the version that waits before another one is published", () => {
  expect(waitingAfter(waits("2026-11-26"), TODAY)).toBe("kept");
  expect(waitingAfter(waits("2026-12-15"), TODAY)).toBe("replaced"); // only one waits at a time
  expect(waitingAfter(waits("2027-01-01", "EXPIRED"), TODAY)).toBe("replaced");
  expect(waitingAfter(waits("2026-12-15", "EXPIRED"), TODAY)).toBe("kept"); // nothing is in force: it counts alone
  expect(waitingAfter(detail("PUBLISHED", "REVIEWED"), TODAY)).toBe("");
});
