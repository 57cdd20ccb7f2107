"""Conditions of catalogue rows (适用条件): a small safe expression language over named fields.

``respondent_kind == "FIRM" and (hour >= 22 or hour < 6)`` or ``road_class in ("国道", "省道")``.
Python's own parser reads it; only comparisons of known fields with constants, joined by ``and``,
``or`` and ``not``, pass. A field nobody has filled in makes the answer *unknown*, not false.
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from routing.errors import ConditionInvalid

Facts = Mapping[str, Any]
Answer = bool | None
_Test = Callable[[Facts], Answer]

FIELDS: Mapping[str, str] = {
    "respondent_kind": "被反映对象类型 PERSON/FIRM/UNIT/STAFF",
    "citizen_kind": "诉求人类型 PERSON/ENTERPRISE/ORGANISATION/ANONYMOUS",
    "special_group": "特殊群体 ELDERLY/DISABLED/MINOR/FOREIGNER/NONE",
    "kind": "诉求类型",
    "urgency": "紧急程度",
    "channel": "渠道",
    "hour": "发生时刻，0–23 点",
    "weekday": "星期，1–7",
    "road_class": "道路级别",
    "firm_size": "企业规模",
}
MAX_LENGTH = 300
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}


@dataclass(frozen=True)
class Condition:
    """A checked condition; ``fields`` are the names it asks for."""

    source: str
    fields: frozenset[str]
    test: _Test

    def holds(self, facts: Facts) -> Answer:
        """Return true, false, or ``None`` where a missing field decides."""
        return self.test(facts)

    def missing(self, facts: Facts) -> list[str]:
        """List the fields that are not filled in."""
        return sorted(name for name in self.fields if facts.get(name) is None)


@lru_cache(maxsize=4096)
def parse(source: str) -> Condition:
    """Check and prepare a condition; raises ``ConditionInvalid`` (422) saying what is not understood."""
    source = source.strip()
    if not source or len(source) > MAX_LENGTH:
        raise ConditionInvalid(
            f"条件应为 1–{MAX_LENGTH} 个字符", f"A condition has 1 to {MAX_LENGTH} characters"
        )
    try:
        tree = ast.parse(source, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ConditionInvalid("无法识别的表达式", "The expression cannot be parsed") from error
    return _ready(source, tree.body)


def _ready(source: str, body: ast.expr) -> Condition:
    fields: set[str] = set()
    test = _compile(body, fields)
    return Condition(source, frozenset(fields), test)


def _compile(node: ast.expr, fields: set[str]) -> _Test:
    if isinstance(node, ast.BoolOp):
        parts = [_compile(value, fields) for value in node.values]
        return _all(parts) if isinstance(node.op, ast.And) else _any(parts)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = _compile(node.operand, fields)
        return lambda facts: None if (answer := inner(facts)) is None else not answer
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return _comparison(node, fields)
    raise _refusal(node)


def _all(parts: list[_Test]) -> _Test:
    def test(facts: Facts) -> Answer:
        answers = [part(facts) for part in parts]
        if False in answers:
            return False
        return None if None in answers else True

    return test


def _any(parts: list[_Test]) -> _Test:
    def test(facts: Facts) -> Answer:
        answers = [part(facts) for part in parts]
        if True in answers:
            return True
        return None if None in answers else False

    return test


def _comparison(node: ast.Compare, fields: set[str]) -> _Test:
    name, constant = node.left, node.comparators[0]
    compare = _COMPARISONS.get(type(node.ops[0]))
    if not isinstance(name, ast.Name) or compare is None:
        raise _refusal(node)
    if name.id not in FIELDS:
        known = "、".join(FIELDS)
        raise ConditionInvalid(
            f"没有字段 {name.id}，可用：{known}", f"Unknown field {name.id}; known: {known}"
        )
    value = _constant(constant, many=isinstance(node.ops[0], (ast.In, ast.NotIn)))
    fields.add(name.id)
    return _compared(name.id, compare, value)


def _compared(field: str, compare: Callable[[Any, Any], bool], value: Any) -> _Test:
    def test(facts: Facts) -> Answer:
        given = facts.get(field)
        if given is None:
            return None
        try:
            return compare(given, value)
        except TypeError:
            return None

    return test


def _constant(node: ast.expr, *, many: bool) -> Any:
    if many:
        if not isinstance(node, (ast.Tuple, ast.List)) or not node.elts:
            raise _refusal(node)
        return tuple(_constant(member, many=False) for member in node.elts)
    if not isinstance(node, ast.Constant) or type(node.value) not in {str, int, float, bool}:
        raise _refusal(node)
    return node.value


def _refusal(node: ast.AST) -> ConditionInvalid:
    part = ast.unparse(node)[:60]
    return ConditionInvalid(
        f"不能使用“{part}”：只允许“字段 比较 常量”，用 and、or、not 连接",
        f"Not allowed: {part}; only comparisons of a field with a constant, joined by and, or, not",
    )
