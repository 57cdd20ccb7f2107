"""Shapes of the subject tree's interface (事项分类接口模型): versions, mappings, reports of an import."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from routing.schemas import LineErrorOut, Strict
from routing.taxonomy.mapping import MapKind


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


class CarryOverOut(BaseModel):
    """What is proposed for the new codes; undecided rows need a person."""

    proposed: int
    row_ids: list[str]
    undecided: list[dict[str, str]]
    limits: list[dict[str, Any]]


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
