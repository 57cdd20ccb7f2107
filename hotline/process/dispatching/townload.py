"""The monthly load of towns (镇街负担月报): what was sent to each, on which list, and every override (§7.4)."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth import queries as accounts
from hotline.process.categories import Subjects, load_subjects
from hotline.process.dispatching.models import TownOverride
from hotline.process.dispatching.schemas import TownLoadOut, TownLoadRowOut, TownOverrideOut
from hotline.tickets.actions import Action
from hotline.tickets.models import Assignment, AssignmentRole, Ticket
from routing.catalogue.rows import Catalogue
from routing.queries import load_rows, load_taxonomy, load_units
from routing.taxonomy.tree import Confidentiality
from routing.units import TOWN, UnitBook

Json = dict[str, Any]
DEFINITION = (
    "按派单时间（北京时间）统计：直派为热线派给镇街主办的次数，下转为上级单位转派的次数，协办为只协助的次数；"
    "清单内指当日该镇街履职清单载明此事项；特批为清单外由裁决员书面特批的次数。同一工单多次派给同一镇街的分别计数。"
)
COLUMNS = ("镇街", "区划代码", "直派", "下转", "协办", "清单内", "特批")


@dataclass
class TownLoad:
    """What one town was given in the month."""

    unit_id: str
    dispatched: int = 0
    transferred: int = 0
    helping: int = 0
    on_list: int = 0
    overrides: int = 0


@dataclass(frozen=True)
class Load:
    """The month's load by town, most loaded first, and the overrides one by one."""

    month: str
    towns: list[TownLoad] = field(default_factory=list)
    overrides: list[TownOverrideOut] = field(default_factory=list)
    units: UnitBook = field(default_factory=UnitBook)


def span_of(month: date) -> tuple[datetime, datetime]:
    """Return the first instant of the month and that of the next, in Shanghai."""
    first = datetime(month.year, month.month, 1, tzinfo=clock.SHANGHAI)
    year, number = divmod(month.year * 12 + month.month, 12)
    return first, datetime(year, number + 1, 1, tzinfo=clock.SHANGHAI)


async def month_load(session: AsyncSession, month: date) -> Load:
    """Count the month's parts of every town; whether its list covered them is judged by the rows of that day."""
    units = await load_units(session)
    catalogue = Catalogue(await load_rows(session), await load_taxonomy(session))
    subjects = await load_subjects(session)
    parts = await _parts(session, month)
    towns = tally(parts, catalogue, subjects)
    overrides = await _overrides(session, month, _Names(units, catalogue, subjects))
    for one in overrides:
        towns.setdefault(one.unit_id, TownLoad(one.unit_id)).overrides += 1
    ordered = sorted(towns.values(), key=lambda t: (-t.dispatched - t.transferred, t.unit_id))
    return Load(f"{month:%Y-%m}", ordered, overrides, units)


async def _parts(session: AsyncSession, month: date) -> Sequence[Any]:
    begin, end = span_of(month)
    query = (
        select(
            Assignment.unit_id,
            Assignment.role,
            Assignment.parent_id,
            Assignment.assigned_at,
            Ticket.category_code,
            Ticket.category_version,
        )
        .join(Ticket, Ticket.id == Assignment.ticket_id)
        .where(
            Assignment.unit_level == TOWN,
            Assignment.assigned_at >= begin,
            Assignment.assigned_at < end,
        )
    )
    return (await session.execute(query)).all()


def tally(parts: Iterable[Any], catalogue: Catalogue, subjects: Subjects) -> dict[str, TownLoad]:
    """Count the parts by town; lists are read in today's codes, so a subject of an earlier tree is too."""
    towns: dict[str, TownLoad] = {}
    for part in parts:
        town = towns.setdefault(part.unit_id, TownLoad(part.unit_id))
        if part.role != AssignmentRole.LEAD:
            town.helping += 1
            continue
        town.dispatched += part.parent_id is None
        town.transferred += part.parent_id is not None
        day = clock.local_date(part.assigned_at)
        code = subjects.of(part.category_code, part.category_version)
        town.on_list += catalogue.town_list_covers(part.unit_id, code, day)
    return towns


@dataclass(frozen=True)
class _Names:
    """What units and subjects are called."""

    units: UnitBook
    catalogue: Catalogue
    subjects: Subjects

    def category(self, override: TownOverride) -> str:
        """Return the subject of an override as it reads today, the bare code where nothing is left of it."""
        code = self.subjects.at(override.category_code, override.at)
        return self.catalogue.taxonomy.label(code) or code


async def _overrides(session: AsyncSession, month: date, names_of: _Names) -> list[TownOverrideOut]:
    begin, end = span_of(month)
    query = (
        select(TownOverride, Ticket.number, Ticket.confidentiality)
        .join(Ticket, Ticket.id == TownOverride.ticket_id)
        .where(TownOverride.at >= begin, TownOverride.at < end)
        .order_by(TownOverride.at, TownOverride.id)
    )
    found = list((await session.execute(query)).all())
    names = await accounts.names_of(session, [o.by for o, _, _ in found if o.by])
    return [
        TownOverrideOut(
            unit_id=one.unit_id,
            unit=names_of.units.name(one.unit_id),
            ticket_number=None if secret == Confidentiality.RESTRICTED else number,
            category=names_of.category(one),
            at=one.at,
            by=names.get(one.by or "", ""),
            reason=None if secret == Confidentiality.RESTRICTED else one.reason,
            action_label=Action[one.action].label,
        )
        for one, number, secret in found
    ]


def told(load: Load) -> TownLoadOut:
    """Return the report with its definition."""
    towns = [
        TownLoadRowOut(
            unit=load.units.name(town.unit_id), town_code=_code(load, town), **asdict(town)
        )
        for town in load.towns
    ]
    return TownLoadOut(
        month=load.month, definition=DEFINITION, towns=towns, overrides=load.overrides
    )


def _code(load: Load, town: TownLoad) -> str:
    unit = load.units.by_id.get(town.unit_id)
    return (unit.town_code or "") if unit else ""


def records(load: Load) -> list[Json]:
    """Return the lines of the exported table."""
    return [
        dict(
            zip(
                COLUMNS,
                (
                    load.units.name(town.unit_id),
                    _code(load, town),
                    town.dispatched,
                    town.transferred,
                    town.helping,
                    town.on_list,
                    town.overrides,
                ),
                strict=True,
            )
        )
        for town in load.towns
    ]
