"""Place names in and out (地名导入导出): a table by name, kind and town."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish
from hotline.kit.sheets import Record, RowFault, SheetRow
from hotline.kit.transfer import Table
from routing.events import GazetteerChanged
from routing.imports import (
    FIRST_DAY,
    ImportReport,
    RowError,
    read_each,
    refuse_errors,
    to_span,
)
from routing.models import PlaceKind, PlaceName
from routing.queries import stored_places

COLUMNS = (
    "name",
    "kind",
    "district_code",
    "town_code",
    "aliases",
    "code",
    "valid_from",
    "valid_to",
)
_BETWEEN = "；"
_MEMBERS = ("code", "aliases", "valid_from", "valid_to")
Key = tuple[str, str, str, str]


async def import_places(
    session: AsyncSession, rows: Sequence[SheetRow], *, actor: Actor, dry_run: bool = False
) -> ImportReport:
    """Import place names (name, kind, district_code, town_code, aliases, code, valid_from, valid_to).

    A known place (same name, kind and town) takes the new aliases and dates. Nothing is stored if a row
    is refused. Raises ``ContentInvalid`` (422).
    """
    places, errors = _read(rows)
    report = ImportReport(errors=errors)
    if not dry_run:
        refuse_errors(report.errors)
    known = {_key(row): row for row in await stored_places(session)}
    for place in places:
        _apply(session, place, known.get(_key(place)), (report, dry_run))
    report.stored = not dry_run
    if report.stored and (report.added or report.changed):
        counts = {"added": report.added, "changed": report.changed}
        await session.flush()
        await record_change(
            session, actor, Change("gazetteer.import", "gazetteer", "-", after=counts)
        )
        await publish(session, GazetteerChanged(report.added + report.changed))
    return report


def _key(place: PlaceName) -> Key:
    return (place.name, place.kind, place.district_code, place.town_code)


def _read(rows: Sequence[SheetRow]) -> tuple[list[PlaceName], list[RowError]]:
    lines: dict[Key, int] = {}

    def read(row: SheetRow) -> PlaceName:
        place = _place(row.cells)
        first = lines.setdefault(_key(place), row.number)
        if first != row.number:
            raise RowFault(f"与第 {first} 行是同一处地名", f"The same place as row {first}")
        return place

    return read_each(rows, read)


def _place(record: Record) -> PlaceName:
    name, kind, district = record["name"], record["kind"].upper(), record["district_code"]
    town = record.get("town_code", "")
    if not 2 <= len(name) <= 60:
        raise RowFault("地名应为 2–60 字", "A name has 2 to 60 characters")
    if kind not in PlaceKind.__members__:
        raise RowFault(f"地名类别“{kind[:20]}”不存在", f"No kind of place {kind[:20]}")
    _check_codes(district, town)
    first, last = to_span(record.get("valid_from"), record.get("valid_to"), FIRST_DAY)
    aliases = record.get("aliases", "").replace(";", _BETWEEN).split(_BETWEEN)
    return PlaceName(
        id=new_id(),
        code=record.get("code") or None,
        name=name,
        aliases=[alias.strip() for alias in aliases if alias.strip()],
        kind=kind,
        district_code=district,
        town_code=town,
        valid_from=first,
        valid_to=last,
        updated_at=clock.now(),
    )


def _check_codes(district: str, town: str) -> None:
    if not (district.isdigit() and len(district) == 6) or (town and not town.startswith(district)):
        raise RowFault(
            "区划代码有误：区六位，镇街以区代码开头",
            "Wrong division code: a district has six digits, a town begins with its district",
        )


def _apply(
    session: AsyncSession,
    place: PlaceName,
    old: PlaceName | None,
    how: tuple[ImportReport, bool],
) -> None:
    report, dry_run = how
    if old is None:
        report.added += 1
        if not dry_run:
            session.add(place)
        return
    if all(getattr(old, name) == getattr(place, name) for name in _MEMBERS):
        report.unchanged += 1
        return
    report.changed += 1
    if not dry_run:
        for name in (*_MEMBERS, "updated_at"):
            setattr(old, name, getattr(place, name))


async def place_table(session: AsyncSession) -> Table:
    """Return all places, those of the past too, as a table in a fixed order."""
    stored = sorted(
        await stored_places(session),
        key=lambda place: (place.district_code, place.town_code, place.kind, place.name),
    )
    records = [
        {name: getattr(place, name) for name in COLUMNS} | {"aliases": _BETWEEN.join(place.aliases)}
        for place in stored
    ]
    return Table("places", COLUMNS, records)
