"""Service item tables (服务事项与版本): what is in force now, and every version ever received."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime
from knowledge.items.errors import ItemVersionImmutable


class ServiceItem(Base):
    """One item as it stands; ``content`` says all of it, the columns are what lists are narrowed by.

    ``item_version`` is the number the catalogue's owner gave (null when his file has none), ``version``
    counts our own changes. The version ``waiting_number`` was received already and comes into force, with its
    state and unit, on ``waiting_from``; taken back it has no such day, but its number stays used.
    """

    __tablename__ = "service_items"
    __table_args__ = (
        UniqueConstraint("code", "situation_code"),
        Index("ix_service_items_unit_id", "unit_id"),
        Index("ix_service_items_parent_code", "parent_code"),
        Index("ix_service_items_external_ref", "external_ref"),
        Index("ix_service_items_state_item_type", "state", "item_type"),
        Index("ix_service_items_waiting_from", "waiting_from"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    situation_code: Mapped[str] = mapped_column(String(20))
    parent_code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(300))
    item_type: Mapped[str] = mapped_column(String(16))
    level: Mapped[str | None] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    publication: Mapped[str] = mapped_column(String(12))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    unit_code: Mapped[str] = mapped_column(String(40))
    department: Mapped[str] = mapped_column(String(200))
    category_code: Mapped[str] = mapped_column(String(12))
    districts: Mapped[list[str]] = mapped_column(Json)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    external_ref: Mapped[str] = mapped_column(String(80))
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    digest: Mapped[str] = mapped_column(String(64))
    item_version: Mapped[int | None]
    version: Mapped[int]
    waiting_number: Mapped[int | None]
    waiting_from: Mapped[date | None] = mapped_column(Date)
    waiting_state: Mapped[str | None] = mapped_column(String(10))
    waiting_unit_id: Mapped[str | None] = mapped_column(String(26))
    under_correction: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


NOTHING_WAITS: Mapping[str, None] = dict.fromkeys(
    ("waiting_number", "waiting_from", "waiting_state", "waiting_unit_id")
)
_TAKEN = (
    *("parent_code", "name", "item_type", "level", "publication", "unit_code", "department"),
    *("category_code", "districts", "external_ref"),
)


def columns_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of an item that says ``content``."""
    days = {name: day_of(content[name]) for name in ("valid_from", "valid_to")}
    return {**{name: content[name] for name in _TAKEN}, **days, "content": dict(content)}


def day_of(text: str | None) -> date | None:
    """Return a day of a stored content."""
    return date.fromisoformat(text) if text else None


class ItemVersion(Base):
    """One version as it was received, never changed; ``fields`` are those that differ from the one before."""

    __tablename__ = "service_item_versions"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("service_items.id"))
    number: Mapped[int]
    item_version: Mapped[int | None]
    change: Mapped[str] = mapped_column(String(8))
    fields: Mapped[list[str]] = mapped_column(Json)
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    digest: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(120))
    actor_id: Mapped[str | None] = mapped_column(String(26))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


def _refuse_change(_mapper: Any, _connection: Any, target: ItemVersion) -> None:
    raise ItemVersionImmutable(version_id=target.id)


for _moment in ("before_update", "before_delete"):
    event.listen(ItemVersion, _moment, _refuse_change)
