"""Tables beside the subject tree (分类样例、版本对照): nothing is deleted, every change has a number and a name."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
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
