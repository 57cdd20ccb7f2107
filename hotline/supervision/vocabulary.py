"""Words of e-supervision (监察词汇): objects, cards, documents and their states, with Chinese labels."""

from hotline.kit.labels import LabelledEnum


class ObjectKind(LabelledEnum):
    """What is watched."""

    TICKET = "TICKET", "工单"
    CASE = "CASE", "办件"
    ARTICLE = "ARTICLE", "知识点"
    UNIT = "UNIT", "单位"
    ITEM = "ITEM", "服务事项"


class Step(LabelledEnum):
    """What happens to a clock as time passes (domain rules §4.7)."""

    REMIND = "REMIND", "提醒"
    YELLOW = "YELLOW", "黄灯"
    DUE = "DUE", "到期红灯"
    URGE_NOTICE = "URGE_NOTICE", "催办通知书"
    SUPERVISE = "SUPERVISE", "督办"
    RED_CARD = "RED_CARD", "红牌"
    NOTIFY = "NOTIFY", "书面通报"
    LIST = "LIST", "挂牌督办"
    SUMMON = "SUMMON", "可以约谈"


class Colour(LabelledEnum):
    """Colours of a card (牌)."""

    REMINDER = "REMINDER", "提醒"
    YELLOW = "YELLOW", "黄牌"
    RED = "RED", "红牌"


class RuleId(LabelledEnum):
    """Rules that serve a card on a ticket's unit (domain rules §10.1, §10.2)."""

    TICKET_DUE = "TICKET_DUE", "工单环节超时"
    TICKET_RED = "TICKET_RED", "工单环节严重超时"
    RETURN_ABUSE = "RETURN_ABUSE", "不当退单"
    FALSE_CLOSE = "FALSE_CLOSE", "虚假办结"
    NO_CONTACT = "NO_CONTACT", "联系不实"
    PAUSE_OVER = "PAUSE_OVER", "中止逾期"
    KB_STALE = "KB_STALE", "知识逾期未复审"


class Disposition(LabelledEnum):
    """What became of a card; a card is never deleted."""

    OPEN = "OPEN", "待说明"
    EXPLAINED = "EXPLAINED", "待裁定"
    CORRECTED = "CORRECTED", "自行纠正"
    EXEMPTED = "EXEMPTED", "免责"
    REVOKED = "REVOKED", "撤销"
    CONFIRMED = "CONFIRMED", "确认"
    ACCOUNTABLE = "ACCOUNTABLE", "移送问责"


# Cards that do not weigh: they keep their place in the list and drop out of grade and repeats.
FORGIVEN = frozenset({Disposition.CORRECTED, Disposition.EXEMPTED, Disposition.REVOKED})
WAITING = frozenset({Disposition.OPEN, Disposition.EXPLAINED})


class OrderState(LabelledEnum):
    """Where a supervision document stands."""

    ISSUED = "ISSUED", "待回复"
    REPLIED = "REPLIED", "已回复"
    LIFTED = "LIFTED", "已解除"


class OrderLevel(LabelledEnum):
    """Documents of e-supervision: rungs of the ladder (domain rules §4.7) and the advice of §10.5."""

    URGED = "URGED", "催办"
    SUPERVISED = "SUPERVISED", "督办"
    NOTIFIED = "NOTIFIED", "书面通报"
    LISTED = "LISTED", "挂牌督办"
    SUMMONED = "SUMMONED", "约谈"
    ADVISED = "ADVISED", "监察建议书"


class Grade(LabelledEnum):
    """Monthly grade of a unit (domain rules §10.5)."""

    EXCELLENT = "EXCELLENT", "优秀"
    GOOD = "GOOD", "良好"
    PASSED = "PASSED", "合格"
    FAILED = "FAILED", "不合格"


class NoticeKind(LabelledEnum):
    """What a notice to staff is about (站内通知)."""

    CLOCK = "CLOCK", "时限预警"
    CARD = "CARD", "监察牌"
    ORDER = "ORDER", "监察文书"
    RISK = "RISK", "风险预警"
    HOT = "HOT", "热点提醒"
    DRIFT = "DRIFT", "分类质量提醒"
    INCIDENT = "INCIDENT", "批量件提醒"
    UNTOLD = "UNTOLD", "告知未达"
    KB = "KB", "知识维护"


class Ground(LabelledEnum):
    """Why a card is exempted or revoked (免责事由), domain rules §10.4."""

    SELF_CORRECTED = "SELF_CORRECTED", "期限前自行发现并纠正"
    APPLICANT_FRAUD = "APPLICANT_FRAUD", "诉求人或申请人欺骗"
    FORCE_MAJEURE = "FORCE_MAJEURE", "不可抗力"
    SYSTEM_FAULT = "SYSTEM_FAULT", "系统故障"
    SERVED_IN_ERROR = "SERVED_IN_ERROR", "认定有误"
