"""Sealing (加密) of addresses, texts and raw payloads: the only module here that uses the vault."""

from collections.abc import Iterable, Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from channels.addresses import HASH_KINDS
from channels.messages import ChannelKind
from hotline.kit import crypto
from hotline.kit.crypto import SubjectKey
from hotline.kit.vault import service as vault

ADDRESS, TEXT, ROUTES, RAW = "address", "text", "routes", "raw"


def address_hash(session: AsyncSession, channel: ChannelKind, address: str) -> str:
    """Return the look-up hash of a normalised address; SMS and calls of one number share it."""
    return vault.hash_of(session, HASH_KINDS[channel], address)


def call_hash(session: AsyncSession, provider: str, call_id: str) -> str:
    """Return the stand-in for the address of a caller who withholds his number."""
    return vault.hash_of(session, "anonymous-call", f"{provider}:{call_id}")


async def create_key(session: AsyncSession) -> SubjectKey:
    """Make the key of a new conversation."""
    return await vault.create_key(session, kind="conversation")


async def load_key(session: AsyncSession, key_id: str) -> SubjectKey:
    """Open the key of a conversation; raises ``KeyDestroyed`` (410) after erasure."""
    return await vault.load_key(session, key_id)


async def load_keys(session: AsyncSession, key_ids: Iterable[str]) -> Mapping[str, SubjectKey]:
    """Open many keys; those of erased conversations are absent."""
    return await vault.load_keys(session, key_ids)


async def destroy_key(session: AsyncSession, key_id: str) -> None:
    """Make everything sealed under this key unreadable for ever."""
    await vault.destroy_key(session, key_id)


def seal(key: SubjectKey, field: str, value: str) -> str:
    """Encrypt ``value`` of ``field``."""
    return crypto.seal(key, field, value)


def unseal(key: SubjectKey, field: str, sealed: str) -> str:
    """Decrypt what ``seal`` made."""
    return crypto.unseal(key, field, sealed)
