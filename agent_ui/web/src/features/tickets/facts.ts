/** Which fields of a ticket are shown together (字段分组), in the order of the domain's field list (rules §5.1). */
export const GROUPS: { title: string; fields: string[] }[] = [
  {
    title: "matter",
    fields: [
      "kind", "category_code", "profile", "stage", "urgency", "confidentiality", "district_code", "town_code", "village_code", "address_text", "longitude", "latitude",
      "occurred_at", "occurred_until", "answers", "labels", "has_risk", "is_hard_case",
      "is_incomplete", "is_beyond_duty", "merged_count", "decline_ground", "decline_path", "handoff_line",
    ],
  },
  {
    title: "contact",
    fields: ["channel", "source_platform", "external_ref", "external_due_at", "received_at", "language", "agent_note", "reply_wanted", "publish_allowed"],
  },
  {
    title: "dispatch",
    fields: [
      "unit_name", "dispatch_basis", "dispatch_note", "limit_days", "limit_basis", "no_push_down", "first_dispatched_at", "sign_due_at", "due_at",
      "original_due_at", "promise_due_at", "returns_total", "return_locked", "hops",
    ],
  },
  {
    title: "handling",
    fields: [
      "fact_true", "within_duty", "handling_text", "public_answer", "answer_source", "answered_now", "internal_note", "resolved", "unresolved_reason",
      "reply_kind", "replied_at", "extension_pending", "extension_used", "suspended", "tracked", "tracked_until", "consultation_open",
    ],
  },
  {
    title: "quality",
    fields: [
      "close_outcome", "closed_at", "reopen_until", "redo_round", "send_backs", "urge_count", "supervise_level", "unreasonable_state", "appeal_state",
      "excluded_from_assessment", "exclusion_reason",
    ],
  },
];

/** Says nothing: no, none and zero are not worth a line. */
export function isSilent(value: unknown): boolean {
  if (value === null || value === undefined || value === "" || value === false || value === 0 || value === "NONE") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
