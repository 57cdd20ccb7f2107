"""The directory in and out (名录数据格式)."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from hotline.kit.inputs import Line, Prose
from knowledge.directory.models import NumberState, PublishedIn

Named = Annotated[Line, StringConstraints(min_length=2, max_length=120)]
Told = Annotated[Line, StringConstraints(max_length=300)]
Phone = Annotated[Line, StringConstraints(max_length=120)]
Number = Annotated[Line, StringConstraints(pattern=r"^\+?[0-9][0-9 -]{1,38}$")]
Code = Annotated[Line, StringConstraints(min_length=1, max_length=40)]
District = Annotated[Line, StringConstraints(pattern=r"^([0-9]{6,12})?$")]
Text = Annotated[Prose, StringConstraints(max_length=4000)]
Where = Annotated[Line, StringConstraints(max_length=500)]


class Strict(BaseModel):
    """Unknown fields are refused, so that a typing error is seen."""

    model_config = ConfigDict(extra="forbid")


class WindowIn(Strict):
    """A window of the unit's own."""

    name: Named
    address: Told = ""
    district_code: District = ""
    hours: Told = ""
    phone: Phone = ""
    transport: Told = ""
    closed: bool = False


class WindowChangeIn(WindowIn):
    """A window as it is to be, by somebody who saw ``version``."""

    version: int


class DutiesIn(Strict):
    """What a unit does, in plain words, by somebody who saw ``version``."""

    version: int
    duties: Text


class NumberIn(Strict):
    """One published number; also one entry of an import."""

    number: Number
    name: Named
    unit_code: Code
    hours: Told = ""
    state: NumberState = NumberState.ACTIVE
    note: Text = ""
    published_in: list[PublishedIn] = Field(
        default_factory=list, max_length=6, description="在哪里公布过；变更时须在同处公告"
    )


class NumberChangeIn(NumberIn):
    """A number as it is to be, by somebody who saw ``version``."""

    version: int


class AnnouncedIn(Strict):
    """A change was announced through one channel; ``where`` says where it can be read or heard."""

    channel: PublishedIn
    where: Where = ""


class WindowOut(BaseModel):
    """A window; ``id`` is null for one that service items name, ``serves`` are their names."""

    model_config = ConfigDict(from_attributes=True)

    id: str | None = None
    name: str
    address: str
    district_code: str
    hours: str
    phone: str
    transport: str
    serves: list[str] = []
    closed: bool = False
    version: int = 0


class NumberOut(BaseModel):
    """A published number."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    number: str
    name: str
    unit_id: str
    unit_code: str
    hours: str
    state: NumberState
    note: str
    published_in: list[PublishedIn]
    version: int
    updated_at: datetime


class PublicNumberOut(BaseModel):
    """A published number as everybody may read it."""

    model_config = ConfigDict(from_attributes=True)

    number: str
    name: str
    unit_code: str
    hours: str
    state: NumberState


class NumberChangeOut(BaseModel):
    """A change of a number and where it was announced."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    number_id: str
    number: str = ""
    before: dict[str, str | list[str]]
    after: dict[str, str | list[str]]
    channels: list[PublishedIn]
    announced: dict[str, dict[str, str]]
    waiting: bool
    changed_at: datetime


class PublicUnitOut(BaseModel):
    """A unit for citizens: duties, windows and published numbers, never its contact list."""

    unit_id: str
    code: str
    name: str
    short_name: str
    duties: str
    windows: list[WindowOut]
    numbers: list[PublicNumberOut]
    version: int


class UnitOut(PublicUnitOut):
    """A unit for staff, with its duty phone."""

    duty_phone: str
