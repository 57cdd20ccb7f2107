"""Glossary tables (术语表): every enum member with its Chinese label, every event; read from the code."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

from hotline.kit.labels import LabelledEnum
from hotline.reference.markdown import cell, code, first_sentence, table

ROOTS = ("hotline", "channels", "routing", "knowledge", "crm", "agent_ui")
MARK = "<!-- 以下由 hotline docs 生成 · generated below this line -->"
_SKIPPED = ("hotline.migrations",)


def load() -> None:
    """Import every module of the product, so that all enums, events and crash points are known."""
    for root in ROOTS:
        package = import_module(root)
        for module in pkgutil.walk_packages(package.__path__, f"{root}."):
            if not module.name.startswith(_SKIPPED):
                import_module(module.name)


def enums() -> list[type[LabelledEnum]]:
    """List the product's labelled enums by module and name."""
    found = {
        (enum.__module__, enum.__qualname__): enum
        for enum in _below(LabelledEnum)
        if enum.__module__.split(".")[0] in ROOTS and len(enum) > 0
    }
    return [found[key] for key in sorted(found)]


def _below(parent: type[LabelledEnum]) -> Iterator[type[LabelledEnum]]:
    for child in parent.__subclasses__():
        yield child
        yield from _below(child)


def head_of(present: str) -> str:
    """Return the hand-written head of the glossary; raises ``ValueError`` if its last line is missing."""
    head, mark, _ = present.partition(MARK)
    if not mark:
        msg = f"docs/glossary.md: the line {MARK!r} is missing"
        raise ValueError(msg)
    return head


def render(head: str, event_rows: list[tuple[str, str]]) -> str:
    """Return ``glossary.md``: the hand-written head, kept as it is, then the generated tables."""
    parts = [head.rstrip("\n"), MARK, "## 枚举 · Closed lists"]
    parts.append("每个取值都有中文名；界面和接口用同一份。Every value has a Chinese label.")
    listed = enums()
    for module in dict.fromkeys(enum.__module__ for enum in listed):
        rows = [_enum_row(enum) for enum in listed if enum.__module__ == module]
        parts.append(f"### `{module}`")
        parts.append(table(("枚举 enum", "含义 meaning", "取值 values"), rows))
    parts.append("## 事件 · Events")
    parts.append(
        "谁来处理见[事件一览](reference/events.md)。Who hears them: [events](reference/events.md)."
    )
    parts.append(table(("事件 event", "含义 meaning"), [(code(n), text) for n, text in event_rows]))
    return "\n\n".join(parts) + "\n"


def _enum_row(enum: type[LabelledEnum]) -> tuple[str, str, str]:
    members = " · ".join(f"{code(str(member.value))} {member.label}" for member in enum)
    return code(enum.__qualname__), first_sentence(enum.__doc__), cell(members)
