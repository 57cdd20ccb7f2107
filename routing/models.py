"""Routing tables (分类、办理时限、派单目录、地名、规则): versioned and dated; history is never rewritten."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime
from hotline.kit.labels import LabelledEnum
from hotline.kit.rulebooks import VersionRow

ALL = "ALL"


class TaxonomyState(LabelledEnum):
    """Where a version of the tree stands."""

    IN_FORCE = "IN_FORCE", "生效"
    SUPERSEDED = "SUPERSEDED", "已被替代"


class RowStatus(LabelledEnum):
    """Where a catalogue row stands; whether it is in force is a matter of its dates too."""

    PROPOSED = "PROPOSED", "待批准"
    APPROVED = "APPROVED", "已批准"
    REJECTED = "REJECTED", "未批准"


class PlaceKind(LabelledEnum):
    """What a name in the gazetteer is."""

    DISTRICT = "DISTRICT", "区"
    TOWN = "TOWN", "镇街"
    VILLAGE = "VILLAGE", "村居"
    ROAD = "ROAD", "道路"
    ESTATE = "ESTATE", "小区楼盘"
    SCHOOL = "SCHOOL", "学校"
    HOSPITAL = "HOSPITAL", "医院"
    STATION = "STATION", "车站"
    MARKET = "MARKET", "市场商场"
    PARK = "PARK", "公园景区"
    INDUSTRY = "INDUSTRY", "工业园区"
    LANDMARK = "LANDMARK", "其他地标"


class PolicyName(LabelledEnum):
    """Versioned data of routing that an administrator edits."""

    RULES = "RULES", "预警与受理范围规则"
    WORDING = "WORDING", "方言用词对照"
    MUST_ROUTE = "MUST_ROUTE", "必转清单"
    AUTOMATIC = "AUTOMATIC", "自动派单范围"
    DANGERS = "DANGERS", "提示例句"


class PolicyState(LabelledEnum):
    """Where a version of a policy stands; two persons bring it into force."""

    PROPOSED = "PROPOSED", "待批准"
    IN_FORCE = "IN_FORCE", "生效"
    SUPERSEDED = "SUPERSEDED", "已被替代"
    REJECTED = "REJECTED", "未批准"


class TaxonomyVersion(Base):
    """One version of the subject tree (事项分类版本)."""

    __tablename__ = "taxonomy_versions"

    version: Mapped[str] = mapped_column(String(20), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    digest: Mapped[str] = mapped_column(String(64))
    imported_by: Mapped[str | None] = mapped_column(String(26))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CategoryRow(Base):
    """One node of one version (事项分类)."""

    __tablename__ = "categories"

    version: Mapped[str] = mapped_column(ForeignKey("taxonomy_versions.version"), primary_key=True)
    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(String(12))
    level: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(120))
    scope_note: Mapped[str] = mapped_column(Text)
    kind_hint: Mapped[str | None] = mapped_column(String(10))
    keywords: Mapped[list[str]] = mapped_column(Json)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(Json)


class CategoryLimit(Base):
    """A limit for a category, or for all of them, by kind and urgency (办理时限); never edited, only ended.

    ``category_code`` null means every category; ``working_days`` are days of the unit's calendar.
    ``valid_to`` is the last valid day.
    """

    __tablename__ = "category_limits"
    __table_args__ = (Index("ix_category_limits_category_code", "category_code"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    category_code: Mapped[str | None] = mapped_column(String(12))
    kind: Mapped[str | None] = mapped_column(String(10))
    urgency: Mapped[str | None] = mapped_column(String(10))
    working_days: Mapped[int]
    basis: Mapped[str] = mapped_column(String(300))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    created_by: Mapped[str | None] = mapped_column(String(26))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Responsibility(Base):
    """One row of the dispatch catalogue (派单目录), domain rules §7.1.

    ``district_code`` is a district, a town or ``ALL``; ``partners`` are ``{unit_id, task}``; ``basis``
    are ``{kind, title, article}``; rows of one category and place are tried by ``position``. Only
    status, decision and the last valid day are ever written after the row exists.
    """

    __tablename__ = "responsibilities"
    __table_args__ = (
        Index("ix_responsibilities_category_code", "category_code", "district_code"),
        Index("ix_responsibilities_lead_unit_id", "lead_unit_id"),
        Index("ix_responsibilities_status", "status"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    category_code: Mapped[str] = mapped_column(String(12))
    category_version: Mapped[str] = mapped_column(String(20))
    district_code: Mapped[str] = mapped_column(String(12))
    condition: Mapped[str | None] = mapped_column(String(300))
    position: Mapped[int] = mapped_column(default=0)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    lead_unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    partners: Mapped[list[dict[str, str]]] = mapped_column(Json)
    fallback_unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    no_push_down: Mapped[bool] = mapped_column(default=False)
    basis: Mapped[list[dict[str, str]]] = mapped_column(Json)
    limit_override: Mapped[int | None]
    limit_basis: Mapped[str] = mapped_column(String(300), default="")
    profile: Mapped[str | None] = mapped_column(String(40))
    must_review: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(String(10))
    source_ruling_id: Mapped[str | None] = mapped_column(String(26))
    review_by: Mapped[date] = mapped_column(Date)
    supersedes_id: Mapped[str | None] = mapped_column(ForeignKey("responsibilities.id"))
    proposed_by: Mapped[str | None] = mapped_column(String(26))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_by: Mapped[str | None] = mapped_column(String(26))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_note: Mapped[str] = mapped_column(String(300), default="")
    ended_by: Mapped[str | None] = mapped_column(String(26))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PlaceName(Base):
    """One place with its names (地名): where it lies, down to the town."""

    __tablename__ = "place_names"
    __table_args__ = (
        UniqueConstraint("name", "kind", "district_code", "town_code"),
        Index("ix_place_names_code", "code"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    code: Mapped[str | None] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(60))
    aliases: Mapped[list[str]] = mapped_column(Json)
    kind: Mapped[str] = mapped_column(String(10))
    district_code: Mapped[str] = mapped_column(String(12))
    town_code: Mapped[str] = mapped_column(String(12), default="")
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RoutingPolicy(VersionRow, Base):
    """One version of the data named ``name`` (规则版本), a rule book of its own; never edited.

    All books stand in one table; each is read through its own class below.
    """

    __tablename__ = "routing_policies"
    __table_args__ = (
        UniqueConstraint("name", "number"),
        Index("ix_routing_policies_state", "name", "state"),
    )
    book: ClassVar[PolicyName | None] = None
    overtaken = False  # set by whoever lists: a newer version is in force

    name: Mapped[str] = mapped_column(String(10))

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 — it is handed the class
        """Tell the books apart by their names."""
        if cls.book is None:
            return {"polymorphic_on": "name"}
        return {"polymorphic_identity": cls.book.value}

    @property
    def content(self) -> Any:
        """Return what the version says."""
        return self.document["content"]

    @property
    def note(self) -> str:
        """Return why it was proposed."""
        return self.reason

    @property
    def standing(self) -> str:
        """Return the state, ``SUPERSEDED`` where a newer version is in force."""
        return PolicyState.SUPERSEDED.value if self.overtaken else self.state


class RulesVersion(RoutingPolicy):
    """Rules of alarm and remit (预警与受理范围规则)."""

    book = PolicyName.RULES


class WordingVersion(RoutingPolicy):
    """Dialect wording (方言用词对照)."""

    book = PolicyName.WORDING


class MustRouteVersion(RoutingPolicy):
    """The must-route list (必转清单)."""

    book = PolicyName.MUST_ROUTE


class AutomaticVersion(RoutingPolicy):
    """Where the system may dispatch by itself (自动派单范围)."""

    book = PolicyName.AUTOMATIC


class DangersVersion(RoutingPolicy):
    """Sentences with the flags they were, and such of daily life that sound alike (提示例句)."""

    book = PolicyName.DANGERS


POLICY_TABLES: Mapping[PolicyName, type[RoutingPolicy]] = {
    PolicyName.RULES: RulesVersion,
    PolicyName.WORDING: WordingVersion,
    PolicyName.MUST_ROUTE: MustRouteVersion,
    PolicyName.AUTOMATIC: AutomaticVersion,
    PolicyName.DANGERS: DangersVersion,
}
