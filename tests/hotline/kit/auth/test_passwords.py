"""Rules for new passwords, and hashes that cannot be told apart by time alone."""

import pytest

from hotline.kit.auth import passwords
from hotline.kit.auth.errors import PasswordWeak
from hotline.kit.auth.passwords import (
    check_strength,
    hash_password,
    new_initial_password,
    verify_password,
)
from tests.support import light_hashes


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Ab-1", "长度"),
        ("A" * 60 + "b-1" * 30, "长度"),
        ("onlysmallletters", "三类"),
        ("ALL-CAPITALS-HERE", "三类"),
        ("Xlin.mei-2026", "登录名"),
        ("X-IEM.NIL-2026a", "登录名"),
        ("Good-12345-Road", "连续"),
        ("Good-54321-Road", "连续"),
        ("Good-qwerty-9R", "连续"),
        ("Good-aaaaa-9R", "连续"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password: str, reason: str) -> None:
    with pytest.raises(PasswordWeak) as refusal:
        check_strength(password, login="lin.mei", min_length=10)
    assert reason in refusal.value.detail_zh


@pytest.mark.parametrize("password", ["Yue-Hai-88-Road", "祖庙𠮷野Zumiao88家", "a1B" * 20])
def test_a_good_password_passes(password: str) -> None:
    check_strength(password, login="lin.mei", min_length=10)


def test_initial_passwords_pass_the_rules_and_differ() -> None:
    made = {new_initial_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        check_strength(password, login="lin.mei", min_length=10)


async def test_only_the_right_password_verifies_and_full_width_typing_is_the_same() -> None:
    hashed = await hash_password("Yue-Hai-88-Road")
    assert hashed.startswith("$argon2id$")
    assert await verify_password("Yue-Hai-88-Road", hashed) == (True, None)
    assert await verify_password("Ｙue-Hai-88-Road", hashed) == (True, None)
    assert await verify_password("yue-hai-88-road", hashed) == (False, None)
    assert await verify_password("Yue-Hai-88-Road", None) == (False, None)


async def test_a_hash_of_weaker_parameters_is_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    from pwdlib.hashers.argon2 import Argon2Hasher

    monkeypatch.setattr(passwords, "_HASHER", light_hashes.SHIPPED)
    weak = Argon2Hasher(time_cost=1, memory_cost=1024, parallelism=1).hash("Yue-Hai-88-Road")
    right, fresher = await verify_password("Yue-Hai-88-Road", weak)
    assert right
    assert fresher is not None
    assert fresher.startswith("$argon2id$")
