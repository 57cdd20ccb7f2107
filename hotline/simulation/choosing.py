"""Whom a dispatcher sends it to (派单选择): the catalogue's row, else whose duties and district fit; pure but for the reading.

Only units whose staff take part in the play can be sent anything, so that a suggested unit may be out of reach.
A dispatcher then does what he does where nothing is suggested: he looks who handles such matters there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hotline.kit.labels import LabelledEnum
from hotline.simulation.staff import Login, Staff, UnitRef
from hotline.simulation.tally import Tally

Page = dict[str, Any]
GROUP = (
    4  # digits of a category's second level: what is near in the tree is handled by the same units
)
ROWS = "100"


class Way(LabelledEnum):
    """How a unit was chosen."""

    ROW = "ROW", "按派单目录条目"
    CANDIDATE = "CANDIDATE", "按系统列出的候选单位"
    DUTY = "DUTY", "按同类事项的承办单位"
    DISTRICT = "DISTRICT", "按所在区"
    TURN = "TURN", "市级单位轮流"


@dataclass(frozen=True)
class Place:
    """Where it is, as far as it is known (division codes)."""

    district: str = ""
    town: str = ""

    @property
    def codes(self) -> tuple[str, str, str]:
        """Return the codes of catalogue rows that count here, the finest first."""
        return self.town, self.district, "ALL"


@dataclass(frozen=True)
class Choice:
    """The unit, how it was found, and the row that says so."""

    unit_id: str
    way: Way
    row_id: str | None = None


@dataclass(frozen=True)
class Known:
    """What lies on the dispatcher's desk: what the system suggests, rows of near matters, who can be sent it."""

    candidates: Sequence[Page]
    rows: Sequence[Page]
    category: str
    place: Place
    units: Sequence[UnitRef]


def by_row(known: Known) -> Choice | None:
    """Return the first suggested unit that a catalogue row names and that takes part, a town included."""
    playing = {unit.id for unit in known.units}
    for one in known.candidates:
        if one["row_id"] and one["unit_id"] in playing:
            return Choice(one["unit_id"], Way.ROW, one["row_id"])
    return None


def by_hand(known: Known, turn: int, *, other_than: str = "") -> Choice:
    """Return the unit that a dispatcher would write himself; towns lead what their list names only (§7.4)."""
    free = [unit for unit in known.units if unit.is_department and unit.id != other_than]
    by_id = {unit.id: unit for unit in free}
    for one in known.candidates:
        if one["unit_id"] in by_id:
            return Choice(one["unit_id"], Way.CANDIDATE)
    for unit_id in _by_duty(known):
        if unit_id in by_id:
            return Choice(unit_id, Way.DUTY)
    here = [unit for unit in free if known.place.district and unit.district == known.place.district]
    if here:
        return Choice(here[turn % len(here)].id, Way.DISTRICT)
    return Choice(free[turn % len(free)].id, Way.TURN)


def _by_duty(known: Known) -> Iterable[str]:
    """Return the units of rows for near matters: the nearest category first, of these the nearest place."""
    near = sorted(known.rows, key=lambda row: _distance(row, known))
    return dict.fromkeys(unit_id for row in near for unit_id in _units_of(row))


def _distance(row: Page, known: Known) -> tuple[int, int, str]:
    code, codes = str(row["category_code"]), known.place.codes
    apart = 0 if known.category.startswith(code) else len(known.category) - _shared(code, known)
    where = row["district_code"]
    return apart, codes.index(where) if where in codes else len(codes), str(row["id"])


def _shared(code: str, known: Known) -> int:
    pairs = zip(code, known.category, strict=False)
    return next((n for n, (one, other) in enumerate(pairs) if one != other), len(code))


def _units_of(row: Page) -> list[str]:
    partners = [str(partner["unit_id"]) for partner in row["partners"]]
    return [row["lead_unit_id"], *filter(None, [row["fallback_unit_id"]]), *partners]


@dataclass
class Dispatcher:
    """The desk of one account; what it reads of the catalogue is kept for the whole play."""

    staff: Staff
    tally: Tally
    login: Login

    async def look(self, ticket_id: str, category: str, place: Place) -> Known:
        """Return what the system says of a ticket, and rows of near matters."""
        triage = await self.staff.get(self.login, f"/api/tickets/{ticket_id}/triage")
        rows = await self._rows(category[:GROUP])
        return Known(triage["candidates"], rows, category, place, self.staff.staffed())

    async def _rows(self, group: str) -> list[Page]:
        if group not in self.staff.rows:
            query = {"category_code": group, "status": "APPROVED", "limit": ROWS}
            found = await self.staff.get(self.login, "/api/catalogue", **query)
            self.staff.rows[group] = found["items"]
        return self.staff.rows[group]

    def count(self, known: Known, choice: Choice) -> None:
        """Count how it was chosen, and whether the system had suggested anybody."""
        self.tally.ways[choice.way] += 1
        if not known.candidates:
            self.tally.unsuggested += 1
        elif choice.way not in {Way.ROW, Way.CANDIDATE}:
            self.tally.out_of_play += 1


def told(tally: Tally) -> Mapping[str, int]:
    """Return how units were chosen, in words, the most frequent first."""
    counts = {Way(way).label: count for way, count in tally.ways.most_common()}
    return {
        **counts,
        "其中系统没有建议单位": tally.unsuggested,
        "其中建议的单位没有演示账号": tally.out_of_play,
    }
