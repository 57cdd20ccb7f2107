"""What sources say (来源内容): rows of the rooms as an answer reads them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from knowledge.articles.schemas import Details
from knowledge.audience import Audience
from knowledge.directory.models import NumberState
from knowledge.items.schemas import ItemContent, Window
from knowledge.search.port import DocumentKind


@dataclass(frozen=True)
class Reader:
    """For whom and for which day sources are read."""

    audience: Audience
    today: date


@dataclass(frozen=True)
class Standing:
    """What every source has: which version of what, whose, for whom and how long."""

    id: str
    kind: DocumentKind
    title: str
    version: int
    revision_id: str
    unit_code: str
    unit_name: str
    audience: Audience
    valid_from: date | None = None
    valid_to: date | None = None
    updated_on: date | None = None
    districts: tuple[str, ...] = ()
    under_correction: bool = False


@dataclass(frozen=True)
class ItemText:
    """A service item; ``raw`` is its content as it is stored, read when it is asked for."""

    standing: Standing
    code: str
    situation: str
    parent_code: str
    raw: Mapping[str, Any]

    @cached_property
    def content(self) -> ItemContent:
        """Return everything the item says."""
        return ItemContent.model_validate(self.raw)

    @property
    def family(self) -> str:
        """Return the code of the parent item, or its own."""
        return self.parent_code or self.code


@dataclass(frozen=True)
class ArticleText:
    """An article as its current revision tells it; ``items`` are codes of service items it is about.

    ``asked`` are the questions and keywords by which it is found; they are no part of an answer.
    """

    standing: Standing
    spoken: str
    answer: str
    details: Details
    items: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Number:
    """One published number of a unit."""

    name: str
    number: str
    hours: str
    state: NumberState


@dataclass(frozen=True)
class UnitText:
    """A unit as the directory tells it; ``lines`` are other lines that belong to it, where it was asked for itself."""

    standing: Standing
    duties: str
    windows: tuple[Window, ...]
    numbers: tuple[Number, ...]
    lines: "tuple[UnitText, ...]" = ()


@dataclass(frozen=True)
class PlainText:
    """Any other source: paragraphs that are read as they stand."""

    standing: Standing
    paragraphs: tuple[str, ...]


Text = ItemText | ArticleText | UnitText | PlainText


@dataclass(frozen=True)
class Texts:
    """What was read for one answer: by document id, and the situations of each family of items."""

    by_id: Mapping[str, Text] = field(default_factory=dict)
    families: Mapping[str, Sequence[ItemText]] = field(default_factory=dict)
    districts: Mapping[str, str] = field(default_factory=dict)

    def situations_of(self, item: ItemText) -> list[ItemText]:
        """Return the situations one chooses from: a parent is none of its own children."""
        family = self.families.get(item.family, ())
        children = [member for member in family if member.parent_code == item.family]
        return children or [member for member in family if member.code == item.family]

    def is_parent(self, item: ItemText) -> bool:
        """Tell whether the item only stands above its situations."""
        return not item.parent_code and any(
            member.parent_code == item.code for member in self.families.get(item.code, ())
        )


def words_of(text: Text) -> str:
    """Return everything a source says, for looking words up in it."""
    if isinstance(text, ArticleText):
        details = text.details.model_dump()
        said = (text.standing.title, *text.asked, text.spoken, text.answer, *_strings(details))
        return "\n".join(said)
    if isinstance(text, ItemText):
        return "\n".join(_strings(text.raw))
    if isinstance(text, UnitText):
        parts = [w.model_dump() for w in text.windows]
        parts += [vars(number) for number in text.numbers]
        lines = [words_of(line) for line in text.lines]
        return "\n".join((text.standing.title, text.duties, *_strings(parts), *lines))
    return "\n".join((text.standing.title, *text.paragraphs))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _strings(part)
