/** Text of the knowledge pages (知识页面文字), Chinese. */
import codes from "./knowledge.codes.json";

export default {
  code: codes.zh,
  waits: "{day} 起待生效", you: "您", wholeCity: "全市适用", everyUnit: "全部单位", days: "有效期 {from} 至 {to} · 复审日 {review}",
  field: {
    title: "标题", questions: "常见问法", keywords: "关键词", spoken: "口语答复", answer: "完整答复", conditions: "办理条件", materials: "所需材料", steps: "办理步骤", fee: "费用", place: "办理地点", phone: "联系电话", basis: "政策依据",
    items: "相关事项", cites: "引用的事项栏目", attachments: "附件", valid_from: "生效日期", valid_to: "失效日期", review_by: "复审日期", owner: "责任单位", districts: "适用区划", audience: "公开范围", key: "编码", version: "版本", note: "说明",
    category: "事项分类", owner_unit_code: "责任单位", unit_code: "责任单位", text: "正文", urgency: "紧急程度", name: "名称", hours: "服务时间", state: "状态", published_in: "公布渠道",
  },
  articles: {
    title: "知识条目", one: "知识", open: "打开知识", hint: "按状态和期限查找全部知识；输入文字则检索当前有效的知识。", filters: "查找知识", words: "用市民的话检索有效知识", everyState: "全部状态", everyDay: "复审不限", within: { 0: "已到复审日", 30: "30 天内复审", 90: "90 天内复审" }, none: "没有符合条件的知识。",
    inForceOnly: "以下为当前有效的知识，按相关程度排列。", expires: "即将失效", due: "须复审", draft: { DRAFT: "有待审新稿", REVIEWED: "有待发布新稿" }, back: "返回知识条目", draftTitle: "新稿（{state}）", against: "与现行版本相比", wholeDraft: "新稿全文", inForce: "现行版本（第 {n} 版）", waiting: "待生效版本（第 {n} 版，{day} 零时起接替）", last: "最后发布的版本（第 {n} 版，已不生效）", againstLast: "与最后发布的版本相比",
    import: "导入知识", importHint: "JSON 行（与导出的文件格式相同）、CSV 或 XLSX；导入后为草稿，仍须审核、发布。", take: "导入为草稿", export: "导出已发布的知识（JSON 行）",
  },
  write: {
    new: "新建知识", title: "起草", belongs: "归属", onCurrent: "起草新版本", onDraft: "修改新稿", save: "保存新稿", saveNew: "保存草稿", saved: "新稿已保存，等待审核；现行版本继续有效。", afterSave: "保存后由起草人以外的人审核，再由另一人发布；责任单位和热线编辑须各确认一次。",
    questionsHelp: "每行一个，写市民会怎么问", spokenHelp: "话务员照读的话，两三句", eachLine: "每行一项", citesHelp: "正文写到的事项栏目（材料、收费、时限等）请在此登记；事项变更时会提醒核对。", item: "第 {n} 项引用：事项", citedField: "第 {n} 项引用：栏目", itemFind: "输入事项名称或编码", addCite: "增加引用", dropCite: "删除第 {n} 项引用", filesHelp: "申请表、样表、示意图；请写市民看得懂的名称", fileName: "第 {n} 个附件的名称",
    valid_from: "当天起有效", valid_to: "当天仍有效；不填为长期", review_by: "不填为约 6 个月后", daysCrossed: "失效日期不能早于生效日期。", lacking: "请填写“{field}”。", unchanged: "内容与现有文字相同，没有可保存的修改。", changes: "已修改 {n} 处，查看修改", overtaken: "您编写期间，他人已更新此知识。您填写的内容没有丢失；以下是它与最新内容的差异，核对后可继续。", carryOn: "已核对，在最新内容上继续",
    place: { open: "调整归属", title: "调整归属", save: "保存归属", saved: "归属已调整，几秒内按新归属检索。", unchanged: "归属没有变化。", how: "只改归属，不改正文，也不重新审核；每次调整都有记录。", owner: "以后的复审、纠错由{unit}负责。", opens: "改为公开后，几秒内市民就能检索到现行版本。请先确认其中没有内部内容。", closes: "改为内部后，市民不能再看到这条知识。", own: "转给本单位上下级以外的单位，须由热线编辑操作。", overtaken: "他人刚更新了此知识，页面已是最新；您选的归属仍在下面，核对后再保存。" },
    audience: { PUBLIC: "公开：市民可见", INTERNAL: "内部：只供工作人员" }, keyHelp: "小写字母、数字和连字符，导入导出时识别用",
  },
  step: {
    title: "编审步骤", REVIEW: "审核通过", PUBLISH: "发布", SEND_BACK: "退回修改", CONFIRM: "复审无误", WITHDRAW: "撤下", WITHDRAW_WAITING: "撤回待生效版本", note: "说明（可不填）", nextReview: "下次复审日（不填为约 6 个月后）", confirm: "确认{step}", overtaken: "他人刚更新了此知识，页面已是最新，请核对后再操作。",
    waits: { OWNER: "热线编辑已审核，须由责任单位确认发布。", EDITOR: "责任单位已审核，须由热线编辑确认发布。" },
    about: { REVIEW: "确认新稿内容正确。发布还须另一方的人员确认。", PUBLISH: "发布后自生效日期起替代现行版本；生效日期不晚于今天的立即生效。", SEND_BACK: "请写明要修改什么；起草人改好后重新送审。", CONFIRM: "内容没有变化，只顺延复审日。", WITHDRAW: "撤下后不再被检索和引用，历史版本仍可查看。", WITHDRAW_WAITING: "只撤回待生效的版本；现行版本继续有效，到期不再接替。" },
    beside: { kept: "另有版本自 {day} 起待生效，届时照常接替，但不含本次更正。", replaced: "{day} 起待生效的版本将由本稿取代，不再生效。" },
    done: { REVIEW: "已审核通过，等待另一方发布。", PUBLISH: "已发布，几秒内可以检索。", SEND_BACK: "已退回修改。", CONFIRM: "已记为复审无误。", WITHDRAW: "已撤下。", WITHDRAW_WAITING: "已撤回待生效的版本，现行版本继续有效。" },
  },
  why: { ownDraft: "新稿由您起草，须由另一人审核。", ownReview: "您已审核，须由另一人发布。", needsOwner: "热线编辑已审核，须由责任单位的人员发布。", needsEditor: "责任单位已审核，须由热线编辑发布。" },
  history: { title: "历史版本", current: "现行", last: "已不生效", draft: "新稿", waiting: "待生效", written: "{at} 起草", compare: "与上一版相比", read: "查看全文", same: "没有差异。", out: "删去：", in: "新增：" },
  editorial: {
    title: "知识编审", back: "返回知识编审", tab: { reviews: "待复审", errors: "纠错", flags: "事项变更核对", gaps: "知识缺口", drafts: "答复转知识", twins: "疑似重复", unhelpful: "没有帮助" },
    hint: { reviews: "到期须复审的知识；逾期会停止引用并转督办。", errors: "坐席报告的错误，责任单位须在期限内确认和更正。", flags: "知识引用的事项栏目已变更，须核对正文是否仍然正确。", gaps: "市民和坐席反复查询而没有可靠答案的问题。", drafts: "已答复的咨询工单，五个工作日内转为知识或说明不宜复用。", twins: "内容高度相近的有效知识，可合并后撤下其中一条。", unhelpful: "市民和坐席看过、认为没有帮助的内容和他们选的原因；内容更新后重新计数。" },
  },
  reviews: { left: "剩余", days: "{n} 个工作日", late: "逾期 {n} 个工作日", none: "没有到期须复审的知识。" },
  errors: {
    none: "没有待处理的纠错。", ARTICLE: "知识", ITEM: "事项", at: "{at} 报告", ackDue: "确认期限 {at}（{left}）", fixDue: "更正期限 {at}（{left}）", acknowledge: "确认纠错", acknowledged: "已确认，请在期限内更正。", fixed: "已更正", rejected: "内容无误", note: "更正情况或理由，将告知报告人", how: "发布更正后的版本，才能以“已更正”办结。", ended: { FIXED: "已按更正办结，报告人会收到通知。", REJECTED: "已按内容无误办结，报告人会收到通知。" },
  },
  flags: { title: "事项变更，待核对", none: "没有待核对的知识。", changed: "的{fields}已变更", abolished: "已取消", corrected: "现行版本已更正", stillRight: "内容仍然正确", how: "如须更正，请发布新版本后再办结。", done: { CORRECTED: "已按更正办结。", STILL_RIGHT: "已记为仍然正确。" } },
  gaps: {
    none: "没有知识缺口。", showClosed: "只看已办结的", also: "也有人问：", counts: "查询 {n} 次，其中无结果 {none} 次", last: "最近 {at}", byMe: "您于 {at} 认领", byOther: "{at} 已有人认领", claim: "认领", claimed: "已认领。", write: "据此编写知识", answered: "已有知识可答", which: "哪一条知识能回答", choose: "请选择已发布的知识。", no: "不予补充", closed: "缺口已办结。", from: "知识缺口：{words}", after: "知识发布后，请回到“知识缺口”以这条知识办结。",
  },
  unhelpful: {
    none: "这段时间没有人反映内容没有帮助。", people: "{n} 人认为没有帮助", helped: "{n} 人认为有帮助", reasons: "原因", reason: "{reason} {n} 人", noReason: "没有选原因", asked: "当时问：", last: "最近 {at}",
  },
  unanswered: { title: "没有可靠答案的检索", hint: "按意思归并，个人信息已遮盖；反复出现的会成为知识缺口。", span: "时间范围", days: "近 {n} 天", words: "问题", searches: "次数", nothing: "无结果", last: "最近一次", none: "这段时间没有。" },
  drafts: {
    none: "没有这样的答复。", from: "来自工单 {number}", masked: "已由系统去除个人信息；正文中如仍有诉求人的姓名、号码或地址，将不能保存。", question: "市民的问题", answer: "答复", since: "{at} 办结", due: "期限 {at}（{left}）", write: "起草为新知识", amend: "补充到已有知识", which: "补充到哪一条知识", no: "不宜复用", refused: "已记为不宜复用。",
  },
  twins: { alike: "相近 {n}%", compare: "对比内容", none: "没有发现重复的知识。" },
  items: {
    title: "服务事项", one: "事项", back: "返回服务事项", hint: "各部门的政务服务事项；内容由目录导入或推送更新，每次变更都留有版本。", find: "事项名称或编码", none: "没有符合条件的事项。", by: { type: "全部类型", level: "全部层级", state: "全部状态" }, export: "导出当前条件下的事项：",
    import: "导入事项目录", importHint: "CSV、XLSX 或 JSON 行；先试运行，逐项查看新增、变更和取消，再导入。", owner: "归口单位（文件中没有责任单位时使用）", source: "来源（记入版本）", complete: "文件是全量目录：文件中没有的事项按取消处理", columns: "已识别 {n} 栏", kept: "未识别、原样保留的栏目：{names}",
  },
  item: {
    how: "事项内容不在此处修改：请在目录中更正后导入或推送，引用它的知识会自动提醒核对。", days: "有效期 {from} 至 {to}", reports: "待处理的纠错", versions: "历次版本", waiting: "第 {n} 版自 {day} 零时起接替现行版本。", standing: { CURRENT: "现行", WAITING: "待生效" }, withdraw: "撤回待生效版本", withdrawn: "已撤回待生效的版本，现行版本继续有效。", withdrawHow: "撤回后到期不再接替；要再送，须用更高的版本号。", catalogueVersion: "目录版本 {n}", changed: "变更：{fields}", reordered: "只调整了次序或格式。",
    limit: { WORKING: "{n} 个工作日", CALENDAR: "{n} 个自然日" }, copies: "{n} 份", eLicence: "可用电子证照", charged: "收费", free: "不收费", group: { how: "办理条件和材料", where: "在哪里办", after: "办理结果", basis: "依据和机构", catalogue: "目录信息" },
  },
  ranking: {
    title: "排序模型", hint: "从市民和坐席打开、采用了哪条结果，学习各项依据该占多少分量。新模型先在留出的反馈上检验，不变差才能启用。", now: "当前", inUse: "使用中：{name}", shipped: "出厂权重", notGenuine: "启用过的模型文件被改动或丢失，现以出厂权重排序。", usable: "近 {days} 天可用于学习的检索 {n} 次（至少 {needed} 次）", few: "反馈还不够，暂不能学习。",
    learn: "学习一个新模型", learning: "正在学习，约需几秒……", learned: "已学成一个新模型，尚未启用。", back: "恢复上一个模型", backSure: "确定恢复上一个模型？", backDone: "已恢复，几秒内按原来的权重排序。", sure: "确定", promote: "启用", promoteSure: "确定启用 {at} 学成的模型？", promoted: "已启用，几秒内生效。", models: "全部模型", learnedAt: "{at} 学成", state: "状态", heldOut: "留出检验（平均倒数排名）", figures: "{before} → {after}（{n} 次检索）", noFigures: "随程序提供，已在开发时检验", trained: "训练 {trained} 次，选步长 {validated} 次", heldFrom: "留出反馈自 {at} 起", shares: "各项依据的分量", feature: "依据", share: "分量", asShipped: "出厂", mrr: "平均倒数排名：被选中的结果排第 1 位得 1，第 2 位得 0.5，依此类推；越高越好。",
  },
  announcements: {
    title: "通知公告", hint: "停水、台风、放假安排等一段时间内有效的通知；由一人起草，另一人发布，到期自动停止答复。", none: "没有符合条件的通知公告。", new: "新建通知公告", write: "起草通知公告", change: "修改", text: "正文", from: "开始时间", to: "结束时间", noEnd: "另行通知", waiting: "只看待发布的", daysCrossed: "结束时间须晚于开始时间。",
    afterSave: "保存后由另一人发布；已发布的内容在新稿发布前继续有效。", saved: "已保存，等待另一人发布。", published: "已发布，几秒内生效。", withdrawn: "已撤下。", own: "此稿由您起草，须由另一人发布。", further: "待发布的新稿", export: "导出生效和已过期的通知公告：", import: "导入通知公告", importHint: "JSON 行、CSV 或 XLSX；导入后为草稿，仍须另一人发布。",
  },
  directory: {
    title: "单位与号码", tab: { numbers: "公布号码", changes: "变更公告", units: "单位与窗口" }, hint: { numbers: "对外公布的政务号码台账；变更后须在公布过的各处公告。", changes: "号码变更须在原来公布的每个渠道公告，逐一登记。", units: "单位职责、办事窗口和号码，供坐席和市民查询。" }, find: "号码或名称", none: "没有公布号码。", unit: "选择单位",
    number: "号码", name: "名称", hours: "服务时间", publishedIn: "公布在", add: "登记号码", change: "修改", incomplete: "请填写号码、名称和责任单位。", saved: "已保存。", mustAnnounce: "已保存；此变更须在公布过的各处公告，请到“变更公告”登记。", export: "导出公布号码：", import: "导入公布号码", importHint: "JSON 行、CSV 或 XLSX；按号码识别。",
    allChanges: "包括已全部公告的", waiting: "待公告", announce: "登记已公告", announced: "已登记。", announcedAt: "{at} 已公告", where: "在哪里可以看到（可不填）", noChanges: "没有待公告的变更。",
    noDuties: "还没有填写职责。", dutyPhone: "值班电话 {phone}（仅供工作人员）", writeDuties: "填写职责", duties: "用平常话写这个单位管什么", addWindow: "新增窗口", windows: "办事窗口（{n}）", noWindows: "还没有窗口。", closed: "已关闭", serves: "可办 {n} 项", fromItems: "没有“修改”按钮的窗口来自服务事项，请在目录中更正：", windowName: "请填写窗口名称。", window: { name: "窗口名称", address: "地址", hours: "办公时间", phone: "电话", transport: "交通" },
  },
  words: {
    title: "检索词库", find: "词条或备注中的字", none: "没有符合条件的词条。", key: "词条", stands: "对应", values: { SYNONYM: "同义词（每行一个）", WORDING: "标准说法", CUE: "问的是哪一项", PLACE: "区划（由大到小）", OFFICE: "单位名称（每行一个，不带市名）" }, add: { SYNONYM: "新增同义词", STOP: "新增停用词", WORDING: "新增方言用词", CUE: "新增问法", PLACE: "新增地名", OFFICE: "新增单位俗称" },
    hint: { SYNONYM: "一行内的词互相通用，例如“身份证、二代证”。其中至少一个词须在知识或事项中出现过；保存后几秒内生效，不必重建索引。", STOP: "检索时略去的词，例如“请问”“麻烦”。", WORDING: "方言词对应的标准说法，例如“乜嘢”对应“什么”；对应自己表示不改写。", CUE: "出现这些词时，市民问的是材料、收费、时限等哪一项；不对应任何一项表示整词保留。", PLACE: "地名、俗称对应的区和镇街。", OFFICE: "市民对单位的叫法，例如“人社局、社保局”对应“人力资源和社会保障局”；也可以对应窗口名称里的一段，例如“车管所”对应“车辆管理所”。只用来认出问的是哪个单位，不参与检索。" },
    change: "修改", drop: "停用", sure: "确定停用“{word}”？", dropped: "已停用“{word}”，几秒内生效。", saved: "已保存“{word}”，几秒内生效。", noCue: "不是问法，整词保留", atEnd: "只在句末时算", onlyEnd: "只在句末", wrong: { key: "请填写词条。", synonym: "同义词至少写一个对应词。", office: "请写出对应的单位名称。", wording: "请写且只写一个标准说法。", place: "请选择区划。" }, export: "导出本类词条：", import: "导入词库", importHint: "CSV 或 XLSX，列：kind、key、values（用“；”隔开）、note；文件中没有的词条保留不变。",
    try: { title: "试一句话", words: "写一句市民会说的话，看系统怎样理解", needed: "请写一句话。", text: "检索内容", corrected: "可能想说", intent: "问的是", noIntent: "没有问到某一项", districts: "地点", letters: "可能是拼音首字母", notes: "处理说明", terms: "检索词和分量", version: "词库版本 {n}" },
    state: { title: "检索状态", again: "刷新", engine: "引擎 {name}", lines: "索引 {n} 条", behind: "落后 {n} 秒", part: { search: "知识检索", ticket_search: "工单检索" } },
  },
};
