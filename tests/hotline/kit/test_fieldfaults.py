"""A refused payload names every field with a reason in Chinese, in one shape, and echoes nothing."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import AwareDatetime, BaseModel, Field, ValidationError, field_validator

from hotline.kit.errors import Invalid
from hotline.kit.fieldfaults import MAX_FAULTS, FieldFault, field_errors, invalid_fields
from hotline.kit.inputs import Line


class Colour(StrEnum):
    """Two colours."""

    RED = "RED"
    GREEN = "GREEN"


class Inner(BaseModel):
    """A part."""

    body: str


class Form(BaseModel, extra="forbid"):
    """One field for each kind of fault."""

    name: str = Field("x", min_length=2, max_length=3, pattern="^[a-z]+$")
    age: int = Field(1, ge=0, le=150)
    share: float = Field(0.5, gt=0, lt=1, allow_inf_nan=False)
    sure: bool = True
    colour: Colour = Colour.RED
    size: Literal["S", "L"] = "S"
    day: date = date(2026, 1, 1)
    at: datetime = datetime(2026, 1, 1)  # noqa: DTZ001 — the model is what is tested
    zoned: AwareDatetime | None = None
    tags: Annotated[list[str], Field(min_length=1, max_length=2)] = ["a"]
    inner: Inner | None = None
    phone: str = ""
    note: str = ""
    basis: Line | None = Field(None, min_length=1, max_length=3)

    @field_validator("phone")
    @classmethod
    def _number(cls, value: str) -> str:
        if value:
            msg = "电话号码格式不正确"
            raise ValueError(msg)
        return value

    @field_validator("note")
    @classmethod
    def _quiet(cls, value: str) -> str:
        if value:
            raise FieldFault("这里不用填写", "must stay empty")
        return value


def faults(**members: Any) -> list[dict[str, str]]:
    """The faults of a form with these members."""
    with pytest.raises(ValidationError) as caught:
        Form.model_validate(members)
    return field_errors(caught.value.errors())


@pytest.mark.parametrize(
    ("members", "field", "reason"),
    [
        ({"name": "a"}, "name", "内容过短（至少 2 字）"),
        ({"name": "abcd"}, "name", "内容过长（最多 3 字）"),
        ({"name": "AB"}, "name", "格式不正确"),
        ({"name": 5}, "name", "应为文字"),
        ({"age": -1}, "age", "不能小于 0"),
        ({"age": 151}, "age", "不能大于 150"),
        ({"age": "x"}, "age", "应为整数"),
        ({"age": 1.5}, "age", "应为整数"),
        ({"share": 0}, "share", "须大于 0.0"),
        ({"share": 1}, "share", "须小于 1.0"),
        ({"share": "x"}, "share", "应为数字"),
        ({"share": "nan"}, "share", "应为数字"),
        ({"sure": "x"}, "sure", "应为是或否"),
        ({"colour": "BLUE"}, "colour", "不在可选范围内，可选：RED、GREEN"),
        ({"size": "M"}, "size", "不在可选范围内，可选：S、L"),
        ({"day": "2026-13-01"}, "day", "不是有效的日期"),
        ({"at": "now"}, "at", "不是有效的时间"),
        ({"zoned": "2026-01-01T00:00:00"}, "zoned", "时间须带时区"),
        ({"tags": []}, "tags", "数量过少（至少 1）"),
        ({"tags": ["a"] * 3}, "tags", "数量过多（最多 2）"),
        ({"tags": "a"}, "tags", "应为列表"),
        ({"basis": "  "}, "basis", "内容过短（至少 1 字）"),
        ({"basis": "abcd"}, "basis", "内容过长（最多 3 字）"),
        ({"inner": "a"}, "inner", "应为一组字段"),
        ({"inner": {}}, "inner.body", "必须填写"),
        ({"other": 1}, "other", "不认识的字段"),
        ({"phone": "138"}, "phone", "电话号码格式不正确"),
    ],
)
def test_each_fault_is_told_in_chinese_with_its_limit(
    members: dict[str, Any], field: str, reason: str
) -> None:
    assert [(e["field"], e["reason"]) for e in faults(**members)] == [(field, reason)]


def test_a_validator_of_ours_speaks_both_languages() -> None:
    told = {"field": "note", "reason": "这里不用填写", "reason_en": "must stay empty"}
    assert faults(note="x") == [told]


def test_only_the_bodys_own_place_is_left_out() -> None:
    details = [{"type": "missing", "loc": ("body", "inner", "body"), "msg": ""}]
    assert field_errors(details)[0]["field"] == "inner.body"


def test_the_refused_value_is_never_repeated() -> None:
    told = faults(name="13812345678", colour="13812345678", inner="13812345678")
    assert "138" not in str(told)


def test_many_faults_are_cut_and_the_detail_names_the_first() -> None:
    with pytest.raises(ValidationError) as caught:
        Form.model_validate({f"x{n:03}": 1 for n in range(MAX_FAULTS + 9)})
    refusal = invalid_fields(Invalid, caught.value.errors())
    assert len(refusal.extra["errors"]) == MAX_FAULTS
    assert refusal.detail_zh == "以下内容需要修改：x000、x001、x002、x003、x004"
    assert set(refusal.extra["errors"][0]) == {"field", "reason", "reason_en"}
