"""Tables beside the subject tree (分类样例、时限建议): nothing is deleted, every change has a number and a name."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime
from hotline.kit.labels import LabelledEnum


class ExampleKind(LabelledEnum):
    """What a row of examples holds."""

    WORDS = "WORDS", "同义词"
    REQUEST = "REQUEST", "样例诉求"


class ExampleVersion(Base):
    """One change of the examples (分类样例版本): what it added and withdrew, by whom and why."""

    __tablename__ = "routing_example_versions"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str | None] = mapped_column(String(26))
    note: Mapped[str] = mapped_column(String(300), default="")
    added: Mapped[int]
    withdrawn: Mapped[int]


class ExampleText(Base):
    """Words or a request that belong to a category (分类样例).

    It stands in every version from ``added_in`` up to, but without, ``withdrawn_in``.
    """

    __tablename__ = "routing_examples"
    __table_args__ = (Index("ix_routing_examples_category_code", "category_code"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    category_code: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    added_in: Mapped[int] = mapped_column(ForeignKey("routing_example_versions.number"))
    withdrawn_in: Mapped[int | None] = mapped_column(ForeignKey("routing_example_versions.number"))


class ProposalState(LabelledEnum):
    """Where a proposed limit stands."""

    PROPOSED = "PROPOSED", "待批准"
    APPROVED = "APPROVED", "已批准"
    REJECTED = "REJECTED", "未批准"


class LimitProposal(Base):
    """A limit proposed for a code of the new tree (时限建议); it counts for nothing before another person approves.

    ``sources`` are ``{limit_id, category_code, category, category_version, working_days}``; ``limit_id`` is the
    limit that the approval made.
    """

    __tablename__ = "category_limit_proposals"
    __table_args__ = (Index("ix_category_limit_proposals_state", "state"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    category_code: Mapped[str] = mapped_column(String(12))
    category_version: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str | None] = mapped_column(String(10))
    urgency: Mapped[str | None] = mapped_column(String(10))
    working_days: Mapped[int]
    basis: Mapped[str] = mapped_column(String(300))
    valid_from: Mapped[date] = mapped_column(Date)
    sources: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    proposed_by: Mapped[str | None] = mapped_column(String(26))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(26))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(String(300), default="")
    limit_id: Mapped[str | None] = mapped_column(ForeignKey("category_limits.id"))


class TaxonomyMapping(Base):
    """How the subjects of one version of the tree read in another (分类版本对照); never edited, only numbered anew.

    ``rows`` are ``{old_code, new_codes, kind}``; the highest number of a pair of versions counts.
    """

    __tablename__ = "taxonomy_mappings"
    __table_args__ = (UniqueConstraint("old_version", "new_version", "number"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    old_version: Mapped[str] = mapped_column(ForeignKey("taxonomy_versions.version"))
    new_version: Mapped[str] = mapped_column(ForeignKey("taxonomy_versions.version"))
    number: Mapped[int]
    rows: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    imported_by: Mapped[str | None] = mapped_column(String(26))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
