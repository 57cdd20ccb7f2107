"""What a validator refuses is told in both languages: no Chinese in the English reason, whatever the schema."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from hotline.kit.calendars.schemas import HoursIn, ProposalIn
from hotline.kit.fieldfaults import field_errors
from hotline.process.assist.schemas import AssistIn
from hotline.supervision.policy import GradeLimits, Ladder, SupervisionRules
from knowledge.articles.schemas import Content, SettleIn
from knowledge.feedback.schemas import FeedbackIn

ROOT = Path(__file__).parents[2]
HOUSE = ("hotline", "knowledge", "routing", "channels", "crm")
CHINESE = re.compile("[\u4e00-\u9fff]")
ARTICLE = {"document": "ARTICLE:01" + "Z" * 24, "reason": "OTHER"}
TEXT = {"title": "身份证丢了怎么办", "spoken": "到派出所补领。", "answer": "到派出所补领。"}


@pytest.mark.parametrize(
    ("schema", "given", "en"),
    [
        (
            FeedbackIn,
            ARTICLE | {"verdict": "HELPFUL"},
            "may hold a reason for correction only with UNHELPFUL",
        ),
        (
            FeedbackIn,
            ARTICLE | {"verdict": "UNHELPFUL"},
            "must name the revision that was seen, to correct an article",
        ),
        (
            Content,
            TEXT | {"valid_from": "2026-02-01", "valid_to": "2026-01-01"},
            "must not end before it begins",
        ),
        (SettleIn, {"outcome": "OPEN", "note": "已核实"}, "must end as FIXED or REJECTED"),
        (AssistIn, {}, "must hold the text, a ticket or a conversation"),
        (
            HoursIn,
            {"weekly": [["14:00-17:30", "08:30-12:00"]] * 7},
            "has periods that overlap or are out of order, or none for a working day",
        ),
        (
            ProposalIn,
            {"basis": "国办发明电"},
            "must hold the arrangement of a year or office hours",
        ),
        (
            GradeLimits,
            {"excellent": 80, "good": 90},
            "must have falling marks from excellent over good to passed",
        ),
        (
            SupervisionRules,
            {"ladders": (Ladder(levels=(2,)),)},
            "must have a ladder for every profile and level",
        ),
    ],
)
def test_the_english_reason_is_english(
    schema: type[BaseModel], given: dict[str, Any], en: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        schema.model_validate(given)
    told = [one for one in field_errors(caught.value.errors()) if one["reason_en"] == en]
    assert len(told) == 1, field_errors(caught.value.errors())
    assert CHINESE.search(told[0]["reason"])


def test_no_validator_of_a_schema_raises_chinese_alone() -> None:
    assert list(_plain_faults()) == []


def _plain_faults() -> Iterator[str]:
    """Yield where a decorated validator raises a plain ``ValueError`` with Chinese words."""
    for path in sorted(path for base in HOUSE for path in (ROOT / base).rglob("*.py")):
        source = path.read_text("utf-8")
        if "_validator" not in source or "raise ValueError" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            body = ast.get_source_segment(source, node) if _is_validator(node) else None
            if body and "raise ValueError" in body and CHINESE.search(body):
                yield f"{path.relative_to(ROOT)}: {getattr(node, 'name', '')}"


def _is_validator(node: ast.AST) -> bool:
    if not isinstance(node, ast.FunctionDef):
        return False
    return any("_validator" in ast.unparse(one) for one in node.decorator_list)
