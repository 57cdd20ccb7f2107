// Recorded answers (录制的应答) about subjects, limits, examples, synonyms, rules and the memory.
const hours = (n) => new Date(Date.now() + n * 3_600_000).toISOString();
const ME = "01JACCOUNT0000000000000001";
const OTHER = "01JACCOUNT0000000000000002";

export const trees = [
  { version: "2027.1", state: "IN_FORCE", state_label: "生效", imported_at: hours(-30), imported_by_name: "欧阳兰", superseded_at: null, categories: 257, leaves: 190 },
  { version: "2026.1", state: "SUPERSEDED", state_label: "已被替代", imported_at: hours(-9000), imported_by_name: null, superseded_at: hours(-30), categories: 240, leaves: 180 },
];
export const mappings = [{ id: "MP1", old_version: "2026.1", new_version: "2027.1", number: 2, in_use: true, counts: { one: 170, split: 4, merge: 5, ended: 1 }, rows: 180, imported_by: OTHER, imported_by_name: "欧阳兰", imported_at: hours(-30) }];
export const mapping = {
  ...mappings[0],
  lines: [
    { old_code: "010203", old_name: "餐饮油烟", new_codes: ["010301", "010302"], new_names: ["固定餐馆油烟", "流动摊档油烟"], kind: "split", kind_label: "拆分" },
    { old_code: "010104", old_name: "垃圾清运", new_codes: ["010103"], new_names: ["垃圾收运"], kind: "merge", kind_label: "合并" },
    { old_code: "090101", old_name: "临时事项", new_codes: [], new_names: [], kind: "ended", kind_label: "取消" },
  ],
};
const treeReport = { version: "2027.2", categories: 258, levels: [14, 54, 190], added: ["010303 露天烧烤"], changed: ["010301 固定餐馆油烟"], removed: [], errors: [], repaired: [{ line: 7, reason: "编码前的空格已去掉" }], stored: false, mapping: { counts: {}, errors: [], unmapped: [] } };
/** What the import of a tree says: refused lines, a mapping with a hole, or all well. */
export const treeReports = {
  faulty: { ...treeReport, errors: [{ line: 12, reason: "编码“01A3”不是数字", reason_en: "code 01A3 is not a number" }] },
  holed: { ...treeReport, mapping: { counts: { one: 179 }, errors: [], unmapped: ["090101 临时事项"] } },
  good: { ...treeReport, limits: 4, mapping: { counts: { one: 180 }, errors: [], unmapped: [] } },
};
export const carriedRows = { proposed: 3, row_ids: [], undecided: [{ row_id: "R1", reason: "合并后有不同的主办单位，请确定一个", reason_en: "different leads after merging: choose one" }], limits: [] };

const limit = (more) => ({ id: "LM1", category_code: "010203", category: "城市管理 / 市容环境 / 餐饮油烟", kind: "COMPLAINT", kind_label: "投诉", urgency: null, urgency_label: null, working_days: 7, basis: "市城管局办事指南", valid_from: "2026-01-01", valid_to: null, ...more });
export const limits = [limit({}), limit({ id: "LM2", category_code: null, category: null, kind: null, kind_label: null, urgency: "URGENT", urgency_label: "紧急", working_days: 1, basis: "热线管理办法第九条" })];
const proposal = (more) => ({
  id: "LP1", state: "PROPOSED", state_label: "待批准", category_code: "010103", category: "城市管理 / 市容环境 / 垃圾收运", kind: "COMPLAINT", kind_label: "投诉", urgency: null, urgency_label: null, working_days: 5, basis: "市城管局办事指南", valid_from: "2026-12-01",
  sources: [], zh: "由 010103（7天）、010104（5天）合并而来，取最严的 5 天", en: "merged from 010103 (7) and 010104 (5): the strictest, 5", proposed_by: OTHER, proposed_by_name: "欧阳兰", proposed_at: hours(-3), decided_by: null, decided_by_name: null, decided_at: null, note: "", ...more,
});
export const limitProposals = [proposal({}), proposal({ id: "LP2", category: "城市管理 / 市容环境 / 固定餐馆油烟", zh: "由 010203（7天）拆分而来", proposed_by: ME, proposed_by_name: "陈晓" })];
export const carriedLimits = { proposed: 2, proposals: [], undecided: [{ limit_id: "LM9", category_code: "090101", reason: "分类已取消", reason_en: "the subject has ended" }] };

const example = (more) => ({ id: "EX1", category_code: "010203", category: "城市管理 / 市容环境 / 餐饮油烟", kind: "REQUEST", kind_label: "样例诉求", text: "楼下烧烤档每晚油烟很大，孩子一直咳嗽", added_in: 1, added_at: hours(-900), added_by: null, added_by_name: null, withdrawn_in: null, withdrawn_at: null, withdrawn_by: null, withdrawn_by_name: null, withdrawn_note: null, ...more });
export const examples = {
  REQUEST: [example({}), example({ id: "EX2", text: "停水两天了，什么时候恢复？", category_code: "0202", category: "公用事业 / 供水", added_in: 2, added_by_name: "欧阳兰" })],
  WORDS: [example({ id: "EX3", kind: "WORDS", kind_label: "同义词", text: "走鬼；流动摊贩；占道摆卖" })],
  withdrawn: [example({ id: "EX4", text: "旧样例", withdrawn_in: 2, withdrawn_at: hours(-20), withdrawn_by_name: "欧阳兰", withdrawn_note: "说法过时" })],
};
export const exampleVersions = [
  { number: 2, at: hours(-20), by: OTHER, by_name: "欧阳兰", note: "补供水样例", added: 1, withdrawn: 1, standing: 3 },
  { number: 1, at: hours(-900), by: null, by_name: null, note: "首次导入", added: 3, withdrawn: 0, standing: 3 },
];
export const counted = { added: 4, changed: 0, unchanged: 2, errors: [], stored: false };

