"""Second factor (动态口令): six digits every 30 seconds, each accepted once."""

import hmac
from datetime import datetime

import pyotp

STEP_SECONDS = 30
_DRIFT = 1


def new_secret() -> str:
    """Return a random secret of 160 bits in base 32."""
    return pyotp.random_base32()


def provisioning_uri(secret: str, *, login: str, issuer: str) -> str:
    """Return the ``otpauth://`` address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def code_at(secret: str, instant: datetime) -> str:
    """Return the six digits of the step that holds ``instant``."""
    return str(pyotp.TOTP(secret).generate_otp(step_of(instant)))


def step_of(instant: datetime) -> int:
    """Return the number of the 30-second step."""
    return int(instant.timestamp()) // STEP_SECONDS


def matching_step(secret: str, code: str, *, now: datetime, last_step: int) -> int | None:
    """Return the step whose digits are ``code``, or ``None``.

    One step of clock drift either way is allowed; a step at or before ``last_step`` was used already. A
    ``last_step`` beyond the drift was used while the clock ran ahead and says nothing of the steps of now.
    """
    totp = pyotp.TOTP(secret)
    found = None
    newest = step_of(now) + _DRIFT
    if last_step > newest:
        last_step = 0
    for step in range(step_of(now) - _DRIFT, newest + 1):
        equal = hmac.compare_digest(totp.generate_otp(step).encode(), code.encode())
        if equal and step > last_step:
            found = step
    return found
