"""Fixed words for text messages (短信用语): help, refusals, survey, in Chinese, English and Cantonese."""

from collections.abc import Mapping

from crm.satisfaction import REASONS_TEXT, SURVEY_TEXT
from hotline.tickets.messages import Template
from routing.taxonomy.tree import GroundCode

HELP = Template(
    "12345短信服务：直接写明事情和地点即可反映；发“进度”或工单编号查进展；发“查询码”补发查询码；发“催办”“撤回”；"
    "发“补充：内容”补充情况；发“人工”请工作人员回电；发“退订”不再收通知。紧急危险请拨110、119、120。",
    "12345 by SMS: write what happened and where. PROGRESS or a ticket number: status. "
    "HUMAN: we call you back. STOP: no more notices. Danger: dial 110, 119 or 120.",
    "12345短信服务：直接写明事情同地点就可以反映；发“进度”或者工单编号查进展；发“查询码”补发查询码；发“催办”“撤回”；"
    "发“补充：内容”补充情况；发“人工”请工作人员打返畀您；发“退订”唔再收通知。紧急危险请打110、119、120。",
)
NO_WORDS = Template(
    "没有收到文字内容：短信不能接收图片和表情。请用文字写明事情和地点；发“帮助”看用法。",
    "There was no text: pictures and emoji cannot be read here. Please write what happened and where; "
    "HELP tells more.",
    "收唔到文字内容：短信唔可以收图片同表情。请用文字写明事情同地点；发“帮助”睇用法。",
)
NO_PICTURES = Template(
    "您的文字已收到；短信不能接收图片，请用文字补充，或在12345网页上传。",
    "We have your words, but pictures cannot be received by text. Please describe them, or use our web page.",
    "收到您嘅文字；短信唔可以收图片，请用文字补充，或者喺12345网页上传。",
)
COURTESY = Template(
    "不客气。查进展请回复“进度”，有新情况请直接回复。",
    "You are welcome. PROGRESS tells where it stands; just write if there is more.",
    "唔使客气。查进展请回复“进度”，有新情况请直接回复。",
)
UNCLEAR_RATING = Template(
    "抱歉，没有看懂您的评价，还未记录。{survey}",
    "Sorry, we could not read your rating and have not noted it. {survey}",
    "唔好意思，睇唔明您嘅评价，仲未记录。{survey}",
)
CALL_BACK = Template(
    "已登记，工作人员会尽快给您回电，请保持电话畅通。紧急危险请直接拨打110、119、120。",
    "Noted: somebody will call you back as soon as possible. Danger: dial 110, 119 or 120.",
    "已经登记，工作人员会尽快打返畀您，请保持电话畅通。紧急危险请直接打110、119、120。",
)
NEW_CODE = Template(
    "工单{number}的新查询码为{code}，原查询码已失效，请勿转告他人。",
    "The new code of ticket {number} is {code}; the old one is void. Please tell it to nobody.",
    "工单{number}嘅新查询码系{code}，旧查询码已经失效，请唔好话畀人知。",
)
NO_TICKETS = Template(
    "没有查到您这个号码名下的工单。直接回复写明事情和地点，即可反映。",
    "There is no ticket under your number. Write what happened and where to open one.",
    "查唔到您呢个号码名下嘅工单。直接回复写明事情同地点，就可以反映。",
)
NUMBER_NOT_YOURS = Template(
    "该编号不在您这个号码名下，请凭编号和查询码查询，或致电12345。",
    "This number does not belong to your phone. Look it up with number and code, or call 12345.",
    "呢个编号唔喺您呢个号码名下，请用编号同查询码查询，或者打12345。",
)
NOT_POSSIBLE = Template(
    "您的短信已收到。{reason}。如有疑问请回复“人工”，工作人员会给您回电。",
    "We have your message, but this is not possible now: {reason}. Reply HUMAN for a call.",
    "收到您嘅短信。{reason}。如有疑问请回复“人工”，工作人员会打返畀您。",
)
URGED_TODAY = Template(
    "今天已为您催办过，承办单位会尽快回应。",
    "You have pressed for it today already; the unit will answer as soon as it can.",
    "今日已经帮您催办过，承办单位会尽快回应。",
)
RECEIVED_CLOSED = Template(
    "您的事项已结束。如需再次反映，请发“新诉求：”并写明事情和地点。",
    "Your request is over. To open another, write NEW: and what happened and where.",
    "您嘅事项已经结束。如需再反映，请发“新诉求：”并写明事情同地点。",
)
NOT_STORED = Template(
    "您的短信未能登记：{reason}。请修改后重发，或致电12345。",
    "We could not register your message: {reason}. Please send it again or call 12345.",
    "您嘅短信未能登记：{reason}。请修改后重发，或者打12345。",
)
DANGER = Template(
    "如有人身危险，请立即拨打{lines}！您反映的情况我们已同时登记。",
    "If anyone is in danger, dial {lines} now! We have registered your message as well.",
    "如果有人身危险，请即刻打{lines}！您反映嘅情况我哋已经同时登记。",
)
CARE = Template(
    "{words}您的话我们已经收到并登记。",
    "{words} We have received your words.",
    "{words}你嘅说话我哋已经收到并登记。",
)
ADVICE = Template(
    "温馨提示：{advice}（此提示由系统自动给出，工作人员会再核对。）",
    "Please note: {advice} (automatic advice; our staff will check it.)",
    "温馨提示：{advice}（呢个提示由系统自动畀出，工作人员会再核对。）",
)
NO_PROMISE = Template(
    "您的诉求已登记，编号{number}，查询码{code}。",
    "Your request is registered: number {number}, code {code}.",
    "您嘅诉求已经登记，编号{number}，查询码{code}。",
)
ANSWER_ONLY = Template(
    "承办单位答复：{answer}", "The unit answers: {answer}", "承办单位答复：{answer}"
)
ANSWER_AND_SURVEY = Template(
    "承办单位答复：{answer}\n{survey}未解决请回复“未解决”。",
    "The unit answers: {answer}\n{survey} Not solved? Reply NOT SOLVED.",
    "承办单位答复：{answer}\n{survey}未解决请回复“未解决”。",
)
ANSWERED_NOW = Template(
    "12345答复：{answer}\n{closing}",
    "12345 answers: {answer}\n{closing}",
    "12345答复：{answer}\n{closing}",
)
WHOLE_ANSWER = Template(
    "完整答复请凭编号和查询码查询",
    "Full answer: look it up with number and code",
    "完整答复请用编号同查询码查询",
)
WHOLE_TEXT = Template(
    "全文请凭编号和查询码查询",
    "Full text: look it up with number and code",
    "全文请用编号同查询码查询",
)
_SURVEY_ENGLISH = (
    "Please rate with 3 digits: (1) were you contacted? 1 yes 2 no 3 not sure; (2) solved? 1 yes "
    "2 partly 3 no 4 n/a; (3) satisfied? 1 very 2 yes 3 fair 4 no. Example: 112."
)
_SURVEY_CANTONESE = (
    "请用三位数字评价：①有冇联络过您 1有2冇3唔清楚；②解决咗未 1解决咗2部分3未解决4唔涉及；"
    "③满唔满意 1非常满意2满意3基本满意4唔满意。例：112。亦可以喺数字后写意见。"
)
SURVEY = Template(SURVEY_TEXT, _SURVEY_ENGLISH, _SURVEY_CANTONESE)
_REASONS_ENGLISH = (
    "Thank you. Why? Reply with digits (several if you like, e.g. 12): 1 no contact 2 slow 3 attitude "
    "4 not solved 5 badly explained 6 the policy itself 7 other"
)
_REASONS_CANTONESE = (
    "多谢评价。请回复原因（可多选，如12）：1冇人联络2太慢3态度4未解决5解释唔清6政策本身7其他"
)
REASONS = Template(REASONS_TEXT, _REASONS_ENGLISH, _REASONS_CANTONESE)
REMINDER = Template(
    "工单{number}已答复，想听听您的评价。{survey}",
    "Ticket {number} was answered; please tell us what you think. {survey}",
    "工单{number}已经答复，想听下您嘅评价。{survey}",
)
ASK_REST = Template(
    "感谢评价，还有问题未答。{survey}",
    "Thank you; some questions are still open. {survey}",
    "多谢评价，仲有问题未答。{survey}",
)
RATING_NOTED = Template(
    "感谢您的评价，已如实记录。回访人员可能会再与您电话核实。",
    "Thank you, your rating is on record. Somebody may call you about it.",
    "多谢您嘅评价，已经如实记录。回访人员可能会再打电话同您核实。",
)
RATED_AGAIN = Template(
    "感谢您的再次评价，已与首次评价一并保留。",
    "Thank you; this rating stands beside your first one.",
    "多谢您再次评价，已经同首次评价一齐保留。",
)
REDO_SPENT = Template(
    "您反映的未解决情况已记录，将由专人研究并联系您。",
    "We have noted that it is not solved; somebody will look into it and contact you.",
    "您反映嘅未解决情况已经记录，会由专人研究并联络您。",
)

