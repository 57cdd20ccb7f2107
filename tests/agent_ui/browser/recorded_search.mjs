// Recorded answers for the citizen's questions (市民问答录制): what the server told in the demonstration, shortened.
const ID = (letter) => `01M8BHJ5HHPXWB69BN15C5SD${letter}K`;
export const LOST = `ITEM:${ID("P")}`;
export const FIRST = `ITEM:${ID("F")}`;
export const PARENT = `ITEM:${ID("G")}`;
export const STORM = `ARTICLE:${ID("A")}`;
export const SEARCH_ID = "01M8BJMYDZ1Q699DMTDBARPC68";

const source = (id, title, more = {}) => ({
  id, kind: id.split(":")[0], kind_label: "服务事项", title, version: 3, revision_id: "", unit_code: "FS-GA", unit_name: "佛山市公安局", valid_from: "2025-01-01", valid_to: "2027-12-31",
  updated_on: "2026-11-26", out_of_district: false, under_correction: false, audience: "PUBLIC", why: { line: "身份证丢了", pieces: ["身份证丢"], features: {} }, ...more,
});

export function answer(kind, more = {}) {
  return {
    label: "自动答复", kind, kind_label: "", title: "", text: "", paragraphs: [], cautions: [], sources: [], options: [], asks: null, refusal: null, field: null, field_label: "", confidence: 0.9,
    calibrated: true, hand_over: kind === "REFUSE", engine: "embedded", degraded: false, question: { text: "", corrected: null, intent: null, districts: [] }, search_id: SEARCH_ID, ...more,
  };
}

const line = (text, marks = []) => ({ text, marks });
const lost = (more) => answer("PASSAGE", {
  title: "居民身份证遗失补领", sources: [source(LOST, "居民身份证遗失补领")],
  paragraphs: [line("居民身份证遗失补领：", [[2, 5]]), line("收费：每证40元。咨询电话：0757-00002001。")],
  options: [{ label: "居民身份证首次申领", say: "身份证丢了怎么办", about: FIRST, district: "" }], ...more,
});

/** The answer to a question, as the house would give it. */
export function answerTo({ text, about, field, district }) {
  if (field === "FEE") return lost({ kind: "FIELD", field, field_label: "收费标准", paragraphs: [line("“居民身份证遗失补领”的收费：每证40元。")], options: [] });
  if (text.includes("去哪里") && !district) {
    const options = [["440604", "禅城区"], ["440605", "南海区"]].map(([code, label]) => ({ label, say: text, about: PARENT, district: code }));
    return answer("CLARIFY", { asks: "DISTRICT", title: "居民身份证申领、换领、补领", sources: [source(PARENT, "居民身份证申领、换领、补领")], paragraphs: [line("请问您想在哪个区办理？")], options });
  }
  if (text.includes("去哪里")) return lost({ kind: "FIELD", field: "PLACE", field_label: "办理地点", paragraphs: [line(`祖庙派出所户政窗口；电话：0757-00002001。`)], options: [] });
  if (text.includes("居住") && !about) return answer("CANDIDATES", { paragraphs: [line("您想问的可能是以下内容，请选择：")], options: [{ label: "居住证申领", say: text, about: FIRST, district: "" }, { label: "居住证签注", say: text, about: PARENT, district: "" }] });
  if (text.includes("身份") || about) return lost({ question: { text, corrected: text.includes("身份正") ? "身份证丢了" : null, intent: null, districts: [] } });
  if (text.includes("投诉")) return answer("REFUSE", { refusal: "WANTS_TICKET", paragraphs: [line("可以为您登记诉求。")] });
  if (text === "你好") return answer("REFUSE", { refusal: "GREETING", hand_over: false, paragraphs: [line("您好！请用一句话告诉我您想了解或办理什么。")] });
  if (text.includes("办到哪")) return answer("REFUSE", { refusal: "PROGRESS", paragraphs: [line("查询办理进度要核对受理编号和查询码，请提供，或由工作人员为您查询。")] });
  return answer("REFUSE", { refusal: "NOT_SURE", paragraphs: [line("这个问题我没有把握答准，请由工作人员为您解答。")] });
}

export const found = {
  hits: [
    { ...source(LOST, "居民身份证遗失补领"), score: 1.2, snippet: line("居民身份证丢失的居民", [[2, 5]]) },
    { ...source(STORM, "台风天停课怎么通知", { kind_label: "知识", unit_name: "佛山市应急管理局", out_of_district: true }), score: 0.4, snippet: line("停课停工以当天发布为准，打12345可以问。") },
  ],
  engine: "embedded", degraded: false, question: { text: "", corrected: null, intent: null, districts: [] }, search_id: SEARCH_ID,
};

