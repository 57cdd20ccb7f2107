"""Words of the ticket (工单词汇): statuses, flags and closed lists, each with its Chinese label."""

from hotline.kit.labels import LabelledEnum
from routing.taxonomy.tree import Urgency


class Status(LabelledEnum):
    """Statuses of domain rules §3.1."""

    DRAFT = "DRAFT", "待审核"
    AWAITING_INFO = "AWAITING_INFO", "待补充"
    READY = "READY", "待派单"
    DISPATCHED = "DISPATCHED", "待签收"
    OBJECTED = "OBJECTED", "退单审核"
    HANDLING = "HANDLING", "办理中"
    REPLIED = "REPLIED", "待结果审核"
    FOLLOWING_UP = "FOLLOWING_UP", "待回访"
    CLOSED = "CLOSED", "已办结"
    DECLINED = "DECLINED", "不予受理"
    HANDED_OFF = "HANDED_OFF", "已转紧急热线"
    MERGED = "MERGED", "已并单"
    WITHDRAWN = "WITHDRAWN", "已撤回"
    VOIDED = "VOIDED", "已作废"


TERMINAL = frozenset(
    {
        Status.CLOSED,
        Status.DECLINED,
        Status.HANDED_OFF,
        Status.MERGED,
        Status.WITHDRAWN,
        Status.VOIDED,
    }
)
OPEN = frozenset(Status) - TERMINAL
# A lead assignment must exist and somebody must own the ticket (domain rules §3.3).
OWNED = frozenset({Status.DISPATCHED, Status.OBJECTED, Status.HANDLING})


class AssignmentRole(LabelledEnum):
    """What a unit is on a ticket."""

    LEAD = "LEAD", "主办"
    PARTNER = "PARTNER", "协办"


class AssignmentStatus(LabelledEnum):
    """Where one unit's part stands."""

    PENDING_SIGN = "PENDING_SIGN", "待签收"
    SIGNED = "SIGNED", "已签收"
    OBJECTED = "OBJECTED", "已提出异议"
    REPLIED = "REPLIED", "已答复"
    REVOKED = "REVOKED", "已收回"


class Channel(LabelledEnum):
    """Ways in (domain rules §5.1)."""

    VOICE = "VOICE", "电话"
    SMS = "SMS", "短信"
    WEBCHAT = "WEBCHAT", "网页在线"
    WECHAT = "WECHAT", "微信"
    APP = "APP", "手机应用"
    WEB = "WEB", "网页留言"
    OPEN311 = "OPEN311", "Open311 接口"
    KIOSK = "KIOSK", "自助终端"
    EMAIL = "EMAIL", "电子邮件"
    VIDEO_SIGN = "VIDEO_SIGN", "视频手语"
    VISIT = "VISIT", "窗口来访"
    PLATFORM = "PLATFORM", "平台转办"


class SourcePlatform(LabelledEnum):
    """From which platform a ticket was passed on (来源平台)."""

    NONE = "NONE", "本平台"
    PROVINCE = "PROVINCE", "省平台"
    POLICE_110 = "POLICE_110", "110 转办"
    MARKET_12315 = "MARKET_12315", "12315 转办"
    GRID = "GRID", "网格"
    PETITION = "PETITION", "信访"
    MESSAGE_BOARD = "MESSAGE_BOARD", "留言板"
    SERVICE_HALL = "SERVICE_HALL", "政务大厅"
    LEADER_LINE = "LEADER_LINE", "领导接线"


class CloseOutcome(LabelledEnum):
    """How a ticket ended (办结方式)."""

    ANSWERED = "ANSWERED", "已答复"
    RESOLVED = "RESOLVED", "已解决"
    PARTLY_RESOLVED = "PARTLY_RESOLVED", "部分解决"
    EXPLAINED = "EXPLAINED", "依法不能满足，已解释"
    TRACKED = "TRACKED", "列入跟踪"
    TERMINATED = "TERMINATED", "终止办理"
    UNREACHABLE = "UNREACHABLE", "未能联系"
    REFERRED = "REFERRED", "转入法定程序"


class ContactOutcome(LabelledEnum):
    """What came of one attempt to reach the citizen (联系结果)."""

    REACHED = "REACHED", "已联系上"
    NO_ANSWER = "NO_ANSWER", "无人接听"
    REFUSED = "REFUSED", "拒绝沟通"
    WRONG_NUMBER = "WRONG_NUMBER", "号码有误"


class ReturnReason(LabelledEnum):
    """Reasons for an objection (退单理由), domain rules §7.5."""

    NOT_OUR_DUTY = "NOT_OUR_DUTY", "不属本单位职责"
    WRONG_PLACE = "WRONG_PLACE", "不在本辖区"
    OVERLAP = "OVERLAP", "职责交叉"
    DUPLICATE = "DUPLICATE", "重复工单"
    OUT_OF_REMIT = "OUT_OF_REMIT", "不属受理范围"
    INFO_MISSING = "INFO_MISSING", "信息不足"


