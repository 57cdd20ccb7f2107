"""Key settings: wrong keys are refused at start, published ones outside the demonstration."""

import base64
import os
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from hotline.kit.vault.settings import (
    DEMO_HASH_KEY,
    DEMO_SM4_KEY,
    VaultSettings,
    default_secrets_in_use,
)


def key(length: int = 32) -> SecretStr:
    return SecretStr(base64.b64encode(os.urandom(length)).decode())


def own(**more: Any) -> VaultSettings:
    values = {
        "master_keys": {"2026": key()},
        "active_key": "2026",
        "hash_key": key(),
        "signing_key": key(),
    }
    return VaultSettings(**(values | more))


def test_the_demonstration_keys_are_named_one_by_one() -> None:
    assert default_secrets_in_use(VaultSettings()) == [
        "vault.master_keys.demo",
        "vault.master_keys.demo-sm4",
        "vault.hash_key",
        "vault.signing_key",
    ]


def test_own_keys_pass_but_a_published_one_left_on_the_ring_is_found() -> None:
    assert default_secrets_in_use(own()) == []
    keys = {"2026": key(), "former": SecretStr(DEMO_SM4_KEY)}
    assert default_secrets_in_use(own(master_keys=keys)) == ["vault.master_keys.former"]


def test_sm4_is_chosen_by_setting_and_needs_a_key_of_sixteen_bytes() -> None:
    settings = own(master_keys={"2026": key(16)}, cipher="sm4")
    assert settings.ring().active.alg == "sm4"
    with pytest.raises(ValidationError, match="16 bytes"):
        own(cipher="sm4")


@pytest.mark.parametrize(
    "wrong",
    [
        {"active_key": "other"},
        {"master_keys": {"2026": key(20)}},
        {"master_keys": {"20:26": key()}, "active_key": "20:26"},
        {"master_keys": {"2026": SecretStr("not base64!")}},
        {"hash_key": key(16)},
        {"signing_key": SecretStr("")},
        {"hash_algorithm": "md5"},
    ],
)
def test_wrong_keys_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        own(**wrong)


def test_keys_do_not_show_when_settings_are_printed() -> None:
    settings = own()
    assert settings.signing_key.get_secret_value() not in repr(settings)
    assert len(settings.signing_bytes()) == 32


def test_a_retired_hash_key_is_checked_like_the_others() -> None:
    assert own(old_hash_keys=[key()]).ring().old_hash_keys != ()
    with pytest.raises(ValidationError, match=r"old_hash_keys\.0"):
        own(old_hash_keys=[key(16)])
    published = own(old_hash_keys=[SecretStr(DEMO_HASH_KEY)])
    assert default_secrets_in_use(published) == ["vault.old_hash_keys.0"]
