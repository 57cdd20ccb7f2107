"""Place names in and out (地名导入导出): a table by name, kind and town."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish
from hotline.kit.sheets import Record, SheetRow
from routing.events import GazetteerChanged
from routing.imports import FIRST_DAY, ImportReport, refuse_errors, to_date, told_of
from routing.models import PlaceKind, PlaceName
from routing.queries import stored_places
from routing.taxonomy.files import RowError

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
    report = ImportReport()
    places = _read(rows, report)
    if not dry_run:
        refuse_errors(report.errors)
    known = {_key(row): row for row in await stored_places(session)}
    for key, place in places.items():
        _apply(session, place, known.get(key), (report, dry_run))
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


def _read(rows: Sequence[SheetRow], report: ImportReport) -> dict[Key, PlaceName]:
    places: dict[Key, PlaceName] = {}
    lines: dict[Key, int] = {}
    for row in rows:
        try:
            if row.fault:
                raise ValueError(row.fault)
            place = _place(row.cells)
            first = lines.setdefault(_key(place), row.number)
            if first != row.number:
                msg = f"与第 {first} 行是同一处地名"
                raise ValueError(msg)
            places[_key(place)] = place
        except (ValueError, KeyError) as error:
            report.errors.append(RowError(row.number, told_of(error)))
    return places


def _place(record: Record) -> PlaceName:
    name, kind, district = record["name"], record["kind"].upper(), record["district_code"]
    town = record.get("town_code", "")
    if not 2 <= len(name) <= 60:
        msg = "地名应为 2–60 字"
        raise ValueError(msg)
    if kind not in PlaceKind.__members__:
        msg = f"地名类别“{kind[:20]}”不存在"
        raise ValueError(msg)
    _check_codes(district, town)
    first, last = to_date(record.get("valid_from")) or FIRST_DAY, to_date(record.get("valid_to"))
    if last is not None and last < first:
        msg = "截止日期早于起始日期"
        raise ValueError(msg)
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
        msg = "区划代码有误：区六位，镇街以区代码开头"
        raise ValueError(msg)


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


async def place_records(session: AsyncSession) -> list[dict[str, object]]:
    """Return the export lines of all places, those of the past too, in a fixed order."""
    stored = sorted(
        await stored_places(session),
        key=lambda place: (place.district_code, place.town_code, place.kind, place.name),
    )
    return [
        {name: getattr(place, name) for name in COLUMNS} | {"aliases": _BETWEEN.join(place.aliases)}
        for place in stored
    ]
