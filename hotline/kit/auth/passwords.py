"""Passwords (口令): argon2 in two threads of its own, and the rules for new ones."""

import asyncio
import secrets
import string
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from hotline.kit.auth.errors import PasswordWeak

MAX_PASSWORD = 128
_HASHER = PasswordHash((Argon2Hasher(),))
# A hash takes 64 MiB and a good tenth of a second: two at a time, never on the event loop.
_POOL = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")
_ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_RUN = 5


def _prepared(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


async def hash_password(password: str) -> str:
    """Return the argon2 hash."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_POOL, _HASHER.hash, _prepared(password))


async def verify_password(password: str, hashed: str | None) -> tuple[bool, str | None]:
    """Return (is it right, a fresher hash to store or ``None``).

    Without a stored hash it spends the same time on a dummy, so that an unknown login cannot be told
    from a wrong password.
    """
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_POOL, _verify, _prepared(password), hashed)


def _verify(password: str, hashed: str | None) -> tuple[bool, str | None]:
    if hashed is None:
        _HASHER.verify(password, _dummy())
        return False, None
    return _HASHER.verify_and_update(password, hashed)


@lru_cache(maxsize=1)
def _dummy() -> str:
    return _HASHER.hash(secrets.token_urlsafe(16))


def check_strength(password: str, *, login: str, min_length: int) -> None:
    """Check a new password; raises ``PasswordWeak`` (422) naming the broken rule."""
    text = _prepared(password)
    if not min_length <= len(text) <= MAX_PASSWORD:
        raise PasswordWeak(
            f"口令长度应为 {min_length} 到 {MAX_PASSWORD} 个字符",
            f"Use {min_length} to {MAX_PASSWORD} characters",
        )
    if _classes(text) < 3:
        raise PasswordWeak(
            "口令应包含大写字母、小写字母、数字、其他字符中的至少三类",
            "Use at least three of: capital letters, small letters, digits, other characters",
        )
    lowered = text.lower()
    if login.lower() in lowered or login.lower() in lowered[::-1]:
        raise PasswordWeak("口令不能包含登录名", "The password may not contain the login")
    if _has_run(lowered):
        raise PasswordWeak(
            f"口令不能包含 {_RUN} 个以上的连续或重复字符",
            f"Avoid runs of {_RUN} or more neighbouring or repeated characters",
        )


def _classes(text: str) -> int:
    kinds = (
        any(c.isascii() and c.isupper() for c in text),
        any(c.isascii() and c.islower() for c in text),
        any(c.isdigit() for c in text),
        any(not (c.isascii() and c.isalnum()) and not c.isdigit() for c in text),
    )
    return sum(kinds)


def _has_run(text: str) -> bool:
    rows = (*_ROWS, *(row[::-1] for row in _ROWS))
    parts = (text[i : i + _RUN] for i in range(len(text) - _RUN + 1))
    return any(len(set(part)) == 1 or any(part in row for row in rows) for part in parts)


def new_initial_password() -> str:
    """Return a random password of 16 readable characters that passes the rules."""
    alphabet = "".join(set(string.ascii_letters + string.digits) - set("0O1lI"))
    while True:
        password = "".join(secrets.choice(alphabet) for _ in range(15)) + secrets.choice("-_+=")
        if _classes(password) == 4 and not _has_run(password.lower()):
            return password
