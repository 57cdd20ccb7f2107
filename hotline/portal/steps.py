"""The public timeline (办理进度): each step in the citizen's words, nothing internal."""

from collections.abc import Mapping
from datetime import datetime

from hotline.tickets.models import Action, TicketAction

_WORDS: Mapping[Action, str] = {
    Action.OPEN: "诉求已登记",
    Action.ANSWER_NOW: "已当场答复",
    Action.REQUEST_INFO: "请您补充信息",
    Action.SUPPLY_INFO: "已收到您补充的信息",
    Action.INFO_TIMEOUT: "未收到补充，按现有信息继续办理",
    Action.HAND_OFF: "已转紧急热线处置",
    Action.CONFIRM_RECEIVED: "紧急热线已接收",
    Action.BOUNCE_BACK: "由12345继续受理",
    Action.DECLINE: "不在受理范围，已告知途径",
    Action.CONTEST: "已收到您的异议，重新审核",
    Action.MERGE_INTO: "与相同诉求合并办理",
    Action.UNMERGE: "恢复单独办理",
    Action.SPLIT: "按事项分开办理",
    Action.WITHDRAW: "已按您的要求撤回",
    Action.RETURN_TO_AGENT: "正在核对登记内容",
    Action.APPROVE: "审核通过，正在安排承办单位",
    Action.CALL_CONSULTATION: "已召集有关单位会商",
    Action.CONCLUDE_CONSULTATION: "会商已有结论",
    Action.DISPATCH: "已派至承办单位",
    Action.RECALL: "派单已撤回，重新安排承办单位",
    Action.CHANGE_URGENCY: "紧急程度已调整",
    Action.RECLASSIFY: "诉求分类已核对调整",
    Action.SIGN: "承办单位已接收",
    Action.SIGN_TIMEOUT: "承办单位已接收",
    Action.OBJECT: "正在认定承办职责",
    Action.WITHDRAW_OBJECTION: "承办单位继续办理",
    Action.ADJUDICATE_TIMEOUT: "职责认定超时，已督促",
    Action.REDISPATCH: "已确定由其他单位办理",
    Action.REJECT_OBJECTION: "职责已认定，继续办理",
    Action.RULE: "经会商确定承办单位",
    Action.LOG_CONTACT: "承办单位与您联系",
    Action.TRANSFER_DOWN: "已交由下级单位具体办理",
    Action.RETURN_UP: "正在核定具体办理单位",
    Action.DECIDE_RETURN_UP: "已核定具体办理单位",
    Action.ADD_PARTNER: "已增加协办单位",
    Action.PARTNER_REPLY: "协助办理的单位已反馈",
    Action.WHISTLE: "已请有关部门到场会办",
    Action.REPORT_IN: "有关部门已到场",
    Action.REQUEST_EXTENSION: "承办单位申请延长办理时间",
    Action.GRANT_EXTENSION: "办理时间已延长",
    Action.REFUSE_EXTENSION: "未同意延长，按原时间办理",
    Action.SUSPEND: "依法暂停计时",
    Action.RESUME: "恢复办理",
    Action.TRACK: "已列入跟踪清单",
    Action.UNTRACK: "恢复办理",
    Action.REPLY: "承办单位已答复，正在核对",
    Action.PROPOSE_TERMINATION: "承办单位已答复，正在核对",
    Action.ACCEPT_RESULT: "答复已核对，请您评价",
    Action.SEND_BACK: "答复未通过核对，继续办理",
    Action.ACCEPT_WITHOUT_FOLLOW_UP: "已办结",
    Action.RECORD_ATTEMPT: "已向您回访",
    Action.CLOSE: "已办结",
    Action.ORDER_REDO: "已要求重新办理",
    Action.REOPEN: "已重新办理",
    Action.RATE_AGAIN: "已收到您的再次评价",
    Action.SEAL: "已归档",
    Action.URGE: "已转达您的催办",
    Action.ISSUE_URGE_NOTICE: "已向承办单位发出催办通知书",
    Action.RAISE: "已提级办理",
    Action.ADD_CITIZEN_INFO: "已收到您补充的情况",
}
_NOT_REACHED = frozenset({"NO_ANSWER", "WRONG_NUMBER", "REFUSED"})
_TRIED: Mapping[Action, str] = {
    Action.LOG_CONTACT: "承办单位尝试与您联系，未接通",
    Action.RECORD_ATTEMPT: "尝试向您回访，未接通",
}
_HELPERS_SIGN = frozenset({"C1b", "C2b"})  # rows by which a partner or a lower unit signs


def words(action: TicketAction) -> str | None:
    """Return the step in plain words, or ``None`` for a step the citizen is not shown.

    A step of which nothing is sent is shown as well (domain rules §3.2); remarks, flags, links and
    what concerns the assessment of units only are not his.
    """
    kind = Action[action.action]
    texts = action.words
    if kind is Action.NOTE_PROGRESS:
        told = texts.get("public_text")
        return f"办理进展：{told}" if told else None
    if kind in _TRIED and action.payload.get("outcome") in _NOT_REACHED:
        return _TRIED[kind]
    if action.row_id in _HELPERS_SIGN:
        return "协助办理的单位已接收"
    return _WORDS.get(kind)


def timeline(actions: list[TicketAction]) -> list[tuple[datetime, str]]:
    """Return (instant, words) of every public step, oldest first."""
    return [(a.at, said) for a in actions if (said := words(a)) is not None]
