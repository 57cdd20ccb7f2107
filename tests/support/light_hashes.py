"""Passwords of tests are hashed lightly (轻量口令散列): a third of a second each, thousands of times, proves nothing.

What the house promises of its hashes is asked of ``SHIPPED``.
"""

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from hotline.kit.auth import passwords

SHIPPED = passwords._HASHER
_LIGHT = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))


def lighten() -> None:
    """Let every password hashed in this process from now on take less than a millisecond."""
    passwords._HASHER = _LIGHT
