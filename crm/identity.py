"""Who is it (身份识别): match by contact, create, merge and unmerge with history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from crm.errors import CitizenErased, ContactInvalid, ContactTaken, MergeIllegal
from crm.events import CitizenMerged, CitizenUnmerged
from crm.models import (
    Citizen,
    CitizenContact,
    CitizenKind,
    CitizenMerge,
    ContactKind,
    Language,
    SpecialGroup,
)
from crm.queries import find_by_hash, get_citizen, get_record
from hotline.kit import clock, crypto
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.crypto import KeyRing, SubjectKey
from hotline.kit.identifiers import normalise_email, normalise_phone
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish
from hotline.kit.vault.models import SubjectKeyRow
from hotline.kit.vault.service import load_key, session_ring

AREA_CODE = "0757"
Row = dict[str, Any]


@dataclass(frozen=True)
class ContactPoint:
    """A normalised contact; make it with ``contact_point``."""

    kind: ContactKind
    value: str


def contact_point(kind: ContactKind, text: str, *, area_code: str = AREA_CODE) -> ContactPoint:
    """Normalise a phone, e-mail or account name; raises ``ContactInvalid`` (422)."""
    value: str | None = text.strip() or None
    if kind == ContactKind.PHONE:
        value = normalise_phone(text, area_code=area_code)
    elif kind == ContactKind.EMAIL:
        value = normalise_email(text)
    if value is None or len(value) > 320:
        raise ContactInvalid(f"{kind.label}格式有误", f"not a valid {kind.value.lower()}")
    return ContactPoint(kind, value)


def contact_hash(ring: KeyRing, point: ContactPoint) -> str:
    """Return the look-up hash of a contact (64 hex digits)."""
    return crypto.keyed_hash(ring, point.kind.value.lower(), point.value)


@dataclass(frozen=True)
class NewCitizen:
    """What is known of a person at the first contact; everything may be missing."""

    kind: CitizenKind = CitizenKind.PERSON
    name: str | None = None
    contacts: tuple[ContactPoint, ...] = ()
    address: str | None = None
    company_name: str | None = None
    credit_code: str | None = None
    language: Language = Language.CMN
    special_group: SpecialGroup = SpecialGroup.NONE
    wants_secrecy: bool = False


@dataclass(frozen=True)
class CitizenRows:
    """Plain rows for bulk inserts, in this order: ``key``, ``citizen``, ``contacts``.

    ``key`` is ``None`` for an anonymous caller of whom nothing is known. Tables:
    ``SubjectKeyRow``, ``Citizen``, ``CitizenContact``.
    """

    key: Row | None
    citizen: Row
    contacts: list[Row]

    @property
    def citizen_id(self) -> str:
        """The new citizen's id."""
        return str(self.citizen["id"])


def new_citizen_rows(command: NewCitizen, ring: KeyRing) -> CitizenRows:
    """Build the rows of a new citizen without touching a database (bulk intake path).

    The caller has looked the contacts up before; a race ends in the unique (kind, value_hash).
    """
    now = clock.now()
    personal = command.name or command.address or command.contacts
    key_row, key = crypto.new_subject_key(ring, kind="citizen") if personal else (None, None)
    citizen: Row = {
        "id": new_id(),
        "kind": command.kind.value,
        "subject_key_id": key.id if key else None,
        "name_sealed": _seal(key, "name", command.name),
        "address_sealed": _seal(key, "address", command.address),
        "company_name": command.company_name,
        "credit_code": command.credit_code,
        "language": command.language.value,
        "preferred_channel": None,
        "callback_time": None,
        "special_group": command.special_group.value,
        "tags": [],
        "wants_secrecy": command.wants_secrecy,
        "may_publish": False,
        "identity_verified_at": None,
        "merged_into_id": None,
        "legal_hold": False,
        "erased_at": None,
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }
    contacts = [
        _contact_row(point, (citizen["id"], key), ring, is_primary=index == 0)
        for index, point in enumerate(command.contacts)
        if key is not None
    ]
    return CitizenRows(key_row, citizen, contacts)


