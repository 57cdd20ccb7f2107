"""Units in and out (组织机构数据格式)."""

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from hotline.kit.fieldfaults import FieldFault
from hotline.kit.identifiers import normalise_email
from hotline.kit.inputs import IdField, clean_text
from hotline.kit.organisation.models import Duty, LineMode, UnitChange, UnitKind, UnitLevel


def _name(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cleaned = clean_text(value)
    if cleaned[:1] in {"=", "+", "-", "@"} or "\n" in cleaned or "\t" in cleaned:
        raise FieldFault(  # a spreadsheet would run it
            "名称只能一行，且不能以 = + - @ 开头",
            "must be one line that does not begin with = + - @",
        )
    return cleaned


def _blank_is_none(value: Any) -> Any:
    return None if value == "" else value


def _mailbox(value: Any) -> Any:
    """Bring an address to its normal form; the empty text means that the unit has none."""
    if not isinstance(value, str) or not value.strip():
        return "" if isinstance(value, str) else value
    address = normalise_email(value)
    if address is None:
        raise FieldFault("电子邮箱格式不正确", "is not a valid e-mail address")
    return address


def _level(value: Any) -> Any:
    """Accept the number, the English or the Chinese name of a tier."""
    names: dict[Any, int] = {level.name: level.value for level in UnitLevel}
    names |= {level.label: level.value for level in UnitLevel}
    text = value.strip().upper() if isinstance(value, str) else value
    return names.get(text, int(text) if isinstance(text, str) and text.isdecimal() else text)


NameText = Annotated[str, BeforeValidator(_name)]
UnitCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,39}$")]
Phone = Annotated[str, StringConstraints(pattern=r"^[0-9+()（） -]{0,40}$")]
Mailbox = Annotated[str, BeforeValidator(_mailbox), StringConstraints(max_length=254)]
Division = Annotated[
    Annotated[str, StringConstraints(pattern=r"^[0-9]{6,12}$")] | None,
    BeforeValidator(_blank_is_none),
]
Level = Annotated[UnitLevel, BeforeValidator(_level)]
PeerGroup = Annotated[
    Annotated[NameText, Field(max_length=40)] | None, BeforeValidator(_blank_is_none)
]
Mode = Annotated[LineMode | None, BeforeValidator(_blank_is_none)]


class Strict(BaseModel):
    """Unknown fields are refused, so that a typing error is seen."""

    model_config = ConfigDict(extra="forbid")


class UnitFields(Strict):
    """What a unit is, apart from its place in the tree."""

    name: NameText = Field(min_length=2, max_length=120)
    short_name: NameText = Field(min_length=1, max_length=40)
    name_en: NameText = Field(default="", max_length=120)
    level: Level
    kind: UnitKind
    calendar_id: IdField | None = Field(default=None, description="空为随上级单位")
    duty_phone: Phone = ""
    duty_mail: Mailbox = Field(default="", description="值班邮箱，空为按统一格式")
    district_code: Division = None
    town_code: Division = None
    line_mode: Mode = None
    peer_group: PeerGroup = None

    @model_validator(mode="after")
    def _line_has_a_mode(self) -> Self:
        if (self.kind is UnitKind.EXTERNAL_LINE) != (self.line_mode is not None):
            raise FieldFault(
                "其他热线须注明并入方式，且只有其他热线才有并入方式",
                "another line, and only another line, says how it is joined",
            )
        return self


class UnitIn(UnitFields):
    """A new unit."""

    code: UnitCode
    parent_id: IdField | None = None
    valid_from: date | None = Field(default=None, description="缺省为今天")
    reason: NameText = Field(default="", max_length=300)


class UnitChangeIn(Strict):
    """A change; only the members that are given change."""

    version: int = Field(ge=1)
    valid_from: date | None = Field(default=None, description="实际变更日，缺省为今天")
    reason: NameText = Field(default="", max_length=300)
    name: NameText | None = Field(default=None, min_length=2, max_length=120)
    short_name: NameText | None = Field(default=None, min_length=1, max_length=40)
    name_en: NameText | None = Field(default=None, max_length=120)
    level: Level | None = None
    kind: UnitKind | None = None
    calendar_id: IdField | None = None
    duty_phone: Phone | None = None
    duty_mail: Mailbox | None = None
    district_code: Division = None
    town_code: Division = None
    line_mode: Mode = None
    peer_group: PeerGroup = None

    def given(self) -> dict[str, Any]:
        """Return the changing members."""
        names = set(UnitFields.model_fields) & self.model_fields_set
        return {name: getattr(self, name) for name in names}


class UnitMoveIn(Strict):
    """Another superior; null makes the unit a root."""

    version: int = Field(ge=1)
    parent_id: IdField | None
    reason: NameText = Field(min_length=2, max_length=300)


class UnitCloseIn(Strict):
    """The end of a unit."""

    version: int = Field(ge=1)
    valid_to: date | None = Field(default=None, description="最后有效日，缺省为今天")
    reason: NameText = Field(min_length=2, max_length=300)


class MemberIn(Strict):
    """A person takes up a duty."""

    account_id: IdField
    duty: Duty
    valid_from: date | None = Field(default=None, description="实际上任日，缺省为今天")


class MemberEndIn(Strict):
    """A person gives up a duty."""

    valid_to: date | None = Field(default=None, description="最后任职日，缺省为今天")


class UnitOut(BaseModel):
    """One unit."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    code: str
    name: str
    short_name: str
    name_en: str
    level: int
    kind: UnitKind
    parent_id: str | None
    path: str
    calendar_id: str | None
    duty_phone: str
    duty_mail: str
    district_code: str | None
    town_code: str | None
    line_mode: LineMode | None
    peer_group: str | None
    valid_from: date
    valid_to: date | None
    version: int


class UnitNode(BaseModel):
    """One unit of a tree, with its subordinates."""

    id: str
    code: str
    name: str
    short_name: str
    level: int
    kind: UnitKind
    parent_id: str | None
    district_code: str | None
    town_code: str | None
    children: list["UnitNode"]


class UnitDetailOut(BaseModel):
    """One unit with its superiors (root first), its subordinates and its people."""

    unit: UnitOut
    ancestors: list[UnitOut]
    children: list[UnitOut]
    members: list["MemberOut"]
    effective_calendar_id: str | None


class RevisionOut(BaseModel):
    """One change of a unit."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    change: UnitChange
    before: dict[str, Any] | None
    after: dict[str, Any]
    valid_from: date
    filed_late: bool
    reason: str
    actor_id: str | None
    at: datetime


class MemberOut(BaseModel):
    """A person's duty in a unit."""

    id: str
    unit_id: str
    account_id: str
    display_name: str
    duty: Duty
    valid_from: date
    valid_to: date | None
    filed_late: bool


class RowRefusedOut(BaseModel):
    """A row that was not taken, and why."""

    model_config = ConfigDict(from_attributes=True)

    line: int = Field(validation_alias="row")
    code: str = Field(validation_alias="key")
    reason: str


class ImportOut(BaseModel):
    """What an import did, or in a dry run would do; the lists hold unit codes."""

    model_config = ConfigDict(from_attributes=True)

    dry_run: bool
    created: list[str] = Field(validation_alias="added")
    changed: list[str]
    moved: list[str]
    unchanged: list[str]
    rejected: list[RowRefusedOut] = Field(validation_alias="refused")
