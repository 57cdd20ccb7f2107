/** Interface text (界面文字), Chinese: the leading language. */
import { sections, zhCodes } from "./codes";

export default {
  app: {
    groups: { insight: "研判", dispatch: "派单管理", learning: "分类与规则" },
    title: "12345 热线工作台", skip: "跳到主要内容", menu: "菜单", nav: "主导航", otherLanguage: "English", signOut: "退出",
  },
  signIn: {
    title: "登录", welcome: "请使用工作账号登录。", login: "登录名", password: "口令", code: "动态口令（6 位）", submit: "登录",
    bothNeeded: "请填写登录名和口令。", toPortal: "市民入口", by: "用{name}登录",
    refused: {
      oidc_refused: "统一身份认证未通过，请重新登录。", oidc_unavailable: "统一身份认证暂时无法使用，请改用口令登录。",
      oidc_no_account: "您在本系统没有可用账号，请联系管理员。", oidc_second_factor: "此账号已启用动态口令，请用口令登录。", signed_token_expired: "等待时间过长，请重新登录。",
    },
  },
  live: { state: { online: "实时", connecting: "连接中", offline: "离线" }, news: "内容有更新，点击查看", offline: "实时连接已断开，页面内容可能不是最新。", retry: "重试" },
  account: {
    title: "我的账号", duty: { change_password: "口令由他人设置或已过期，请先修改口令。", enrol_second_factor: "您的角色必须启用动态口令，请先启用。" },
    password: "修改口令", old: "现在的口令", new: "新口令", again: "再输入一次新口令", change: "修改", differ: "两次输入的新口令不一致。", changed: "口令已修改，其他设备已退出。",
    totp: "动态口令", on: "已启用。", prepare: "准备动态口令", secret: "请在动态口令应用中添加以下密钥（只显示这一次）：", enrol: "启用", enrolled: "动态口令已启用。", roles: "角色",
  },
  list: {
    title: "工单列表", all: "全部工单", queues: "我的队列", filters: "筛选工单", words: "编号、标题或内容", search: "查询", clear: "清除条件",
    views: "已存视图", saveView: "保存为视图", viewName: "视图名称", viewNameNeeded: "请填写视图名称。", viewSaved: "已保存视图“{name}”。", viewDropped: "已删除视图“{name}”。", dropView: "删除“{name}”", save: "保存", empty: "没有符合条件的工单。", news: "有新的工单，点击查看",
    export: "导出", exportHint: "按当前条件导出 Excel 表格，一次最多 5000 件；每次导出都留有记录", exported: "已导出当前条件下的工单，此次导出已留记录。",
    pages: "翻页", previous: "上一页", next: "下一页", page: "第 {n} 页", more: "加载更多",
  },
  ticket: {
    openNumber: "打开编号", deidentified: "已去标识",
    page: "工单", untitled: "（尚无标题）", number: "编号", title: "标题", status: "状态", light: "警示灯", kind: "诉求类型", kind_label: "诉求类型",
    category_code: "事项分类", category_name: "事项分类", unit_name: "承办单位", due_at: "办理期限", received_at: "受理时间", content: "诉求内容",
    urgency: "紧急程度", confidentiality: "保密级别", channel: "受理渠道", source_platform: "来源平台", external_ref: "来源平台编号", secret: "保密",
    redo: "重办第 {n} 次", redo_round: "重办次数", suspended: "已中止计时", tracked: "挂账跟踪", actions: "可办操作", attachments: "附件", enlarge: "放大", download: "下载", close: "关闭", print: "打印",
    others: "{names} 也正在查看此工单。", changedMeanwhile: "工单刚刚有新的变化。", showNewer: "查看最新",
    profile: "适用规则", district_code: "所在区", town_code: "所在镇街", village_code: "所在村居", address_text: "地址", longitude: "经度", latitude: "纬度", stage: "法定阶段", occurred_until: "持续到", answers: "要素补充", has_risk: "风险件", is_incomplete: "要素不全", merged_count: "并入工单数",
    decline_ground: "不予受理事由", decline_path: "告知途径", handoff_line: "紧急热线", external_due_at: "来源平台时限", limit_days: "目录时限（工作日）", limit_basis: "较长时限依据",
    no_push_down: "不得下派镇街", answer_source: "答复来源", answered_now: "即时答复", replied_at: "答复时间", extension_pending: "延期待审批", extension_used: "已延期",
    tracked_until: "跟踪至", consultation_open: "会商中", closed_at: "办结时间", reopen_until: "可重办至", exclusion_reason: "不计考核原因", links: "关联工单",
    occurred_at: "发生时间", respondent_kind: "被反映对象类型", respondent_address: "被反映对象地址", respondent_phone: "被反映对象电话", respondent_unknown: "被反映对象不明", labels: "标签",
    related: "关联工单", is_beyond_duty: "超出职责", language: "语言", agent_name: "受理人", agent_note: "受理备注", reply_wanted: "需要答复",
    follow_up_wanted: "接受回访", publish_allowed: "同意公开", special_group: "特殊群体", repeat_caller: "重复来电",
    lead_unit_id: "主办单位", partner_unit_ids: "协办单位", superior_unit_id: "上级单位", dispatched_by: "派单人", dispatch_basis: "派单依据",
    dispatch_note: "派单说明", first_dispatched_at: "首次派单", sign_due_at: "签收期限", original_due_at: "原定期限", promise_due_at: "承诺答复",
    returns_total: "退单次数", return_locked: "不得再退", hops: "流转次数", fact_true: "是否属实", within_duty: "属本单位职责", handling_text: "办理情况",
    public_answer: "答复市民内容", internal_note: "内部说明", resolved: "是否解决", unresolved_reason: "未解决原因", reply_kind: "答复类型",
    close_outcome: "办结方式", first_rating: "首次评价", final_rating: "最终评价", call_rating: "通话评价", send_backs: "打回次数", urge_count: "催办次数",
    supervise_level: "督办级别", is_hard_case: "疑难件", false_closure: "虚假办结", unreasonable_state: "不合理诉求认定", appeal_state: "考核申诉",
    excluded_from_assessment: "不计考核", archive_hash: "归档校验值",
  },
  facts: { title: "工单要素", matter: "诉求", contact: "来源", dispatch: "派单", handling: "办理", quality: "质量" },
  clock: { title: "时限", none: "没有正在计时的时限。", provisional: "暂定", provisionalWhy: "此期限落在放假安排尚未公布的年份，公布后会重新计算，请以届时为准。", next: "当前时限", stopped: "已停止的时限（{n}）" },
  trail: { back: "返回“{list}”", next: "下一件", none: "“{list}”已没有其他工单。" },
  timeline: { title: "办理过程", none: "还没有记录。", system: "系统" },
  citizen: {
    deidentified: "已于 {at} 去标识，本单不再保存个人信息。",
    title: "诉求人", anonymous: "匿名，未留联系方式。", name: "姓名", phone: "联系电话", PHONE: "联系电话", EMAIL: "电子邮箱", ACCOUNT: "网上账号",
    address: "通讯地址", kind: "类型", company_name: "企业名称", credit_code: "统一社会信用代码", caller: "来电号码", lists: "名单", language: "使用语言", preferred_channel: "首选渠道", callback_time: "方便回电时间", tags: "标签", wishes: "意愿", wants_secrecy: "要求保密", may_publish: "同意公开", conduct: "来电行为",
    others: "其他工单（{n}）", noOthers: "没有您可以查看的其他工单。", more: "只列出最近 {n} 件。", conductSteps: "来电行为记录（{n}）", until: "至 {at}", hidden: "市民要求对承办单位隐藏身份，请通过热线联系。", reveal: "查看明文",
    purpose: "请填写查看“{field}”的用途（将记录在案）", purposeExample: "例如：联系市民核实地点", purposeNeeded: "请填写用途。", confirm: "确认查看", nothing: "（没有登记）",
  },
  respondent: {
    title: "被反映对象", kind: "对象类型", name: "名称或姓名", address: "对象地址", phone: "对象电话", unknown: "被反映对象不明", needed: "投诉、举报须写明被反映对象；查不清的，请勾选不明。",
    proposed: "由诉求内容提取，请核对。", none: "没有登记。", nobody: "对象不明。", purposeExample: "例如：上门核查前联系",
  },
  assignment: {
    title: "承办单位", none: "尚未派单。",
  },
  suggestion: {
    entities: "提取的要素",
    dial: "拨打 {number}", told: "可告知市民：",
    confirmed: "相近已确认工单", ruled: "经裁决", branch: "可能的大类：{names}", source: { model: "训练模型", words: "词表与样例", memory: "相近已确认工单", ruling: "裁决", catalogue: "派单目录", candidate: "候选单位" },
    asks: { place: "具体在哪个区、哪个镇街？", respondent_kind: "反映的是个人、企业还是单位？", citizen_kind: "是个人、企业还是其他组织反映？", special_group: "是否属于老年人、残疾人、未成年人等特殊群体？", kind: "是投诉、求助、举报还是咨询？", urgency: "情况是否紧急？", channel: "从哪个渠道反映？", hour: "大约几点发生？", weekday: "星期几发生？", road_class: "是市政道路、公路还是小区内道路？", firm_size: "企业规模多大？" },
    alternatives: "{part}候选",
    marked: "原文中的依据",
    title: "智能建议", none: "暂无建议。", kind: "诉求类型", category: "事项分类", unit: "承办单位", place: "地点", because: "依据：", alarm: "警示", legend: "底色为判断依据：", ask: "请向市民问清", unsure: "内容不够明确，以下建议仅供参考。",
    duplicates: "可能重复的工单", alike: "相似 {n}%",
  },
  catalogue: { tab: { hints: "学习提示", approvals: "待批准", check: "目录体检", rulings: "裁决反馈", towns: "镇街负担" }, tabHint: { hints: "近一年实际办理单位与目录不一致的事项，供目录责任人核对；采纳后提出新条目，由他人批准。", approvals: "已提出、尚未生效的目录条目；提出人不能批准自己的条目，批准后按生效日期派单。", check: "冲突、空白、失效单位等问题，错误排在前面。", rulings: "裁决认定目录有误的退单，须修订条目或说明不修订的理由。", towns: "每月派给各镇街的工单，是否在其履职清单内，以及裁决员特批的清单外事项。" }, tabNone: { hints: "没有提示。", approvals: "没有待批准的条目。", check: "没有发现问题。", rulings: "没有待反馈的裁决。" }, title: "派单目录", none: "目录中没有匹配的条目，请人工确定并填写依据。", partners: "协办", use: "采用" },
  approval: {
    lead: "主办", partners: "协办", fallback: "兜底单位", basis: "职责依据", condition: "适用条件", formula: "条件表达式", from: { ruling: "裁决认定目录有误", hint: "采纳学习提示", changed: "修订现有条目", new: "新增条目" }, limit: "办理时限", more: "其他", by: "提出人", source: "来源",
    valid: "有效期", everywhere: "全市", instead: "（现为{unit}）", task: "（{task}）", days: "{n} 个工作日", mustReview: "派单前须人工审核", noPushDown: "不得再下派", unknownUnit: "单位已撤销或无法查看", unknownPerson: "姓名无法查看", system: "系统",
    pick: "选择", pickAll: "全选（他人提出的）", approve: "批准", approveChosen: "批准所选（{n} 条）", note: "批准意见（可不填）", approved: "已批准 {n} 条，按生效日期派单。", reject: "不批准", rejected: "已标为不批准。",
    own: "此条由您提出，须由另一位有权人员批准；您可以撤回。", withdraw: "撤回", withdrawn: "已撤回。",
  },
  form: {
    reason: "理由", reasonNeeded: "请填写理由（至少两个字）。",
    required: "必须填写", restored: "已恢复上次未提交的内容。", confirm: "确认{action}？", submit: "提交{action}", later: "先收起（保留草稿）", discard: "清除草稿",
    done: "“{action}”已完成。", secondPerson: "提交后须由另一位审批人确认才生效。", noAction: "您目前没有可以办理的操作。", notJson: "不是有效的 JSON 格式。", yes: "是", no: "否", notAsked: "未询问", eachByEnter: "每写一项按回车", part: "第 {n} 部分",
    fileKind: "材料类型", removeFile: "删除", sending: "正在上传", addPart: "增加一部分", removePart: "删除这一部分",
  },
  merge: {
    title: "在您填写期间，此工单已被他人更新", field: "内容", before: "原来", after: "现在", nothingVisible: "您可见的内容没有变化。", kept: "您填写的内容已保留，核对后可在最新版本上提交。",
    noLonger: "此操作在最新状态下已不能办理。您填写的内容保留在草稿中。", resubmit: "在最新版本上提交", reload: "先看最新工单",
  },
  intake: {
    title: "受理登记", anonymous: "诉求人要求匿名", contentHint: "谁、何时、何地、何因、经过（五要素），保留市民原话", confidential: "对承办单位隐藏身份",
    replyWanted: "需要答复", publishAllowed: "同意公开（隐去个人信息）", answer: "即时答复内容", cites: "引用知识：", open: "登记立单", answerNow: "即时答复并办结",
    answerHint: "即时答复须引用知识库内容。", contentNeeded: "请填写诉求内容。", opened: "已立单，编号 {number}；答复尚未保存。", receipt: "已登记立单", answered: "已即时答复并办结", queryCode: "查询码",
    readOut: "请把编号和查询码告知市民。查询码只显示这一次。", toTicket: "查看工单", another: "继续登记", more: "更多：通讯地址、企业信息",
  },
  callbacks: {
    title: "待回拨", hint: "来电人已被告知会有工作人员回电。紧急按键最先，其余按等候时间。", none: "没有人在等回电。", waits: "已等 {span}", since: "来电", times: "共来电 {n} 次，最近", erased: "号码已依法删除",
    show: "查看号码", register: "登记诉求", from: "回拨登记：{number}（{reason}）", other: "草稿中还有另一件未提交的诉求。", fresh: "清空草稿，登记这位来电人", keep: "保留草稿", note: "回拨：{reason}", markDone: "标为已回拨", marked: "已标为已回拨。", purpose: "查看用途（将记录在案）", purposeUsual: "回拨来电人", DONE: "已回拨", UNREACHABLE: "多次未接通", settled: "{number}：{outcome}。",
  },
  desk: { title: "承办工作台", empty: "这里没有待办事项。", handle: "办理", fold: "收起", lastStep: "上一步", moved: "{number} 已转为“{status}”。" },
  appeal: {
    title: "申诉", file: "申诉", hint: "申诉期内可以申诉一次，由两名未经手的人员裁定。", ground: "申诉理由", files: "佐证材料", decideDue: "裁定期限", reasonNeeded: "请写明理由（至少五个字）。",
    opinion: "提出意见", verdict: "意见", uphold: "申诉成立", reject: "申诉不成立", reason: "理由", adjustment: "更正措施", adjustmentHint: "更正措施，例如：本牌不计入当月评级", verdictNeeded: "请选择申诉是否成立。", adjustmentNeeded: "申诉成立须写明更正措施。",
  },
  supervision: {
    appeals: "申诉",
    repeats: "办结后重复",
    title: "督办监察", cards: "黄牌红牌", orders: "督办单", none: "没有记录。", card: "牌级", rule: "监察规则", raised: "亮牌时间", answerDue: "说明期限",
    document: "文号", level: "级别", reason: "事由", replyDue: "回复期限", object: "工单编号", state: "处置", do: "办理", explain: "说明", decide: "裁定", reply: "回复督办",
    lift: "解除督办", issue: "发出督办单", number: "工单编号", noTicket: "没有这个编号的工单，或您无权查看。", issued: "{number} 已发出，回复期限 {due}。", issuedPlain: "{number} 已发出。", text: "内容", disposition: "处置结论", send: "提交", cancel: "取消", done: "已提交。",
  },
  knowledge: {
    title: "知识库", words: "输入问题或关键词", none: "没有找到相关知识，请不要凭印象答复。", source: "责任单位 {owner}，有效期 {from} 至 {to}", open: "长期",
    cite: "引用", underCorrection: "纠错中", outOfDistrict: "非本区适用",
  },
  notices: {
    title: "我的通知", unread: "未读", all: "全部", none: "没有通知。", noUnread: "没有未读通知。", open: "查看工单", markRead: "标为已读", readAt: "已读于 {at}",
    kind: { CLOCK: "时限预警", CARD: "监察牌", ORDER: "监察文书", RISK: "风险预警", HOT: "热点提醒", DRIFT: "分类质量提醒", INCIDENT: "批量件提醒" }, openIncident: "查看批量件", openHot: "查看热点", openDrift: "查看分类质量",
  },
  branch: {
    consumer: "消费投诉", report: "举报核查", efficiency: "效能投诉", stages: "法定程序", yuan: "{n} 元", ask: "向诉求人要求补充信息",
    field: {
      complainant_name: "投诉人姓名", contact_number: "投诉人电话", complainant_address: "投诉人通讯地址", respondent_name: "被投诉人名称", respondent_address: "被投诉人地址",
      demand: "投诉请求", facts: "争议事实", amount_yuan: "涉及金额", purchased_on: "购买日期", purchase_place: "购买地点", platform_name: "交易平台", shop_name: "店铺", agent_name: "代理人姓名",
      representatives: "共同投诉的代表人", publish_consent: "同意公示投诉信息", entrusted_mediation_consent: "同意委托调解", within_three_years: "未超过三年", mediator: "调解员或调解组织",
      refusal_ground: "不予受理事由", termination_ground: "终止调解事由", check_result: "核查结果", reward: "举报奖励",
      accused_post: "被投诉人职务", service_item: "事项名称或编码", case_no: "办件编号", leader_instruction: "领导批示",
    },
  },
  shortcuts: {
    pick: "采纳智能建议（事项分类 1–3，诉求类型 4–6，地点 7–9）",
    title: "快捷键", help: "显示本说明", intake: "受理登记", desk: "承办工作台", list: "全部工单", openNumber: "按编号打开", notices: "我的通知", search: "跳到查询框", next: "列表中下一件", previous: "列表中上一件", callbacks: "待回拨", onward: "办下一件（从列表打开的工单）",
    actions: "跳到可办操作", submit: "提交正在填写的操作", close: "收起表单或窗口", enabled: "启用单键快捷键",
  },
  seen: {
    repeatCaller: "同一诉求人就此事项今日联系 {today} 次，近 30 天 {month} 次；不得因此拒绝受理。", earlierTickets: "同一事项的工单（{n}）", earlierTicket: "第 {n} 件",
    title: "查重", none: "没有发现相近的工单。", incomplete: "查重数据加载中，结果可能不全。", sameCitizen: "同一诉求人", received: "受理 {at}", closed: "办结 {at}", newParts: "新情况：", incident: "所属批量件：",
    urge: "转为催办", add: "补充到该工单", told: "已告知，不立新单", gate: "立单前请确认", gateWhy: "该诉求人已有 {n} 件相近的工单，请先选择处理方式。", anew: "仍立新单", back: "返回修改", notAllowed: "该工单目前不能这样处理，请打开工单查看可办操作，或另立新单。",
    urged: "已对 {number} 催办，未另立新单。", added: "已补充到 {number}，未另立新单。", toldDone: "已告知 {number} 的进展，未另立新单。", batch: "近 {hours} 小时内已有 {n} 人反映相近问题。", gather: "建批量件",
  },
  repeat: {
    former: "原工单", again: "再次反映", how: "如何认定", closed: "办结件", repeated: "重复件", share: "重复率", figures: "各单位重复率", figuresHint: "重复反映只是抽查线索，不等于虚假办结。",
    later: "办结后重复反映", earlier: "本件为重复反映", incident: "批量件", after: "办结后 {n} 天", inWindow: "在可重办期内",
  },
  incident: {
    title: "批量件", moved: "同事刚更新了此批量件，页面已是最新。", name: "名称", cause: "共同原因", where: "地点与事项", size: "规模", span: "起止时间", counts: "{members} 件 · {citizens} 人 · 未办结 {open} 件", back: "返回批量件列表",
    state: { SUGGESTED: "待确认", OPEN: "办理中", CLOSED: "已结束", DISMISSED: "不成立" }, none: "没有批量件。", noneSuggested: "目前没有待确认的批量件。", open: "新建批量件", given: "已带入 {n} 件工单。", twoNeeded: "至少选择两件工单。",
    decide: "是否同一原因？", endReason: "理由：", confirm: "确认为批量件（{n} 件）", confirmed: "已确认，未选的工单已移出。", dismiss: "不成立", dismissed: "已标为不成立。", close: "结束批量件", closed: "批量件已结束。",
    tickets: "工单", choose: "选择", member: "成员状态", lead: "主单", add: "加入工单", addDo: "加入", added: "已加入 {n} 件工单。", noneChosen: "请先选择工单。", remove: "移出所选（{n} 件）", removed: "已移出。",
    measures: "统一处理", noMeasures: "还没有统一处理。", measure: "发起统一处理", kind: { REPLY: "统一答复", ANSWER_NOW: "直接答复", ACCEPT_RESULT: "统一审核结果", NOTICE: "进展告知" },
    kindHint: { REPLY: "对本单位办理中的每件工单作同一答复，须经单位审批人批准；缺联系记录或佐证的工单会单独列出原因，补齐后可重试。", ANSWER_NOW: "对待审核的每件工单作同一即时答复，须另一人批准。", ACCEPT_RESULT: "对已答复的每件工单一并通过结果审核，随后按各人方式告知诉求人并请评价。", NOTICE: "向每件未办结工单的诉求人发送进展，须另一人批准；保密件只发通用告知，同一人只发一次。" },
    text: "告知内容", textShort: "请写明进展（8 至 300 字）。", checklist: "审核清单", checkAll: "须逐项核对。", propose: "提交审批（{n} 件）", run: "通过审核（{n} 件）", sent: "已提交。",
    proposedBy: "{name} 于 {at} 提出", decidedBy: "{name} 于 {at} 审批", returned: "退回原因：", progress: "已处理 {n} / {total}", item: { DONE: "已办", PENDING: "待办", FAILED: "未办成", SKIPPED: "不需办理" }, attempts: "已试 {n} 次",
    approve: "批准并执行", return: "退回", retry: "重试未办成的", proofsFrom: "办理凭证取自", proofsNone: "不使用其他工单的凭证", proofsHint: "选定后，没有自己办理凭证的工单会得到该工单办理凭证的一份副本；联系凭证仍须各自提供。",
  },
  hot: {
    title: "热点", hint: "与同季节、同星期、同时段相比明显偏多的诉求。同一热点只提醒一次，数量翻倍才再提醒。", gone: "{titles} 已由同事处理或已平息。", none: "目前没有热点。", state: { OPEN: "关注中", CALMED: "已平息", DISMISSED: "已排除" },
    figure: "近 {hours} 小时 {observed} 件，平常约 {expected} 件", confidence: "把握 {n}%", since: "{at} 起", trend: "近 {n} 小时走势：共 {total} 件，最多一小时 {top} 件", places: "分布：", words: "集中用词：",
    examples: "代表诉求", noExamples: "没有您可以查看的代表诉求。", hidden: "另有 {n} 件您无权查看。", acknowledge: "我已知悉", note: "处理情况（可不填）", dismiss: "排除", reason: "排除理由，例如：同一人重复来电", gather: "归并处理（{n} 件）",
    acknowledgedBy: "{name} 于 {at} 已知悉：", dismissedBy: "{name} 于 {at} 排除：",
  },
  brief: {
    title: "热点日报", none: "还没有日报。", of: "{day} 日报", row: "诉求 {total} 件，热点 {topics} 个", copy: "复制文字", copied: "已复制", compared: "总量对比", categories: "事项分布", places: "地区分布", item: "项目", count: "当日", before: "对比期", change: "变化",
  },
  drift: {
    title: "分类质量", hint: "系统建议与人工确认的一致率。没有给出建议的不计入，只在“未给建议”中列出。", question: "看哪一项", span: "时间范围", lastWeeks: "近 {n} 周", alerts: "下降提醒", noAlerts: "没有待处理的下降提醒。",
    perWeekTitle: "每周一致率", perWeek: "每周数据", perClass: "各类一致率（从低到高）", class: "类别", agreement: "一致率", range: "可信区间", cases: "一致 / 建议", of: "{agreed} / {total} 件", week: "周", weeks: "各周", silent: "未给建议",
    chart: "近 {n} 周一致率，最近一周（{week}）为 {share}", series: "{name} 各周一致率：{series}", noFigures: "数据不足，暂无一致率。", fell: "{week} 一致率由 {before} 降至 {now}（{n} 件）", model: "模型", note: "原因与措施（可不填）",
    confusions: "常见更正", confusion: "建议“{from}”，人工改为“{to}”", times: "{n} 件", models: "各版本模型", noModel: "未用模型",
  },
  triage: {
    title: "派单分拣", hint: "期限最近的排在最前。列出最可能的两个单位，以及为什么需要人工决定。", none: "没有待派单的工单。", why: "须人工：", notAutomatic: "为什么没有自动派单", decided: "目录已确定", due: "答复期限 {at}",
  },
  versions: {
    title: "版本", version: "第 {n} 版", state: { PROPOSED: "待批准", IN_FORCE: "生效", SUPERSEDED: "已被替代", REJECTED: "未批准" }, show: "查看内容", approve: "批准", reject: "不批准", withdraw: "撤回", approved: "第 {n} 版已生效。", rejected: "第 {n} 版未批准。", withdrawn: "第 {n} 版已撤回。",
    proposed: "{name} {at} 提出", decided: "{name} {at} {what}", deed: { approve: "批准", reject: "不批准" }, own: "此版由您提出，须由另一位有权人员批准；您可以撤回。", none: "还没有任何版本。", note: "提出理由", noteNeeded: "请填写提出理由。",
  },
  imports: {
    file: "文件", choose: "选择文件", fileNeeded: "请先选择文件。", try: "试运行（不保存）", take: "导入", propose: "提交（待他人批准）", report: "试运行结果：", idle: "与现有内容相同，没有要导入的变更。", faults: "有 {n} 行不能使用，请改正后重新选择文件：", fault: "第 {line} 行：{reason}", more: "另有 {n} 条未列出。",
    added: "新增 {n}", changed: "变更 {n}", removed: "删除 {n}", unchanged: "不变 {n}", repaired: "自动更正 {n} 行", unmapped: "旧分类未对照 {n}", categories: "分类共 {n}", one: "一对一 {n}", split: "拆分 {n}", merge: "合并 {n}", ended: "取消 {n}", exported: "导出", incomplete: "对照表尚不完整，须补全后才能生效。",
  },
  automatic: {
    approval: "自动审核", approvalHint: "目录直接命中、要素齐全、把握过门槛的草稿由系统审核通过；开关在时限政策中，由两人提出和批准，默认关闭。", policy: "时限政策第 {n} 版", noApprovalGate: "没有门槛，一律人工审核", approvals: { automatic: "系统审核通过", reclassified: "其中改了分类", returned: "其中被退单" }, whyReviewed: "为什么须人工审核", approvalOff: "自动审核未开启", nothingAgainst: "没有需要人工审核的原因", title: "自动派单", hint: "只有列入范围、目录直接命中且有依据、模型把握过门槛的一般事项才会自动派单；范围须由两人提出和批准。", now: "现行范围", switch: "总开关（时限政策）", on: "已开启", off: "未开启", gate: "把握门槛", noGate: "没有门槛，一律人工派单", range: "自动派单范围",
    figure: { automatic: "自动派单", returned: "其中退单", redispatched: "其中改派" }, nothing: "任何事项都不自动派单。", propose: "提出新范围", rule: "第 {n} 条", add: "增加一条", remove: "删除这一条", note: "提出理由", noteNeeded: "请填写提出理由。", incomplete: "每一条都须有事项分类、诉求类型和理由。",
    send: "提交（待他人批准）", proposed: "已提出，待另一位有权人员批准。",
  },
  hint: {
    refresh: "立即更新", refreshed: "已更新：待处理 {open} 条，新增 {new} 条，失效 {lapsed} 条。", state: { OPEN: "待处理", PROPOSED: "已提出条目", DISMISSED: "不采纳", LAPSED: "已不成立" }, units: "目录：{catalogue}；实际：{history}", noRow: "没有条目", found: "{at} 发现", examples: "例如：", note: "说明", propose: "采纳，提出条目", dismiss: "不采纳", proposed: "已提出条目，待他人批准。", dismissed: "已记为不采纳。",
    basisKind: "依据种类", basisTitle: "依据名称", article: "条款", validFrom: "生效日期", basisNeeded: "条目须有依据种类、名称和生效日期。",
  },
  check: {
    error: "错误", warning: "提醒", more: "另有 {n} 条，请导出查看。", export: "导出体检表",
  },
  ruling: {
    moved: "{from} 退回，改由 {to} 办理", propose: "据此提出条目", settle: "不修订", settled: "已写明不修订的理由。",
  },
  why: {
    title: "为什么派到这里", on: "查看日期", none: "到这一天为止尚未派单。", basis: "职责依据", condition: "适用条件", row: "目录条目", valid: "{from} 至 {to}", approved: "{name} 批准", ended: "已于 {on} 终止", override: "裁决员特批", ruling: "裁决",
  },
  towns: {
    month: "月份", town: "镇街", dispatched: "直派", transferred: "下转", helping: "协办", on_list: "清单内", overrides: "特批", none: "这个月没有派给镇街的工单。", overrideList: "特批下派",
  },
  taxonomy: {
    title: "分类版本与对照", hint: "事项分类的各个版本，以及旧分类在新分类中对应什么。更换分类前先试运行；工单、派单目录和统计按对照读取旧编码。", versions: "分类版本", version: "版本", size: "规模", sizes: "{all} 项，末级 {leaves} 项", imported: "导入", superseded: "已于 {at} 被替代", noTree: "还没有导入事项分类。",
    import: "导入新版分类", importHint: "表格须有 code、name 两列，其余列可空。旧编码不再使用的，请先下载对照草稿，核对后一并导入。", newVersion: "新版本名称", versionExample: "如 2027.1", versionNeeded: "请填写新版本名称。", mappingFile: "版本对照表", draft: "按所选文件草拟对照（下载后核对）", putInForce: "导入并生效", limitsWait: "有 {n} 条时限仍按旧编码，请到“办理时限”转到新编码。", inForce: "分类 {version} 已生效。",
    mappings: "版本对照", inUse: "使用中", noMapping: "还没有版本对照。", old: "旧版本", new: "新版本", kind: "关系", allKinds: "全部", kinds: { one: "对应一个", split: "拆分", merge: "合并", ended: "取消" },
    correct: "更正对照", correctHint: "导入核对过的完整对照表，从现在起按新对照读取；以前的对照仍保留。", pairNeeded: "请选择两个不同的版本。", store: "导入对照", mapped: "{old} → {new} 的对照已更正。",
    carryRows: "派单目录转到新编码", carryRowsHint: "按对照为旧编码的目录条目提出新编码的条目，由另一人批准后才生效；拆不开、合不拢的列出理由，由人决定。", carried: "可提出 {n} 条，另有 {open} 条须由人决定", undecided: "须由人决定 {n} 条", propose: "提出 {n} 条（待他人批准）", rowsProposed: "已提出 {n} 条，待他人批准。", toApprovals: "查看待批准的目录条目",
  },
  limits: {
    title: "办理时限", hint: "各类事项的办理工作日和依据；没有单列的按时限政策的统一规定。更换分类后，旧编码的时限按对照提出新时限，由另一人批准。", inForce: "当日时限", none: "这一天没有单列的时限。", find: "事项或依据", for: "适用", days: "时限", everySubject: "全部事项", everyKind: "各类诉求", from: "{at} 起",
    proposals: "更换分类后的时限", noProposals: "没有这样的时限。", state: { PROPOSED: "待批准", APPROVED: "已批准", REJECTED: "未批准" }, rejectChosen: "不批准所选（{n} 条）", approved: "已批准 {n} 条。", rejected: "{n} 条未批准。", own: "此条由您提出，须由另一位有权人员批准。",
    carry: "旧时限转到新编码", carryHint: "旧编码的时限按对照转到新编码；合并的取最严的一个，拆分的各沿用一份。", carried: "已提出 {n} 条时限，待他人批准。", import: "导入时限", importHint: "列：category_code、kind、urgency、working_days、basis、valid_from、valid_to；相同适用范围的旧时限自动止于前一日。", imported: "时限已导入。",
  },
  examples: {
    title: "样例诉求", hint: "市民怎么说某类事项。新事项还没有历史工单时，系统靠这些样例给出分类建议。请勿写入姓名、电话、住址。", find: "包含的文字", everySubject: "全部事项", showWithdrawn: "只看已撤下的", none: "没有符合条件的内容。", add: { REQUEST: "新增样例", WORDS: "新增同义词" }, text: { REQUEST: "市民的原话（隐去个人信息）", WORDS: "同义词（用“；”隔开）" }, incomplete: "请填写事项分类、内容和理由。", added: "已新增。",
    withdraw: "撤下", withdrawn: "已撤下，历史版本仍可查看。", addedIn: "第 {n} 版 {name} {at} 加入", withdrawnIn: "第 {n} 版 {name} {at} 撤下", import: "导入样例和同义词", importHint: "列：category_code，以及 words（同义词，用“；”隔开）或 text（一条样例诉求）。已有的不重复加入。", replace: "先撤下现有的全部样例和同义词", imported: "已导入。",
    versionsHint: "每次变更都是一个新版本，可以导出任何一版。", counts: "加入 {added}，撤下 {withdrawn}，当时共 {standing} 条",
  },
  synonyms: {
    title: "同义词", tab: { subjects: "事项同义词", dialect: "方言对照" }, hint: { subjects: "同一事项的不同说法，帮助识别分类；例如“占道摆卖、走鬼、流动摊贩”。", dialect: "方言词语对应的普通话写法，系统先换写再识别；由两人提出和批准。" },
  },
  rules: {
    title: "研判规则", book: { RULES: "预警与受理范围", DANGERS: "提示例句", MUST_ROUTE: "必转清单" }, purpose: { RULES: "遇到危及生命、群体性事件等字句时发出预警并给出提示；规则只提高警觉，由人决定。修改须由两人提出和批准。", DANGERS: "曾是险情、自伤轻生、群体性苗头、涉未成年人、涉密或隐私、要求保密、不属受理范围的句子，和听起来相像的日常句子。规则没有提出某一类时，与这类例句相近的话也会给出提示，由人核实。修改须由两人提出和批准。", MUST_ROUTE: "无论目录怎么写都必须转给指定单位的事项。修改须由两人提出和批准。" },
    import: "用文件提出新版", columns: { RULES: "JSON、CSV 或 XLSX，须包含全部规则；请先导出现行版本再修改。", WORDING: "列：cantonese、standard；须包含全部词语，请先导出现行版本再修改。", DANGERS: "列：text、expected；须包含全部句子，请先导出现行版本再修改。expected 为 -（日常），或以空格隔开的一类或几类：EMERGENCY（可带热线，如 EMERGENCY:119；热线为 110、119、120、122、UTILITY）、SELF_HARM、GROUP_EVENT、MINOR、LEAK、CONFIDENTIALITY、OUT（可带不受理情形，如 OUT:LITIGATION）。", MUST_ROUTE: "列：label、unit_code、reason；须包含全部条目，请先导出现行版本再修改。" },
    against: "与第 {n} 版相比：新增 {added}，变更 {changed}，删除 {removed}。", first: "首个版本，共 {n} 条。", entries: "全部内容（{n} 条）", find: "查找内容",
    field: { id: "编号", kind: "种类", severity: "程度", patterns: "词语", near: "相近词组", unless: "例外", unless_here: "同句例外", past: "过去", present: "现在", line: "热线", ground_code: "不受理情形", reason_zh: "理由", reason_en: "理由（英文）", advice_zh: "提示", advice_en: "提示（英文）", citizen_zh: "告知市民", citizen_en: "告知市民（英文）", cantonese: "方言", standard: "普通话", label: "事项", unit_code: "单位", reason: "理由" },
    bench: "规则试验台", texts: "试用的句子（每行一句，不保存）", which: "使用", inForce: "现行规则", run: "试一试", textNeeded: "请至少写一句。", noHit: "没有规则适用", faulty: "{n} 条规则有误，未参与试用：", nth: "第 {n} 条",
  },
  memory: {
    title: "工单记忆", hint: "系统记住人工确认过的工单，遇到相近的诉求时参考当时的决定。涉密和已删除的个人信息不进入记忆。", now: "当前状态", off: "记忆已关闭（容量设为 0）。", confirmed: "已确认工单", held: "记住的工单", heldOf: "{held} 件（最多 {capacity} 件）", rebuilt: "上次重建", fed: "上次加入",
    trust: "记忆所占份额", trustHint: "最相近的工单越像，记忆在建议中所占的份额越大；份额由以往的对错算出。", question: "判断内容", judged: "用于检验", below: "相似不到 {to}", atLeast: "相似 {from} 以上", noTrust: "检验的工单还不够，暂不采用记忆。", classes: "各类记住的工单", tickets: "件数", none: "还没有记住任何工单。",
  },
  nowhere: { title: "没有此页面", words: "页面不存在，或您的角色不能打开。" },
  ...sections(zhCodes),
};