class Fault(LabelledEnum):
    """Whose fault a wrong dispatch was (错派归因)."""

    CATALOGUE = "CATALOGUE", "目录有误"
    DISPATCHER = "DISPATCHER", "派单有误"
    CITIZEN_INFO = "CITIZEN_INFO", "诉求信息有误"
    NONE = "NONE", "无"


class FactTrue(LabelledEnum):
    """Is what the citizen says true (是否属实)?"""

    YES = "YES", "属实"
    PARTLY = "PARTLY", "部分属实"
    NO = "NO", "不属实"
    UNVERIFIABLE = "UNVERIFIABLE", "无法核实"


class Resolution(LabelledEnum):
    """Is it solved, in the unit's own view (是否解决)?"""

    YES = "YES", "已解决"
    PARTLY = "PARTLY", "部分解决"
    NO = "NO", "未解决"


class ReplyKind(LabelledEnum):
    """What a reply is (答复类型)."""

    ANSWER = "ANSWER", "办理答复"
    TERMINATION = "TERMINATION", "申请终止"


class EvidenceKind(LabelledEnum):
    """What an attachment proves (佐证类型)."""

    IDENTITY = "IDENTITY", "身份材料"
    CONTACT_PROOF = "CONTACT_PROOF", "联系凭证"
    HANDLING_PROOF = "HANDLING_PROOF", "办理凭证"
    CITIZEN = "CITIZEN", "诉求人提供"
    OTHER = "OTHER", "其他"


class RedoTrigger(LabelledEnum):
    """Why a ticket is handled again (重办原因)."""

    UNRESOLVED = "UNRESOLVED", "未解决"
    NOT_CONTACTED = "NOT_CONTACTED", "未联系"
    UNIT_AT_FAULT = "UNIT_AT_FAULT", "承办单位责任"
    FALSE_CLOSURE = "FALSE_CLOSURE", "虚假办结"


class HandOffMode(LabelledEnum):
    """How an emergency is passed on (转接方式)."""

    CALL_TRANSFER = "CALL_TRANSFER", "电话转接"
    THREE_WAY = "THREE_WAY", "三方通话"
    PLATFORM = "PLATFORM", "平台转送"


class VoidReason(LabelledEnum):
    """Why a draft is void (作废原因)."""

    TEST = "TEST", "测试"
    SILENT = "SILENT", "无声来电"
    WRONG_NUMBER = "WRONG_NUMBER", "拨错号码"
    DOUBLE_ENTRY = "DOUBLE_ENTRY", "重复录入"


class NoFollowUpReason(LabelledEnum):
    """Why nobody asks the citizen afterwards (免回访原因)."""

    NO_REPLY_WANTED = "NO_REPLY_WANTED", "诉求人不要求回复"
    ANONYMOUS = "ANONYMOUS", "匿名"
    CONFIDENTIAL = "CONFIDENTIAL", "保密"
    EXCLUDED_KIND = "EXCLUDED_KIND", "不需回访的类型"


class FilingState(LabelledEnum):
    """Filing of an unreasonable request (不合理诉求认定)."""

    NONE = "NONE", "未申报"
    FILED = "FILED", "已申报"
    GRANTED = "GRANTED", "已认定"
    REFUSED = "REFUSED", "未认定"


class AppealState(LabelledEnum):
    """Appeal against a figure (考核申诉)."""

    NONE = "NONE", "未申诉"
    FILED = "FILED", "已申诉"
    UPHELD = "UPHELD", "申诉成立"
    REJECTED = "REJECTED", "申诉不成立"


class SuperviseLevel(LabelledEnum):
    """How high a ticket has climbed (督办级别), domain rules §4.7."""

    URGED = "URGED", "催办"
    SUPERVISED = "SUPERVISED", "督办"
    NOTIFIED = "NOTIFIED", "书面通报"
    LISTED = "LISTED", "挂牌督办"
    SUMMONED = "SUMMONED", "约谈"
    RAISED = "RAISED", "提级办理"


class Light(LabelledEnum):
    """Colour of a clock (警示灯)."""

    GREEN = "GREEN", "正常"
    YELLOW = "YELLOW", "临期"
    RED = "RED", "超期"


class ClockState(LabelledEnum):
    """Where a clock stands."""

    RUNNING = "RUNNING", "计时中"
    PAUSED = "PAUSED", "已暂停"
    STOPPED = "STOPPED", "已停止"