const completion = (text, document, marks) => ({ text, marks, document, kind: document.split(":")[0], kind_label: "", title: text, unit_code: "FS-GA" });
export const suggested = { completions: [completion("身份证丢了怎么办", LOST, [[0, 3]]), completion("身份证首次申领", FIRST, [[0, 3]])], did_you_mean: null };
export const related = [
  { document: STORM, kind: "ARTICLE", kind_label: "知识", title: "台风天停课怎么通知", unit_code: "FS-YJ", why: "WORDS", why_label: "内容相近" },
  { document: FIRST, kind: "ITEM", kind_label: "服务事项", title: "居民身份证首次申领", unit_code: "FS-GA", why: "CATEGORY", why_label: "同类问题" },
];
export const hot = [{ document: STORM, kind: "ARTICLE", kind_label: "知识", title: "台风天停课怎么通知", heat: 12.5 }];

const notice = (letter, title, urgency, valid_to) => ({
  id: ID(letter), title, text: "今晚八时起全市停课停工，请不要外出。\n遇险请打119。", urgency, unit_code: "FS-YJ", unit_name: "佛山市应急管理局", districts: [], valid_from: "2026-11-26T00:00:00Z", valid_to, version: 1,
});
export const notices = [notice("N", "台风红色预警，全市停课停工", "URGENT", "2026-12-01T16:00:00Z"), notice("M", "医保缴费月底截止", "IMPORTANT", "2026-12-31T09:30:00Z"), notice("K", "公交线路调整", "NORMAL", null)];

const pane = (name, district_code, phone) => ({ name, address: "某路1号", district_code, hours: "周一至周五 9:00–12:00、14:00–17:30", phone, transport: "", map_url: "" });
export const item = {
  id: LOST.slice(5), code: "FS-GA-012", situation_code: "", name: "居民身份证遗失补领", unit_code: "FS-GA", version: 1, valid_from: "2025-01-01", valid_to: null, updated_at: "2026-11-26T03:00:00Z",
  content: {
    name: "居民身份证遗失补领", target: "居民身份证丢失的居民", conditions: ["本人到场，采集照片和指纹"], quantity: "",
    materials: [{ name: "居民户口簿", form: "PAPER", copies: 1, original: "ORIGINAL", source: "SELF", e_licence: true, note: "没有的可以用护照核对身份" }],
    statutory_limit: { kind: "DAYS", days: 60, unit: "CALENDAR", note: "" }, promised_limit: { kind: "DAYS", days: 20, unit: "WORKING", note: "" }, fee: { charged: true, text: "每证40元", basis: "工本费规定" },
    windows: [pane("祖庙派出所户政窗口", "440604", "0757-00002001"), pane("桂城派出所户政窗口", "440605", "0757-00002004")], online_depth: "PRECHECK", online_url: "", visits: 1,
    steps: [{ name: "受理", limit: "当场", note: "核对身份" }], forms: [{ name: "申领登记表", note: "", url: "", sample_url: "" }], legal_basis: ["居民身份证法"], remedies: "可以申请行政复议", supervision_phone: "12345",
    consult_phone: "12345", result_document: "居民身份证", result_validity: "",
  },
};
export const article = {
  id: STORM.slice(8), title: "台风天停课怎么通知", answer: "黄色以上停课。\n停课停工以当天发布为准，打12345可以问。", unit_code: "FS-YJ", unit_name: "佛山市应急管理局", version: 2, valid_from: "2025-12-01", valid_to: null,
  updated_on: "2026-11-26", districts: [], attachments: [{ file: "F".repeat(26), name: "台风停课告知书样式", extension: "pdf", size: 48211 }], under_correction: true, details: { conditions: [], materials: [], steps: ["看通知"], fee: "", place: "", phone: "12345、119", basis: ["预警信号规定"] },
};
export const unit = {
  unit_id: ID("U"), code: "FS-GA", name: "佛山市公安局", short_name: "公安局", duties: "户籍、身份证、出入境。", version: 1,
  windows: [{ id: null, ...pane("祖庙派出所户政窗口", "440604", "0757-00002001"), serves: ["居民身份证遗失补领", "户口迁入登记"], closed: false, version: 0 }],
  numbers: [{ number: "96110", name: "反诈预警劝阻和咨询", unit_code: "FS-GA", hours: "二十四小时", state: "ACTIVE" }, { number: "0757-00009999", name: "旧咨询电话", unit_code: "FS-GA", hours: "", state: "MERGED" }],
};
export const advice = (text) => ({ emergencies: text.includes("着火") ? [{ line: "119", words: "请立即撤到安全处，拨打119。", words_en: "Leave and call 119." }] : [], out_of_remit: [], articles: [] });
