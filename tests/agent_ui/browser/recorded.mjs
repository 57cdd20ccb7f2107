// Recorded answers (录制的应答) in the server's shapes, for checks of look, keyboard and accessibility only.
const field = (name, label, type, required = false, options = []) => ({ name, label, type, required, options });
const option = (value, label) => ({ value, label });

export const account = {
  id: "01JACCOUNT0000000000000001",
  login: "chenxiao",
  name: "陈晓",
  roles: ["agent", "dispatcher", "unit_clerk"],
  role_labels: ["话务员", "派单员", "单位联络员"],
  unit: { id: "01JUNIT000000000000000000A", name: "祖庙街道办事处" },
  permissions: [
    "ticket.read", "ticket.open", "ticket.answer", "ticket.dispatch", "ticket.sign", "ticket.handle", "personal.reveal", "supervision.read", "supervision.inspect", "supervision.act", "knowledge.read",
  ],
  second_factor: true,
};

export const queues = [
  { queue: "drafts", label: "待审核", count: 12 },
  { queue: "to_dispatch", label: "待派单", count: 7 },
  { queue: "to_sign", label: "待签收", count: 4 },
  { queue: "handling", label: "办理中", count: 9 },
  { queue: "to_follow_up", label: "待回访", count: 31 },
];

const hours = (n) => new Date(Date.now() + n * 3_600_000).toISOString();
const row = (n, part) => ({
  id: `01JTICKET00000000000000${String(n).padStart(3, "0")}`,
  number: `FS20260304000${String(n).padStart(3, "0")}7`,
  title: "[电话]（禅城区）小区楼下烧烤档深夜油烟扰民",
  status: "READY",
  status_label: "待派单",
  kind: "COMPLAINT",
  kind_label: "投诉",
  category_name: "餐饮油烟",
  unit_name: null,
  light: "GREEN",
  due_at: hours(50),
  next_due_at: part.due_at ?? hours(50),
  received_at: hours(-5),
  urgency: "NORMAL",
  confidentiality: "NONE",
  channel: "VOICE",
  redo_round: 0,
  ...part,
});

export const rows = [
  row(1, { light: "RED", due_at: hours(-3), status: "HANDLING", status_label: "办理中", unit_name: "禅城区城市管理局", redo_round: 1 }),
  row(2, { title: "[短信]（南海区）公交站台顶棚破损，下雨漏水", light: "YELLOW", due_at: hours(4), kind: "HELP", kind_label: "求助", category_name: "公交设施", unit_name: "南海区交通运输局" }),
  row(3, { title: "[网站]（顺德区）咨询居住证续签需要哪些材料", kind: "CONSULT", kind_label: "咨询", category_name: "户政服务" }),
  row(4, { title: "[窗口]（三水区）反映某商铺无照经营", kind: "REPORT", kind_label: "举报", category_name: "无照经营", confidentiality: "CITIZEN_HIDDEN", urgency: "URGENT" }),
  row(5, { title: "[微信]（高明区）建议在河堤步道增设照明", kind: "SUGGEST", kind_label: "建议", category_name: "市政照明" }),
];

const dispatchFields = [
  field("lead_unit_id", "主办单位", "unit", true),
  field("partner_unit_ids", "协办单位", "units"),
  field("catalogue_row_id", "派单目录条目", "text"),
  field("dispatch_basis", "派单依据", "textarea"),
];
const replyFields = [
  field("fact_true", "是否属实", "select", true, [option("YES", "属实"), option("PARTLY", "部分属实"), option("NO", "不属实")]),
  field("resolved", "是否解决", "select", true, [option("YES", "已解决"), option("PARTLY", "部分解决"), option("NO", "未解决")]),
  field("public_answer", "答复市民内容", "textarea", true),
  field("contacted_at", "最近联系时间", "datetime"),
  field("within_duty", "属本单位职责", "bool"),
  field("days", "整改天数", "int"),
  field("evidence", "佐证", "json"),
];

const CONTENT =
  "我住在祖庙街道同济路一带，楼下的烧烤档每晚十点后在人行道上摆桌，油烟直接飘进家里，孩子咳嗽。上周打过一次电话，当晚收敛了，这两天又摆出来了。";
const spans = (...words) => words.map((word) => ({ start: CONTENT.indexOf(word), end: CONTENT.indexOf(word) + word.length, source: "model" }));

