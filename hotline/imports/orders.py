"""Work orders of other systems (外部工单): one row becomes one contact for the intake, or a reason why not."""

import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from crm.identity import NewCitizen, contact_point
from crm.models import ContactKind
from hotline.imports.columns import Columns, Field
from hotline.imports.dates import read_instant
from hotline.imports.reading import TableRow
from hotline.kit import clock
from hotline.kit.errors import Problem
from hotline.kit.inputs import clean_text
from hotline.kit.labels import LabelledEnum
from hotline.process.commands import IntakeCommand, Where
from hotline.tickets.vocabulary import Channel, SourcePlatform
from routing.taxonomy.tree import RequestKind, Taxonomy
from routing.units import UnitBook

E = TypeVar("E", bound=LabelledEnum)
MAX_TEXT = 10_000
MAX_REF = 80
_ANSWER = 200
# The labels of the old system stay readable on the ticket, whether we know them or not.
LABELS = {Field.UNIT: "原承办单位", Field.CATEGORY: "原事项分类", Field.KIND: "原诉求类型"}


class Unusable(Exception):  # noqa: N818 — the name says what is wrong
    """The row cannot become a ticket; the message is the reason for people."""


@dataclass(frozen=True)
class Plan:
    """How a file is imported.

    ``source`` names the other system in every reference; ``historical`` orders are anonymous, have no
    clocks and tell nobody. ``channel`` holds where no column says it. ``names`` are the codes that names of
    units and categories stand for, before the names of the house.
    """

    columns: Columns
    source: str
    historical: bool = False
    channel: Channel = Channel.VOICE
    platform: SourcePlatform = SourcePlatform.NONE
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Book:
    """What labels of other systems are compared with."""

    taxonomy: Taxonomy
    units: UnitBook
    names: Mapping[str, str] = field(default_factory=dict)

    def category_code(self, told: str) -> str | None:
        """Return the code of a category given by code, by a name of the table, full label or unambiguous name."""
        for code in (told, self._named(told)):
            if code in self.taxonomy.categories:
                return code
        return self._by_label.get(told)

    def _named(self, told: str) -> str:
        return self.names.get("".join(told.split()), "")

    def unit_code(self, told: str) -> str | None:
        """Return the code of a unit given by code, by a name of the table or by its own name."""
        for code in (told, self._named(told)):
            if code in self.units.by_code:
                return code
        return next((u.code for u in self.units.by_id.values() if u.name == told), None)

    @cached_property
    def _by_label(self) -> dict[str, str]:
        labels: dict[str, str] = {}
        names = Counter(c.name for c in self.taxonomy.leaves())
        for category in self.taxonomy.leaves():
            labels[self.taxonomy.label(category.code)] = category.code
            if names[category.name] == 1:
                labels[category.name] = category.code
        return labels


