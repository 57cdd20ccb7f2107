"""The demonstration's own door for texts and its units' mailboxes (演示短信入口·演示邮箱): nothing leaves the house.

Incoming texts must be signed (domain features A12). The demonstration has no provider that shares a secret
with us, so `hotline demo` makes one, keeps it in the data folder, and `hotline simulate` signs with it.
It opens nothing elsewhere: only the demonstration with its fake provider and no configured token uses it.
"""

import contextlib
import os
import secrets
from pathlib import Path

from pydantic import SecretStr

from channels.settings import MailProviderName, SmsProviderName
from hotline.settings import Environment, Settings

FILE = "demo-sms-secret"
UNIT_MAIL = "{code}@units.example"  # a name that nobody can register (RFC 2606)


def with_text_door(settings: Settings, *, create: bool) -> Settings:
    """Return ``settings`` with this installation's secret for incoming texts; unchanged where it has none.

    ``create`` makes the secret at the first start; readable by its owner only.
    """
    channels = settings.channels
    fits = (
        settings.environment is Environment.DEMO and channels.sms_provider is SmsProviderName.FAKE
    )
    if not fits or channels.twilio.auth_token.get_secret_value():
        return settings
    path = settings.data_dir / FILE
    if create:
        _make(path)
    secret = path.read_text(encoding="ascii").strip() if path.exists() else ""
    if not secret:
        return settings
    twilio = channels.twilio.model_copy(update={"auth_token": SecretStr(secret)})
    opened = channels.model_copy(update={"twilio": twilio})
    return settings.model_copy(update={"channels": opened})


def with_unit_mail(settings: Settings) -> Settings:
    """Return ``settings`` with a mailbox for every unit, so that the demonstration writes to departments.

    Unchanged where a pattern is set already or mail would leave this machine.
    """
    fits = (
        settings.environment is Environment.DEMO
        and settings.channels.mail_provider is MailProviderName.FAKE
        and not settings.unit_mail_pattern
    )
    return settings.model_copy(update={"unit_mail_pattern": UNIT_MAIL}) if fits else settings


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
