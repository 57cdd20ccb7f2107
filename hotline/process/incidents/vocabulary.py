"""Words of the incident (批量件词汇): states, origins and kinds, each with its Chinese label."""

from hotline.kit.labels import LabelledEnum


class IncidentState(LabelledEnum):
    """Where an incident stands."""

    SUGGESTED = "SUGGESTED", "待确认"
    OPEN = "OPEN", "办理中"
    CLOSED = "CLOSED", "已结束"
    DISMISSED = "DISMISSED", "不成立"


class Origin(LabelledEnum):
    """Why an incident was thought of."""

    CATEGORY_PLACE = "CATEGORY_PLACE", "同类同地"
    LIKENESS = "LIKENESS", "内容相近"
    BY_HAND = "BY_HAND", "人工建立"


class MemberState(LabelledEnum):
    """How a ticket belongs to an incident."""

    SUGGESTED = "SUGGESTED", "待确认"
    JOINED = "JOINED", "已加入"
    REMOVED = "REMOVED", "已移出"


class MeasureKind(LabelledEnum):
    """What is done for all tickets of an incident at once."""

    REPLY = "REPLY", "统一答复"
    ANSWER_NOW = "ANSWER_NOW", "直接答复"
    ACCEPT_RESULT = "ACCEPT_RESULT", "统一审核结果"
    NOTICE = "NOTICE", "进展告知"


class MeasureState(LabelledEnum):
    """Where a measure stands; RUNNING until no ticket waits."""

    PROPOSED = "PROPOSED", "待审核"
    RUNNING = "RUNNING", "办理中"
    DONE = "DONE", "已完成"
    RETURNED = "RETURNED", "已退回"


class ItemState(LabelledEnum):
    """What became of a measure on one ticket."""

    PENDING = "PENDING", "待办"
    DONE = "DONE", "已办"
    FAILED = "FAILED", "未办成"
    SKIPPED = "SKIPPED", "不需办理"


class SkipReason(LabelledEnum):
    """Why a measure has nothing to do on a ticket."""

    ANSWERED = "ANSWERED", "已答复或已办结"
    SAME_CITIZEN = "SAME_CITIZEN", "同一诉求人已告知"
    NO_REPLY_WANTED = "NO_REPLY_WANTED", "诉求人不要求回复"
    UNREACHABLE = "UNREACHABLE", "没有可用的联系方式，请由人工告知"
    OPTED_OUT = "OPTED_OUT", "已退订"
    LEFT = "LEFT", "已移出批量件"
