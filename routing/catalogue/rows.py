"""The dispatch catalogue as pure data (派单目录): which row counts for a category, a place and a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from routing.catalogue.conditions import Facts, parse
from routing.places import ALL, Place
from routing.taxonomy.tree import BasisKind, Taxonomy


@dataclass(frozen=True)
class Basis:
    """A text that gives the duty: its kind, title and article."""

    kind: BasisKind
    title: str
    article: str = ""

    def __str__(self) -> str:
        """Return it as cited."""
        return f"《{self.title}》{self.article}（{self.kind.label}）"


@dataclass(frozen=True)
class Partner:
    """A helping unit with its task."""

    unit_id: str
    task: str = ""


@dataclass(frozen=True)
class Row:
    """One catalogue row; ``valid_to`` is its last valid day."""

    id: str
    category_code: str
    district_code: str
    lead_unit_id: str
    valid_from: date
    valid_to: date | None = None
    condition: str | None = None
    position: int = 0
    partners: tuple[Partner, ...] = ()
    fallback_unit_id: str | None = None
    no_push_down: bool = False
    basis: tuple[Basis, ...] = ()
    limit_override: int | None = None
    limit_basis: str = ""
    profile: str | None = None
    must_review: bool = False
    approved_at: datetime | None = None
    ended_at: datetime | None = None

    def is_valid(self, day: date) -> bool:
        """Tell whether the row counts on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @cached_property
    def strength(self) -> int:
        """Return the rank of the best basis, 0 the strongest; a row without basis ranks last."""
        kinds = list(BasisKind)
        return min((kinds.index(basis.kind) for basis in self.basis), default=len(kinds))

    def has_town_list(self) -> bool:
        """Tell whether a town's own duty list is among the bases."""
        return any(basis.kind is BasisKind.TOWN_LIST for basis in self.basis)


@dataclass(frozen=True)
class Match:
    """The rows that count, best first; ``unsure`` are conditional rows whose fields are missing."""

    rows: tuple[Row, ...] = ()
    category_code: str = ""
    unsure: tuple[Row, ...] = ()
    missing: tuple[str, ...] = ()


class Catalogue:
    """All approved rows, indexed by category and place."""

    def __init__(self, rows: Iterable[Row], taxonomy: Taxonomy) -> None:
        """Index ``rows``; conditional rows of one place stand before the unconditional one."""
        self.rows = {row.id: row for row in rows}
        self.taxonomy = taxonomy
        self._index: dict[tuple[str, str], list[Row]] = {}
        self._finer: dict[str, list[Row]] = {}
        for row in sorted(self.rows.values(), key=_order):
            self._index.setdefault((row.category_code, row.district_code), []).append(row)
            if row.district_code != ALL:
                self._finer.setdefault(row.category_code, []).append(row)
        self._town_lists: dict[tuple[str, str], list[Row]] = {}
        for row in self.rows.values():
            if row.has_town_list():
                key = (row.lead_unit_id, row.category_code)
                self._town_lists.setdefault(key, []).append(row)

    def match(self, category_code: str, place: Place, day: date, facts: Facts) -> Match:
        """Return the rows in force for a matter: the nearest category that has one, its finest place.

        A row of the category itself beats one of its superior; within a category the town beats the
        district and the district the city (domain rules §7.1).
        """
        unsure: list[Row] = []
        missing: list[str] = []
        for code in self.taxonomy.chain(category_code):
            for spot in place.chain():
                found = self._at((code, spot), day, facts, (unsure, missing))
                if found:
                    return Match(tuple(found), code, tuple(unsure), tuple(missing))
        return Match((), "", tuple(unsure), tuple(missing))

    def _at(
        self,
        key: tuple[str, str],
        day: date,
        facts: Facts,
        open_questions: tuple[list[Row], list[str]],
    ) -> list[Row]:
        unsure, missing = open_questions
        plain: list[Row] = []
        for row in self._index.get(key, ()):
            if not row.is_valid(day):
                continue
            if row.condition is None:
                plain.append(row)
                continue
            condition = parse(row.condition)
            answer = condition.holds(facts)
            if answer:
                return [row]
            if answer is None:
                unsure.append(row)
                missing += [name for name in condition.missing(facts) if name not in missing]
        return sorted(plain, key=lambda row: row.strength)

    def finer_rows(self, category_code: str, district_code: str, day: date) -> list[Row]:
        """Return the rows of the category for places inside ``district_code`` (or anywhere, if empty).

        They are what a better knowledge of the place could still choose.
        """
        for code in self.taxonomy.chain(category_code):
            rows = [
                row
                for row in self._finer.get(code, ())
                if row.district_code != district_code
                and row.district_code.startswith(district_code)
                and row.is_valid(day)
            ]
            if rows:
                return rows
        return []

    def town_list_covers(self, unit_id: str, category_code: str, day: date) -> bool:
        """Tell whether the town's own duty list covers the category on ``day`` (domain rules §7.4)."""
        return any(
            row.is_valid(day)
            for code in self.taxonomy.chain(category_code)
            for row in self._town_lists.get((unit_id, code), ())
        )


def _order(row: Row) -> tuple[bool, int, date, str]:
    return (row.condition is None, row.position, row.valid_from, row.id)


def as_known(rows: Iterable[Row], day: date, known_at: datetime) -> list[Row]:
    """Return the rows in force on ``day`` as the catalogue stood at ``known_at``.

    A row approved later did not count yet, an end written later was not known yet: so a past dispatch
    is explained by what was valid then.
    """
    found = []
    for row in rows:
        if row.approved_at is None or row.approved_at > known_at or row.valid_from > day:
            continue
        end_known = row.ended_at is None or row.ended_at <= known_at
        if end_known and row.valid_to is not None and day > row.valid_to:
            continue
        found.append(row)
    return found
