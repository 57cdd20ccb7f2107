// Recorded answers (录制的应答) for managers: incidents, hot topics, briefs, the watch over the classifier.
import { rows } from "./recorded.mjs";

const hours = (n) => new Date(Date.now() + n * 3_600_000).toISOString();
const member = (n, more = {}) => ({
  ticket_id: rows[n].id, number: rows[n].number, title: rows[n].title, status: "HANDLING", status_label: "办理中", unit_name: "禅城区城市管理局", received_at: hours(-20 + n), urgency: "NORMAL",
  confidentiality: "NONE", state: "SUGGESTED", state_label: "待确认", similarity: 0.9 - n / 10, is_lead: false, added_at: hours(-2), ...more,
});
const row = (more) => ({
  id: "INC1", number: "PL20260304-0001", title: "祖庙街道 停水", cause: "", state: "SUGGESTED", state_label: "待确认", category_code: "0202", category_name: "公用事业 / 供水", place_code: "440604001", place_name: "祖庙街道",
  lead_ticket_id: null, members: 0, suggested: 3, open: 3, citizens: 3, origin: "CATEGORY_PLACE", origin_label: "同类同地", first_at: hours(-20), last_at: hours(-1), created_at: hours(-1), version: 1, ...more,
});

export const suggested = { ...row({}), decided_at: null, decided_by_name: null, created_by_name: null, closed_at: null, end_reason: null, allowed: ["confirm", "dismiss"], measures: [] };
const measure = (more) => ({
  id: "M1", kind: "REPLY", kind_label: "统一答复", state: "DONE", state_label: "已完成", text: "经抢修，爆裂水管已更换，今晚八点恢复供水。", content: {}, proposed_by: "A", proposed_by_name: "何工", proposed_at: hours(-3),
  decided_by_name: "杨建国", decided_at: hours(-2), done_at: hours(-2), return_reason: null, counts: { DONE: 1, FAILED: 1, SKIPPED: 1, PENDING: 0 }, may_approve: false, may_retry: true, ...more,
});
export const open = {
  ...suggested, state: "OPEN", state_label: "办理中", title: "祖庙街道停水", cause: "汾江中路水管爆裂", members: 3, suggested: 0, version: 2, decided_at: hours(-4), decided_by_name: "罗班长",
  allowed: ["add", "remove", "measure", "close"],
  measures: [measure({}), measure({ id: "M2", kind: "NOTICE", kind_label: "进展告知", state: "PROPOSED", state_label: "待审核", text: "抢修预计今晚八点完成。", decided_by_name: null, decided_at: null, counts: {}, may_approve: true, may_retry: false })],
};
export const incidents = [row({}), row({ id: "INC2", number: "PL20260304-0002", title: "桂城街道 油烟", origin: "LIKENESS", origin_label: "内容相近" })];
export const members = [0, 1, 2].map((n) => member(n));
export const joined = [0, 1, 2].map((n) => member(n, { state: "JOINED", state_label: "已加入", is_lead: n === 0 }));
export const items = [{ ticket_id: rows[1].id, number: rows[1].number, title: rows[1].title, state: "FAILED", state_label: "未办成", reason_code: "action_refused", reason: "尚未联系诉求人", attempts: 2, done_at: null }];

