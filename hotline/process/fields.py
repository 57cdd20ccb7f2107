"""Shapes that portal and desk share (共用字段): place, contact, codes, when it happened."""

from datetime import datetime, timedelta
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from hotline.kit import clock
from hotline.kit.fieldfaults import FieldFault
from hotline.kit.inputs import Instant, Line

DivisionCode = Annotated[str, StringConstraints(pattern=r"^\d{6}(\d{3}(\d{3})?)?$")]
CategoryCode = Annotated[str, StringConstraints(pattern=r"^\d{2,12}$")]
Replies = dict[
    Annotated[str, StringConstraints(max_length=100)], Annotated[Line, Field(max_length=500)]
]
GRACE = timedelta(minutes=5)  # the clock of another machine may be ahead of ours


def _happened(value: datetime) -> datetime:
    if value > clock.now() + GRACE:
        raise FieldFault("发生时间不能晚于现在", "cannot lie in the future")
    return value


HappenedAt = Annotated[Instant, AfterValidator(_happened)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PlaceIn(_In):
    """Where it happens, down to the village."""

    district_code: DivisionCode | None = Field(None, description="区代码")
    town_code: DivisionCode | None = Field(None, description="镇街代码")
    village_code: DivisionCode | None = Field(None, description="村居代码，须属于所选镇街")
    address: Line | None = Field(None, max_length=200, description="详细地址")
    lng: float | None = Field(None, ge=-180, le=180, description="经度")
    lat: float | None = Field(None, ge=-90, le=90, description="纬度")

    @model_validator(mode="after")
    def _whole_point(self) -> Self:
        if (self.lng is None) != (self.lat is None):
            raise FieldFault(
                "经度和纬度须一并填写", "longitude and latitude must be given together"
            )
        return self


class ContactIn(_In):
    """Who asks; the phone is needed for a reply."""

    name: Line | None = Field(None, max_length=60, description="称呼")
    phone: Line = Field(max_length=30, min_length=5, description="联系电话")
