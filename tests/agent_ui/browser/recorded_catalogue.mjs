// Recorded answers (录制的应答) about dispatching: the desk, the range of automatic dispatch, the catalogue's health.
import { rows } from "./recorded.mjs";

const hours = (n) => new Date(Date.now() + n * 3_600_000).toISOString();

export const triage = [
  {
    ticket_id: rows[0].id, number: rows[0].number, title: rows[0].title, version: 3, status: "READY", category: "城市管理 / 市容环境 / 餐饮油烟", urgency: "URGENT", promise_due_at: hours(30), decided: false, why: "SEVERAL_LEADS", why_label: "有多个主办单位",
    reasons: [{ zh: "两条有效目录条目主办单位不同", en: "two rows in force name different units" }],
    candidates: [{ unit_id: "U1", name: "禅城区城市管理局", row_id: "R1", reason: "派单目录", confidence: null }, { unit_id: "U3", name: "禅城区生态环境局", row_id: null, reason: "以往同类工单多由该单位办理", confidence: 0.41 }],
    not_automatic: [{ code: "NO_POLICY", zh: "自动派单范围不含此类事项", en: "no policy" }], ask: ["place"],
  },
  { ticket_id: rows[1].id, number: rows[1].number, title: rows[1].title, version: 2, status: "READY", category: "公用事业 / 供水", urgency: "NORMAL", promise_due_at: null, decided: true, why: null, why_label: null, reasons: [], candidates: [{ unit_id: "U4", name: "市水利局", row_id: "R2", reason: "派单目录", confidence: null }], not_automatic: [], ask: [] },
];
export const automatic = {
  switch_on: false, gate: 0.93, model: "2026-10", number: 2, rules: [{ category_code: "0101", category: "城市管理 / 市容环卫", kinds: [{ value: "HELP", label: "求助" }], reason: "职责清楚，退单少" }], waiting: 1,
  figures: { automatic: 12, returned: 1, redispatched: 1 },
};
export const approval = { switch: { name: "auto_approve", label: "目录直接命中时系统自动审核", on: false, shipped: false }, policy: 2, gate: 0.93, model: "2026-10", figures: { automatic: 31, reclassified: 2, returned: 1 } };
export const versions = [
  { id: "P3", name: "AUTOMATIC", number: 3, state: "PROPOSED", note: "增加供水咨询", proposed_by: "A", proposed_at: hours(-5), decided_by: null, decided_at: null },
  { id: "P2", name: "AUTOMATIC", number: 2, state: "IN_FORCE", note: "先从环卫求助开始", proposed_by: "A", proposed_at: hours(-500), decided_by: "B", decided_at: hours(-490) },
];
export const version = { ...versions[0], content: [{ category_code: "0101", kinds: ["HELP"], reason: "职责清楚，退单少" }, { category_code: "0102", kinds: ["CONSULT"], reason: "咨询量大" }] };
export const findings = [
  { finding: "GAP", label: "没有任何地区有主办单位", subject: "0303 养老服务", rows: [], is_error: false },
  { finding: "CONFLICT", label: "同一时间、地区、事项有两个主办单位", subject: "010103 禅城区：市城管局 / 祖庙街道办", rows: ["R1", "R2"], is_error: true },
];
export const hints = [{
  id: "H1", state: "OPEN", state_label: "待处理", category_code: "010103", category: "城市管理 / 市容环卫 / 占道经营", place_code: "440604", place: "禅城区", row_id: "R1", catalogue_unit_id: "U1", catalogue_unit: "市城管局", history_unit_id: "U2", history_unit: "祖庙街道办",
  cases: 42, agreeing: 39, share: 0.9286, examples: [rows[0].number, rows[1].number], zh: "近365天办结的42件中，39件（93%）最终由祖庙街道办办理，目录写的是市城管局", en: "39 of 42 closed in 365 days were handled by another unit", found_at: hours(-50), seen_at: hours(-2),
  decided_by: null, decided_at: null, note: "", proposed_row_id: null,
}];
const proposed = (more) => ({
  id: "R7", category_code: "0102", category_version: "2026.1", district_code: "440604", condition: null, condition_words: null, position: 0, valid_from: "2026-12-01", valid_to: null, lead_unit_id: "U2", partners: [{ unit_id: "U1", task: "现场取证" }],
  fallback_unit_id: null, no_push_down: false, basis: [{ kind: "TOWN_LIST", title: "禅城区镇街履职清单", article: "第12项" }], limit_override: null, limit_basis: "", profile: null, must_review: false, status: "PROPOSED", source_ruling_id: null,
  review_by: "2027-12-01", supersedes_id: "R1", proposed_by: "01JACCOUNT0000000000000002", proposed_at: hours(-20), approved_by: null, approved_at: null, decision_note: "", ended_by: null, ended_at: null, ...more,
});
/** One from a hint, one by a ruling that the visitor proposed, one new for the whole city. */
export const waiting = [
  proposed({}),
  proposed({ id: "R8", category_code: "0103", district_code: "440605", source_ruling_id: "RU1", supersedes_id: null, proposed_by: "01JACCOUNT0000000000000001", basis: [{ kind: "RULING", title: "改派裁决", article: "" }], partners: [] }),
  proposed({ id: "R9", category_code: "0103", district_code: "ALL", condition: "hour >= 22 or hour < 6", condition_words: { zh: "发生在22时至次日6时", en: "between 22:00 and 06:00" }, supersedes_id: null, limit_override: 15, limit_basis: "须开挖路面", must_review: true }),
];
export const replaced = proposed({ id: "R1", status: "APPROVED", lead_unit_id: "U1", supersedes_id: null });
export const led = [{ ...hints[0], state: "PROPOSED", state_label: "已提出条目", proposed_row_id: "R7" }];
export const unitTree = [{ id: "U0", code: "FS", name: "佛山市", children: [{ id: "U1", code: "FS-CC-CG", name: "禅城区城市管理局", children: [] }, { id: "U2", code: "FS-CC-ZM", name: "祖庙街道办事处", children: [] }] }];
export const rulings = [{
  id: "RU1", ticket_id: rows[0].id, at: hours(-70), action: "REDISPATCH", action_label: "改派", category_code: "010203", district_code: "440604", town_code: null, objecting_unit: "市城管局", refused_unit: "市城管局", final_unit: "祖庙街道办",
  fault: "CATALOGUE", fault_label: "目录有误", row_id: null, proposed_row_id: null, row_note: "",
}];
export const towns = {
  month: "2026-11", definition: "按派单时间（北京时间）统计。", towns: [{ unit_id: "U2", unit: "祖庙街道办", town_code: "440604001", dispatched: 12, transferred: 3, helping: 4, on_list: 11, overrides: 1 }],
  overrides: [{ ticket_number: rows[0].number, unit: "祖庙街道办", category: "占道经营", at: hours(-90), by: "裁决员", reason: "区局人手不足，协商一致", action_label: "派单" }],
};
export const why = {
  on: "2026-03-04", found: true, kind: "CATALOGUE", kind_label: "派单目录", at: hours(-80), action: "DISPATCH", action_label: "派单", by: "黄敏", automatic: false, unit_id: "U1", unit: "禅城区城市管理局", partners: ["祖庙街道办事处"],
  row: { id: "R1", condition: "hour >= 22 or hour < 6", valid_from: "2026-01-01", valid_to: null, approved_by_name: "管理员乙", in_force_then: true, ended_since: "2026-04-01" }, condition: { zh: "发生在22时至次日6时", en: "between 22:00 and 06:00", facts: [{ field: "hour", label: "发生时刻", value: "23" }] },
  basis: ["《城市市容管理规定》第三条（三定方案）"], override: null, ruling: null, text_zh: "按当日有效的目录条目派至禅城区城市管理局。", text_en: "Sent to the unit of the row in force that day.",
};