def _seal(key: SubjectKey | None, field: str, value: str | None) -> str | None:
    return crypto.seal(key, field, value) if key is not None and value else None


def _contact_row(
    point: ContactPoint, owner: tuple[str, SubjectKey], ring: KeyRing, *, is_primary: bool
) -> Row:
    citizen_id, key = owner
    return {
        "id": new_id(),
        "citizen_id": citizen_id,
        "kind": point.kind.value,
        "value_hash": contact_hash(ring, point),
        "sealed": crypto.seal(key, point.kind.value.lower(), point.value),
        "is_primary": is_primary,
        "verified_at": None,
        "created_at": clock.now(),
    }


async def find_by_contact(session: AsyncSession, point: ContactPoint) -> Citizen | None:
    """Return the citizen (after merges) who owns the contact."""
    return await find_by_hash(session, point.kind, contact_hash(session_ring(session), point))


async def match_or_create(session: AsyncSession, *, command: NewCitizen) -> tuple[Citizen, bool]:
    """Return the citizen of the first known contact, else a new one; ``True`` means new.

    Two intakes of one new number at once: the second finds what the first has written.
    """
    for point in command.contacts:
        found = await find_by_contact(session, point)
        if found is not None:
            await complete(session, found, name=command.name, address=command.address)
            return found, False
    try:
        async with session.begin_nested():
            return await _insert(session, command), True
    except IntegrityError:
        for point in command.contacts:
            found = await find_by_contact(session, point)
            if found is not None:
                return found, False
        raise


async def _insert(session: AsyncSession, command: NewCitizen) -> Citizen:
    rows = new_citizen_rows(command, session_ring(session))
    if rows.key is not None:
        session.add(SubjectKeyRow(**rows.key))
        await session.flush()
    citizen = Citizen(**rows.citizen)
    session.add(citizen)
    await session.flush()
    session.add_all(CitizenContact(**row) for row in rows.contacts)
    await session.flush()
    return citizen


async def complete(
    session: AsyncSession, citizen: Citizen, *, name: str | None, address: str | None
) -> None:
    """Fill what was unknown until now; what is known is never overwritten by a call."""
    wanted = {"name": name, "address": address}
    for field, value in wanted.items():
        if value and getattr(citizen, f"{field}_sealed") is None:
            key = await key_of(session, citizen)
            setattr(citizen, f"{field}_sealed", crypto.seal(key, field, value))
            _touch(citizen)


async def key_of(session: AsyncSession, citizen: Citizen) -> SubjectKey:
    """Open the citizen's key, making one for a person of whom nothing was sealed before."""
    if citizen.erased_at is not None:
        raise CitizenErased
    if citizen.subject_key_id is not None:
        return await load_key(session, citizen.subject_key_id)
    row, key = crypto.new_subject_key(session_ring(session), kind="citizen")
    session.add(SubjectKeyRow(**row))
    await session.flush()
    citizen.subject_key_id = key.id
    return key


async def add_contact(
    session: AsyncSession, *, citizen_id: str, point: ContactPoint, actor: Actor
) -> CitizenContact:
    """Add a contact point; raises ``ContactTaken`` (409) if it is another citizen's."""
    citizen = await get_citizen(session, citizen_id)
    owner = await find_by_contact(session, point)
    if owner is not None:
        if owner.id != citizen.id:
            raise ContactTaken
        existing = contact_hash(session_ring(session), point)
        known = await session.scalar(
            select(CitizenContact).where(
                CitizenContact.kind == point.kind.value, CitizenContact.value_hash == existing
            )
        )
        if known is not None:
            return known
    key = await key_of(session, citizen)
    row = _contact_row(point, (citizen.id, key), session_ring(session), is_primary=False)
    contact = CitizenContact(**row)
    session.add(contact)
    _touch(citizen)
    await session.flush()
    change = Change("citizen.add_contact", "citizen", citizen.id, after={"kind": point.kind.value})
    await record_change(session, actor, change)
    return contact