const topic = (more) => ({
  id: "HOT1", source: "BURST", source_label: "突发聚集", category_code: "0202", category: "公用事业 / 供水", term: "停水", place_code: "440605011", place: "桂城街道", title: "桂城街道 供水“停水”", state: "OPEN", state_label: "关注中",
  phase: "GROWING", phase_label: "上升", window_hours: 4, observed: 18, expected: 0.62, confidence: 0.99999, first_seen: hours(-4), opened_at: hours(-3), told_at: hours(-3), told_count: 1, calmed_at: null, words: ["停水", "水管"],
  trend: Array.from({ length: 48 }, (_, n) => (n < 44 ? n % 3 === 0 ? 1 : 0 : 2 + n - 43)), places: [{ code: "440605011", name: "桂城街道", count: 15 }, { code: "440605012", name: "狮山镇", count: 3 }], tickets: 18,
  acknowledged_by: null, acknowledged_by_name: null, acknowledged_at: null, note: "", dismissed_by: null, dismissed_by_name: null, dismissed_at: null, reason: "", ...more,
});
export const topics = [topic({}), topic({ id: "HOT2", source: "RISING", source_label: "明显上升", title: "全市 养老金咨询", category: "社会保障 / 养老", phase: "OPEN", phase_label: "新出现", confidence: null, observed: 60, expected: 31, acknowledged_by_name: "罗班长", acknowledged_at: hours(-1), note: "已请人社局准备口径" })];
export const topicDetail = {
  ...topics[0], examples: [{ id: rows[0].id, number: rows[0].number, title: rows[0].title, text: "家里从早上开始一直没水，电话138****5678，什么时候能来？", received_at: hours(-2) }], hidden_examples: 1,
  ticket_ids: [rows[0].id, rows[1].id], hidden_tickets: 16,
};
export const briefs = [{ day: "2026-11-24", made_at: hours(-9), total: 3012, topics: 2 }, { day: "2026-11-23", made_at: hours(-33), total: 2874, topics: 0 }];
export const brief = {
  day: "2026-11-24", made_at: hours(-9), text: "【热点日报】2026年11月24日\n全天受理3012件，比上周同日增加8%。\n新热点：桂城街道供水“停水”，4小时18件。",
  document: {
    day: "2026-11-24", total: 3012, compared: [{ label: "上周同日", count: 3012, before: 2790, change: 0.08 }], categories: [{ label: "公用事业", count: 402, before: 310, change: 0.297 }], places: [{ label: "南海区", count: 980, before: 0, change: null }],
    new: [], growing: [], going_on: [], ended: [], rising: [],
  },
};

const share = (agreement, n) => ({ total: n + 50, suggested: n, agreed: Math.round(n * (agreement ?? 0)), agreement, low: agreement && agreement - 0.02, high: agreement && agreement + 0.02 });
export const drift = {
  question: "category", question_label: "事项分类",
  weeks: [0.88, 0.89, 0.88, null, 0.9, 0.87, 0.81, 0.78].map((agreement, n) => ({ week: `2026-W${40 + n}`, models: ["2026-10"], ...share(agreement, agreement === null ? 0 : 2000) })),
  classes: [{ code: "010203", name: "城市管理 / 市容环境 / 餐饮油烟", ...share(0.55, 80), series: [0.8, null, 0.7, 0.55] }, { code: "0202", name: "公用事业 / 供水", ...share(0.93, 300), series: [0.93] }],
  confusions: [{ suggested: "010203", suggested_name: "餐饮油烟", confirmed: "010201", confirmed_name: "占道经营", count: 17 }],
  models: [{ model: "2026-10", ...share(0.86, 9000) }],
};
export const alerts = [{
  id: "DA1", week: "2026-W47", question: "category", question_label: "事项分类", code: "010203", name: "城市管理 / 市容环境 / 餐饮油烟", total: 80, agreement: 0.55, high: 0.66, before_total: 600, before: 0.84, before_low: 0.81, model: "2026-10",
  raised_at: hours(-30), acknowledged_by: null, acknowledged_by_name: null, acknowledged_at: null, note: "",
}];

export const repeats = [{
  id: "RP1", former: { id: rows[1].id, number: rows[1].number, title: rows[1].title, unit_name: "禅城区城市管理局", close_outcome: "SOLVED", close_outcome_label: "已解决" },
  ticket: { id: rows[0].id, number: rows[0].number, title: rows[0].title, status: "HANDLING", status_label: "办理中" }, basis: "SAME_CITIZEN", basis_label: "同一诉求人", similarity: 0.9, closed_at: hours(-90), flagged_at: hours(-3), days_after: 3, in_reopen_window: true,
}];
export const repeatFigures = [{ unit_id: "U1", unit_name: "禅城区城市管理局", closed: 120, repeated: 4, share: 0.0333 }, { unit_id: "U2", unit_name: "祖庙街道办", closed: 0, repeated: 0, share: null }];
