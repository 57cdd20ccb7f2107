"""Shapes of the subject tree's interface (事项分类接口模型): versions, mappings, reports of an import."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from hotline.kit.inputs import Prose
from routing.schemas import CategoryCode, LineErrorOut, Strict
from routing.taxonomy.mapping import MapKind
from routing.taxonomy.models import ExampleKind


class MappingReportOut(BaseModel):
    """What a mapping of versions says, what is wrong with it, and which old leaves nobody has placed."""

    counts: dict[str, int]
    errors: list[LineErrorOut]
    unmapped: list[str]


class VersionOut(BaseModel):
    """One version of the tree."""

    version: str = Field(description="版本", examples=["2026.1"])
    state: str = Field(description="状态", examples=["IN_FORCE"])
    state_label: str = Field(description="状态名称", examples=["生效"])
    imported_by_name: str | None = Field(description="导入人；空为系统初始导入")
    imported_at: datetime = Field(description="导入时间")
    superseded_at: datetime | None = Field(description="被替代时间")
    categories: int = Field(description="分类总数，各级合计", ge=0)
    leaves: int = Field(description="末级分类数", ge=0)


class MappingOut(BaseModel):
    """One stored mapping between two versions of the tree."""

    id: str = Field(description="对照")
    old_version: str = Field(description="旧版本", examples=["2025.1"])
    new_version: str = Field(description="新版本", examples=["2026.1"])
    number: int = Field(description="这两个版本之间的第几份", ge=1)
    in_use: bool = Field(description="现用；更早的只作留存")
    counts: dict[str, int] = Field(description="各类行数", examples=[{"one": 3, "split": 1}])
    rows: int = Field(description="行数", ge=0)
    imported_by: str | None = Field(description="导入人账号")
    imported_by_name: str | None = Field(description="导入人；空为系统初始导入")
    imported_at: datetime = Field(description="导入时间")


class MapLineOut(BaseModel):
    """What became of one subject."""

    old_code: str = Field(description="旧编码", examples=["010103"])
    old_name: str = Field(description="旧分类名称")
    new_codes: list[str] = Field(description="新编码；空为已取消")
    new_names: list[str] = Field(description="新分类名称，与新编码一一对应")
    kind: MapKind = Field(description="变化", examples=["split"])
    kind_label: str = Field(description="变化名称", examples=["拆分"])


class MappingDetailOut(MappingOut):
    """A mapping with its lines."""

    lines: list[MapLineOut] = Field(description="逐行对照")


class CarryOverIn(Strict):
    """Whether rows are proposed or only counted."""

    dry_run: bool = True


class UndecidedRowOut(BaseModel):
    """A row of the catalogue that needs a person."""

    row_id: str = Field(description="目录条目")
    reason: str = Field(description="原因", examples=["分类已取消，请终止条目"])
    reason_en: str = Field(description="原因（英文）", examples=["The subject ended: end the row"])


class LimitLineOut(BaseModel):
    """A line for the import of limits."""

    category_code: str = Field(description="新编码", examples=["010103"])
    kind: str | None = Field(description="诉求类型；空为全部", examples=["HELP"])
    urgency: str | None = Field(description="紧急程度；空为全部", examples=["NORMAL"])
    working_days: int = Field(description="时限（工作日）", examples=[5])
    basis: str = Field(description="依据")
    valid_from: date = Field(description="起始日", examples=["2026-03-04"])
    valid_to: date | None = Field(description="最后有效日；空为长期")


class CarryOverOut(BaseModel):
    """What is proposed for the new codes; undecided rows need a person."""

    proposed: int = Field(description="提出的条目数", ge=0)
    row_ids: list[str] = Field(description="提出的条目")
    undecided: list[UndecidedRowOut] = Field(description="须人工处理的条目")
    limits: list[LimitLineOut] = Field(description="可导入的时限行，供核对")


class TaxonomyReportOut(BaseModel):
    """What an import of a tree did, or would do; ``levels`` counts the nodes of each level."""

    version: str
    categories: int
    levels: list[int]
    added: list[str]
    changed: list[str]
    removed: list[str]
    errors: list[LineErrorOut]
    repaired: list[LineErrorOut]
    stored: bool
    mapping: MappingReportOut
    limits: int = Field(
        0, description="原编码的时限中须转到新编码或人工核对的条数；试运行时为 0", ge=0
    )


class ExampleIn(Strict):
    """One example request, or a list of words that mean a subject."""

    category_code: CategoryCode = Field(description="事项分类")
    kind: ExampleKind = Field(ExampleKind.REQUEST, description="样例诉求或同义词")
    text: Prose = Field(
        min_length=1,
        max_length=4_000,
        description="样例诉求的原话；同义词以“；”分隔",
        examples=["傍晚路口全是推车卖水果的，走都走不过去"],
    )
    note: Prose = Field("", max_length=300, description="为何增加", examples=["近期常见说法"])


class ExampleOut(BaseModel):
    """One example with the versions it stands in."""

    id: str = Field(description="样例")
    category_code: str = Field(description="事项分类", examples=["010103"])
    category: str = Field(description="分类名称", examples=["城市管理 / 市容环卫 / 占道经营"])
    kind: ExampleKind = Field(description="类型", examples=["REQUEST"])
    kind_label: str = Field(description="类型名称", examples=["样例诉求"])
    text: str = Field(description="内容")
    added_in: int = Field(description="自第几版起", ge=1)
    added_at: datetime = Field(description="增加时间")
    added_by: str | None = Field(description="增加人账号")
    added_by_name: str | None = Field(description="增加人；空为系统初始导入")
    withdrawn_in: int | None = Field(description="第几版起撤下；空为在用")
    withdrawn_at: datetime | None = Field(description="撤下时间")
    withdrawn_by: str | None = Field(description="撤下人账号")
    withdrawn_by_name: str | None = Field(description="撤下人")
    withdrawn_note: str | None = Field(description="撤下理由")


class ExampleVersionOut(BaseModel):
    """One change of the examples."""

    number: int = Field(description="版本号", ge=1)
    at: datetime = Field(description="时间")
    by: str | None = Field(description="修改人账号")
    by_name: str | None = Field(description="修改人；空为系统初始导入")
    note: str = Field(description="说明")
    added: int = Field(description="增加条数", ge=0)
    withdrawn: int = Field(description="撤下条数", ge=0)
    standing: int = Field(description="此版在用条数", ge=0)
