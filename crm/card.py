"""The citizen card (市民名片): what staff see of a person, every personal field masked."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from crm.conduct import ConductState
from crm.models import CitizenContact, ContactKind
from crm.person import Person, load_person
from crm.schemas import CardOut, ContactOut
from hotline.kit import clock, crypto, masking
from hotline.kit.crypto import SubjectKey
from hotline.kit.vault.service import load_keys, session_ring, unseal_or_none

_PLAIN = (
    "id",
    "kind",
    "company_name",
    "credit_code",
    "language",
    "preferred_channel",
    "callback_time",
    "special_group",
    "tags",
    "wants_secrecy",
    "may_publish",
    "version",
)


async def get_card(
    session: AsyncSession, citizen_id: str, *, at: datetime | None = None
) -> CardOut:
    """Return the card of the person (after merges), masked: 138****1234, 王**."""
    person = await load_person(session, citizen_id, now=at or clock.now())
    citizen, conduct = person.citizen, person.conduct
    keys = await _keys_of(session, person)
    name = unseal_or_none(keys, "name", citizen.name_sealed)
    address = unseal_or_none(keys, "address", citizen.address_sealed)
    return CardOut(
        **{field: getattr(citizen, field) for field in _PLAIN},
        name=masking.mask_name(name) if name else None,
        address=masking.mask_address(address) if address else None,
        contacts=[
            _contact(c, unseal_or_none(keys, c.kind.lower(), c.sealed)) for c in person.contacts
        ],
        lists=list(person.lists),
        conduct=ConductState[conduct.state] if conduct else ConductState.NONE,
        restricted=not person.access.operator,
        merged_records=person.records - 1,
        erased=citizen.erased_at is not None,
    )


async def _keys_of(session: AsyncSession, person: Person) -> dict[str, SubjectKey]:
    """Open the person's own key; after a merge contacts are sealed under several, read in one query."""
    citizen, own = person.citizen, person.key
    sealed = [citizen.name_sealed, citizen.address_sealed, *(c.sealed for c in person.contacts)]
    wanted = {crypto.sealed_key_id(value) for value in sealed if value}
    keys: dict[str, SubjectKey] = {}
    if own is not None and own.id in wanted:
        ring = session_ring(session)
        keys[own.id] = crypto.open_subject_key(ring, own.id, own.master_key_id, own.wrapped_key)
    others = wanted - {citizen.subject_key_id}
    return {**keys, **await load_keys(session, others)} if others else keys


def _contact(contact: CitizenContact, value: str | None) -> ContactOut:
    return ContactOut(
        id=contact.id,
        kind=ContactKind[contact.kind],
        value=_masked(contact, value),
        is_primary=contact.is_primary,
        verified=contact.verified_at is not None,
    )


def _masked(contact: CitizenContact, value: str | None) -> str:
    if value is None:
        return ""
    if contact.kind == ContactKind.PHONE.value:
        return masking.mask_phone(value)
    if contact.kind == ContactKind.EMAIL.value:
        return masking.mask_email(value)
    return masking.mask_name(value)
