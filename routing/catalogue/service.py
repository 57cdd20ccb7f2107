"""Changing the dispatch catalogue (维护派单目录): propose, approve by another person, supersede, end.

Rows are never edited (domain rules §7.1): a change is a new row that supersedes, an end is a last valid
day that lies not before today, so that a past dispatch is always explained by what was valid then.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change, record_changes
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish
from hotline.kit.sheets import SheetRow
from hotline.kit.transfer import Table
from routing.catalogue import report as catalogue_report
from routing.catalogue.check import ERRORS, Fault, Finding, Frame, check_rows, gaps, overdue
from routing.catalogue.files import (
    COLUMNS,
    CatalogueReport,
    Draft,
    read_drafts,
    to_columns,
    to_record,
)
from routing.catalogue.rows import Catalogue, Row, as_known
from routing.decide import Book, Decision, Matter, NeedsHuman, decide
from routing.errors import ContentInvalid, RowDecided, RowsConflict, TwoPersonsNeeded
from routing.events import CatalogueChanged
from routing.imports import RowError, refuse_errors
from routing.models import Responsibility, RowStatus
from routing.places import Place
from routing.queries import (
    get_responsibilities,
    get_responsibility,
    list_limits,
    load_rows,
    load_taxonomy,
    load_units,
    stored_responsibilities,
    to_row,
)
from routing.units import UnitBook

_LIVE = (RowStatus.APPROVED, RowStatus.PROPOSED)
_DAY = timedelta(days=1)


async def frame_of(session: AsyncSession) -> Frame:
    """Return what rows are checked against now."""
    units = await load_units(session)
    today = clock.local_date()
    limits = await list_limits(session, today)
    districts = {u.district_code for u in units.by_id.values() if u.is_valid(today)}
    longest = max((row.working_days for row in limits if row.category_code is None), default=None)
    return Frame(
        await load_taxonomy(session), units, tuple(sorted(d for d in districts if d)), longest
    )


async def propose(session: AsyncSession, *, draft: Draft, actor: Actor) -> Responsibility:
    """Store a proposed row; it counts for nothing before ``approve``.

    Raises ``ContentInvalid`` (422) for a row that could never be approved.
    """
    frame = await frame_of(session)
    _refuse_faults(check_rows([draft.row], frame))
    if draft.supersedes_id is not None:
        old = await get_responsibility(session, draft.supersedes_id)
        if old.status != RowStatus.APPROVED.value:
            raise RowDecided
        _refuse_backdating(draft.row, old)
    row = _stored(draft, frame.taxonomy.version, actor)
    session.add(row)
    await session.flush()
    await _record(session, actor, "catalogue.propose", row)
    return row


def _refuse_faults(faults: Sequence[Fault]) -> None:
    errors = [fault for fault in faults if fault.is_error]
    if not errors:
        return
    told = "；".join(f"{fault.finding.label}（{fault.subject}）" for fault in errors)
    findings = [{"finding": f.finding.value, "subject": f.subject} for f in errors]
    told_en = "; ".join(fault.said_en for fault in errors)
    raise ContentInvalid(told, told_en, errors=findings)


def _refuse_backdating(new: Row, old: Responsibility) -> None:
    if new.valid_from <= max(old.valid_from, clock.local_date() - _DAY):
        raise ContentInvalid(
            "新条目须从今天或以后、且晚于原条目起始日生效",
            "A superseding row begins today or later, after the row it supersedes",
        )


def _stored(draft: Draft, version: str, actor: Actor) -> Responsibility:
    return Responsibility(
        id=new_id(),
        category_version=version,
        status=RowStatus.PROPOSED.value,
        proposed_by=actor.account_id,
        proposed_at=clock.now(),
        decision_note="",
        **to_columns(draft),
    )


async def approve(
    session: AsyncSession, *, row_ids: Sequence[str], note: str = "", actor: Actor
) -> list[Responsibility]:
    """Put proposed rows in force together and publish ``catalogue.changed``; superseded rows end.

    Raises ``TwoPersonsNeeded`` (403) for the proposer, ``RowDecided`` (409), ``RowsConflict`` (409)
    where two valid rows would name different leads.
    """
    rows = await get_responsibilities(session, list(dict.fromkeys(row_ids)))
    for row in rows:
        _refuse_same_person(row, actor)
        await _end_superseded(session, row, actor)
        _decide(row, RowStatus.APPROVED, note, actor)
    await session.flush()
    await _refuse_conflicts(session, {row.id for row in rows})
    await record_changes(session, actor, [_change("catalogue.approve", row) for row in rows])
    await publish(session, CatalogueChanged([row.id for row in rows]))
    return rows


def _refuse_same_person(row: Responsibility, actor: Actor) -> None:
    if row.status != RowStatus.PROPOSED.value:
        raise RowDecided
    if actor.kind != "system" and actor.account_id in {None, row.proposed_by}:
        raise TwoPersonsNeeded


def _decide(row: Responsibility, status: RowStatus, note: str, actor: Actor) -> None:
    row.status = status.value
    row.approved_by = actor.account_id
    row.approved_at = clock.now()
    row.decision_note = note


async def _end_superseded(session: AsyncSession, row: Responsibility, actor: Actor) -> None:
    if row.supersedes_id is None:
        return
    old = await get_responsibility(session, row.supersedes_id)
    row.valid_from = max(row.valid_from, clock.local_date())  # it waited for approval meanwhile
    last = row.valid_from - _DAY
    if old.valid_to is None or old.valid_to > last:
        _end(old, last, actor)


def _end(row: Responsibility, last_day: date, actor: Actor) -> None:
    row.valid_to = last_day
    row.ended_by = actor.account_id
    row.ended_at = clock.now()


async def _refuse_conflicts(session: AsyncSession, new: set[str]) -> None:
    faults = check_rows(await load_rows(session), await frame_of(session))
    clashes = [
        fault
        for fault in faults
        if fault.finding is Finding.CONFLICT and not new.isdisjoint(fault.rows)
    ]
    if clashes:
        raise RowsConflict(
            "；".join(fault.subject for fault in clashes[:5]),
            "Another valid row names another lead",
            rows=sorted({row for fault in clashes for row in fault.rows}),
        )


async def reject(session: AsyncSession, *, row_id: str, note: str, actor: Actor) -> Responsibility:
    """Refuse a proposed row with a reason; its proposer may withdraw it this way too."""
    row = await get_responsibility(session, row_id)
    if row.status != RowStatus.PROPOSED.value:
        raise RowDecided
    _decide(row, RowStatus.REJECTED, note, actor)
    await _record(session, actor, "catalogue.reject", row)
    return row


async def end(
    session: AsyncSession, *, row_id: str, last_day: date, note: str, actor: Actor
) -> Responsibility:
    """End a row with its last valid day, today at the earliest; not by the person who proposed it.

    One person alone may neither rewrite what was dispatched by the row today nor give it more days: raises
    ``ContentInvalid`` (422), ``RowDecided`` (409), ``TwoPersonsNeeded`` (403).
    """
    row = await get_responsibility(session, row_id)
    over = row.valid_to is not None and row.valid_to < clock.local_date()
    if row.status != RowStatus.APPROVED.value or over:
        raise RowDecided
    if actor.account_id == row.proposed_by and actor.kind != "system":
        raise TwoPersonsNeeded
    if last_day < clock.local_date():
        raise ContentInvalid("截止日期不能早于今天", "The last day may not lie before today")
    if row.valid_to is not None and last_day > row.valid_to:
        raise ContentInvalid("截止日期只能提前", "The last day may only be brought forward")
    _end(row, last_day, actor)
    row.decision_note = note
    await session.flush()
    await _record(session, actor, "catalogue.end", row)
    await publish(session, CatalogueChanged([row.id]))
    return row


async def _record(session: AsyncSession, actor: Actor, action: str, row: Responsibility) -> None:
    await record_change(session, actor, _change(action, row))


def _change(action: str, row: Responsibility) -> Change:
    after = {
        "status": row.status,
        "lead_unit_id": row.lead_unit_id,
        "category_code": row.category_code,
        "district_code": row.district_code,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
    }
    return Change(action, "responsibility", row.id, after=after)


async def import_rows(
    session: AsyncSession, rows: Sequence[SheetRow], *, actor: Actor, dry_run: bool = False
) -> CatalogueReport:
    """Propose the rows of a table; a dry run only reports. Nothing is stored if any line is wrong.

    A line equal to a live row changes nothing; one for the same category, place and condition
    supersedes it from its first day. The system itself (seeding) approves at once; rows of a person
    wait for another person. Raises ``ContentInvalid`` (422) listing the lines.
    """
    frame = await frame_of(session)
    drafts, errors = read_drafts(rows, frame.units, clock.local_date())
    report = CatalogueReport(errors=errors)
    live = await stored_responsibilities(session, _LIVE)
    new = _against(drafts, live, report)
    report.faults = _faults_of(new, live, frame)
    report.errors += _fault_lines(report.faults, {str(draft.line) for draft in new})
    if dry_run:
        return report
    refuse_errors(report.errors)
    for draft in new:
        row = _stored(draft, frame.taxonomy.version, actor)
        session.add(row)
        report.row_ids.append(row.id)
    await session.flush()
    report.stored = True
    after = {"added": report.added, "superseded": report.superseded}
    await record_change(session, actor, Change("catalogue.import", "catalogue", "-", after=after))
    if actor.kind == "system" and report.row_ids:
        await approve(session, row_ids=report.row_ids, note="初始导入", actor=actor)
    return report


def _against(
    drafts: Sequence[Draft], live: Sequence[Responsibility], report: CatalogueReport
) -> list[Draft]:
    """Sort the drafts into unchanged, superseding and new; ended rows are history and stay.

    A row that the same file keeps is superseded by no other line: beside it a second lead is a conflict
    (domain rules §7.1).
    """
    today = clock.local_date()
    known: dict[Any, list[Responsibility]] = defaultdict(list)
    for row in live:
        known[row.category_code, row.district_code, row.condition].append(row)
    kept = {row.id for draft in drafts for row in known[draft.key] if _same(draft, row)}
    new = []
    for draft in drafts:
        if any(_same(draft, row) for row in known[draft.key]):
            report.unchanged += 1
            continue
        rows = [row for row in known[draft.key] if row.id not in kept]
        old = _current(rows, today) if _lasts(draft.row.valid_to, today) else None
        if old is None:
            report.added += 1
            new.append(draft)
            continue
        report.superseded += 1
        begins = max(draft.row.valid_from, today, old.valid_from + _DAY)
        new.append(replace(draft, row=replace(draft.row, valid_from=begins), supersedes_id=old.id))
    return new


def _lasts(valid_to: date | None, today: date) -> bool:
    return valid_to is None or valid_to >= today


def _current(rows: Sequence[Responsibility], today: date) -> Responsibility | None:
    """Return the approved row that a changed line supersedes."""
    approved = RowStatus.APPROVED.value
    found = [row for row in rows if row.status == approved and _lasts(row.valid_to, today)]
    return found[0] if found else None


def _same(draft: Draft, old: Responsibility) -> bool:
    ignored = {"valid_from", "review_by", "supersedes_id", "source_ruling_id"}
    return all(
        getattr(old, name) == value
        for name, value in to_columns(draft).items()
        if name not in ignored
    )


def _faults_of(new: Sequence[Draft], live: Sequence[Responsibility], frame: Frame) -> list[Fault]:
    """Check the new rows alone and beside those that stay; superseded rows end before them."""
    begins: dict[str | None, date] = {}
    for draft in new:
        first = begins.get(draft.supersedes_id, date.max)
        begins[draft.supersedes_id] = min(first, draft.row.valid_from)
    staying = []
    for stored in live:
        row = to_row(stored)
        if row.id in begins:
            row = replace(row, valid_to=begins[row.id] - _DAY)
        staying.append(row)
    rows = [draft.row for draft in new]
    lines = {row.id for row in rows}
    found = [
        fault
        for fault in check_rows([*rows, *staying], frame)
        if not lines.isdisjoint(fault.rows) and not _only_warns_about_old(fault, lines)
    ]
    late = overdue([(draft.row.id, draft.review_date()) for draft in new], clock.local_date())
    return found + gaps([*rows, *staying], frame, clock.local_date()) + late


def _only_warns_about_old(fault: Fault, lines: set[str]) -> bool:
    return fault.finding not in ERRORS and not set(fault.rows) <= lines


def _fault_lines(faults: Sequence[Fault], lines: set[str]) -> list[RowError]:
    return [
        RowError(int(row), f"{fault.finding.label}（{fault.subject}）", fault.said_en)
        for fault in faults
        if fault.is_error
        for row in fault.rows[:1]
        if row in lines
    ]


async def check(session: AsyncSession) -> list[Fault]:
    """Return every finding about the catalogue in force today (目录体检)."""
    frame = await frame_of(session)
    today = clock.local_date()
    stored = {row.id: row for row in await stored_responsibilities(session, _LIVE[:1])}
    rows = [
        row for row in await load_rows(session) if row.valid_to is None or row.valid_to >= today
    ]
    live = {row.id for row in rows}
    reviews = [(row.id, row.review_by) for row in stored.values() if row.id in live]
    return check_rows(rows, frame) + gaps(rows, frame, today) + overdue(reviews, today)


async def catalogue_table(session: AsyncSession) -> Table:
    """Return the approved rows as a table that can be imported again."""
    units = await load_units(session)
    stored = await stored_responsibilities(session, (RowStatus.APPROVED,))
    return Table("catalogue", COLUMNS, [to_record(row, units) for row in stored])


async def check_report(session: AsyncSession) -> tuple[list[Fault], Table]:
    """Return the findings, and the report about them as a table, one line a row concerned."""
    faults = await check(session)
    stored = {row.id: row for row in await stored_responsibilities(session, _LIVE[:1])}
    frame = await frame_of(session)
    lines = catalogue_report.lines(faults, stored, frame.taxonomy, frame.units)
    return faults, Table("catalogue_check", catalogue_report.COLUMNS, lines)


def place_of(code: str) -> Place:
    """Return the place of a district code (6 digits) or a longer division code; ``ALL`` is no place."""
    if not code.isdigit():
        return Place()
    return Place(code[:6], code[:9] if len(code) >= 9 else "")


async def explain(
    session: AsyncSession, *, matter: Matter, known_at: datetime | None = None
) -> tuple[Decision | NeedsHuman, UnitBook]:
    """Say whom the catalogue names for a matter on its day, as it stood at ``known_at`` (default: now).

    So a past dispatch is explained by the row in force then: pass the instant of the dispatch.
    """
    rows = await load_rows(session)
    taxonomy = await load_taxonomy(session)
    units = await load_units(session)
    valid = as_known(rows, matter.on, known_at or clock.now())
    return decide(matter, Book(Catalogue(valid, taxonomy), units)), units
