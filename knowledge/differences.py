"""What an import or a push changes (差异报告): field by field, each with its Chinese name and both values."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from hotline.kit.transfer import RefusalOut, TransferReportOut

TriedOnly = Annotated[bool, Query(description="试运行：只说明会怎样，不写入")]
_WIDTH = 60  # characters of a value that a line shows
SHOWN = 100  # changed entries whose fields a report tells one by one


class FieldChangeOut(BaseModel):
    """One field before and after; values as in the content."""

    field: str
    label: str
    before: Any = None
    after: Any = None


class ChangedOut(BaseModel):
    """One entry that a file changes, field by field; none where only its version number is new."""

    key: str
    name: str
    fields: list[FieldChangeOut]


class EntryReportOut(TransferReportOut):
    """What a file did or would do; ``changes`` are the first of ``changed``, field by field."""

    model_config = ConfigDict(from_attributes=True)

    changes: list[ChangedOut]
    warnings: list[RefusalOut]


class PushOut(BaseModel):
    """What became of a pushed version, or would in a dry run."""

    outcome: str = Field(description="ADDED、CHANGED 或 UNCHANGED")
    dry_run: bool = False
    fields: list[str] = Field(description="变更的栏目")
    changes: list[FieldChangeOut] = Field(default_factory=list, description="逐栏的原来和现在")
    warnings: list[str] = Field(default_factory=list)

    @property
    def status(self) -> int:
        """Return 201 where something new stands now, else 200."""
        return 201 if self.outcome == "ADDED" and not self.dry_run else 200


def differing(
    before: Mapping[str, Any], after: Mapping[str, Any], fields: Iterable[str]
) -> list[str]:
    """Return those of ``fields`` in which two contents differ, in their order."""
    return [name for name in fields if before.get(name) != after.get(name)]


def field_changes(
    before: Mapping[str, Any], after: Mapping[str, Any], labels: Mapping[str, str]
) -> list[FieldChangeOut]:
    """Return the differing fields with both values, in the order of ``labels``."""
    return [
        FieldChangeOut(
            field=name, label=labels[name], before=before.get(name), after=after.get(name)
        )
        for name in differing(before, after, labels)
    ]


def shortened(value: Any) -> str:
    """Return a value for a line of a report on the terminal: its beginning, empty for none."""
    text = _in_words(value)
    return text if len(text) <= _WIDTH else f"{text[:_WIDTH]}…"


def _in_words(value: Any) -> str:
    """Return the filled parts of a value, one after the other."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        return "；".join(words for one in value if (words := _in_words(one)))
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)
