"""Field encryption and keyed hashes (字段加密·可检索散列): AES-GCM or SM4-GCM under per-subject keys.

A *subject key* belongs to one person; it is stored wrapped by a *master key* of the ring, and
destroying it makes everything sealed under it unreadable for ever. Sealed text has the form
``v1:<alg>:<subject key id>:<base64 of nonce, ciphertext and tag>``; the associated data are the key's
id and the field's name, so that a value moved to another field or person no longer opens.
"""

import base64
import binascii
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import hmac as long_hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hotline.kit import clock
from hotline.kit.errors import Problem
from hotline.kit.ids import new_id

AES = "aes"
SM4 = "sm4"
KEY_BYTES: Mapping[str, int] = {AES: 32, SM4: 16}
HASH_ALGORITHMS = ("sha256", "sm3")
VERSION = "v1"
_NONCE = 12
_TAG = 16


class CiphertextInvalid(Problem):
    """Sealed text was altered, moved to another field or person, or needs a key we do not hold."""

    status = 500
    code = "ciphertext_invalid"
    title_zh = "加密内容无法读取"
    title_en = "The encrypted content cannot be read"


class Aead(Protocol):
    """An authenticated cipher with the calls of cryptography's ``AESGCM``."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        """Return ciphertext followed by the tag."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        """Return the plain bytes; raises ``InvalidTag``."""


class Sm4Gcm:
    """SM4 (国密) in GCM mode."""

    def __init__(self, key: bytes) -> None:
        """Prepare the cipher; ``key`` has 16 bytes."""
        self._algorithm = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        """Return ciphertext followed by the tag."""
        encryptor = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(associated_data)
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        """Return the plain bytes; raises ``InvalidTag``."""
        body, tag = data[:-_TAG], data[-_TAG:]
        decryptor = Cipher(self._algorithm, modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(associated_data)
        return decryptor.update(body) + decryptor.finalize()


def aead_of(alg: str, key: bytes) -> Aead:
    """Return the cipher ``alg`` (``aes`` or ``sm4``) under ``key``."""
    if KEY_BYTES.get(alg) != len(key):
        msg = f"{alg} needs a key of {KEY_BYTES.get(alg)} bytes"
        raise ValueError(msg)
    return AESGCM(key) if alg == AES else Sm4Gcm(key)


@dataclass(frozen=True)
class MasterKey:
    """One key that wraps subject keys."""

    id: str
    alg: str
    aead: Aead


@dataclass(frozen=True)
class KeyRing:
    """All master keys (old ones only unwrap), the active one, and the key of the look-up hashes.

    ``old_hash_keys`` only recognise hashes made before a change (``former_hashes``).
    """

    masters: Mapping[str, MasterKey]
    active_id: str
    hash_key: bytes
    hash_alg: str = "sha256"
    old_hash_keys: tuple[bytes, ...] = ()

    @property
    def active(self) -> MasterKey:
        """The master key that wraps new subject keys; its algorithm also seals new fields."""
        return self.masters[self.active_id]


def build_ring(
    keys: Mapping[str, bytes],
    *,
    active_id: str,
    hash_key: bytes,
    hash_alg: str = "sha256",
    old_hash_keys: tuple[bytes, ...] = (),
) -> KeyRing:
    """Build a ring; 32-byte keys are AES-256, 16-byte keys are SM4.

    Raises ``ValueError`` for other lengths, an unknown active key or a hash key below 32 bytes.
    """
    if active_id not in keys:
        msg = f"the active master key {active_id!r} is not on the ring"
        raise ValueError(msg)
    if len(hash_key) < 32 or hash_alg not in HASH_ALGORITHMS:
        msg = "the hash key needs at least 32 bytes and sha256 or sm3"
        raise ValueError(msg)
    masters = {}
    for key_id, key in keys.items():
        alg = SM4 if len(key) == KEY_BYTES[SM4] else AES
        masters[key_id] = MasterKey(key_id, alg, aead_of(alg, key))
    return KeyRing(masters, active_id, hash_key, hash_alg, old_hash_keys)


@dataclass(frozen=True)
class SubjectKey:
    """The opened data key of one person."""

    id: str
    alg: str
    aead: Aead


def new_subject_key(ring: KeyRing, *, kind: str = "citizen") -> tuple[dict[str, Any], SubjectKey]:
    """Make a data key; returns the row of ``subject_keys`` to insert and the opened key."""
    key_id = new_id()
    alg = ring.active.alg
    key = os.urandom(KEY_BYTES[alg])
    row: dict[str, Any] = {
        "id": key_id,
        "kind": kind,
        "wrapped_key": wrap(ring, key_id, alg, key),
        "master_key_id": ring.active_id,
        "created_at": clock.now(),
        "destroyed_at": None,
    }
    return row, SubjectKey(key_id, alg, aead_of(alg, key))


def wrap(ring: KeyRing, key_id: str, alg: str, key: bytes) -> str:
    """Return ``<alg of the data key>:<base64>`` sealed by the active master key."""
    nonce = os.urandom(_NONCE)
    sealed = ring.active.aead.encrypt(nonce, key, _wrap_aad(key_id, alg))
    return f"{alg}:{base64.b64encode(nonce + sealed).decode()}"


def unwrap(ring: KeyRing, key_id: str, master_key_id: str, wrapped: str) -> tuple[str, bytes]:
    """Return (alg, data key); raises ``CiphertextInvalid`` if altered or the master key is missing."""
    alg, _, text = wrapped.partition(":")
    master = ring.masters.get(master_key_id)
    if master is None:
        raise CiphertextInvalid(
            "缺少解密所需的主密钥", f"master key {master_key_id!r} is not on the ring"
        )
    return alg, _decrypt(master.aead, text, _wrap_aad(key_id, alg))


def open_subject_key(ring: KeyRing, key_id: str, master_key_id: str, wrapped: str) -> SubjectKey:
    """Open a stored data key; raises ``CiphertextInvalid``."""
    alg, key = unwrap(ring, key_id, master_key_id, wrapped)
    return SubjectKey(key_id, alg, aead_of(alg, key))


def seal(key: SubjectKey, field: str, value: str) -> str:
    """Encrypt ``value`` for ``field`` (a constant such as ``phone``)."""
    nonce = os.urandom(_NONCE)
    sealed = key.aead.encrypt(nonce, value.encode(), _field_aad(key.id, field))
    return f"{VERSION}:{key.alg}:{key.id}:{base64.b64encode(nonce + sealed).decode()}"


def unseal(key: SubjectKey, field: str, sealed: str) -> str:
    """Decrypt; raises ``CiphertextInvalid`` if altered, from another field or another person."""
    version, _, rest = sealed.partition(":")
    alg, _, rest = rest.partition(":")
    key_id, _, text = rest.partition(":")
    if (version, alg, key_id) != (VERSION, key.alg, key.id):
        raise CiphertextInvalid
    return _decrypt(key.aead, text, _field_aad(key.id, field)).decode()


def sealed_key_id(sealed: str) -> str:
    """Return the id of the subject key that ``sealed`` needs; raises ``CiphertextInvalid``."""
    parts = sealed.split(":", 3)
    if len(parts) != 4 or parts[0] != VERSION:
        raise CiphertextInvalid
    return parts[2]


def keyed_hash(ring: KeyRing, kind: str, value: str) -> str:
    """Return 64 hex digits for equality look-up of a normalised ``value`` of ``kind``."""
    return _hash(ring.hash_key, ring.hash_alg, kind, value)


def former_hashes(ring: KeyRing, kind: str, value: str) -> frozenset[str]:
    """Return the hashes that ``value`` had before the key or the algorithm was changed."""
    made = {
        _hash(key, alg, kind, value)
        for key in (ring.hash_key, *ring.old_hash_keys)
        for alg in HASH_ALGORITHMS
    }
    return frozenset(made - {keyed_hash(ring, kind, value)})


def hash_matches(ring: KeyRing, kind: str, value: str, stored: str) -> bool:
    """Tell whether ``stored`` was made of ``value``, before or after a change; in constant time."""
    candidates = (keyed_hash(ring, kind, value), *former_hashes(ring, kind, value))
    matches = [hmac.compare_digest(made.encode(), stored.encode()) for made in candidates]
    return any(matches)


def _hash(key: bytes, alg: str, kind: str, value: str) -> str:
    message = f"{kind}\0{value}".encode()
    if alg == "sm3":
        mac = long_hmac.HMAC(key, hashes.SM3())
        mac.update(message)
        return mac.finalize().hex()
    return hmac.digest(key, message, "sha256").hex()


def _decrypt(aead: Aead, text: str, associated: bytes) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
        if base64.b64encode(raw).decode() != text:
            raise CiphertextInvalid
        return aead.decrypt(raw[:_NONCE], raw[_NONCE:], associated)
    except (InvalidTag, ValueError, binascii.Error) as error:
        raise CiphertextInvalid from error


def _field_aad(key_id: str, field: str) -> bytes:
    return f"{key_id}\0{field}".encode()


def _wrap_aad(key_id: str, alg: str) -> bytes:
    return f"subject-key\0{key_id}\0{alg}".encode()
