"""Enums whose members carry a Chinese label (中文标签)."""

from enum import StrEnum
from typing import Self


class LabelledEnum(StrEnum):
    """String enum; write members as ``NAME = "NAME", "中文"`` and read ``.label``."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Create the member from its stored value and its Chinese label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
