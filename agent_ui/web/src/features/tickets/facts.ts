/** Which fields of a ticket are shown together (字段分组), in the order of the domain's field list (rules §5.1). */
export const GROUPS: { title: string; fields: string[] }[] = [
  {
    title: "matter",
    fields: [
      "kind", "category_code", "profile", "urgency", "confidentiality", "district_code", "town_code", "village_code", "address_text", "geo",
      "occurred_at", "respondent_kind", "respondent_name", "respondent_address", "labels", "related", "is_beyond_duty",
    ],
  },
  {
    title: "contact",
    fields: [
      "channel", "source_platform", "external_ref", "received_at", "language", "agent_name", "agent_note", "reply_wanted", "follow_up_wanted",
      "publish_allowed", "special_group", "repeat_caller",
    ],
  },
  {
    title: "dispatch",
    fields: [
      "lead_unit_id", "partner_unit_ids", "superior_unit_id", "dispatched_by", "dispatch_basis", "dispatch_note", "first_dispatched_at",
      "sign_due_at", "due_at", "original_due_at", "promise_due_at", "returns_total", "return_locked", "hops",
    ],
  },
  {
    title: "handling",
    fields: ["fact_true", "within_duty", "handling_text", "public_answer", "internal_note", "resolved", "unresolved_reason", "reply_kind", "tracked"],
  },
  {
    title: "quality",
    fields: [
      "close_outcome", "first_rating", "final_rating", "call_rating", "redo_round", "send_backs", "urge_count", "supervise_level", "is_hard_case",
      "false_closure", "unreasonable_state", "appeal_state", "excluded_from_assessment", "archive_hash",
    ],
  },
];
