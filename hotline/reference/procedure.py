"""Reference of the ticket's procedure (工单流转): diagram, statuses, rows, switches, limits, messages."""

from collections.abc import Iterable

from pydantic import BaseModel

from hotline.reference.markdown import code, page, table
from hotline.tickets import workflow
from hotline.tickets.messages import TEMPLATES, status_text
from hotline.tickets.payloads import PAYLOADS
from hotline.tickets.policy import DEFAULT, WORKING_DAY, Limit, Profile
from hotline.tickets.transition import ClockStep, Row
from hotline.tickets.vocabulary import TERMINAL, ClockId, Mode, Status
from hotline.tickets.workflow_table import SWITCHES
from routing.taxonomy.tree import RequestKind

_SLOTS = {name: f"{{{name}}}" for name in ("unit", "line", "number")}


def render() -> str:
    """Return the page ``workflow.md``."""
    return page(
        "工单流转 · Ticket workflow",
        "图和表都出自同一张表（`hotline/tickets/workflow_table.py`）；表里没有的状态与操作组合会被拒绝（409），"
        "并列出当前允许的操作。边上的编号是下表的行号。\n\n"
        "Diagram and table come from one table. A pair that is not in it is refused with 409, naming the allowed actions. "
        "The labels on the edges are the row numbers below; rows that keep the status are not drawn.",
        f"```mermaid\n{workflow.mermaid()}```",
        "## 状态 · Statuses",
        _statuses(),
        "## 流转表 · Transitions",
        "时限符号 · clock signs: ▶ 启动 start · ■ 停止 stop · ‖ 暂停 pause · ▷ 恢复 resume · ⟳ 重算 recompute。"
        "“确认人”须与发起人不同 · the second person is never the first.",
        _transitions(),
        "## 操作要填什么 · What an action carries",
        "粗体必填 · bold: required。`POST /api/tickets/{ticket_id}/actions/{ACTION}`，另带 `version`。"
        "`OPEN` 由受理接口完成。",
        _payloads(),
        "## 政策开关 · Policy switches",
        _switches(),
        "## 时限 · Limits of the default policy",
        _limits(),
        "### 办理时限 · Case limit by kind and profile",
        _profiles(),
        "## 告知语 · What the citizen is told",
        _messages(),
    )


def _statuses() -> str:
    rows = [
        (
            code(s.value),
            s.label,
            status_text(s, _SLOTS) or "（不显示 not shown）",
            "✓" if s in TERMINAL else "",
        )
        for s in Status
    ]
    return table(("status", "状态", "市民看到 citizen reads", "终态 terminal"), rows)


def _transitions() -> str:
    columns = (
        "#",
        "从 from",
        "操作 action",
        "到 to",
        "角色 roles",
        "确认人 second person",
        "单位身份 part",
        "时限 clocks",
        "告知 told",
        "开关 switch",
    )
    return table(columns, [_transition(row) for row in workflow.rows()])


def _transition(row: Row) -> tuple[str, ...]:
    return (
        row.id,
        _origins(row),
        f"{code(row.action.value)} {row.action.label}",
        "、".join(target.label for target in row.targets) or "不变",
        _labels(row.roles),
        _labels(row.approvers),
        _labels(row.scopes),
        " ".join(_step(step) for step in row.clocks),
        row.message or "",
        " ".join(code(name) for name in (row.switch, row.system_switch) if name),
    )


def _payloads() -> str:
    rows = [
        (f"{code(action.value)} {action.label}", _fields(payload) or "（无 nothing）")
        for action, payload in PAYLOADS.items()
    ]
    return table(("操作 action", "字段 fields"), rows)


def _fields(payload: type[BaseModel]) -> str:
    return " · ".join(
        f"{_marked(name, required=field.is_required())} {field.title or ''}".strip()
        for name, field in payload.model_fields.items()
    )


def _marked(name: str, *, required: bool) -> str:
    return f"**{code(name)}**" if required else code(name)


def _origins(row: Row) -> str:
    named = ["（来件 contact）"] if row.contact else []
    if set(row.origins) == set(Status) - TERMINAL:
        return "、".join([*named, "任一未结状态"])
    return "、".join([*named, *(status.label for status in row.origins)])


def _labels(members: Iterable[object]) -> str:
    return "、".join(str(getattr(member, "label", member)) for member in members)


def _step(step: ClockStep) -> str:
    return f"{step.op.value}{step.clock}"


def _switches() -> str:
    rows = [
        (code(name), label, "开 on" if is_on else "关 off")
        for name, (is_on, label) in SWITCHES.items()
    ]
    return table(("switch", "含义", "默认 default"), rows)


def limit_text(limit: Limit | None) -> str:
    """Say a limit in Chinese: working days, working minutes, clock minutes or calendar days."""
    if limit is None:
        return ""
    if limit.mode is Mode.MIN and limit.amount % WORKING_DAY == 0:
        return f"{limit.amount // WORKING_DAY} 个工作日（按工作分钟计）"
    unit = {
        Mode.DAY: "个工作日",
        Mode.MIN: "工作分钟",
        Mode.CLK: "分钟（不分昼夜）",
        Mode.CAL: "个自然日",
    }[limit.mode]
    return f"{limit.amount} {unit}"


def _limits() -> str:
    rows = [
        (
            code(c.value),
            c.label,
            limit_text(DEFAULT.limits.get(c)),
            limit_text(DEFAULT.urgent.get(c)),
        )
        for c in ClockId
        if c in DEFAULT.limits or c in DEFAULT.urgent
    ]
    return table(("clock", "时限", "一般 standard", "紧急 urgent"), rows)


def _profiles() -> str:
    columns = (
        "profile",
        "名称",
        *(f"{kind.label} `{kind.value}`" for kind in RequestKind),
        "另有 own",
    )
    first = ("", "默认", *(limit_text(DEFAULT.kinds[kind]) for kind in RequestKind), "")
    return table(columns, [first, *(_profile(profile) for profile in DEFAULT.profiles)])


def _profile(profile: Profile) -> tuple[str, ...]:
    kinds = [limit_text(profile.kinds.get(kind)) for kind in RequestKind]
    own = [f"{clock.label} {limit_text(limit)}" for clock, limit in profile.limits.items()]
    if profile.statutory:
        own.insert(0, "法定时限，不用一般办理时限")
    name = f"{code(profile.name)} v{profile.version}"
    return (name, profile.label, *kinds, "；".join(own))


def _messages() -> str:
    rows = [(key, template.cmn, template.eng) for key, template in sorted(TEMPLATES.items())]
    return table(("#", "中文", "English"), rows)
