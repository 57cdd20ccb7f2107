// Recorded answers (录制的应答) about what was seen before: likenesses, repeats, incidents.
import { rows } from "./recorded.mjs";

const hours = (n) => new Date(Date.now() + n * 3_600_000).toISOString();
const incidentRef = { id: "INC1", number: "PL20260304-0001", title: "同济路一带路灯不亮", state: "OPEN", state_label: "办理中" };

const hint = (n, more) => ({
  id: rows[n].id, number: rows[n].number, title: rows[n].title, status: "HANDLING", status_label: "办理中", unit_name: "禅城区城市管理局", received_at: hours(-70), closed_at: null,
  similarity: 0.86, same_citizen: true, new_parts: [], advice: "TELL_PROGRESS", advice_label: "告知进展，可催办", words: `您反映的${rows[n].number}目前办理中，如有新情况请告诉我。`, action: "URGE", incident: null, ...more,
});

/** The citizen said the same before, with something new now; others say it too. */
export const seen = {
  complete: true,
  hints: [
    hint(1, { advice: "ADD_INFO", advice_label: "补充到原工单", action: "ADD_CITIZEN_INFO", new_parts: ["昨晚又坏了一盏"], incident: incidentRef }),
    hint(2, { similarity: 0.71, same_citizen: false, advice: "JOIN", advice_label: "建议并单", action: "MERGE_INTO", words: null }),
  ],
  batch: { citizens: 6, ticket_ids: [rows[0].id, rows[1].id, rows[2].id], hours: 72 },
};
export const seenUrge = { complete: false, hints: [hint(1, {})], batch: null };
/** One citizen, one matter, very often. */
export const seenOften = { ...seenUrge, complete: true, repeat_caller: { today: 20, month: 50, ticket_ids: [rows[1].id, rows[2].id], words: "同一诉求人就此事项今日联系 20 次、近 30 天 50 次，没有新情况；请耐心告知进展，不得因此拒绝受理。" } };
export const seenNothing = { complete: true, hints: [], batch: null };

const repeat = (n, more) => ({
  id: rows[n].id, number: rows[n].number, title: rows[n].title, status: "HANDLING", status_label: "办理中", basis: "SAME_CITIZEN", basis_label: "同一诉求人",
  similarity: 0.9, closed_at: hours(-200), flagged_at: hours(-2), days_after: 3, in_reopen_window: true, ...more,
});
export const seenOnTicket = {
  ...seen,
  repeats: { earlier: [repeat(2, { basis: "SAME_MATTER", basis_label: "同一事项", in_reopen_window: false })], later: [repeat(1, {})] },
  incidents: [{ ...incidentRef, member_state: "JOINED", member_state_label: "已加入" }],
};

/** Where people put like matters before. */
export const alike = [
  { ticket_id: rows[2].id, number: rows[2].number, similarity: 0.87, category_code: "010203", category: "城市管理 / 市容环境 / 餐饮油烟", unit_id: "U1", unit: "禅城区城市管理局", ruled: false },
  { ticket_id: rows[1].id, number: rows[1].number, similarity: 0.64, category_code: "010203", category: "城市管理 / 市容环境 / 餐饮油烟", unit_id: "U3", unit: "禅城区生态环境局", ruled: true },
];
