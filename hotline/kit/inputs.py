"""Text that comes from outside (外来文本): control characters and direction marks checked once.

Rare characters (𠮷) and emoji pass. NUL, other control characters and halves of a character (lone
surrogates) are refused, because a database or a log cannot hold them; invisible direction marks are
removed, because they can disguise a text.
A ``FreeForm`` is an object of any members that JSON can hold.
An ``Instant`` is aware and of a year that every database and time zone can hold.
Give the length beside the type: ``title: Line = Field(min_length=1, max_length=60)``.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

import orjson
from fastapi import Path
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, StringConstraints

from hotline.kit.fieldfaults import FieldFault

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_DIRECTION = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)
_ULID = r"^[0-9A-HJKMNP-TV-Z]{26}$"


def clean_text(value: str) -> str:
    """Strip ends and direction marks, unify line ends; raises ``ValueError`` for control characters."""
    return _DIRECTION.sub("", no_control(value).replace("\r\n", "\n").replace("\r", "\n")).strip()


def no_control(value: str) -> str:
    """Refuse control characters and change nothing (for passwords and codes)."""
    if _CONTROL.search(value):
        raise FieldFault("含有不允许的控制字符", "holds control characters that are not allowed")
    return value


def _prose(value: Any) -> Any:
    return clean_text(value) if isinstance(value, str) else value


def _line(value: Any) -> Any:
    cleaned = _prose(value)
    if isinstance(cleaned, str) and ("\n" in cleaned or "\t" in cleaned):
        raise FieldFault("只能填写一行", "must be a single line")
    return cleaned


def _secret(value: Any) -> Any:
    return no_control(value) if isinstance(value, str) else value


def is_usual(value: datetime) -> bool:
    """Tell whether every database and time zone can hold the aware ``value``."""
    return _EARLIEST <= value <= _LATEST


def _usual(value: datetime) -> datetime:
    if not is_usual(value):
        raise FieldFault("时间超出可用范围", "is outside the years that can be stored")
    return value


def _storable(value: dict[str, Any]) -> dict[str, Any]:
    try:
        orjson.dumps(value)
    except TypeError as error:  # half characters, numbers beyond 64 bits, too deep
        raise FieldFault("含有无法保存的内容", "holds something that cannot be stored") from error
    return value


FreeForm = Annotated[dict[str, Any], AfterValidator(_storable)]
Instant = Annotated[AwareDatetime, AfterValidator(_usual)]
Line = Annotated[str, BeforeValidator(_line)]
Prose = Annotated[str, BeforeValidator(_prose)]
SecretText = Annotated[str, BeforeValidator(_secret)]
IdField = Annotated[str, StringConstraints(pattern=_ULID)]
IdPath = Annotated[str, Path(pattern=_ULID, description="对象标识（ULID）")]
