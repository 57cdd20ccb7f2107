"""The public timeline (办理进度): each step in the citizen's words, nothing internal."""

from collections.abc import Mapping
from datetime import datetime

from hotline.tickets.models import Action, TicketAction

_WORDS: Mapping[Action, str] = {
    Action.OPEN: "诉求已登记",
    Action.ANSWER_NOW: "已当场答复",
    Action.REQUEST_INFO: "请您补充信息",
    Action.SUPPLY_INFO: "已收到您补充的信息",
    Action.HAND_OFF: "已转紧急热线处置",
    Action.BOUNCE_BACK: "由12345继续受理",
    Action.DECLINE: "不在受理范围，已告知途径",
    Action.CONTEST: "已收到您的异议，重新审核",
    Action.MERGE_INTO: "与相同诉求合并办理",
    Action.UNMERGE: "恢复单独办理",
    Action.SPLIT: "按事项分开办理",
    Action.WITHDRAW: "已按您的要求撤回",
    Action.APPROVE: "审核通过，正在安排承办单位",
    Action.DISPATCH: "已派至承办单位",
    Action.CHANGE_URGENCY: "紧急程度已调整",
    Action.RECLASSIFY: "诉求分类已核对调整",
    Action.SIGN: "承办单位已接收",
    Action.SIGN_TIMEOUT: "承办单位已接收",
    Action.OBJECT: "正在认定承办职责",
    Action.REDISPATCH: "已确定由其他单位办理",
    Action.REJECT_OBJECTION: "职责已认定，继续办理",
    Action.RULE: "经会商确定承办单位",
    Action.LOG_CONTACT: "承办单位与您联系",
    Action.GRANT_EXTENSION: "办理时间已延长",
    Action.SUSPEND: "依法暂停计时",
    Action.RESUME: "恢复办理",
    Action.TRACK: "已列入跟踪清单",
    Action.UNTRACK: "恢复办理",
    Action.REPLY: "承办单位已答复，正在核对",
    Action.PROPOSE_TERMINATION: "承办单位已答复，正在核对",
    Action.ACCEPT_RESULT: "答复已核对，请您评价",
    Action.SEND_BACK: "答复未通过核对，继续办理",
    Action.ACCEPT_WITHOUT_FOLLOW_UP: "已办结",
    Action.CLOSE: "已办结",
    Action.ORDER_REDO: "已要求重新办理",
    Action.REOPEN: "已重新办理",
    Action.URGE: "已转达您的催办",
    Action.RAISE: "已提级办理",
    Action.ADD_CITIZEN_INFO: "已收到您补充的情况",
}
_NOT_REACHED = frozenset({"NO_ANSWER", "WRONG_NUMBER", "REFUSED"})


def words(action: TicketAction) -> str | None:
    """Return the step in plain words, or ``None`` for a step the citizen is not shown."""
    kind = Action[action.action]
    texts = action.words
    if kind is Action.NOTE_PROGRESS:
        told = texts.get("public_text")
        return f"办理进展：{told}" if told else None
    if kind is Action.LOG_CONTACT and action.payload.get("outcome") in _NOT_REACHED:
        return "承办单位尝试与您联系，未接通"
    return _WORDS.get(kind)


def timeline(actions: list[TicketAction]) -> list[tuple[datetime, str]]:
    """Return (instant, words) of every public step, oldest first."""
    return [(a.at, said) for a in actions if (said := words(a)) is not None]
