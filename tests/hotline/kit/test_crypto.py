"""Field encryption keeps what it promises, with AES and with SM4."""

import os

import pytest

from hotline.kit import crypto
from hotline.kit.crypto import CiphertextInvalid, KeyRing, build_ring

HASH_KEY = bytes(range(32))


def ring_with(length: int) -> KeyRing:
    return build_ring({"one": os.urandom(length)}, active_id="one", hash_key=HASH_KEY)


@pytest.fixture(params=[32, 16], ids=["aes", "sm4"])
def ring(request: pytest.FixtureRequest) -> KeyRing:
    return ring_with(request.param)


@pytest.mark.parametrize("value", ["13812345678", "", "𠮷野家 🍜", "a\0b", "长" * 5000])
def test_what_was_sealed_opens_again_exactly(ring: KeyRing, value: str) -> None:
    _, key = crypto.new_subject_key(ring)
    assert crypto.unseal(key, "phone", crypto.seal(key, "phone", value)) == value


def test_sealed_text_names_version_cipher_and_key_and_hides_the_value(ring: KeyRing) -> None:
    row, key = crypto.new_subject_key(ring)
    sealed = crypto.seal(key, "phone", "13812345678")
    assert sealed.split(":")[:3] == ["v1", ring.active.alg, row["id"]]
    assert crypto.sealed_key_id(sealed) == row["id"]
    assert "13812345678" not in sealed
    assert sealed != crypto.seal(key, "phone", "13812345678")


def test_a_value_moved_to_another_field_or_person_does_not_open(ring: KeyRing) -> None:
    _, key = crypto.new_subject_key(ring)
    _, other = crypto.new_subject_key(ring)
    sealed = crypto.seal(key, "phone", "13812345678")
    with pytest.raises(CiphertextInvalid):
        crypto.unseal(key, "name", sealed)
    with pytest.raises(CiphertextInvalid):
        crypto.unseal(other, "phone", sealed)
    with pytest.raises(CiphertextInvalid):
        crypto.unseal(other, "phone", sealed.replace(key.id, other.id))


def test_any_altered_character_is_noticed(ring: KeyRing) -> None:
    _, key = crypto.new_subject_key(ring)
    sealed = crypto.seal(key, "phone", "138")
    for place in range(len(sealed)):
        letter = "A" if sealed[place] != "A" else "B"
        with pytest.raises(CiphertextInvalid):
            crypto.unseal(key, "phone", sealed[:place] + letter + sealed[place + 1 :])


@pytest.mark.parametrize("text", ["", "v1", "v1:aes:x", "v2:aes:x:AAAA", "v1:aes::", ":::", "𠮷"])
def test_nonsense_is_refused_not_crashed_on(ring: KeyRing, text: str) -> None:
    _, key = crypto.new_subject_key(ring)
    with pytest.raises(CiphertextInvalid):
        crypto.unseal(key, "phone", text)


def test_a_stored_key_opens_with_the_right_master_key_only(ring: KeyRing) -> None:
    row, key = crypto.new_subject_key(ring)
    sealed = crypto.seal(key, "phone", "138")
    opened = crypto.open_subject_key(ring, row["id"], row["master_key_id"], row["wrapped_key"])
    assert crypto.unseal(opened, "phone", sealed) == "138"
    stranger = ring_with(32)
    with pytest.raises(CiphertextInvalid):
        crypto.open_subject_key(stranger, row["id"], "one", row["wrapped_key"])
    with pytest.raises(CiphertextInvalid):
        crypto.open_subject_key(ring, row["id"], "missing", row["wrapped_key"])
    with pytest.raises(CiphertextInvalid):
        crypto.open_subject_key(ring, "another", "one", row["wrapped_key"])


def test_sm4_gcm_matches_the_vector_of_rfc_8998() -> None:
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    nonce = bytes.fromhex("00001234567800000000ABCD")
    associated = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    plain = bytes.fromhex(
        "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD"
        "EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA"
    )
    sealed = crypto.aead_of("sm4", key).encrypt(nonce, plain, associated)
    assert sealed.hex().upper() == (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )


@pytest.mark.parametrize("alg", ["sha256", "sm3"])
def test_equal_values_hash_equally_and_kinds_are_kept_apart(alg: str) -> None:
    ring = build_ring({"one": bytes(32)}, active_id="one", hash_key=HASH_KEY, hash_alg=alg)
    digest = crypto.keyed_hash(ring, "phone", "13812345678")
    assert len(digest) == 64
    assert digest == crypto.keyed_hash(ring, "phone", "13812345678")
    assert digest != crypto.keyed_hash(ring, "identity", "13812345678")
    other = build_ring({"one": bytes(32)}, active_id="one", hash_key=bytes(32), hash_alg=alg)
    assert digest != crypto.keyed_hash(other, "phone", "13812345678")


@pytest.mark.parametrize(
    ("keys", "active", "hash_key"),
    [
        ({"one": bytes(32)}, "two", HASH_KEY),
        ({"one": bytes(31)}, "one", HASH_KEY),
        ({"one": bytes(32)}, "one", bytes(31)),
    ],
)
def test_a_ring_of_wrong_keys_is_refused(
    keys: dict[str, bytes], active: str, hash_key: bytes
) -> None:
    with pytest.raises(ValueError, match=r"key|bytes"):
        build_ring(keys, active_id=active, hash_key=hash_key)


@pytest.mark.parametrize("alg", ["sha256", "sm3"])
def test_a_hash_made_before_a_change_of_key_or_algorithm_is_recognised(alg: str) -> None:
    keys = {"one": os.urandom(32)}
    former = build_ring(keys, active_id="one", hash_key=HASH_KEY, hash_alg=alg)
    stored = crypto.keyed_hash(former, "phone", "13812345678")
    present = build_ring(keys, active_id="one", hash_key=os.urandom(32), old_hash_keys=(HASH_KEY,))
    assert crypto.keyed_hash(present, "phone", "13812345678") != stored
    assert stored in crypto.former_hashes(present, "phone", "13812345678")
    assert crypto.hash_matches(present, "phone", "13812345678", stored)
    assert not crypto.hash_matches(present, "email", "13812345678", stored)
    assert not crypto.hash_matches(present, "phone", "13812345679", stored)
    stranger = build_ring(keys, active_id="one", hash_key=os.urandom(32))
    assert not crypto.hash_matches(stranger, "phone", "13812345678", stored)
