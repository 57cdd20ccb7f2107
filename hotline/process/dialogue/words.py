"""Fixed words of the bot (自动对话用语), in Chinese, English and Cantonese; every promise in them is kept."""

from hotline.tickets.messages import Template

GREETING = Template(
    "【自动答复】您好，我是12345热线的自动助手，可以解答办事问题、登记诉求、查询进度。随时发“人工”由工作人员接手；紧急危险请直接拨打110、119、120。",
    "[Automatic] Hello, this is the automatic assistant of the 12345 hotline: ask, report, or look up a request. Write HUMAN at any time for a person. Danger: dial 110, 119 or 120.",
    "【自动答复】您好，我系12345热线嘅自动助手，可以解答办事问题、登记诉求、查询进度。随时发“人工”由工作人员接手；紧急危险请直接打110、119、120。",
)
ASK_AWAY = Template(
    "请用一句话告诉我您想问什么，或者要反映什么事情、在哪里。",
    "Please tell me in one sentence what you would like to know, or what happened and where.",
    "请用一句说话话我知您想问乜，或者要反映乜嘢事、喺边度。",
)
ASK_MATTER = Template(
    "请问您想问或者要反映{place}的什么事情？请用一句话告诉我。",
    "What would you like to ask or report about {place}? One sentence, please.",
    "请问您想问或者反映{place}嘅乜嘢事？请用一句说话话我知。",
)
COURTESY = Template(
    "不客气。还有问题请直接写；需要工作人员请发“人工”。",
    "You are welcome. Just write if there is more; HUMAN brings a person.",
    "唔使客气。仲有问题请直接写；需要工作人员请发“人工”。",
)
DANGER = Template(
    "如有人身危险，请立即拨打{lines}！不要等这里的答复。",
    "If anyone is in danger, dial {lines} now! Do not wait for an answer here.",
    "如果有人身危险，请即刻打{lines}！唔好等呢度嘅答复。",
)
NO_SUCH_OPTION = Template(
    "没有这个选项。请回复上面的数字，或直接用文字说明。",
    "There is no such option. Reply with one of the numbers above, or use your own words.",
    "冇呢个选项。请回复上面嘅数字，或者直接用文字讲。",
)
NO_OPTIONS = Template(
    "现在没有需要用数字回答的问题，请用文字说明您想问或要反映的事情。",
    "Nothing is waiting for a number. Please use words to ask or to report.",
    "而家冇问题需要用数字答，请用文字讲您想问或者要反映嘅事。",
)
NOT_FOUND = Template(
    "这个问题我没有把握答准，不敢乱说。我可以帮您登记，由工作人员答复；也可以换个说法再问，或发“人工”。",
    "I am not sure of the answer and will not guess. I can register it for our staff to answer; or ask in other words, or write HUMAN.",
    "呢个问题我冇把握答啱，唔敢乱讲。我可以帮您登记，由工作人员答复；亦可以换个讲法再问，或者发“人工”。",
)
OFFER = Template(
    "您反映的情况，我可以登记成工单，交由有关单位办理。",
    "I can register this as a request, to be handled by the unit in charge.",
    "您反映嘅情况，我可以登记成工单，交由有关单位办理。",
)
OFFER_TOO = Template(
    "以上如果没有解决您的事情，我可以登记成工单，交由有关单位办理。",
    "If this does not settle it, I can register a request, to be handled by the unit in charge.",
    "以上如果解决唔到您嘅事，我可以登记成工单，交由有关单位办理。",
)
ASK_CONTENT = Template(
    "请写明是什么事情、在哪里、什么时候。",
    "Please write what happened, where and when.",
    "请写明系乜嘢事、喺边度、几时。",
)
ASK_PLACE = Template(
    "事情发生在哪里？请写区、镇街和路名、门牌或小区；说不清请回复“跳过”。",
    "Where is it? District, town and road or estate, please; SKIP if you cannot tell.",
    "件事喺边度发生？请写区、镇街同路名、门牌或者小区；讲唔清请回复“跳过”。",
)
ASK_PLACE_AGAIN = Template(
    "还没看到地点。写路名、门牌、小区或者旁边的店名都可以；说不清请回复“跳过”，先登记其他内容。",
    "I see no place yet. A road, a number, an estate or a shop nearby will do; SKIP to go on without it.",
    "仲未见到地点。写路名、门牌、小区或者隔篱嘅店名都得；讲唔清请回复“跳过”，先登记其他内容。",
)
CONFIRM_SPOT = Template(
    "地点是“{place}”，对吗？对请回复“对”；不对或要补充（区、镇街、门牌、旁边的店名），请直接写。",
    "Is the place {place}? Write YES; otherwise write the right one, or add to it.",
    "地点系“{place}”，啱唔啱？啱请回复“对”；唔啱或者要补充（区、镇街、门牌、隔篱嘅店名），请直接写。",
)
ASK_PHONE = Template(
    "请留下手机号，用来接收编号和答复；不想留请回复“跳过”，凭编号和查询码也能查。",
    "Please leave a mobile number for the receipt and the answer; SKIP if you would rather not: number and code work too.",
    "请留低手机号，用嚟收编号同答复；唔想留请回复“跳过”，用编号同查询码都查到。",
)
ASK_FIELD = Template(
    "{label}（不清楚请回复“跳过”）", "{label} (SKIP if unknown)", "{label}（唔清楚请回复“跳过”）"
)
ASK_FIELD_AGAIN = Template(
    "只回“对”“好”我登记不了这一项，请用几个字写明：{label} 不清楚请回复“跳过”，先登记其他内容。",
    "A yes or no does not answer this. In a few words, please: {label} SKIP to go on without it.",
    "净系回“对”“好”我登记唔到呢一项，请用几个字写明：{label} 唔清楚请回复“跳过”，先登记其他内容。",
)
NOT_A_PHONE = Template(
    "没有看到可以回电的号码。请写手机号或带区号的固定电话；不想留请回复“跳过”。",
    "I see no number to call. A mobile or a landline with area code, please; or SKIP.",
    "睇唔到可以打返畀您嘅号码。请写手机号或者带区号嘅固定电话；唔想留请回复“跳过”。",
)
CANCELLED = Template(
    "好的，没有登记。您可以继续提问，或发“人工”。",
    "All right, nothing was registered. Ask again, or write HUMAN.",
    "好，冇登记。您可以继续问，或者发“人工”。",
)
OPENED = Template(
    "已登记：编号{number}，查询码{code}，请保存并勿转告他人。工作人员审核后交有关单位办理{due}。",
    "Registered: number {number}, code {code}; please keep them to yourself. Our staff will check it and pass it on{due}.",
    "已经登记：编号{number}，查询码{code}，请保存并唔好话畀人知。工作人员审核之后交有关单位办理{due}。",
)
DUE = Template("，承诺{due}前答复", ", to be answered by {due}", "，承诺{due}前答复")
NOT_STORED = Template(
    "没有登记成功：{reason}。请修改后再发，或致电12345。",
    "It could not be registered: {reason}. Please write again, or call 12345.",
    "登记唔成功：{reason}。请修改之后再发，或者打12345。",
)
ASK_PROOF = Template(
    "查进度请写工单编号和6位查询码（登记时告知您的）。",
    "For the progress, please write the number of your request and its 6-digit code.",
    "查进度请写工单编号同6位查询码（登记嗰阵话畀您知嘅）。",
)
ASK_CODE = Template(
    "请写工单{number}的6位查询码。",
    "The 6-digit code of {number}, please.",
    "请写工单{number}嘅6位查询码。",
)
WRONG_PROOF = Template(
    "编号或查询码不正确，请核对后再写；忘记了请发“人工”或致电12345。",
    "Number or code is wrong. Please check them; if you lost them write HUMAN or call 12345.",
    "编号或者查询码唔啱，请核对之后再写；唔记得请发“人工”或者打12345。",
)
LOCKED_PROOF = Template(
    "输错次数太多，一小时内不能再查。急需请致电12345。",
    "Too many wrong tries: wait one hour, or call 12345.",
    "输错太多次，一个钟内唔可以再查。急需请打12345。",
)
ASK_BACK_NUMBER = Template(
    "已转人工，以上对话工作人员都能看到。请留下手机号，{when}由工作人员给您回电；急需请直接拨打12345。",
    "A person takes over and can read all this. Please leave a number: we ring you {when}. Urgent: call 12345.",
    "已经转人工，以上对话工作人员都睇到。请留低手机号，{when}由工作人员打返畀您；急需请直接打12345。",
)
WILL_CALL = Template(
    "已登记回电，{when}由工作人员给您回电，对话内容已一并转交。急需请直接拨打12345。",
    "Noted: our staff will ring you {when} and have this conversation before them. Urgent: call 12345.",
    "已经登记回电，{when}由工作人员打返畀您，对话内容已经一齐转交。急需请直接打12345。",
)
NOW = Template(
    "尽快（回电时间8:30–21:00）", "as soon as we can (8:30 to 21:00)", "尽快（回电时间8:30–21:00）"
)
TODAY = Template("今天8:30后", "today after 8:30", "今日8:30后")
TOMORROW = Template("明天8:30后", "tomorrow after 8:30", "听日8:30后")
NO_NUMBER = Template(
    "没有号码就无法给您回电。请直接拨打12345，24小时有人接听；要继续问我请直接写。",
    "Without a number nobody can ring you. Please call 12345, day and night; or go on writing to me.",
    "冇号码就打唔到返畀您。请直接打12345，24小时有人听；要继续问我请直接写。",
)
WITH_PERSON = Template(
    "已收到并转给工作人员，回电时会一并处理。要继续问自动助手请发“继续问”；急需请拨打12345。",
    "Received and passed on to our staff. Write AGAIN to go on with the assistant; urgent: call 12345.",
    "收到并已转畀工作人员，回电嗰阵一齐处理。要继续问自动助手请发“继续问”；急需请打12345。",
)
SORRY = Template(
    "抱歉没能帮到您，我请工作人员来处理。",
    "I am sorry I could not help; a person will take over.",
    "对唔住帮唔到您，我请工作人员嚟处理。",
)
DOWN = Template(
    "知识检索暂时不可用，我暂时不能解答问题，但可以登记诉求；也可发“人工”。",
    "The search is unavailable for the moment: I cannot answer, but I can register your request; or write HUMAN.",
    "知识检索暂时用唔到，我暂时答唔到问题，但可以登记诉求；亦可以发“人工”。",
)
TOLD = Template("{text}", "{text}", "{text}")
SMS_TAIL = "12345；要立案回复2，找人回复人工"
SMS_HEAD = "自动答复："
SMS_MENU_TAIL = (
    "请回复数字；都不是或要立案回复0，找人回复人工。"  # 0: every other digit is an option
)