export const ticket = {
  ...rows[0],
  version: 4,
  status: "READY",
  status_label: "待派单",
  content: CONTENT,
  citizen: {
    hidden: false, id: "CZ1", kind: "PERSON", special_group: "NONE", name: "李**", address: null, lists: ["REPEAT"],
    contacts: [{ id: "CC1", kind: "PHONE", value: "138****5678", is_primary: true, verified: true }],
  },
  category_code: "010203",
  profile: "standard",
  district_code: "440604",
  district_name: "禅城区",
  town_code: "440604001",
  town_name: "祖庙街道",
  address_text: "同济路某小区 3 栋楼下",
  promise_due_at: hours(60),
  reply_wanted: true,
  assignments: [
    { id: "A1", unit_id: "U1", unit_name: "禅城区城市管理局", role: "LEAD", role_label: "主办", status: "SIGNED", status_label: "已签收", due_at: hours(20), light: "YELLOW", handler_name: "何工" },
    { id: "A2", unit_id: "U2", unit_name: "祖庙街道办事处", role: "PARTNER", role_label: "协办", status: "PENDING_SIGN", status_label: "待签收", due_at: hours(10), light: "GREEN" },
  ],
  clocks: [
    { id: "K1", clock: "promise", label: "承诺答复", due_at: hours(60), light: "GREEN", state: "RUNNING", state_label: "计时中" },
    { id: "K2", clock: "dispatch", label: "派单", due_at: hours(-3), light: "RED", state: "RUNNING", state_label: "计时中" },
    { id: "K3", clock: "draft_review", label: "审核", due_at: hours(-4), light: null, state: "STOPPED", state_label: "已停止" },
  ],
  timeline: [
    { id: "L1", at: hours(-5), action: "OPEN", label: "登记受理", from_label: null, to_label: "待审核", actor_name: "陈晓", details: [{ label: "来源", text: "电话" }] },
    { id: "L2", at: hours(-4), action: "APPROVE", label: "审核通过", actor_name: "黄敏", unit_name: "热线审核组", details: [{ label: "事项分类", text: "餐饮油烟" }] },
  ],
  suggestion: {
    kind: [{ value: "COMPLAINT", label: "投诉", confidence: 0.86, source: "model", evidence: spans("油烟", "咳嗽") }],
    category: [
      { value: "010203", label: "城市管理 / 市容环境 / 餐饮油烟", confidence: 0.81, source: "model", evidence: spans("烧烤档", "油烟") },
      { value: "010201", label: "城市管理 / 市容环境 / 占道经营", confidence: 0.42, source: "keywords", evidence: spans("人行道上摆桌") },
    ],
    place: [{ value: "440604001", label: "禅城区 祖庙街道", confidence: 0.95, source: "gazetteer", evidence: spans("祖庙街道") }],
    unit: [{ value: "U1", label: "禅城区城市管理局", confidence: 0.9, source: "catalogue", evidence: [] }],
    alarms: [],
    ask: [],
    entities: [{ kind: "TIME", label: "时间", start: 22, end: 27, shown: "每晚十点后" }],
    decision: {
      needs_human: false, lead_unit_id: "U1", lead_unit: "禅城区城市管理局", partners: [{ unit_id: "U2", name: "祖庙街道办事处", task: "配合巡查" }],
      row_id: "R-0102-440604", direct: true, reasons: [{ zh: "目录：餐饮油烟 × 禅城区，依据《广东省市容和环境卫生管理规定》", en: "catalogue row" }],
    },
  },
  links: [{ id: rows[1].id, number: rows[1].number, title: "同一路段油烟", relation: "RELATED" }],
  attachments: [{ id: "F1", name: "现场照片.jpg", url: "/api/files/F1", kind_label: "照片", size: 240_000 }],
  allowed_actions: [
    { action: "DISPATCH", label: "派单", tone: "primary", fields: dispatchFields },
    { action: "REPLY", label: "答复", tone: "default", second_person: true, fields: replyFields },
    { action: "RECLASSIFY", label: "改分类", tone: "default", fields: [field("kind", "诉求类型", "select", true, [option("COMPLAINT", "投诉"), option("HELP", "求助")]), field("category_code", "事项分类", "category", true), field("reason", "原因", "text", true)] },
    { action: "DECLINE", label: "不予受理", tone: "danger", fields: [field("reason", "理由", "textarea", true)] },
  ],
};