@dataclass
class Reader:
    """Turns rows into commands; remembers what it has seen so that equal rows keep distinct keys."""

    plan: Plan
    book: Book
    unknown: dict[Field, Counter[str]] = field(default_factory=dict)
    cleaned: int = 0
    _seen: Counter[str] = field(default_factory=Counter)
    _categories: dict[str, str | None] = field(default_factory=dict)
    _units: dict[str, str | None] = field(default_factory=dict)

    def reference(self, row: TableRow) -> str:
        """Return the row's stable reference: its own number, else a digest of its content.

        Equal rows count as different orders: the second gets “-2”. Moving rows inside the file
        changes no reference, so a file that has grown can be imported again.
        """
        own = self.plan.columns.value(row.cells, Field.ID)
        if own and len(own) <= MAX_REF - len(self.plan.source) - 8:
            key = own
        else:
            words = json.dumps(row.cells, sort_keys=True, ensure_ascii=False)
            key = hashlib.sha256(words.encode()).hexdigest()[:24]
        self._seen[key] += 1
        turn = self._seen[key]
        return f"{self.plan.source}:{key}" + (f"-{turn}" if turn > 1 else "")

    def command(self, row: TableRow, reference: str) -> IntakeCommand:
        """Return the contact of a row; raises ``Unusable`` with the reason."""
        if row.problem:
            raise Unusable(row.problem)
        cells, columns = row.cells, self.plan.columns
        return IntakeCommand(
            channel=self._channel(columns.value(cells, Field.CHANNEL)),
            content=self._text(columns.value(cells, Field.TEXT)),
            received_at=self._received(columns.value(cells, Field.DATE)),
            citizen=None if self.plan.historical else self._citizen(cells),
            kind=self._kind(columns.value(cells, Field.KIND)),
            category_code=self._category(columns.value(cells, Field.CATEGORY)),
            where=_where(columns.value(cells, Field.PLACE), columns.value(cells, Field.ADDRESS)),
            answers=self._labels(cells),
            reply_wanted=not self.plan.historical,
            source_platform=self.plan.platform,
            external_ref=reference,
            external_due_at=self._due(columns.value(cells, Field.DUE)),
            submission_key=f"import:{reference}",
            historical=self.plan.historical,
        )

    def _text(self, raw: str) -> str:
        """Return the words; control characters, which no keyboard makes, are dropped and counted."""
        kept = "".join(c for c in raw if c in "\n\r\t" or unicodedata.category(c) != "Cc")
        self.cleaned += kept != raw
        text = clean_text(kept)
        if not text:
            raise Unusable("没有诉求内容")
        if len(text) > MAX_TEXT:
            raise Unusable(f"诉求内容超过 {MAX_TEXT} 字")
        return text

    def _received(self, text: str) -> datetime:
        if not text:
            if self.plan.historical:
                raise Unusable("没有受理时间")
            return clock.now()
        found = _instant(text)
        if found > clock.now():
            raise Unusable(f"受理时间在将来：{text[:30]}")
        return found

    def _due(self, text: str) -> datetime | None:
        return _instant(text) if text and not self.plan.historical else None

    def _channel(self, text: str) -> Channel:
        found = _member(Channel, text) if text else self.plan.channel
        if found is None:
            self._note(Field.CHANNEL, text)
        return found or self.plan.channel

    def _kind(self, text: str) -> RequestKind | None:
        found = _member(RequestKind, text)
        if text and found is None:
            self._note(Field.KIND, text)
        return found

    def _category(self, text: str) -> str | None:
        if text not in self._categories:
            self._categories[text] = self.book.category_code(text) if text else None
        found = self._categories[text]
        if text and found is None:
            self._note(Field.CATEGORY, text)
        return found

    def _labels(self, cells: Mapping[str, str]) -> dict[str, str]:
        labels = {
            name: value[:_ANSWER]
            for wanted, name in LABELS.items()
            if (value := self.plan.columns.value(cells, wanted))
        }
        unit = self.plan.columns.value(cells, Field.UNIT)
        if unit and unit not in self._units:
            self._units[unit] = self.book.unit_code(unit)
        if unit and self._units[unit] is None:
            self._note(Field.UNIT, unit)
        return labels

    def _note(self, wanted: Field, value: str) -> None:
        self.unknown.setdefault(wanted, Counter())[value] += 1

    def _citizen(self, cells: Mapping[str, str]) -> NewCitizen | None:
        phone = self.plan.columns.value(cells, Field.PHONE)
        name = self.plan.columns.value(cells, Field.NAME) or None
        if not phone:
            return NewCitizen(name=name) if name else None
        try:
            point = contact_point(ContactKind.PHONE, phone)
        except Problem as problem:
            raise Unusable(problem.detail_zh) from None
        return NewCitizen(name=name, contacts=(point,))


def _instant(text: str) -> datetime:
    try:
        return read_instant(text)
    except ValueError as error:
        raise Unusable(str(error)) from None


def _where(place: str, address: str) -> Where:
    digits = place if place.isdigit() else ""
    return Where(
        district_code=digits[:6] if len(digits) >= 6 else None,
        town_code=digits[:9] if len(digits) >= 9 else None,
        address=address or None,
    )


def _member(kind: type[E], text: str) -> E | None:
    return next((m for m in kind if text in (m.value, m.label)), None)
