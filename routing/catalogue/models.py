"""Tables beside the catalogue (学习提示、分类版本对照): what history suggests, and how old subjects read today."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime
from hotline.kit.labels import LabelledEnum


class HintState(LabelledEnum):
    """Where a hint stands."""

    OPEN = "OPEN", "待处理"
    DISMISSED = "DISMISSED", "不采纳"
    PROPOSED = "PROPOSED", "已提出条目"
    LAPSED = "LAPSED", "已不成立"


class CatalogueHint(Base):
    """Where closed tickets and the catalogue disagree (学习提示); shown to the catalogue's owner, never applied.

    ``cases`` tickets of this subject and place were closed, ``agreeing`` of them by ``history_unit_id``;
    ``examples`` are ticket numbers. ``row_id`` is the row that names somebody else, if there is one.
    """

    __tablename__ = "catalogue_hints"
    __table_args__ = (Index("ix_catalogue_hints_state", "state"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    category_code: Mapped[str] = mapped_column(String(12))
    place_code: Mapped[str] = mapped_column(String(12))
    row_id: Mapped[str | None] = mapped_column(ForeignKey("responsibilities.id"))
    catalogue_unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    history_unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    cases: Mapped[int]
    agreeing: Mapped[int]
    examples: Mapped[list[str]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(10))
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(26))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(String(300), default="")
    proposed_row_id: Mapped[str | None] = mapped_column(ForeignKey("responsibilities.id"))
