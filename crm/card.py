"""The citizen card (市民名片): what staff see of a person, every personal field masked."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from crm.conduct import ConductState
from crm.models import CallerConduct, Citizen, CitizenContact, ContactKind
from crm.queries import get_access, get_citizen, list_contacts, list_group, list_memberships
from crm.schemas import CardOut, ContactOut
from hotline.kit import crypto, masking
from hotline.kit.crypto import SubjectKey
from hotline.kit.vault.service import load_keys, unseal_or_none

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
    citizen = await get_citizen(session, citizen_id)
    contacts = await list_contacts(session, citizen.id)
    keys = await _keys_of(session, citizen, contacts)
    name = unseal_or_none(keys, "name", citizen.name_sealed)
    address = unseal_or_none(keys, "address", citizen.address_sealed)
    conduct = await session.get(CallerConduct, citizen.id)
    access = await get_access(session, citizen.id, danger=False, at=at)
    return CardOut(
        **{field: getattr(citizen, field) for field in _PLAIN},
        name=masking.mask_name(name) if name else None,
        address=masking.mask_address(address) if address else None,
        contacts=[_contact(c, unseal_or_none(keys, c.kind.lower(), c.sealed)) for c in contacts],
        lists=await list_memberships(session, citizen.id, at=at),
        conduct=ConductState[conduct.state] if conduct else ConductState.NONE,
        restricted=not access.operator,
        merged_records=len(await list_group(session, citizen.id)) - 1,
        erased=citizen.erased_at is not None,
    )


async def _keys_of(
    session: AsyncSession, citizen: Citizen, contacts: list[CitizenContact]
) -> dict[str, SubjectKey]:
    """Open all keys in one query; after a merge contacts are sealed under several."""
    sealed = [citizen.name_sealed, citizen.address_sealed, *(c.sealed for c in contacts)]
    return await load_keys(session, [crypto.sealed_key_id(value) for value in sealed if value])


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
