"""Privacy (个人信息保护): reveal on record, export for the person, erasure with certificate, retention."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.errors import CitizenErased, FieldUnknown, LegalHold, PurposeMissing
from crm.events import CitizenErased as CitizenErasedEvent
from crm.models import Citizen, CitizenContact, ContactKind, DeletionCertificate, TimelineEntry
from crm.queries import (
    get_citizen,
    get_record,
    list_conduct_steps,
    list_contacts,
    list_group,
    list_merges,
    list_timeline,
)
from hotline.kit import clock
from hotline.kit.audit.service import (
    Change,
    Export,
    PersonalRead,
    record_change,
    record_export,
    record_read,
)
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish
from hotline.kit.pagination import MAX_LIMIT, PageQuery
from hotline.kit.vault.service import destroy_key, unseal_value

_COLUMNS = ("name", "address")
_CONTACTS: Mapping[str, ContactKind] = {kind.value.lower(): kind for kind in ContactKind}
REVEALABLE = (*_COLUMNS, *_CONTACTS)


async def reveal(
    session: AsyncSession, *, citizen_id: str, field: str, purpose: str, actor: Actor
) -> list[str]:
    """Return the full values of one field; written to the audit before anything is decrypted.

    ``field`` is one of ``REVEALABLE``. Raises ``PurposeMissing``, ``FieldUnknown`` (422),
    ``CitizenErased`` (409) or the audit's ``RevealLimitReached`` (429) after 30 a person and day
    (domain rules §13.1).
    """
    if not purpose.strip():
        raise PurposeMissing
    if field not in REVEALABLE:
        raise FieldUnknown(f"可查看的信息：{'、'.join(REVEALABLE)}", "unknown field")
    citizen = await get_citizen(session, citizen_id)
    if citizen.erased_at is not None:
        raise CitizenErased
    sealed = await _sealed_of(session, citizen, field)
    if not sealed:
        raise FieldUnknown
    read = PersonalRead("citizen", citizen.id, field, purpose.strip()[:200])
    await record_read(session, actor, read)
    return [await unseal_value(session, field, value) for value in sealed]


async def _sealed_of(session: AsyncSession, citizen: Citizen, field: str) -> list[str]:
    if field in _COLUMNS:
        value: str | None = getattr(citizen, f"{field}_sealed")
        return [value] if value else []
    kind = _CONTACTS[field].value
    return [c.sealed for c in await list_contacts(session, citizen.id) if c.kind == kind]


async def contact_for_system(
    session: AsyncSession, *, citizen_id: str, kind: ContactKind
) -> str | None:
    """Return the primary contact in full for a message the house itself sends; never for a screen."""
    citizen = await get_citizen(session, citizen_id)
    for contact in await list_contacts(session, citizen.id):
        if contact.kind == kind.value:
            return await unseal_value(session, kind.value.lower(), contact.sealed)
    return None


async def export_person(
    session: AsyncSession, *, citizen_id: str, purpose: str, actor: Actor
) -> dict[str, Any]:
    """Return all we hold of a person, in full, for that person (right of access and copy).

    The export is on record. Raises ``PurposeMissing`` (422), ``CitizenErased`` (409).
    """
    if not purpose.strip():
        raise PurposeMissing
    citizen = await get_citizen(session, citizen_id)
    if citizen.erased_at is not None:
        raise CitizenErased
    filters = {"citizen_id": citizen.id, "purpose": purpose.strip()[:200]}
    await record_export(session, actor, Export("citizen.person", 1, masked=False, filters=filters))
    values: dict[str, Any] = {}
    for field in REVEALABLE:
        sealed = await _sealed_of(session, citizen, field)
        values[field] = [await unseal_value(session, field, value) for value in sealed]
    timeline = await list_timeline(session, citizen.id, PageQuery(limit=MAX_LIMIT))
    return {
        "citizen": {
            **values,
            "kind": citizen.kind,
            "company_name": citizen.company_name,
            "credit_code": citizen.credit_code,
            "language": citizen.language,
            "preferred_channel": citizen.preferred_channel,
            "callback_time": citizen.callback_time,
            "special_group": citizen.special_group,
            "tags": citizen.tags,
            "wants_secrecy": citizen.wants_secrecy,
            "may_publish": citizen.may_publish,
            "created_at": citizen.created_at.isoformat(),
        },
        "timeline": [e.model_dump(mode="json") for e in timeline.items],
        "conduct": [
            s.model_dump(mode="json") for s in await list_conduct_steps(session, citizen.id)
        ],
        "merges": [m.model_dump(mode="json") for m in await list_merges(session, citizen.id)],
    }


async def erase(
    session: AsyncSession, *, citizen_id: str, rule: str, actor: Actor
) -> DeletionCertificate:
    """Destroy the person's keys, in all his records, and certify it; nothing sealed opens again.

    Tickets and chains keep ids and digests, so they stay verifiable. Raises ``LegalHold`` or
    ``CitizenErased`` (409).
    """
    group = [await get_record(session, i) for i in await list_group(session, citizen_id)]
    if any(c.legal_hold for c in group):
        raise LegalHold
    if all(c.erased_at is not None for c in group):
        raise CitizenErased
    contacts = await session.execute(
        delete(CitizenContact).where(CitizenContact.citizen_id.in_([c.id for c in group]))
    )
    keys = 0
    for citizen in group:
        keys += await _blank(session, citizen)
    certificate = DeletionCertificate(
        id=new_id(),
        what="citizen.personal_data",
        rule=rule,
        subject_id=group[0].id,
        counts={
            "records": len(group),
            "keys": keys,
            "contacts": int(contacts.rowcount),  # type: ignore[attr-defined]
        },
        actor_id=actor.account_id,
        made_on=clock.local_date(),
        made_at=clock.now(),
    )
    session.add(certificate)
    await session.flush()
    change = Change("citizen.erase", "citizen", group[0].id, after={"certificate": certificate.id})
    await record_change(session, actor, change)
    event = CitizenErasedEvent(certificate.id, tuple(c.id for c in group))
    await publish(session, event)
    return certificate


async def certify(session: AsyncSession, *, what: str, rule: str, counts: dict[str, int]) -> None:
    """Write the certificate of a deletion that the house makes by itself when a period is over."""
    session.add(
        DeletionCertificate(
            id=new_id(),
            what=what,
            rule=rule,
            subject_id=None,
            counts=counts,
            actor_id=None,
            made_on=clock.local_date(),
            made_at=clock.now(),
        )
    )
    await session.flush()


async def unlink(session: AsyncSession, *, citizen_id: str, object_ids: Sequence[str]) -> None:
    """Forget that a person had to do with these objects: they lose their lines on his timeline."""
    group = await list_group(session, citizen_id)
    await session.execute(
        delete(TimelineEntry).where(
            TimelineEntry.citizen_id.in_(group), TimelineEntry.object_id.in_(object_ids)
        )
    )


async def is_dormant(session: AsyncSession, *, citizen_id: str, since: datetime) -> bool:
    """Tell whether nothing of the person was touched since then and nothing protects his data."""
    ids = await list_group(session, citizen_id)
    records = [await get_record(session, one) for one in ids]
    fresh = select(TimelineEntry.id).where(
        TimelineEntry.citizen_id.in_(ids), TimelineEntry.occurred_at >= since
    )
    if any(one.legal_hold or one.erased_at or one.updated_at >= since for one in records):
        return False
    return await session.scalar(fresh.limit(1)) is None


async def _blank(session: AsyncSession, citizen: Citizen) -> int:
    destroyed = False
    if citizen.subject_key_id is not None:
        destroyed = await destroy_key(session, citizen.subject_key_id)
    citizen.name_sealed = citizen.address_sealed = citizen.callback_time = None
    citizen.company_name = citizen.credit_code = None
    citizen.tags = []
    citizen.erased_at = clock.now()
    citizen.version += 1
    citizen.updated_at = clock.now()
    return int(destroyed)


@dataclass(frozen=True)
class RetentionRule:
    """How long a kind of data is kept; ``None`` means permanently (as electronic archive)."""

    what: str
    label: str
    keep: timedelta | None
    basis: str


_YEAR = timedelta(days=366)  # never a day too short
RETENTION: tuple[RetentionRule, ...] = (
    RetentionRule("access_logs", "网络与访问日志", _YEAR, "网络安全法；默认 12 个月"),
    RetentionRule("raw_payloads", "服务商回调原文", _YEAR, "视同网络日志；默认 12 个月"),
    RetentionRule("recordings", "通话录音与转写", 2 * _YEAR, "默认 24 个月"),
    RetentionRule("recordings_held", "督办、申诉、举报、移送公安的录音", 5 * _YEAR, "默认 5 年"),
    RetentionRule("tickets", "工单与办理记录", None, "电子档案永久保存"),
    RetentionRule(
        "ticket_personal", "工单中的个人信息（归档后）", 10 * _YEAR, "默认 10 年后去标识"
    ),
    RetentionRule("restrictions", "来电限制与警告（结束后）", 2 * _YEAR, "默认 2 年"),
    RetentionRule("reveals", "查看明文与导出审计", 5 * _YEAR, "默认 5 年"),
    RetentionRule(
        "impact_assessments", "个人信息保护影响评估", 3 * _YEAR, "个人信息保护法第五十六条"
    ),
    RetentionRule("attachments", "聊天媒体与附件", None, "与工单相同"),
)


def keep_until(rule: RetentionRule, ended_at: datetime) -> datetime | None:
    """Return the first instant at which data of ``rule`` may be deleted; ``None`` for never."""
    return None if rule.keep is None else ended_at + rule.keep
