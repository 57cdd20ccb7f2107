"""Refusals of e-supervision (监察错误)."""

from hotline.kit.errors import Conflict, Forbidden, NotFound


class CardUnknown(NotFound):
    """No such card, or not yours to see."""

    code = "card_unknown"
    title_zh = "未找到该监察牌"
    title_en = "No such card"


class OrderUnknown(NotFound):
    """No such order, or not yours to see."""

    code = "order_unknown"
    title_zh = "未找到该督办单"
    title_en = "No such supervision order"


class StepNotOpen(Conflict):
    """The card or order is not in a state that allows this step."""

    code = "supervision_step_not_open"
    title_zh = "当前状态不能执行该步骤"
    title_en = "The present state does not allow this step"


class Stale(Conflict):
    """Someone else changed it meanwhile."""

    code = "stale_version"
    title_zh = "内容已被他人更新，请刷新后再提交"
    title_en = "Changed by someone else meanwhile"


class InspectorInvolved(Forbidden):
    """An inspector may not judge his own unit (domain rules §2.2)."""

    code = "inspector_involved"
    title_zh = "监察员不得处理本单位的监察牌"
    title_en = "An inspector may not judge his own unit"