export const similar = [{ id: rows[1].id, number: rows[1].number, title: rows[1].title, similarity: 0.83 }];
export const staffCategories = { version: "2026", categories: [
  { code: "01", name: "城市管理", children: [{ code: "0102", name: "市容环境", children: [{ code: "010203", name: "餐饮油烟" }, { code: "010201", name: "占道经营" }] }] },
] };
export const units = {
  items: [{ id: "U1", code: "FS-CC-CG", name: "禅城区城市管理局" }, { id: "U2", code: "FS-CC-ZM", name: "祖庙街道办事处" }],
  next_cursor: null,
};
export const hits = [
  { article_id: "K1", revision_id: "KR1", title: "居住证怎样续签", spoken: "居住证每年签注一次，可在有效期满前三十日内到居住地派出所或网上办理。", matched: "居住证", score: 3.1, owner_unit_code: "FS-GA", audience: "PUBLIC", districts: [], out_of_district: false, valid_from: "2026-01-01", valid_to: null, under_correction: false },
];
const card = (id, ticketRow, part) => ({
  id, object_id: ticketRow.id, object_no: ticketRow.number, unit_id: account.unit.id, unit_name: ticketRow.unit_name, triggered_at: hours(-3), answer_due_at: hours(20), closed_at: null, appeal_id: null, appeal_state: null, appeal_state_label: null, version: 1, ...part,
});
export const cards = {
  items: [
    card("C1", rows[0], { colour: "RED", colour_label: "红牌", rule_label: "办理超期", explanation: "现场需协调供电部门。", disposition: "EXPLAINED", disposition_label: "待裁定" }),
    card("C2", rows[1], { colour: "YELLOW", colour_label: "黄牌", rule_label: "签收临期", explanation: null, disposition: "OPEN", disposition_label: "待说明" }),
  ],
  next_cursor: null,
};
export const appeals = {
  items: [{
    id: "AP1", card_id: "C1", object_kind: "TICKET", object_id: rows[0].id, object_no: rows[0].number, unit_id: account.unit.id, unit_name: "禅城区城市管理局", rule_label: "办理超期", colour_label: "红牌",
    ground: "停电抢修影响取证，已于当日报备。", filed_at: hours(-2), decide_due_at: hours(60), state: "FILED", state_label: "待裁定", decided_at: null, adjustment: null, version: 3,
    opinions: [{ by: "01JOTHER", by_name: "黄敏", at: hours(-1), uphold: true, reason: "报备材料属实。", adjustment: "本牌不计入当月评级" }],
  }],
  next_cursor: null,
};
export const orders = {
  items: [{ id: "O1", number: "DB2026000012", level_label: "督办", object_id: rows[0].id, object_no: rows[0].number, unit_id: account.unit.id, unit_name: "禅城区城市管理局", reason: "超期未答复", reply_due_at: hours(40), state: "ISSUED", state_label: "待回复", reply: null, version: 1 }],
  next_cursor: null,
};

export const notices = {
  items: [{ id: "N1", kind: "CLOCK", title_zh: "工单即将超期", body_zh: "工单 FS202603040000017 的办理期限将到。", object_kind: "TICKET", object_id: rows[0].id, created_at: hours(-1), read_at: null }],
  next_cursor: null,
};
const minute = (n) => Math.floor(Date.now() / 60_000) + n * 60;
/** One office day of 420 minutes without an end: clock time and working time are the same. */
export const worktime = { calendars: { "": { day_minutes: 420, periods: [[minute(-24 * 30), minute(24 * 90)]] } }, units: {} };

export const publicCategories = {
  categories: [
    {
      code: "01", name: "城市管理", children: [
        { code: "0102", name: "市容环境", questions: [{ key: "when", label: "一般在什么时间出现", type: "text", required: false, options: [] }, { key: "again", label: "以前反映过吗", type: "choice", required: false, options: ["是", "否"] }] },
        { code: "0103", name: "路灯照明", questions: [{ key: "lamp", label: "灯杆编号", type: "text", required: false, options: [] }] },
      ],
    },
    { code: "02", name: "交通出行", children: [] },
  ],
  districts: [{ code: "440604", name: "禅城区", towns: [{ code: "440604001", name: "祖庙街道" }] }, { code: "440605", name: "南海区", towns: [] }],
};
const village = (name, code) => ({ code, name, valid_from: "2020-01-01", valid_to: null });
export const villages = [village("同济社区", "440604001012"), village("东华里社区", null)];
export const advice = {
  emergencies: [{ line: "119", words: "如闻到燃气味或发现明火，请立即离开并拨打 119。" }],
  out_of_remit: [{ ground: "LITIGATION", words: "已进入诉讼程序的事项需通过法院解决。", path: "向受理法院反映，或咨询法律援助。" }],
  articles: [{ title: "夜间餐饮油烟怎样投诉", answer: "您可以说明地点、时间和频次，城市管理部门将在两个工作日内联系您。", source: "禅城区城市管理局，2026-01-01 起有效" }],
};
export const receipt = { number: "FS202603040009998", query_code: "402917", promise_due_at: hours(120), text: "您的诉求已登记。", alarms: [] };
export const opened = { number: receipt.number, query_code: receipt.query_code, promise_due_at: receipt.promise_due_at, suggestion: {} };
export const tracked = {
  status_text: "已答复，请您评价",
  unit: "禅城区城市管理局",
  due_at: hours(60),
  timeline: [
    { at: hours(-90), text: "已登记" },
    { at: hours(-88), text: "已派至禅城区城市管理局，承诺 3 月 11 日前答复" },
    { at: hours(-2), text: "承办单位已答复，请您评价" },
  ],
  answer: "经现场核实，该档口存在占道经营，已责令整改并安排夜间巡查。",
  merged_into: null,
  can: ["supplement", "urge", "not_solved", "rate", "withdraw"],
};

export const callbacks = [
  { id: "CB1", number: "139****6153", reason: "DANGER", reason_label: "紧急按键", times: 2, requested_at: hours(-1), last_requested_at: hours(-0.5) },
  { id: "CB2", number: "138****5678", reason: "REQUESTED", reason_label: "来电人要求回拨", times: 1, requested_at: hours(-3), last_requested_at: hours(-3) },
];
/** The person behind the ticket asked before. */
export const person = {
  total: 12,
  tickets: [rows[1], rows[2]],
  conduct: [{ taken_at: hours(-700), action: "WARN", label: "警告", reason: "通话中多次辱骂。", until: null }],
};
