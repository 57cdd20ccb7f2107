// Recorded answers of the knowledge engine (检索与对话), in the server's shapes: for look, keyboard and accessibility only.
const hours = (n) => new Date(Date.now() + n * 3_600_000).toISOString();
const id = (letter) => `01K${letter.padStart(23, "0")}`;

const source = (kind, letter, title, part = {}) => ({
  id: `${kind}:${id(letter)}`,
  kind,
  kind_label: { ARTICLE: "知识", ITEM: "服务事项", UNIT: "单位与窗口", NOTICE: "通知公告" }[kind],
  title,
  version: 3,
  revision_id: ["UNIT", "NOTICE"].includes(kind) ? "" : id(`REV${letter}`),
  unit_code: "FS-GA",
  unit_name: "佛山市公安局",
  valid_from: "2025-01-01",
  valid_to: null,
  updated_on: "2026-10-08",
  out_of_district: false,
  under_correction: false,
  audience: "PUBLIC",
  why: { line: "身份证不见了怎么办", pieces: ["身份证"], features: { base: 0.91, covered: 0.8, popular: 0.4, elsewhere: 0 } },
  ...part,
});

const ITEM = source("ITEM", "A", "居民身份证遗失补领");
export const ARTICLE = source("ARTICLE", "B", "身份证丢了怎么补办");
const INSIDE = source("ARTICLE", "C", "身份证加急办理的内部流程", { audience: "INTERNAL", under_correction: true });
const UNIT = source("UNIT", "D", "佛山市公安局户政窗口", { version: 0, valid_from: null, out_of_district: true });
const understood = { text: "补办身份证", corrected: null, intent: "MATERIALS", districts: [] };

const told = (part) => ({
  label: "自动答复", kind: "FIELD", kind_label: "栏目答复", title: ITEM.title, text: "办理“居民身份证遗失补领”需要以下材料：\n1. 居民户口簿（原件）；\n2. 相片采集回执。",
  paragraphs: [{ text: "办理“居民身份证遗失补领”需要以下材料：", marks: [[5, 8]] }, { text: "1. 居民户口簿（原件）；", marks: [] }, { text: "2. 相片采集回执。", marks: [] }],
  cautions: [], sources: [ITEM], options: [], asks: null, refusal: null, field: "MATERIALS", field_label: "所需材料", confidence: 0.93, calibrated: true, hand_over: false,
  engine: "embedded", degraded: false, question: understood, search_id: id("S"), speech: "您好，补领身份证请带上户口簿原件和相片采集回执，到任一派出所户政窗口办理。咨询电话零七五七，八二二八，零零零零。", ...part,
});

export const field = told({});
export const internal = told({ kind: "PASSAGE", kind_label: "原文答复", title: INSIDE.title, text: "加急件由值班领导签批。", paragraphs: [{ text: "加急件由值班领导签批。", marks: [[0, 3]] }], sources: [INSIDE], field: null, field_label: "", confidence: 0.88, cautions: ["此内容正在核对更正。"] });
const option = (label, about, district = "") => ({ label, say: "补办身份证要带什么", about, district });
export const clarify = told({
  kind: "CLARIFY", kind_label: "需要问清", title: "", text: "请问是哪种情形？", paragraphs: [{ text: "请问是哪种情形？", marks: [] }], options: [option("首次申领", ITEM.id), option("到期换领", ITEM.id), option("遗失补领", ITEM.id)], asks: "SITUATION", speech: null,
});
export const candidates = told({
  kind: "CANDIDATES", kind_label: "几个可能的事项", title: "", text: "您要问的是哪一项？", paragraphs: [{ text: "您要问的是哪一项？", marks: [] }], sources: [ITEM, ARTICLE], options: [option(ITEM.title, ITEM.id), option(ARTICLE.title, ARTICLE.id)], speech: null,
});
export const refused = told({ kind: "REFUSE", kind_label: "转人工", title: "", text: "这个问题没有把握答复。", paragraphs: [{ text: "这个问题没有把握答复。", marks: [] }], sources: [], refusal: "NOT_SURE", field: null, field_label: "", confidence: 0.2, hand_over: true, speech: null });

