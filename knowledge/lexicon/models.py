"""Word table (词库词条): one row a word of one kind; a word taken out stays as a row, so that its going is seen."""

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime


class LexiconWord(Base):
    """One word; ``version`` is the number of the change of the whole lexicon that wrote it last.

    ``key`` is the word in normal form, ``word`` as it was typed.
    """

    __tablename__ = "lexicon_words"
    __table_args__ = (
        UniqueConstraint("kind", "key"),
        Index("ix_lexicon_words_version", "version"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(40))
    word: Mapped[str] = mapped_column(String(40))
    values: Mapped[list[str]] = mapped_column("meanings", Json)
    note: Mapped[str] = mapped_column(String(200))
    retired: Mapped[bool]
    version: Mapped[int]
    changed_by: Mapped[str | None] = mapped_column(String(26))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
