"""Conditions in words (适用条件的说法): what a catalogue row demands, said in Chinese and in English."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from routing.catalogue.conditions import parse
from routing.errors import ConditionInvalid


@dataclass(frozen=True)
class Said:
    """The same thing in both languages."""

    zh: str
    en: str


FIELD_WORDS: Mapping[str, Said] = {
    "respondent_kind": Said("被反映对象类型", "respondent kind"),
    "citizen_kind": Said("诉求人类型", "citizen kind"),
    "special_group": Said("特殊群体", "special group"),
    "kind": Said("诉求类型", "kind"),
    "urgency": Said("紧急程度", "urgency"),
    "channel": Said("来电渠道", "channel"),
    "hour": Said("发生时刻", "hour of the matter"),
    "weekday": Said("发生日", "day of the matter"),
    "road_class": Said("道路级别", "road class"),
    "firm_size": Said("企业规模", "firm size"),
}

# Who asks and by which way is named by other packages, which this one must not know; a test holds
# these words to theirs.
VALUE_WORDS: Mapping[str, Mapping[str, Said]] = {
    "respondent_kind": {
        "PERSON": Said("个人", "Person"),
        "FIRM": Said("企业或商户", "Firm"),
        "UNIT": Said("单位", "Unit"),
        "STAFF": Said("工作人员", "Member of staff"),
    },
    "citizen_kind": {
        "PERSON": Said("个人", "Person"),
        "ENTERPRISE": Said("企业", "Enterprise"),
        "ORGANISATION": Said("社会组织", "Organisation"),
        "ANONYMOUS": Said("匿名", "Anonymous"),
    },
    "special_group": {
        "NONE": Said("无", "None"),
        "ELDERLY": Said("老年人", "Elderly"),
        "DISABLED": Said("残疾人", "Disabled"),
        "MINOR": Said("未成年人", "Minor"),
        "FOREIGNER": Said("外籍人士", "Foreigner"),
    },
    "kind": {
        "REPORT": Said("举报", "Report"),
        "COMPLAINT": Said("投诉", "Complaint"),
        "HELP": Said("求助", "Help"),
        "SUGGEST": Said("建议", "Suggestion"),
        "CONSULT": Said("咨询", "Question"),
        "PRAISE": Said("表扬", "Praise"),
    },
    "urgency": {
        "NORMAL": Said("一般", "Normal"),
        "URGENT": Said("加急", "Urgent"),
        "EMERGENCY": Said("紧急", "Emergency"),
    },
    "channel": {
        "VOICE": Said("电话", "Telephone"),
        "SMS": Said("短信", "SMS"),
        "WEBCHAT": Said("网页在线", "Web chat"),
        "WECHAT": Said("微信", "WeChat"),
        "APP": Said("手机应用", "App"),
        "WEB": Said("网页留言", "Web form"),
        "OPEN311": Said("Open311 接口", "Open311"),
        "KIOSK": Said("自助终端", "Kiosk"),
        "EMAIL": Said("电子邮件", "E-mail"),
        "VIDEO_SIGN": Said("视频手语", "Sign language video"),
        "VISIT": Said("窗口来访", "Counter"),
        "PLATFORM": Said("平台转办", "Other platform"),
    },
}
_WEEKDAYS = [
    Said("周一", "Monday"),
    Said("周二", "Tuesday"),
    Said("周三", "Wednesday"),
    Said("周四", "Thursday"),
    Said("周五", "Friday"),
    Said("周六", "Saturday"),
    Said("周日", "Sunday"),
]
_TRUTH = {True: Said("是", "yes"), False: Said("否", "no")}
_TIMES = frozenset({"hour", "weekday"})
# ``{}`` is the value; a time is earlier or later, anything else smaller or greater.
_PHRASES: Mapping[type[ast.cmpop], Said] = {
    ast.Eq: Said("为{}", " is {}"),
    ast.NotEq: Said("不是{}", " is not {}"),
    ast.In: Said("为{}之一", " is one of {}"),
    ast.NotIn: Said("不是{}中的任何一种", " is none of {}"),
    ast.Lt: Said("小于{}", " is less than {}"),
    ast.LtE: Said("不大于{}", " is at most {}"),
    ast.Gt: Said("大于{}", " is more than {}"),
    ast.GtE: Said("不小于{}", " is at least {}"),
}
_TIMED: Mapping[type[ast.cmpop], Said] = {
    ast.Lt: Said("在{}之前", " is before {}"),
    ast.LtE: Said("为{}或之前", " is {} or before"),
    ast.Gt: Said("在{}之后", " is after {}"),
    ast.GtE: Said("为{}或之后", " is {} or after"),
}
_OPPOSITE: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
}


@lru_cache(maxsize=4096)
def in_words(source: str) -> Said:
    """Say a condition in both languages; one that cannot be read is given back as it was written."""
    try:
        parse(source)
    except ConditionInvalid:
        return Said(source, source)
    return _said(ast.parse(source.strip(), mode="eval").body)


def _said(node: ast.expr) -> Said:
    if isinstance(node, ast.BoolOp):
        parts = [_grouped(part) for part in node.values]
        both = isinstance(node.op, ast.And)
        return Said(
            ("，且" if both else "，或").join(part.zh for part in parts),
            (" and " if both else " or ").join(part.en for part in parts),
        )
    if isinstance(node, ast.UnaryOp):
        return _denied(node.operand)
    return _compared(node)


def _grouped(node: ast.expr) -> Said:
    """Brackets around every part that is itself joined: no reader has to know what binds closer."""
    said = _said(node)
    return Said(f"（{said.zh}）", f"({said.en})") if isinstance(node, ast.BoolOp) else said


def _denied(node: ast.expr) -> Said:
    """The opposite of one comparison is said outright: 不是举报, not 并非（为举报）."""
    if isinstance(node, ast.UnaryOp):
        return _said(node.operand)
    if isinstance(node, ast.Compare):
        return _compared(node, deny=True)
    said = _said(node)
    return Said(f"并非（{said.zh}）", f"not ({said.en})")


def _compared(node: ast.expr, *, deny: bool = False) -> Said:
    if not isinstance(node, ast.Compare) or not isinstance(node.left, ast.Name):
        return Said(ast.unparse(node), ast.unparse(node))
    field, kind = node.left.id, type(node.ops[0])
    kind = _OPPOSITE[kind] if deny else kind
    phrase = _TIMED.get(kind, _PHRASES[kind]) if field in _TIMES else _PHRASES[kind]
    name, values = FIELD_WORDS[field], _values(field, node.comparators[0])
    several = Said("、".join(v.zh for v in values), ", ".join(v.en for v in values))
    return Said(
        (name.zh + phrase.zh.format(several.zh)).rstrip(), name.en + phrase.en.format(several.en)
    )


def _values(field: str, node: ast.expr) -> list[Said]:
    members = node.elts if isinstance(node, (ast.Tuple, ast.List)) else [node]
    return [_value(field, member.value) for member in members if isinstance(member, ast.Constant)]


def _value(field: str, value: object) -> Said:
    if isinstance(value, bool):
        return _TRUTH[value]
    if field == "hour" and isinstance(value, int):
        return Said(f" {value} 点", f"{value}:00")
    if field == "weekday" and isinstance(value, int) and 1 <= value <= len(_WEEKDAYS):
        return _WEEKDAYS[value - 1]
    known = VALUE_WORDS.get(field, {}).get(str(value))
    if known is not None:
        return known
    # A number stands apart from Chinese words; what a person wrote is quoted.
    return (
        Said(f" {value} ", f"{value}")
        if not isinstance(value, str)
        else Said(f"“{value}”", f"“{value}”")
    )
