"""What can be wrong with a command on a ticket (工单业务错误)."""

from hotline.kit.errors import Conflict, Forbidden, Invalid, NotFound
from hotline.tickets.workflow import ActionRefused, IllegalTransition, RoleMissing

__all__ = [
    "ActionRefused",
    "ConsumerAnonymous",
    "ConsumerIncomplete",
    "IllegalTransition",
    "NoLead",
    "PayloadInvalid",
    "PolicyUnknown",
    "ProposalUnknown",
    "RoleMissing",
    "StaleVersion",
    "TicketUnknown",
    "UnitUnusable",
    "ViewUnknown",
]


class TicketUnknown(NotFound):
    """No such ticket, or none that the actor may see."""

    code = "ticket_unknown"
    title_zh = "工单不存在或您无权查看"
    title_en = "No such ticket, or none you may see"


class StaleVersion(Conflict):
    """Somebody was faster; ``current_version`` tells which version stands now."""

    code = "stale_version"
    title_zh = "工单已被他人更新，请核对后再提交"
    title_en = "The ticket was changed meanwhile"


class PayloadInvalid(Invalid):
    """A field is missing or wrong; ``errors`` names each with its reason."""

    code = "payload_invalid"
    title_zh = "填写内容有误"
    title_en = "A field is missing or wrong"


class ConsumerIncomplete(PayloadInvalid):
    """A consumer complaint lacks what the law asks for; ``errors`` names it (market rule art. 9)."""

    code = "consumer_incomplete"
    title_zh = "消费投诉要件不全"
    title_en = "The consumer complaint lacks required facts"


class ConsumerAnonymous(PayloadInvalid):
    """An anonymous request is no consumer complaint (market rule art. 9); a report may be anonymous."""

    code = "consumer_anonymous"
    words = (
        "匿名的不能按消费投诉办理：反映违法线索的，诉求类型改为举报、适用规则改为违法举报；其他的按一般投诉办理",
        "a consumer complaint names its complainant: make it a violation report, or a standard complaint",
    )
    title_zh, title_en = words


class ProposalUnknown(NotFound):
    """Nothing like that waits for approval."""

    code = "proposal_unknown"
    title_zh = "没有待审批的事项"
    title_en = "Nothing like that waits for approval"


class UnitUnusable(Invalid):
    """The unit does not exist, is closed, or may not be given this ticket."""

    code = "unit_unusable"
    title_zh = "不能选择该单位"
    title_en = "This unit cannot be chosen"


class NoLead(Conflict):
    """The ticket has no lead unit."""

    code = "no_lead"
    title_zh = "工单尚未派单，没有主办单位"
    title_en = "The ticket has no lead unit yet"


class PolicyUnknown(NotFound):
    """No such version of the limits."""

    code = "policy_unknown"
    title_zh = "没有该版本的时限政策"
    title_en = "No such version of the limits"


class ViewUnknown(NotFound):
    """No such saved view of the caller."""

    code = "view_unknown"
    title_zh = "没有该常用查询"
    title_en = "No such saved view"


class TicketForbidden(Forbidden):
    """The actor may see the ticket but not do this."""

    code = "ticket_forbidden"
    title_zh = "您不能进行此操作"
    title_en = "You may not do this"