const version = (name, number, more) => ({ id: `${name}-${number}`, name, number, state: "IN_FORCE", note: "首次导入", proposed_by: null, proposed_at: hours(-900), decided_by: null, decided_at: hours(-900), ...more });
export const books = {
  RULES: [version("RULES", 3, { state: "PROPOSED", note: "补充燃气泄漏说法", proposed_by: OTHER, proposed_at: hours(-4), decided_at: null }), version("RULES", 2, { note: "增加落水" }), version("RULES", 1, { state: "SUPERSEDED" })],
  MUST_ROUTE: [],
  WORDING: [version("WORDING", 2, { state: "PROPOSED", note: "补几个词", proposed_by: ME, proposed_at: hours(-4), decided_at: null }), version("WORDING", 1)],
};
const rule = (more) => ({ id: "gas", kind: "DANGER_TO_LIFE", severity: "URGENT", patterns: ["煤气味", "漏气"], reason_zh: "疑似燃气泄漏", reason_en: "possible gas leak", ...more });
export const contents = {
  "RULES-1": [rule({ patterns: ["煤气味"] })],
  "RULES-2": [rule({})],
  "RULES-3": [rule({ severity: "EMERGENCY", patterns: ["煤气味", "漏气", "燃气味"] }), rule({ id: "water", patterns: ["落水"], reason_zh: "有人落水" })],
  "WORDING-1": { 佢: "他", 嘅: "的" },
  "WORDING-2": { 佢: "他", 嘅: "的", 唔: "不" },
};
export const imported = { dry_run: true, added: ["leak"], changed: ["gas"], removed: [], unchanged: ["water"], refused: [], policy: null };
export const importRefused = { ...imported, refused: [{ row: 4, key: "leak", reason: "缺少 reason_zh", reason_en: "reason_zh is missing" }] };
export const bench = { rows: [{ text: "厨房有煤气味", rules: [{ rule: "gas", label: "燃气泄漏", label_en: "gas leak", kind: "DANGER_TO_LIFE", kind_label: "危及生命安全", severity: "EMERGENCY", severity_label: "紧急", start: 3, end: 6 }] }, { text: "路灯不亮", rules: [] }], errors: [{ number: 3, rule_id: "fire", reason: "severity 应为 EMERGENCY、URGENT 或 NOTICE", reason_en: "severity is EMERGENCY, URGENT or NOTICE" }] };

const bands = [0, 0.3, 0.45, 0.6, 0.75].map((from, n) => ({ from, to: [0.3, 0.45, 0.6, 0.75, 1][n], weight: [0, 0, 0.15, 0.3, 0.5][n] }));
export const memory = {
  on: true, held: 312, capacity: 5000, confirmed: 9120, rebuilt_at: hours(-40), fed_at: hours(-1), questions: {},
  trust: [{ question: "category", question_label: "事项分类", judged: 280, bands }, { question: "unit", question_label: "承办单位", judged: 190, bands }],
  classes: [{ code: "010203", name: "城市管理 / 市容环境 / 餐饮油烟", held: 64 }, { code: "0202", name: "公用事业 / 供水", held: 21 }],
};

const POLICY = /^(?:GET|POST) \/api\/routing\/policies\/(RULES|WORDING|MUST_ROUTE)/;

/** The answer about these things; a body that says dry_run=false is remembered by what it changed. */
export function learningAnswer(key, world) {
  const known = FIXED[key];
  if (known) return [200, typeof known === "function" ? known(world) : known];
  const withdraw = /^POST \/api\/routing\/examples\/(\w+)\/withdraw$/.exec(key);
  if (withdraw) return [200, ((world.withdrawn ??= []).push(withdraw[1]), examples.REQUEST[0])];
  const book = POLICY.exec(key)?.[1];
  if (!book) return undefined;
  if (key.endsWith("/import")) return [200, world.importRefused ? importRefused : imported];
  const id = key.split("/").at(-1);
  if (id in contents) return [200, { ...books[book].find((one) => one.id === id), content: contents[id] }];
  return [200, books[book]];
}

const FIXED = {
  "GET /api/categories/versions": trees,
  "GET /api/categories/mappings": mappings,
  "GET /api/categories/mappings/MP1": mapping,
  "POST /api/categories/import": (world) => treeReports[world.treeReport ?? "good"],
  "POST /api/categories/mapping": { counts: { one: 180 }, errors: [], unmapped: [] },
  "POST /api/categories/mapping/carry-over": carriedRows,
  "GET /api/routing/limits": limits,
  "GET /api/routing/limits/proposals": (world) => (world.decidedLimits ? [limitProposals[1]] : limitProposals),
  "POST /api/routing/limits/proposals/decide": (world) => (world.decidedLimits = [limitProposals[0]]),
  "POST /api/routing/limits/carry-over": carriedLimits,
  "POST /api/routing/limits/import": counted,
  "GET /api/routing/examples": (world) => ({ items: world.query?.withdrawn === "true" ? examples.withdrawn : examples[world.query?.kind ?? "REQUEST"].filter((one) => !(world.withdrawn ?? []).includes(one.id)), next_cursor: null }),
  "POST /api/routing/examples": examples.REQUEST[0],
  "GET /api/routing/examples/versions": { items: exampleVersions, next_cursor: null },
  "POST /api/routing/examples/import": counted,
  "POST /api/routing/rules/test": bench,
  "GET /api/learning/memory": memory,
};
