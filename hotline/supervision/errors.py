"""Refusals of e-supervision (监察错误)."""

from hotline.kit.errors import Conflict, Forbidden, Invalid, NotFound


class CardUnknown(NotFound):
    """No such card, or not yours to see."""

    code = "card_unknown"
    title_zh = "未找到该监察牌"
    title_en = "No such card"


class OrderUnknown(NotFound):
    """No such supervision document, or not yours to see."""

    code = "order_unknown"
    title_zh = "未找到该监察文书"
    title_en = "No such supervision document"


class AppealUnknown(NotFound):
    """No such appeal, or not yours to see."""

    code = "card_appeal_unknown"
    title_zh = "未找到该申诉"
    title_en = "No such appeal"


class NoticeUnknown(NotFound):
    """No such notice, or not for you."""

    code = "notice_unknown"
    title_zh = "未找到该通知"
    title_en = "No such notice"


class RulesUnknown(NotFound):
    """No proposal of that number is waiting."""

    code = "supervision_rules_unknown"
    title_zh = "没有待审批的监察政策"
    title_en = "No such proposal is waiting"


class RulesInvalid(Invalid):
    """The document holds no usable numbers of e-supervision."""

    code = "supervision_rules_invalid"
    title_zh = "监察政策内容有误"
    title_en = "The document is no set of supervision rules"


class StepNotOpen(Conflict):
    """The card or document is not in a state that allows this step."""

    code = "supervision_step_not_open"
    title_zh = "当前状态不能执行该步骤"
    title_en = "The present state does not allow this step"


class AnswerStillDue(Conflict):
    """A unit is not held to a card before it answered or the time for it passed (§10.4)."""

    code = "card_answer_still_due"
    title_zh = "单位的说明期限未到，暂不能认定"
    title_en = "The unit may still explain; it is too early to confirm"


class AppealedAlready(Conflict):
    """A card is appealed once; what was decided is final (domain rules §3.2 G10)."""

    code = "card_appealed_already"
    title_zh = "该监察牌已申诉过"
    title_en = "The card was appealed before"


class AppealTooLate(Conflict):
    """The days for an appeal are over (domain rules §3.2 G10)."""

    code = "card_appeal_too_late"
    title_zh = "已超过申诉期限"
    title_en = "The time for appeals is over"


class AdjustmentMissing(Invalid):
    """Upholding says what is adjusted (domain rules §3.2 G11)."""

    code = "card_adjustment_missing"
    title_zh = "申诉成立须写明调整内容"
    title_en = "Upholding an appeal says what is adjusted"


class PanelInvolved(Forbidden):
    """Nobody decides an appeal who had to do with the card, its unit or its ticket (§3.2 G11)."""

    code = "panel_involved"
    title_zh = "与此事有关的人员不能裁定申诉"
    title_en = "Whoever is involved does not decide the appeal"


class OpinionGiven(Conflict):
    """The panel has two people at least: each has one voice."""

    code = "opinion_given"
    title_zh = "您已发表过意见，须由另一人裁定"
    title_en = "You have given your opinion; another person must decide"


class GroundMissing(Invalid):
    """Exempting or revoking a card needs one of the listed grounds (§10.4)."""

    code = "card_ground_missing"
    title_zh = "免责或撤销须选择事由"
    title_en = "Exempting or revoking needs a ground"


class TooEarly(Conflict):
    """The rung of the ladder is not reached yet (domain rules §4.7)."""

    code = "rung_too_early"
    title_zh = "尚未达到该级督办的条件"
    title_en = "The ticket has not reached this rung"


class AlreadyIssued(Conflict):
    """The same document about the same state of the ticket was issued."""

    code = "order_already_issued"
    title_zh = "同一文书已发出"
    title_en = "This document was issued already"


class Stale(Conflict):
    """Someone else changed it meanwhile."""

    code = "stale_version"
    title_zh = "内容已被他人更新，请刷新后再提交"
    title_en = "Changed by someone else meanwhile"


class NotOwnUnit(Forbidden):
    """Only the watched unit itself answers."""

    code = "not_own_unit"
    title_zh = "只能由被监察单位答复"
    title_en = "Only the unit itself may answer"


class InspectorInvolved(Forbidden):
    """An inspector may not judge his own unit (domain rules §2.2)."""

    code = "inspector_involved"
    title_zh = "监察员不得处理本单位的监察牌"
    title_en = "An inspector may not judge his own unit"
