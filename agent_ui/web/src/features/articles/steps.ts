/** Who may take which step on an article now (编审步骤), so that nobody is refused what the page could have told. */
import type { ArticleDetail } from "./api";

/** Who looks: his account, his roles, his unit, and whether a unit's knowledge is also his (unit or one above). */
export interface Me {
  id: string;
  roles: string[];
  speaksFor: (unitId: string) => boolean;
}

export type Capacity = "OWNER" | "EDITOR";

export interface Step {
  name: "REVIEW" | "SEND_BACK" | "PUBLISH" | "CONFIRM" | "WITHDRAW_WAITING" | "WITHDRAW";
  /** A reason must be written. */
  reasoned: boolean;
  /** Why this person may not; empty where he may. A key below `kb.article.why`. */
  why: string;
}

/** In which capacities somebody decides on this article (domain rules §12.2). */
export function capacitiesOf(me: Me, ownerUnitId: string | null): Capacity[] {
  const isOwner = me.roles.includes("knowledge_owner") && ownerUnitId !== null && me.speaksFor(ownerUnitId);
  return [...(isOwner ? (["OWNER"] as const) : []), ...(me.roles.includes("knowledge_editor") ? (["EDITOR"] as const) : [])];
}

function whyNotReview(detail: ArticleDetail, me: Me): string {
  return detail.draft?.author_id === me.id ? "ownDraft" : "";
}

/** The second approval comes from another person in the other capacity. */
function whyNotPublish(detail: ArticleDetail, me: Me): string {
  const reviewed = reviewOf(detail);
  if (!reviewed) return "";
  if (reviewed.actor_id === me.id) return "ownReview";
  const other = capacitiesOf(me, detail.article.owner_unit_id).some((one) => one !== reviewed.capacity);
  return other ? "" : reviewed.capacity === "OWNER" ? "needsEditor" : "needsOwner";
}

/** The approval of the draft that waits for its second one. */
export function reviewOf(detail: ArticleDetail): ArticleDetail["reviews"][number] | undefined {
  return detail.reviews.filter((one) => one.revision_id === detail.draft?.id && one.step === "REVIEWED").at(-1);
}

/** What publishing the draft does to the version that waits for its first day: it stays, or gives up its place. */
export function waitingAfter(detail: ArticleDetail, today: string): "kept" | "replaced" | "" {
  const { article, draft, expired } = detail;
  if (!article.waiting_from || !draft) return "";
  const inForce = article.state === "PUBLISHED" && !expired && (article.valid_from ?? "") <= today;
  const queues = draft.valid_from > today && inForce;
  return queues || draft.valid_from >= article.waiting_from ? "replaced" : "kept";
}

/** The steps that the article's state allows, each with what stands against it for this person. */
export function stepsOf(detail: ArticleDetail, me: Me): Step[] {
  const { article } = detail;
  if (!capacitiesOf(me, article.owner_unit_id).length) return [];
  const steps: Step[] = [];
  if (article.draft_state === "DRAFT") steps.push({ name: "REVIEW", reasoned: false, why: whyNotReview(detail, me) });
  if (article.draft_state === "REVIEWED") {
    steps.push({ name: "PUBLISH", reasoned: false, why: whyNotPublish(detail, me) }, { name: "SEND_BACK", reasoned: true, why: "" });
  }
  if (article.state === "PUBLISHED" && !detail.expired) steps.push({ name: "CONFIRM", reasoned: false, why: "" });
  if (article.waiting_revision_id) steps.push({ name: "WITHDRAW_WAITING", reasoned: true, why: "" });
  if (article.state !== "WITHDRAWN") steps.push({ name: "WITHDRAW", reasoned: true, why: "" });
  return steps;
}
