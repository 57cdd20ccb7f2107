"""A worker process to be killed (被杀的派单进程): runs the house's handlers, and dies at automatic dispatch.

Forked from the loaded process, its arguments are DATABASE_URL FOLDER NOW MOMENT. MOMENT is ``between`` (dispatched, not yet marked as done), ``committed`` (both are stored), or ``never``.
"""

import asyncio
import os
import signal
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.bootstrap import build
from hotline.kit import clock, crashpoints
from hotline.kit.events import Event
from hotline.kit.outbox.relay import AFTER_COMMIT
from hotline.kit.outbox.subscriptions import Handler
from tests.support.city import settings_for

HANDLER = "process.autodispatch"


async def work(url: str, folder: str, now: str, moment: str) -> None:
    """Do everything that is due; SIGKILL itself at the moment told."""
    clock.set_source(partial(datetime.fromisoformat, now))
    hotline = build(settings_for(url, Path(folder)))
    table = hotline.subscriptions.by_name
    real = table[HANDLER].handler
    assert real is not None
    table[HANDLER] = replace(table[HANDLER], handler=partial(_dying, real, moment))
    await hotline.start()
    handlers, _effects = hotline.relays
    await handlers.drain()
    await hotline.close()


async def _dying(real: Handler, moment: str, session: AsyncSession, event: Event) -> None:
    await real(session, event)
    await session.flush()
    if moment == "between":
        os.kill(os.getpid(), signal.SIGKILL)
    if moment == "committed":
        crashpoints.arm(AFTER_COMMIT)


def main(arguments: list[str]) -> None:
    """Be the worker."""
    asyncio.run(work(*arguments))
