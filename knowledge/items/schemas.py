"""Service items in and out (服务事项数据格式): all fields of domain rules §11.1."""

from datetime import date, datetime
from typing import Annotated, Any, Self

import orjson
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from hotline.kit.fieldfaults import FieldFault
from hotline.kit.inputs import Line, Prose
from hotline.kit.transfer import RefusalOut, TransferReportOut
from knowledge.differences import ChangedOut, FieldChangeOut, PushOut
from knowledge.items.vocabulary import (
    ApplicantKind,
    CopyKind,
    DayKind,
    ItemChange,
    ItemLevel,
    ItemState,
    ItemType,
    LimitKind,
    MaterialForm,
    MaterialSource,
    OnlineDepth,
    Publication,
    VersionStanding,
)

MAX_CONTENT = 200_000  # bytes of one item as JSON; the longest of a province's 2,262 has 12,000

Code = Annotated[Line, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{2,59}$")]
CodeOrNone = Annotated[Line, StringConstraints(pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]{2,59})?$")]
SituationCode = Annotated[Line, StringConstraints(pattern=r"^[A-Za-z0-9._-]{0,20}$")]
Name = Annotated[Line, StringConstraints(min_length=2, max_length=300)]
Alias = Annotated[Line, StringConstraints(min_length=1, max_length=100)]
Short = Annotated[Line, StringConstraints(max_length=500)]
Text = Annotated[Prose, StringConstraints(max_length=20_000)]
Paragraph = Annotated[Prose, StringConstraints(min_length=1, max_length=20_000)]
Named = Annotated[Line, StringConstraints(min_length=1, max_length=500)]
Phone = Annotated[Line, StringConstraints(max_length=1000)]
Url = Annotated[Line, StringConstraints(pattern=r"^(https?://[^\s]+)?$", max_length=1000)]
District = Annotated[Line, StringConstraints(pattern=r"^[0-9]{6,12}$")]
Category = Annotated[Line, StringConstraints(pattern=r"^([0-9]{2,12})?$")]


class Strict(BaseModel):
    """Unknown fields are refused, so that a typing error is seen."""

    model_config = ConfigDict(extra="forbid")


class Material(Strict):
    """One document to hand in (申请材料)."""

    name: Named
    form: MaterialForm | None = None
    copies: int | None = Field(None, ge=0, le=100)
    original: CopyKind | None = None
    source: MaterialSource | None = None
    e_licence: bool | None = Field(None, description="可用电子证照")
    note: Text = ""


class Limit(Strict):
    """A limit (时限): ``days`` of a kind, on the spot, none, or what the note says."""

    kind: LimitKind
    days: int | None = Field(None, ge=1, le=10_000)
    unit: DayKind | None = None
    note: Text = ""

    @model_validator(mode="after")
    def _days_belong_to_days(self) -> Self:
        if self.kind is LimitKind.DAYS and (self.days is None or self.unit is None):
            raise FieldFault("按天的时限须写明天数和单位", "a limit in days needs days and unit")
        if self.kind is not LimitKind.DAYS and self.days is not None:
            raise FieldFault("只有按天的时限才有天数", "only a limit in days has days")
        if self.kind is not LimitKind.DAYS:
            self.unit = None  # other systems send the usual unit with every kind
        return self


class Fee(Strict):
    """What it costs (收费); ``charged`` null means that nobody told."""

    charged: bool | None = None
    text: Text = ""
    basis: Text = ""


class Window(Strict):
    """Where it is done (办理窗口); ``map_url`` leads to a map."""

    name: Short = ""
    address: Text = ""
    district_code: Annotated[Line, StringConstraints(pattern=r"^([0-9]{6,12})?$")] = ""
    hours: Text = ""
    phone: Phone = ""
    transport: Text = ""
    map_url: Url = ""


class Step(Strict):
    """One step of the process with its own limit (办理环节)."""

    name: Named
    limit: Short = ""
    note: Text = ""


class Form(Strict):
    """A form to fill in, with its sample (表格和样表)."""

    name: Named
    note: Text = ""
    url: Url = ""
    sample_url: Url = ""


class ItemContent(Strict):
    """Everything a version says about an item, but for its code."""

    parent_code: CodeOrNone = ""
    name: Name
    main_name: Short = Field("", description="主项名称")
    aliases: list[Alias] = Field(default_factory=list, max_length=60)
    keywords: list[Alias] = Field(default_factory=list, max_length=60)
    item_type: ItemType = ItemType.OTHER
    level: ItemLevel | None = None
    unit_code: Annotated[Line, StringConstraints(max_length=40)] = ""
    department: Annotated[Line, StringConstraints(max_length=200)] = Field(
        "", description="目录中的部门名称；本系统没有该单位时保留"
    )
    deciding_body: Short = ""
    accepting_body: Short = ""
    division: Short = ""
    legal_basis: list[Paragraph] = Field(default_factory=list, max_length=100)
    legal_force: Short = ""
    applicant_kinds: list[ApplicantKind] = Field(default_factory=list, max_length=3)
    target: Text = ""
    conditions: list[Paragraph] = Field(default_factory=list, max_length=200)
    quantity: Text = ""
    materials: list[Material] = Field(default_factory=list, max_length=200)
    statutory_limit: Limit | None = None
    promised_limit: Limit | None = None
    fee: Fee = Field(default_factory=Fee)
    result_document: Short = ""
    result_validity: Text = ""
    windows: list[Window] = Field(default_factory=list, max_length=300)
    online_depth: OnlineDepth | None = None
    online_url: Url = ""
    online_booking: bool | None = Field(None, description="可网上预约或申办")
    visits: int | None = Field(None, ge=0, le=100, description="到现场次数")
    steps: list[Step] = Field(default_factory=list, max_length=60)
    forms: list[Form] = Field(default_factory=list, max_length=60)
    annual_check: Text = ""
    consult_phone: Phone = ""
    supervision_phone: Phone = ""
    remedies: Text = ""
    publication: Publication = Publication.PUBLIC
    themes: list[Alias] = Field(default_factory=list, max_length=60)
    category_code: Category = ""
    districts: list[District] = Field(
        default_factory=list, max_length=200, description="空为全市适用"
    )
    replaced_by: list[Code] = Field(default_factory=list, max_length=60)
    external_ref: Annotated[Line, StringConstraints(max_length=80)] = ""
    valid_from: date | None = None
    valid_to: date | None = None
    more: dict[
        Annotated[Line, StringConstraints(min_length=1, max_length=100)],
        Text,
    ] = Field(default_factory=dict, max_length=200, description="本系统没有的栏目，原样保留")

    @model_validator(mode="after")
    def _is_of_one_piece(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise FieldFault("失效日期早于生效日期", "valid_to is before valid_from")
        if len(orjson.dumps(self.model_dump(mode="json"))) > MAX_CONTENT:
            raise FieldFault(
                f"整个事项超过 {MAX_CONTENT // 1000} KB", f"the item exceeds {MAX_CONTENT} bytes"
            )
        return self


class ItemPush(ItemContent):
    """A version as another system sends it; ``code`` may repeat the one of the address."""

    code: CodeOrNone = ""
    situation_code: SituationCode = ""
    version: int = Field(ge=1, le=2_000_000_000, description="目录给出的版本号，只增不减")
    change: ItemChange | None = Field(None, description="缺省按内容判断为新增或调整")


class WithdrawWaitingIn(Strict):
    """Taking back a version before its first day; ``number`` is the one that was seen to wait."""

    number: int = Field(ge=1, le=2_000_000_000)
    note: Annotated[Line, StringConstraints(min_length=2, max_length=500)]


class ItemRow(ItemContent):
    """A row of a file; a file without versions is compared by its content."""

    code: Code
    situation_code: SituationCode = ""
    version: int | None = Field(None, ge=1, le=2_000_000_000)
    change: ItemChange | None = None


IDENTITY = frozenset({"code", "situation_code", "version", "change"})


def content_of(row: ItemRow | ItemPush) -> dict[str, Any]:
    """Return what a row says about its item, as it is stored."""
    return row.model_dump(mode="json", exclude=set(IDENTITY))


class ItemLineOut(BaseModel):
    """One item in a list."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    code: str
    situation_code: str
    parent_code: str
    name: str
    item_type: ItemType
    level: ItemLevel | None
    state: ItemState
    publication: Publication
    unit_id: str
    unit_code: str
    department: str
    category_code: str
    districts: list[str]
    valid_from: date | None
    valid_to: date | None
    external_ref: str
    item_version: int | None
    version: int
    waiting_number: int | None = Field(description="已收到、尚未生效的最新版本序号")
    waiting_from: date | None = Field(description="该版本的生效日期，已撤回的没有")
    under_correction: bool
    updated_at: datetime


class ItemOut(ItemLineOut):
    """One item, complete."""

    content: ItemContent
    created_at: datetime


class ItemVersionOut(BaseModel):
    """One version as it was received."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    item_version: int | None
    change: ItemChange
    fields: list[str]
    source: str
    actor_id: str | None
    received_at: datetime
    valid_from: date | None = Field(default=None, description="该版本的生效日期")
    standing: VersionStanding | None = Field(
        default=None, description="现行版本、待生效（自 valid_from 起）或历史版本"
    )


class ItemVersionDetailOut(ItemVersionOut):
    """One version with all it said."""

    content: ItemContent


class ItemDiffOut(BaseModel):
    """What differs between two versions of an item."""

    older: int
    newer: int
    changes: list[FieldChangeOut]


class ColumnOut(BaseModel):
    """Which column of a file was taken for which field; ``more`` is where unknown ones are kept."""

    field: str
    label: str
    column: str


class ChangedItemOut(ChangedOut):
    """One item that a file changes, field by field."""

    change: ItemChange


class ItemReportOut(TransferReportOut):
    """What a file did or would do; ``changes`` are the first of ``changed``, ``removed`` the abolished."""

    changes: list[ChangedItemOut]
    warnings: list[RefusalOut]
    columns: list[ColumnOut]


class ItemPushOut(PushOut):
    """What became of a pushed version; ``item`` is null where a dry run would add one."""

    item: ItemOut | None


class PublicItemOut(BaseModel):
    """What a citizen reads of an item that is public and valid today."""

    id: str
    code: str
    situation_code: str
    name: str
    unit_code: str
    content: ItemContent
    version: int
    under_correction: bool
    valid_from: date | None
    valid_to: date | None
    updated_at: datetime


class ItemWordsOut(BaseModel):
    """Chinese names: of the fields, and of the values of every field that has a choice."""

    fields: dict[str, str]
    values: dict[str, dict[str, str]]
