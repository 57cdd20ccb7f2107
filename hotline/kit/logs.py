"""Structured logs (日志): JSON lines with a request id and without personal data."""

import contextlib
import logging
import re
import sys
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any, TextIO, cast

import structlog

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

_PHONE = re.compile(r"(?<!\d)((?:(?:00)?86[- ]?)?1[3-9]\d)[- ]?\d{4}[- ]?(\d{4})(?!\d)")
_FOREIGN = re.compile(r"(\+\d{2,3})(?:[- ]?\d){4,9}[- ]?(\d{3})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3}-?)\d{4}(\d{3,4})(?!\d)")
_ID_NUMBER = re.compile(r"(?<!\d)(\d{3})\d{11,12}(\d{3}[\dXx]|\d{4})(?!\d)")
_EMAIL = re.compile(r"([\w.+-])[\w.+-]{0,63}(@[\w.-]+)", re.ASCII)  # bounded: no quadratic search
_DIGITS = re.compile(r"\d{7}|\d[- ]\d{4}")
_SECRET_KEYS = re.compile(
    r"password|secret|token|cookie|authorization|totp|phone|name_plain|id_number", re.IGNORECASE
)


def mask_text(text: str) -> str:
    """Mask phone numbers, identity numbers and e-mail addresses inside free text."""
    if _DIGITS.search(text):
        text = _ID_NUMBER.sub(r"\1***********\2", text)
        text = _PHONE.sub(r"\1****\2", text)
        text = _FOREIGN.sub(r"\1****\2", text)
        text = _LANDLINE.sub(r"\1****\2", text)
    return _EMAIL.sub(r"\1***\2", text) if "@" in text else text


def mask_value(value: Any) -> Any:
    """Mask recursively inside lists and mappings, and what is written of any other object."""
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, dict):
        return {
            k: "***" if _SECRET_KEYS.search(str(k)) else mask_value(v) for k, v in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [mask_value(item) for item in value]
    if value is None or isinstance(value, (bool, float)):
        return value
    text = repr(value)  # what the renderer would write of an exception, a model, a bare number
    masked = mask_text(text)
    return value if isinstance(value, int) and masked == text else masked


def _mask(_logger: Any, _method: str, record: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return mask_value(dict(record))  # type: ignore[no-any-return]


def _add_request_id(
    _logger: Any, _method: str, record: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    if (rid := request_id.get()) is not None:
        record["request_id"] = rid
    return record


class _Patient:
    """Standard error that never fails its writer: a full disk costs log lines, not requests."""

    def write(self, text: str) -> int:
        """Write, or lose the line."""
        with contextlib.suppress(OSError, ValueError):
            return sys.stderr.write(text)
        return 0

    def flush(self) -> None:
        """Flush, or lose the lines."""
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.flush()


def configure(*, level: str = "INFO", human: bool = False) -> None:
    """Set up structlog once: JSON lines on stderr, or readable text with ``human``."""
    renderer: Any = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if human
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _add_request_id,
            _mask,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", _Patient())),
        cache_logger_on_first_use=False,
    )


def get_logger(name: str) -> Any:
    """Return a bound logger that names its module."""
    return structlog.get_logger(module=name)
