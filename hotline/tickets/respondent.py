"""Whom a request is about (被反映对象): name, address and telephone sealed under a key of their own.

The respondent is a person as the citizen is: what is stored is sealed, pages show masks, clear values are
read by REVEAL alone (domain rules §5.1, §13.1). A firm or a public body is no person, so that whoever works
on the matter reads its name and address on the page.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import crypto, masking
from hotline.kit.crypto import SubjectKey
from hotline.kit.vault import service as vault
from hotline.kit.vault.errors import KeyDestroyed
from hotline.tickets.models import Ticket
from routing.taxonomy.tree import RequestKind, RespondentKind

KEY_KIND = "respondent"
NAME = "respondent_name"
ADDRESS = "respondent_address"
PHONE = "respondent_phone"
_MASKS: Mapping[str, Callable[[str], str]] = {
    NAME: masking.mask_name,
    ADDRESS: masking.mask_address,
    PHONE: masking.mask_phone,
}
FIELDS = tuple(_MASKS)
ABOUT_SOMEBODY = frozenset({RequestKind.COMPLAINT, RequestKind.REPORT})
_NO_PERSON = frozenset({RespondentKind.FIRM, RespondentKind.UNIT})


def sealed_columns(key: SubjectKey, told: Mapping[str, str | None]) -> dict[str, str]:
    """Return the columns of ``tickets`` for what was told of the respondent."""
    return {f"{name}_enc": crypto.seal(key, name, value) for name, value in told.items() if value}


async def write_down(session: AsyncSession, ticket: Ticket, told: Mapping[str, str | None]) -> None:
    """Seal what was told; what was left out stays as it is."""
    if not any(told.values()):
        return
    key = await _key_of(session, ticket)
    for column, sealed in sealed_columns(key, told).items():
        setattr(ticket, column, sealed)


async def _key_of(session: AsyncSession, ticket: Ticket) -> SubjectKey:
    """Return the key of the respondent known already, else a new one."""
    for sealed in _sealed(ticket).values():
        try:
            return await vault.load_key(session, crypto.sealed_key_id(sealed))
        except KeyDestroyed:
            break
    return await vault.create_key(session, kind=KEY_KIND)


def _sealed(ticket: Ticket) -> dict[str, str]:
    found = {name: getattr(ticket, f"{name}_enc") for name in FIELDS}
    return {name: sealed for name, sealed in found.items() if sealed}


def is_told(ticket: Ticket) -> bool:
    """Tell whether somebody is named, or it is on record that nobody can be (对象不明)."""
    named = ticket.respondent_name_enc or ticket.accused_unit_id
    return bool(named or ticket.respondent_unknown)


async def shown(session: AsyncSession, ticket: Ticket) -> dict[str, str | None]:
    """Return the fields as a page shows them: a person's masked; nothing is read if nothing is stored."""
    told: dict[str, str | None] = dict.fromkeys(FIELDS)
    sealed = _sealed(ticket)
    if not sealed:
        return told
    keys = await vault.load_keys(session, {crypto.sealed_key_id(v) for v in sealed.values()})
    open_to_all = ticket.respondent_kind in _NO_PERSON
    for name, value in sealed.items():
        clear = vault.unseal_or_none(keys, name, value)
        plain = open_to_all and name != PHONE
        told[name] = clear if plain or clear is None else _MASKS[name](clear)
    return told


async def erase(session: AsyncSession, citizen_ids: Sequence[str]) -> None:
    """Destroy what was told of respondents on the tickets of erased citizens."""
    own = Ticket.citizen_id.in_(citizen_ids)
    columns = [getattr(Ticket, f"{name}_enc") for name in FIELDS]
    rows = (await session.execute(select(*columns).where(own))).all()
    for key_id in sorted({crypto.sealed_key_id(value) for row in rows for value in row if value}):
        await vault.destroy_key(session, key_id)
    gone: dict[str, Any] = dict.fromkeys((f"{name}_enc" for name in FIELDS), None)
    await session.execute(
        update(Ticket).where(own).values(gone).execution_options(synchronize_session=False)
    )
