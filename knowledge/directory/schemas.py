"""The directory in and out (名录数据格式)."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from hotline.kit.fieldfaults import FieldFault
from hotline.kit.inputs import Line, Prose
from knowledge.differences import PushOut
from knowledge.directory.models import NumberState, PublishedIn
from knowledge.versions import Version

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
    """One published number."""

    number: Number
    name: Named
    unit_code: Code
    hours: Told = ""
    state: NumberState = NumberState.ACTIVE
    note: Text = ""
    published_in: list[PublishedIn] = Field(
        default_factory=list, max_length=6, description="在哪里公布过；变更时须在同处公告"
    )


class NumberRow(NumberIn):
    """One entry of an import; a file without versions is compared by its content."""

    version: Version | None = None

    def said(self) -> NumberIn:
        """Return what is said of the number, without the version."""
        return NumberIn.model_validate(self.model_dump(exclude={"version"}))


class NumberPush(Strict):
    """A version as another system sends it; ``number`` may repeat the one of the address."""

    number: Number | None = None
    version: Version
    name: Named
    unit_code: Code
    hours: Told = ""
    state: NumberState = NumberState.ACTIVE
    note: Text = ""
    published_in: list[PublishedIn] = Field(default_factory=list, max_length=6)

    def said(self, number: str) -> NumberIn:
        """Return what is said of the number, without the version."""
        told = self.model_dump(exclude={"number", "version"})
        return NumberIn.model_validate({**told, "number": number})


class UnitLine(Strict):
    """What the directory tells of a unit; what is left out stays as it is.

    ``windows`` are all of the unit's own: one that is not named is closed.
    """

    duties: Text | None = Field(default=None, description="单位职责；不写则不改")
    windows: list[WindowIn] | None = Field(
        default=None, max_length=300, description="本单位的全部窗口，按名称对应；不写则不改"
    )

    @model_validator(mode="after")
    def _says_something_once(self) -> Self:
        if self.duties is None and self.windows is None:
            raise FieldFault("职责和窗口至少写一样", "names neither duties nor windows")
        names = [window.name for window in self.windows or ()]
        if len(set(names)) < len(names):
            raise FieldFault("窗口名称重复", "names a window twice")
        return self


class UnitRow(UnitLine):
    """One entry of an import; a file without versions is compared by its content."""

    unit_code: Code
    version: Version | None = None


class UnitPush(UnitLine):
    """A version as another system sends it; ``unit_code`` may repeat the one of the address."""

    unit_code: Code | None = None
    version: Version


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


class NumberPushOut(PushOut):
    """What became of a pushed version; ``number`` is null where a dry run would add one."""

    number: NumberOut | None


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


class UnitPushOut(PushOut):
    """What became of a pushed version, and all that is told of the unit now."""

    unit: UnitOut