const hit = (one, text, marks = []) => ({ ...one, score: 1.2, snippet: { text, marks } });
export const hits = [
  hit(ITEM, "申领人为年满十六周岁的公民；遗失的应当申请补领身份证。", [[23, 26]]),
  hit(ARTICLE, "身份证丢了，可以到任一派出所户政窗口补领。", [[0, 3]]),
  hit(INSIDE, "加急件由值班领导签批。"),
  hit(UNIT, "办理居民身份证、户口迁移等业务。", [[4, 7]]),
];
export const found = { hits, engine: "embedded", degraded: false, question: understood, search_id: id("S") };
export const completions = {
  completions: [
    { text: "身份证丢了怎么补办", marks: [[0, 3]], document: ARTICLE.id, kind: "ARTICLE", kind_label: "知识", title: ARTICLE.title, unit_code: "FS-GA" },
    { text: "居民身份证遗失补领", marks: [[2, 5]], document: ITEM.id, kind: "ITEM", kind_label: "服务事项", title: ITEM.title, unit_code: "FS-GA" },
  ],
  did_you_mean: null,
};
export const related = [{ document: ARTICLE.id, kind: "ARTICLE", kind_label: "知识", title: "身份证有效期到了怎么换", unit_code: "FS-GA", why: "CITES", why_label: "互相引用" }];
export const hot = [{ document: ARTICLE.id, kind: "ARTICLE", kind_label: "知识", title: "台风天停课怎么通知", heat: 12.5 }];
export const assisted = { cursor: "5e9a0c7b1d2f3a48", unchanged: false, heard: "我身份证不见了，想补一张。", answer: field, others: hits };
export const report = { id: id("E"), article_id: id("B"), revision_id: id("V"), owner_unit_id: null, reason: "WRONG_CONTACT", text: "", state: "OPEN", reported_by: null, reported_at: hours(0), ack_due_at: hours(8), fix_due_at: hours(56), acknowledged_at: null, settled_at: null, outcome_note: null, fixed_by_revision_id: null };
const adopted = { id: id("P"), document_id: ITEM.id, revision_id: ITEM.revision_id, title: ITEM.title, actor_id: null, at: hours(0) };

const waiting = (n, part) => ({ conversation_id: id(n), channel: "CHAT", channel_label: "网页对话", reason: "FAILED", reason_label: "两次未能答复", handed_over_at: hours(-2), ticket_id: null, callback_id: null, ...part });
export const dialogues = [
  waiting("1", { reason: "DISTRESS", reason_label: "心理危机", handed_over_at: hours(-0.2), callback_id: id("K") }),
  waiting("2", { channel: "SMS", channel_label: "短信", ticket_id: "01JTICKET00000000000000001", reason: "ANGER", reason_label: "市民不满" }),
  waiting("3", {}),
];
export const transcript = [
  { at: hours(-2.2), by: "HOTLINE", text: "您好，我是 12345 自动助手，请问有什么可以帮您？" },
  { at: hours(-2.1), by: "CITIZEN", text: "我的电话 138****5678，社区的活动室周末不开门，谁管？" },
  { at: hours(-2.05), by: "HOTLINE", text: "这个问题没有把握答复，已为您转人工。" },
  { at: hours(-2), by: "CITIZEN", text: null },
];

const ANSWERS = [
  [/^GET \/api\/knowledge\/suggest$/, (world) => world.completions ?? completions],
  [/^GET \/api\/knowledge\/search$/, (world) => world.found ?? found],
  [/^POST \/api\/knowledge\/answer$/, (world, body) => (body.about ? (world.chosen ?? field) : (world.told ?? field))],
  [/^GET \/api\/knowledge\/related$/, related],
  [/^GET \/api\/knowledge\/hot$/, hot],
  [/^POST \/api\/knowledge\/feedback$/, (_world, body) => (body.reason ? { ...report, report_id: report.id } : { report_id: null, ack_due_at: null, fix_due_at: null })],
  [/^POST \/api\/assist\/suggest$/, (world) => world.assisted ?? assisted],
  [/^POST \/api\/assist\/adopt$/, (world) => (world.adoptions = [adopted])],
  [/^GET \/api\/tickets\/\w+\/adoptions$/, (world) => world.adoptions ?? []],
  [/^GET \/api\/tickets\/\w+\/transcript$/, (world) => world.transcript ?? []],
  [/^GET \/api\/dialogues$/, (world) => (world.dialogues ?? dialogues).filter((one) => !(world.settled ?? []).includes(one.conversation_id))],
  [/^GET \/api\/dialogues\/\w+\/transcript$/, transcript],
];

/** The answer to a request, or undefined when it is not one of these. */
export function deskAnswer(key, world, body) {
  const settled = /^POST \/api\/dialogues\/(\w+)\/settled$/.exec(key);
  if (settled) {
    world.settled = [...(world.settled ?? []), settled[1]];
    return [204, null];
  }
  if (key === "POST /api/assist/adopt" && world.superseded) return [409, { type: "urn:hotline:problem:answer_superseded", status: 409, code: "answer_superseded", title: "该内容已更新或已停用，请刷新后再采用" }];
  const match = ANSWERS.find(([pattern]) => pattern.test(key));
  if (!match) return undefined;
  return [200, typeof match[1] === "function" ? match[1](world, body ?? {}) : match[1]];
}
