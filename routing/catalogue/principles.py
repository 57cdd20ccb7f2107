"""When several rows name different leads (职责冲突): the principles of domain rules §7.2.4, in their order; pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from routing.catalogue.rows import Row
from routing.places import Place
from routing.taxonomy.tree import BasisKind
from routing.units import VILLAGE, UnitBook


@dataclass(frozen=True)
class Conflict:
    """Rows of one subject and place that name different leads; ``first_receiver`` had the matter first."""

    rows: tuple[Row, ...]
    place: Place
    units: UnitBook
    first_receiver: str | None = None


@dataclass(frozen=True)
class Settled:
    """The row that counts and who leads by it; ``zh`` and ``en`` name the principle."""

    row: Row
    lead_unit_id: str
    zh: str
    en: str
    by_fallback: bool = False


Principle = tuple[str, str, Callable[[Conflict], Sequence[Row]]]
_BY_TEXT = ("法律法规、三定规定优先", "law or the duty order decides")
_BY_LICENCE = ("谁审批谁监管、谁主管谁负责", "who licenses or is in charge is answerable")


def _strongest(conflict: Conflict) -> Sequence[Row]:
    best = min(row.strength for row in conflict.rows)
    return [row for row in conflict.rows if row.strength == best]


def _highest(conflict: Conflict) -> Sequence[Row]:
    """Overlapping city and county duty: the city department leads."""
    level = {row.id: _level(row, conflict.units) for row in conflict.rows}
    return [row for row in conflict.rows if level[row.id] == min(level.values())]


def _level(row: Row, units: UnitBook) -> int:
    unit = units.by_id.get(row.lead_unit_id)
    return unit.level if unit else VILLAGE


def _of_the_place(conflict: Conflict) -> Sequence[Row]:
    """The place of the matter decides the district."""
    units, district = conflict.units, conflict.place.district_code
    own = [r for r in conflict.rows if _district(r, units) == district]
    return own or conflict.rows


def _district(row: Row, units: UnitBook) -> str | None:
    unit = units.by_id.get(row.lead_unit_id)
    return unit.district_code if unit else None


def _first(conflict: Conflict) -> Sequence[Row]:
    """Several bodies competent: whoever was dispatched to first."""
    own = [row for row in conflict.rows if row.lead_unit_id == conflict.first_receiver]
    return own or conflict.rows


def settle(conflict: Conflict) -> Settled | None:
    """Apply the principles one after another until one lead is left; ``None``: the units must consult."""
    text = _BY_TEXT if _strongest_kind(conflict) in _TEXTS else _BY_LICENCE
    principles: tuple[Principle, ...] = (
        (*text, _strongest),
        ("市区职责重叠，由市级部门牵头", "overlap: the city unit leads", _highest),
        ("事发地决定所属区", "the place of the matter decides the district", _of_the_place),
        ("多个单位均有职责，首接负责", "several bodies competent: the first receiver", _first),
    )
    rows = conflict.rows
    for zh, en, narrow in principles:
        rows = tuple(
            narrow(Conflict(rows, conflict.place, conflict.units, conflict.first_receiver))
        )
        if len({row.lead_unit_id for row in rows}) == 1:
            return Settled(rows[0], rows[0].lead_unit_id, zh, en)
    return _fallback(rows)


_TEXTS = frozenset({BasisKind.LAW, BasisKind.DUTY_ORDER})


def _strongest_kind(conflict: Conflict) -> BasisKind | None:
    kinds = list(BasisKind)
    best = min(row.strength for row in conflict.rows)
    return kinds[best] if best < len(kinds) else None


def _fallback(rows: Sequence[Row]) -> Settled | None:
    """The fallback unit acts, if the rows agree on one."""
    units = {row.fallback_unit_id for row in rows} - {None}
    if len(units) != 1:
        return None
    unit = str(units.pop())
    row = next((r for r in rows if r.lead_unit_id == unit), rows[0])
    return Settled(row, unit, "多个单位有职责，由兜底单位先行承办", "the fallback unit acts", True)
