"""What history says against the catalogue (学习提示): pure; shown to the catalogue's owner, never applied by itself."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from routing.catalogue.rows import Catalogue, Match
from routing.places import Place


@dataclass(frozen=True)
class Tally:
    """How many closed tickets of one subject and place one unit answered in the end."""

    category_code: str
    place: Place
    unit_id: str
    cases: int


@dataclass(frozen=True)
class HintRules:
    """From how many cases and from which share (0–1) of them history counts as evidence."""

    cases: int
    share: float


@dataclass(frozen=True)
class Hint:
    """History names another unit than the catalogue, or one where the catalogue names none."""

    category_code: str
    place_code: str
    unit_id: str
    cases: int
    agreeing: int
    row_id: str | None = None
    row_unit_id: str | None = None

    @property
    def share(self) -> float:
        """Return the share of the cases that the unit answered."""
        return self.agreeing / self.cases


@dataclass
class _Group:
    """All cases of one subject at one place of the catalogue, and the rows that could count there."""

    match: Match
    by_unit: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def cases(self) -> int:
        return sum(self.by_unit.values())

    def named(self) -> set[str]:
        """Units that the catalogue names here, also under a condition that is not known of a tally."""
        return {row.lead_unit_id for row in (*self.match.rows, *self.match.unsure)}


def find_hints(
    tallies: Iterable[Tally], catalogue: Catalogue, day: date, rules: HintRules
) -> list[Hint]:
    """Return where history and the rows of ``day`` disagree, the strongest evidence first.

    Cases are counted by subject and district, or by town where a row of that town decides. A unit that the
    catalogue names under some condition does not disagree.
    """
    groups: dict[tuple[str, str], _Group] = {}
    for tally in tallies:
        match = catalogue.match(tally.category_code, tally.place, day, {})
        key = (tally.category_code, _place_code(tally.place, match))
        groups.setdefault(key, _Group(match)).by_unit[tally.unit_id] += tally.cases
    found = [hint for key, group in groups.items() if (hint := _hint(key, group, rules))]
    return sorted(found, key=lambda h: (-h.agreeing, h.category_code, h.place_code))


def _place_code(place: Place, match: Match) -> str:
    own = {row.district_code for row in (*match.rows, *match.unsure)}
    return place.town_code if place.town_code in own else place.district_code


def _hint(key: tuple[str, str], group: _Group, rules: HintRules) -> Hint | None:
    category, place = key
    unit, agreeing = max(group.by_unit.items(), key=lambda item: (item[1], item[0]))
    if not place or group.cases < rules.cases or agreeing < rules.share * group.cases:
        return None
    if unit in group.named():
        return None
    row = group.match.rows[0] if group.match.rows else None
    return Hint(
        category_code=category,
        place_code=place,
        unit_id=unit,
        cases=group.cases,
        agreeing=agreeing,
        row_id=row.id if row else None,
        row_unit_id=row.lead_unit_id if row else None,
    )