@dataclass(frozen=True)
class MergeOrder:
    """Which record stays, which one goes into it, and why."""

    kept_id: str
    merged_id: str
    reason: str


async def merge(session: AsyncSession, *, order: MergeOrder, actor: Actor) -> CitizenMerge:
    """Join two records of one person; contacts move, the history stays and can be undone.

    Raises ``MergeIllegal`` (409) for one and the same, merged or erased records, or different kinds.
    """
    kept = await get_record(session, order.kept_id)
    merged = await get_record(session, order.merged_id)
    _check_mergeable(kept, merged)
    moved = list(
        await session.scalars(
            select(CitizenContact.id).where(CitizenContact.citizen_id == merged.id)
        )
    )
    await _move_contacts(session, moved, kept.id)
    row = CitizenMerge(
        id=new_id(),
        kept_id=kept.id,
        merged_id=merged.id,
        reason=order.reason,
        moved_contact_ids=moved,
        merged_by=actor.account_id,
        merged_at=clock.now(),
    )
    session.add(row)
    merged.merged_into_id = kept.id
    _touch(kept)
    _touch(merged)
    await record_change(
        session, actor, Change("citizen.merge", "citizen", kept.id, after={"merged_id": merged.id})
    )
    await publish(session, CitizenMerged(row.id, kept.id, merged.id))
    return row


def _check_mergeable(kept: Citizen, merged: Citizen) -> None:
    if kept.id == merged.id:
        raise MergeIllegal("不能与自己合并", "A record cannot be merged with itself")
    if kept.merged_into_id or merged.merged_into_id:
        raise MergeIllegal("其中一条已合并到其他记录", "One of the records is merged already")
    if kept.erased_at or merged.erased_at:
        raise MergeIllegal("其中一条已删除", "One of the records was erased")
    kinds = {kept.kind, merged.kind} - {CitizenKind.ANONYMOUS.value}
    if len(kinds) > 1:
        raise MergeIllegal("个人与单位不能合并", "A person and a body cannot be merged")


async def unmerge(
    session: AsyncSession, *, merge_id: str, reason: str, actor: Actor
) -> CitizenMerge:
    """Undo a merge: the contacts that moved go back; raises ``MergeIllegal`` if undone before."""
    row = await session.get(CitizenMerge, merge_id)
    if row is None or row.unmerged_at is not None:
        raise MergeIllegal("没有可拆分的合并记录", "There is no merge to undo")
    merged = await get_record(session, row.merged_id)
    kept = await get_record(session, row.kept_id)
    if merged.merged_into_id != kept.id or merged.erased_at is not None:
        raise MergeIllegal
    still_there = await session.scalars(
        select(CitizenContact.id).where(
            CitizenContact.id.in_(row.moved_contact_ids), CitizenContact.citizen_id == kept.id
        )
    )
    await _move_contacts(session, list(still_there), merged.id)
    merged.merged_into_id = None
    row.unmerged_at, row.unmerged_by = clock.now(), actor.account_id
    row.unmerge_reason = reason
    _touch(kept)
    _touch(merged)
    await record_change(
        session,
        actor,
        Change("citizen.unmerge", "citizen", kept.id, before={"merged_id": merged.id}),
    )
    await publish(session, CitizenUnmerged(row.id, kept.id, merged.id))
    return row


async def _move_contacts(session: AsyncSession, contact_ids: list[str], to_id: str) -> None:
    if contact_ids:
        await session.execute(
            update(CitizenContact)
            .where(CitizenContact.id.in_(contact_ids))
            .values(citizen_id=to_id)
        )


def _touch(citizen: Citizen, at: datetime | None = None) -> None:
    citizen.version += 1
    citizen.updated_at = at or clock.now()
