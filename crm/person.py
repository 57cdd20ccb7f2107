"""One person with everything the card shows (市民全貌), read in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.conduct import Access, access_of
from crm.errors import CitizenUnknown
from crm.models import CallerConduct, Citizen, CitizenContact, ListEntry, ListKind
from crm.queries import get_citizen, list_group
from hotline.kit.vault.models import SubjectKeyRow


@dataclass(frozen=True)
class Person:
    """The record that stands for the person today, and what belongs to any record of his.

    ``contacts`` are those of that record, the primary one first; ``key`` is its data key, ``None`` when
    it has none or it was destroyed; ``records`` counts the records joined to it.
    """

    citizen: Citizen
    contacts: tuple[CitizenContact, ...]
    conduct: CallerConduct | None
    lists: tuple[ListKind, ...]
    access: Access
    key: SubjectKeyRow | None
    records: int


async def load_person(session: AsyncSession, citizen_id: str, *, now: datetime) -> Person:
    """Return the person behind a record (after merges); raises ``CitizenUnknown``.

    One statement, unless the record was merged into another or has records merged over several steps.
    """
    rows = await _rows(session, [citizen_id], now)
    found = {row.Citizen.id: row.Citizen for row in rows}
    if citizen_id not in found:
        raise CitizenUnknown
    root = found[citizen_id]
    if root.merged_into_id is not None:
        root = await get_citizen(session, root.merged_into_id)
        rows = await _rows(session, await list_group(session, root.id), now)
    elif len(found) > 1:
        rows = await _rows(session, await list_group(session, root.id), now)
    return _person(root, rows, now)


async def _rows(session: AsyncSession, ids: Sequence[str], now: datetime) -> list[Any]:
    on_list = and_(
        ListEntry.citizen_id == Citizen.id,
        ListEntry.removed_at.is_(None),
        ListEntry.valid_from <= now,
    )
    usable = and_(SubjectKeyRow.id == Citizen.subject_key_id, SubjectKeyRow.destroyed_at.is_(None))
    query = (
        select(Citizen, CitizenContact, CallerConduct, ListEntry, SubjectKeyRow)
        .outerjoin(CitizenContact, CitizenContact.citizen_id == Citizen.id)
        .outerjoin(CallerConduct, CallerConduct.citizen_id == Citizen.id)
        .outerjoin(ListEntry, on_list)
        .outerjoin(SubjectKeyRow, usable)
        .where(or_(Citizen.id.in_(ids), Citizen.merged_into_id.in_(ids)))
    )
    return list(await session.execute(query))


def _person(root: Citizen, rows: Sequence[Any], now: datetime) -> Person:
    own = [row for row in rows if row.Citizen.id == root.id]
    contacts = {row.CitizenContact.id: row.CitizenContact for row in own if row.CitizenContact}
    until = [row.CallerConduct.restricted_until for row in rows if row.CallerConduct]
    entries = [row.ListEntry for row in rows if row.ListEntry]
    listed = {e.kind for e in entries if e.valid_to is None or e.valid_to > now}
    return Person(
        citizen=root,
        contacts=tuple(sorted(contacts.values(), key=_order)),
        conduct=own[0].CallerConduct,
        lists=tuple(kind for kind in ListKind if kind.value in listed),
        access=access_of(restricted=any(u is not None and u > now for u in until), danger=False),
        key=own[0].SubjectKeyRow,
        records=len({row.Citizen.id for row in rows}),
    )


def _order(contact: CitizenContact) -> tuple[bool, datetime, str]:
    return (not contact.is_primary, contact.created_at, contact.id)