# Grounds for not taking a request, as the citizen reads them after 此事 (M07).
GROUNDS: Mapping[GroundCode, Template] = {
    GroundCode.OTHER_REGION: Template("属于外地事项", "it belongs to another city", "属于外地事项"),
    GroundCode.PARTY_OR_JUDICIAL_BODY: Template(
        "由党委、人大、政协或司法机关负责",
        "Party, congress or courts are in charge",
        "由党委、人大、政协或者司法机关负责",
    ),
    GroundCode.MILITARY: Template("由部队负责", "the armed forces are in charge", "由部队负责"),
    GroundCode.LITIGATION: Template(
        "应当或已经通过诉讼解决", "it belongs before a court", "应当或者已经通过诉讼解决"
    ),
    GroundCode.ARBITRATION: Template(
        "应当或已经通过仲裁解决", "it belongs before an arbitrator", "应当或者已经通过仲裁解决"
    ),
    GroundCode.DISCIPLINE: Template(
        "由纪检监察机关负责", "the discipline inspection is in charge", "由纪检监察机关负责"
    ),
    GroundCode.RECONSIDERATION: Template(
        "应当通过行政复议解决", "it belongs into administrative review", "应当通过行政复议解决"
    ),
    GroundCode.INFO_DISCLOSURE: Template(
        "属于政府信息公开申请", "it is a request for government information", "属于政府信息公开申请"
    ),
    GroundCode.PETITION: Template(
        "已由信访渠道受理", "it is handled as a petition already", "已经由信访渠道受理"
    ),
    GroundCode.NOTHING_NEW: Template(
        "与您已反映的事项相同且没有新情况",
        "it is the same matter as before, with nothing new",
        "同您已经反映嘅事项一样而且冇新情况",
    ),
    GroundCode.SECRET_OR_PRIVACY: Template(
        "涉及秘密或他人隐私", "it concerns secrets or others' privacy", "涉及秘密或者他人隐私"
    ),
    GroundCode.UNLAWFUL_OR_INDECENT: Template(
        "与法律或公序良俗不符", "it is against law or decency", "同法律或者公序良俗不符"
    ),
    GroundCode.BEYOND_GOVERNMENT: Template(
        "不属于政府职责", "it is no duty of government", "唔属于政府职责"
    ),
    GroundCode.INSUFFICIENT_INFO: Template(
        "缺少办理所需的信息", "information is missing", "缺少办理需要嘅信息"
    ),
    GroundCode.MALICIOUS: Template(
        "不符合受理条件", "it does not meet the conditions", "唔符合受理条件"
    ),
}


def say(template: Template, language: str, **values: str) -> str:
    """Fill ``template`` in ``language``; names in braces that were not given stay as they are."""
    text = template.text(language)
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text
