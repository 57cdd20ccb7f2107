"""Text from outside is cleaned once: rare characters pass, control characters do not."""

from typing import Any

import pytest
from pydantic import BaseModel, Field, ValidationError

from hotline.kit.inputs import IdField, Instant, Line, Prose, SecretText


class Form(BaseModel):
    title: Line = Field("x", min_length=1, max_length=5)
    text: Prose = Field("", max_length=20)
    secret: SecretText = Field("", max_length=20)
    id: IdField = "0" * 26
    at: Instant | None = None


@pytest.mark.parametrize(
    ("member", "given", "kept"),
    [
        ("title", "  𠮷🍜 ", "𠮷🍜"),
        ("title", "a\u202eb", "ab"),
        ("title", "\ufeffab", "ab"),
        ("text", "一\r\n二\r三", "一\n二\n三"),
        ("text", "👨‍👩‍👧", "👨‍👩‍👧"),
        ("secret", "  a\u202e ", "  a\u202e "),
    ],
)
def test_text_is_cleaned_not_changed(member: str, given: str, kept: str) -> None:
    assert getattr(Form.model_validate({member: given}), member) == kept


@pytest.mark.parametrize(
    ("member", "given"),
    [
        ("title", "a\0"),
        ("title", "a\x1b[31m"),
        ("title", "a\nb"),
        ("title", "a\tb"),
        ("title", "   "),
        ("title", "\u200e"),
        ("title", "六个字太长了"),
        ("title", 5),
        ("title", None),
        ("text", "a\x0b"),
        ("text", "长" * 21),
        ("text", ["a"]),
        ("secret", "a\0"),
        ("id", "short"),
        ("at", "0001-01-01T00:00:00+14:00"),
        ("at", "9999-12-31T23:59:59-14:00"),
        ("at", "2026-01-01T00:00:00"),
        ("at", "soon"),
        ("id", "i" * 26),
    ],
)
def test_wrong_text_is_refused(member: str, given: Any) -> None:
    with pytest.raises(ValidationError):
        Form.model_validate({member: given})
