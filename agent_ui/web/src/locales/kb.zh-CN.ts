/** Text of the knowledge pages (知识页面文字), Chinese. */
import codes from "./knowledge.codes.json";

export default {
  code: codes.zh,
  you: "您", wholeCity: "全市适用", everyUnit: "全部单位", days: "有效期 {from} 至 {to} · 复审日 {review}",
  field: {
    title: "标题", questions: "常见问法", keywords: "关键词", spoken: "口语答复", answer: "完整答复", conditions: "办理条件", materials: "所需材料", steps: "办理步骤", fee: "费用", place: "办理地点", phone: "联系电话", basis: "政策依据",
    items: "相关事项", cites: "引用的事项栏目", valid_from: "生效日期", valid_to: "失效日期", review_by: "复审日期", owner: "责任单位", districts: "适用区划", audience: "公开范围", key: "编码", version: "版本", note: "说明",
  },
  articles: {
    title: "知识条目", one: "知识", open: "打开知识", hint: "按状态和期限查找全部知识；输入文字则检索当前有效的知识。", filters: "查找知识", words: "用市民的话检索有效知识", everyState: "全部状态", everyDay: "复审不限", within: { 0: "已到复审日", 30: "30 天内复审", 90: "90 天内复审" }, none: "没有符合条件的知识。",
    inForceOnly: "以下为当前有效的知识，按相关程度排列。", expires: "即将失效", due: "须复审", draft: { DRAFT: "有待审新稿", REVIEWED: "有待发布新稿" }, back: "返回知识条目", draftTitle: "新稿（{state}）", against: "与现行版本相比", wholeDraft: "新稿全文", inForce: "现行版本（第 {n} 版）",
    import: "导入知识", importHint: "每行一条 JSON，与导出的文件格式相同；导入后为草稿，仍须审核、发布。", take: "导入为草稿", export: "导出已发布的知识（JSON 行）",
  },
  write: {
    new: "新建知识", title: "起草", belongs: "归属", onCurrent: "起草新版本", onDraft: "修改新稿", save: "保存新稿", saveNew: "保存草稿", saved: "新稿已保存，等待审核；现行版本继续有效。", afterSave: "保存后由起草人以外的人审核，再由另一人发布；责任单位和热线编辑须各确认一次。",
    questionsHelp: "每行一个，写市民会怎么问", spokenHelp: "话务员照读的话，两三句", eachLine: "每行一项", citesHelp: "正文写到的事项栏目（材料、收费、时限等）请在此登记；事项变更时会提醒核对。", item: "第 {n} 项引用：事项", citedField: "第 {n} 项引用：栏目", itemFind: "输入事项名称或编码", addCite: "增加引用", dropCite: "删除第 {n} 项引用",
    valid_from: "当天起有效", valid_to: "当天仍有效；不填为长期", review_by: "不填为约 6 个月后", daysCrossed: "失效日期不能早于生效日期。", lacking: "请填写“{field}”。", unchanged: "内容与现有文字相同，没有可保存的修改。", changes: "已修改 {n} 处，查看修改", overtaken: "您编写期间，他人已更新此知识。您填写的内容没有丢失；以下是它与最新内容的差异，核对后可继续。", carryOn: "已核对，在最新内容上继续",
    audience: { PUBLIC: "公开：市民可见", INTERNAL: "内部：只供工作人员" }, keyHelp: "小写字母、数字和连字符，导入导出时识别用",
  },
  step: {
    title: "编审步骤", REVIEW: "审核通过", PUBLISH: "发布", SEND_BACK: "退回修改", CONFIRM: "复审无误", WITHDRAW: "撤下", note: "说明（可不填）", nextReview: "下次复审日（不填为约 6 个月后）", confirm: "确认{step}", overtaken: "他人刚更新了此知识，页面已是最新，请核对后再操作。",
    waits: { OWNER: "热线编辑已审核，须由责任单位确认发布。", EDITOR: "责任单位已审核，须由热线编辑确认发布。" },
    about: { REVIEW: "确认新稿内容正确。发布还须另一方的人员确认。", PUBLISH: "发布后立即生效，替代现行版本。", SEND_BACK: "请写明要修改什么；起草人改好后重新送审。", CONFIRM: "内容没有变化，只顺延复审日。", WITHDRAW: "撤下后不再被检索和引用，历史版本仍可查看。" },
    done: { REVIEW: "已审核通过，等待另一方发布。", PUBLISH: "已发布，几秒内可以检索。", SEND_BACK: "已退回修改。", CONFIRM: "已记为复审无误。", WITHDRAW: "已撤下。" },
  },
  why: { ownDraft: "新稿由您起草，须由另一人审核。", ownReview: "您已审核，须由另一人发布。", needsOwner: "热线编辑已审核，须由责任单位的人员发布。", needsEditor: "责任单位已审核，须由热线编辑发布。" },
  history: { title: "历史版本", current: "现行", draft: "新稿", written: "{at} 起草", compare: "与上一版相比", read: "查看全文", same: "没有差异。", out: "删去：", in: "新增：" },
  editorial: {
    title: "知识编审", back: "返回知识编审", tab: { reviews: "待复审", errors: "纠错", flags: "事项变更核对", gaps: "知识缺口", drafts: "答复转知识", twins: "疑似重复" },
    hint: { reviews: "到期须复审的知识；逾期会停止引用并转督办。", errors: "坐席报告的错误，责任单位须在期限内确认和更正。", flags: "知识引用的事项栏目已变更，须核对正文是否仍然正确。", gaps: "市民和坐席反复查询而没有可靠答案的问题。", drafts: "已答复的咨询工单，五个工作日内转为知识或说明不宜复用。", twins: "内容高度相近的有效知识，可合并后撤下其中一条。" },
  },
  reviews: { left: "剩余", days: "{n} 个工作日", late: "逾期 {n} 个工作日", none: "没有到期须复审的知识。" },
  errors: {
    none: "没有待处理的纠错。", ARTICLE: "知识", ITEM: "事项", at: "{at} 报告", ackDue: "确认期限 {at}（{left}）", fixDue: "更正期限 {at}（{left}）", acknowledge: "确认纠错", acknowledged: "已确认，请在期限内更正。", fixed: "已更正", rejected: "内容无误", note: "更正情况或理由，将告知报告人", how: "发布更正后的版本，才能以“已更正”办结。", ended: { FIXED: "已按更正办结，报告人会收到通知。", REJECTED: "已按内容无误办结，报告人会收到通知。" },
  },
  flags: { title: "事项变更，待核对", none: "没有待核对的知识。", changed: "的{fields}已变更", abolished: "已取消", corrected: "现行版本已更正", stillRight: "内容仍然正确", how: "如须更正，请发布新版本后再办结。", done: { CORRECTED: "已按更正办结。", STILL_RIGHT: "已记为仍然正确。" } },
  gaps: {
    none: "没有知识缺口。", showClosed: "只看已办结的", also: "也有人问：", counts: "查询 {n} 次，其中无结果 {none} 次", last: "最近 {at}", byMe: "您于 {at} 认领", byOther: "{at} 已有人认领", claim: "认领", claimed: "已认领。", write: "据此编写知识", answered: "已有知识可答", which: "哪一条知识能回答", choose: "请选择已发布的知识。", no: "不予补充", closed: "缺口已办结。", from: "知识缺口：{words}", after: "知识发布后，请回到“知识缺口”以这条知识办结。",
  },
  unanswered: { title: "没有可靠答案的检索", hint: "按意思归并，个人信息已遮盖；反复出现的会成为知识缺口。", span: "时间范围", days: "近 {n} 天", words: "问题", searches: "次数", nothing: "无结果", last: "最近一次", none: "这段时间没有。" },
  drafts: {
    none: "没有这样的答复。", from: "来自工单 {number}", masked: "已由系统去除个人信息；正文中如仍有诉求人的姓名、号码或地址，将不能保存。", question: "市民的问题", answer: "答复", since: "{at} 办结", due: "期限 {at}（{left}）", write: "起草为新知识", amend: "补充到已有知识", which: "补充到哪一条知识", no: "不宜复用", refused: "已记为不宜复用。",
  },
  twins: { alike: "相近 {n}%", compare: "对比内容", none: "没有发现重复的知识。" },
};
