"""The citizens' telephones (手机): what the house wrote to a number, read as its owner would read it.

In the demonstration text messages stay in the house's own outbox, so the play looks there.
"""

import asyncio
import re
import time
from collections.abc import Callable
from typing import TypeVar

from channels import queries
from channels.messages import ChannelKind, Direction
from hotline.kit.db import Database
from hotline.process.dialogue.words import SMS_MENU_TAIL, SMS_TAIL
from hotline.simulation.tally import Receipt

T = TypeVar("T")
_PAUSE = 0.2
# What a citizen replies who wants a ticket: after an answer, and where one is asked back with numbers.
_REGISTERS = ((SMS_TAIL, "2"), (SMS_MENU_TAIL, "0"))
_NUMBER = re.compile(r"[A-Z]{1,4}\d{15}(?!\d)")
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


class Handsets:
    """Reads messages from the house's database with the house's own key."""

    def __init__(self, database: Database, *, patience_seconds: float = 240.0) -> None:
        """Wait at most ``patience_seconds`` for a message."""
        self.database = database
        self.patience = patience_seconds

    async def texts(self, phone: str) -> list[str]:
        """Return what was written to ``phone``, first to last."""
        async with self.database.read() as session:
            found = await queries.find_conversation(session, ChannelKind.SMS, phone)
            if found is None:
                return []
            messages = await queries.list_messages(session, found.id)
        return [m.text or "" for m in messages if m.direction is Direction.OUT]

    async def receipt(self, phone: str) -> Receipt | None:
        """Wait for the text that tells number and query code; ``None`` if it does not come."""
        return await self._wait(phone, lambda texts: next(filter(None, map(_read, texts)), None))

    async def registers_by(self, phone: str) -> str | None:
        """Wait for the first reply; return the digit that registers all the same, if it answers or asks back."""
        first = await self._wait(phone, lambda texts: texts[0] if texts else None)
        if first is None or _read(first) is not None:
            return None
        return next((digit for tail, digit in _REGISTERS if tail in first), None)

    async def _wait(self, phone: str, look: Callable[[list[str]], T | None]) -> T | None:
        ends = time.monotonic() + self.patience
        while time.monotonic() < ends:
            if (found := look(await self.texts(phone))) is not None:
                return found
            await asyncio.sleep(_PAUSE)
        return None


def _read(text: str) -> Receipt | None:
    number, code = _NUMBER.search(text), _CODE.search(text)
    return Receipt(number[0], code[0]) if number and code else None