class Mode(LabelledEnum):
    """How a limit is counted (计时方式), domain rules §4.1."""

    DAY = "DAY", "工作日"
    MIN = "MIN", "工作分钟"
    CLK = "CLK", "自然分钟"
    CAL = "CAL", "自然日"


class ClockId(LabelledEnum):
    """Clocks of a ticket (时限), domain rules §4.1, §4.3, §4.8–4.9."""

    PROMISE = "promise", "承诺答复"
    DRAFT_REVIEW = "draft_review", "预审"
    DISPATCH = "dispatch", "派单"
    INFO_WAIT = "info_wait", "待补充"
    HANDOFF_CONFIRM = "handoff_confirm", "紧急转接确认"
    SIGN = "sign", "签收"
    FIRST_CONTACT = "first_contact", "首次联系"
    RETURN_WINDOW = "return_window", "可退单期"
    ADJUDICATE = "adjudicate", "退单裁决"
    CONSULTATION = "consultation", "会商"
    CASE = "case", "办理"
    PARTNER = "partner", "协办"
    PROGRESS = "progress", "阶段性进展"
    FIRST_RESULT = "first_result", "紧急首次结果"
    WHISTLE_REPORT = "whistle_report", "吹哨报到"
    EXTENSION_DECISION = "extension_decision", "延期审批"
    SUSPENSION = "suspension", "中止到期"
    TRACKED_REVIEW = "tracked_review", "跟踪复查"
    RESULT_REVIEW = "result_review", "结果审核"
    FOLLOW_UP = "follow_up", "回访"
    REDO = "redo", "重办"
    URGE_REPLY = "urge_reply", "催办回应"
    SUPERVISE_REPLY = "supervise_reply", "督办回复"
    REOPEN_WINDOW = "reopen_window", "可重办期"
    UNREASONABLE_DECIDE = "unreasonable_decide", "不合理诉求认定"
    APPEAL_DECIDE = "appeal_decide", "申诉裁定"
    CONSUMER_ACCEPT = "consumer_accept", "消费投诉受理决定"
    CONSUMER_MEDIATION = "consumer_mediation", "消费调解"
    CONSUMER_NOTICE = "consumer_notice", "终止调解告知"
    REPORT_CHECK = "report_check", "举报核查"
    REPORT_NOTICE = "report_notice", "举报处理告知"

    def label_on(self, urgency: str) -> str:
        """Return its name on a ticket of this urgency: an urgent matter owes a first result too (§4.3)."""
        if self is ClockId.FIRST_RESULT and urgency == Urgency.URGENT.value:
            return "加急首次结果"
        return self.label


class Stage(LabelledEnum):
    """Statutory stages of market matters (法定阶段), domain rules §4.8–4.9."""

    RECEIVED = "RECEIVED", "已接收"
    ACCEPTED = "ACCEPTED", "已受理"
    REFUSED = "REFUSED", "不予受理"
    MEDIATING = "MEDIATING", "调解中"
    AGREED = "AGREED", "达成协议"
    TERMINATED = "TERMINATED", "终止调解"
    WITHDRAWN = "WITHDRAWN", "投诉人撤回"
    CHECKING = "CHECKING", "核查中"
    CASE_OPENED = "CASE_OPENED", "已立案"
    NOT_OPENED = "NOT_OPENED", "不予立案"
    REPORTER_TOLD = "REPORTER_TOLD", "已告知举报人"


class Queue(LabelledEnum):
    """Work waiting for a role (待办队列)."""

    DRAFTS = "drafts", "待审核"
    AWAITING_INFO = "awaiting_info", "待补充"
    TO_DISPATCH = "to_dispatch", "待派单"
    OBJECTIONS = "objections", "退单待裁决"
    EXTENSIONS = "extensions", "延期待审批"
    TO_SIGN = "to_sign", "待签收"
    HANDLING = "handling", "办理中"
    TO_APPROVE = "to_approve", "待单位审批"
    TO_REVIEW = "to_review", "待结果审核"
    TO_FOLLOW_UP = "to_follow_up", "待回访"
    CONSULTATIONS = "consultations", "会商"
    TRACKED = "tracked", "跟踪事项"
    SUPERVISED = "supervised", "督办"
    HANDED_OFF = "handed_off", "紧急转接待确认"
    FILINGS = "filings", "认定与申诉"
    ALL = "all", "全部"


class Relation(LabelledEnum):
    """How two tickets belong together (关联关系)."""

    RELATED = "RELATED", "相关"
    SPLIT_FROM = "SPLIT_FROM", "拆分自"
    MERGED_INTO = "MERGED_INTO", "并入"
    FOLLOWS = "FOLLOWS", "再次反映"
    REMAINDER_OF = "REMAINDER_OF", "紧急转接后的普通事项"
    CONCERNS = "CONCERNS", "效能投诉所指"
