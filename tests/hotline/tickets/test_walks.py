"""Any sequence of allowed actions keeps the invariants of domain rules §3.3."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.kit.vault.settings import VaultSettings
from hotline.tickets import workflow
from hotline.tickets.changes_intake import MARKET_KINDS
from hotline.tickets.errors import ActionRefused, PayloadInvalid, RoleMissing
from hotline.tickets.models import Ticket
from hotline.tickets.vocabulary import Status
from routing.taxonomy.tree import RequestKind
from tests.hotline.tickets import invariants, walk
from tests.hotline.tickets.beginnings import BEGINNINGS
from tests.hotline.tickets.city import MONDAY, City, build

STEPS = st.lists(
    st.tuples(st.integers(0, 10_000), st.sampled_from([0, 5, 90, 600])), min_size=8, max_size=40
)
PROFILES = st.sampled_from(
    ["standard", "standard", "standard", "business", "consumer_complaint", "violation_report"]
)


@settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS, profile=PROFILES, beginning=st.sampled_from(list(BEGINNINGS)))
def test_any_sequence_of_allowed_actions_keeps_the_invariants(
    sqlite_template: Path, steps: list[tuple[int, int]], profile: str, beginning: str
) -> None:
    asyncio.run(_walk(sqlite_template, steps, profile, beginning))


async def _walk(template: Path, steps: list[tuple[int, int]], profile: str, beginning: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "walk.db"
        shutil.copy(template, path)
        info: dict[str, Any] = {
            "subscriptions": Subscriptions(),
            "key_ring": VaultSettings().ring(),
            "reveals_per_day": 10_000,
        }
        database = Database(f"sqlite+aiosqlite:///{path}", durable=False, info=info)
        try:
            with clock.frozen(MONDAY) as move:
                async with database.write() as session:
                    city = await build(session)
                    await _steps(city, await _begun(city, profile, beginning), steps, move)
        finally:
            await database.close()


async def _begun(city: City, profile: str, beginning: str) -> Ticket:
    if profile != "standard":
        kind = MARKET_KINDS.get(profile, RequestKind.HELP)
        return await city.open(kind, profile=profile)
    return await BEGINNINGS[beginning](city)


async def _steps(
    city: City, ticket: Ticket, steps: list[tuple[int, int]], move: Callable[[datetime], None]
) -> None:
    at = MONDAY
    for choice, minutes in steps:
        at += timedelta(minutes=minutes)
        move(at)
        offered = await walk.moves(city, ticket, choice)
        if not offered:
            return
        action, actor = walk.pick(offered, choice, Status[ticket.status])
        event(action.value)
        try:
            async with city.session.begin_nested():
                await walk.do(city, ticket, action, actor)
        except (PayloadInvalid, ActionRefused):
            await city.session.refresh(ticket)
        except RoleMissing:  # of two proposals the one that is not his to confirm was named
            assert action in workflow.SECOND_PERSON
            await city.session.refresh(ticket)
        await invariants.check(city, ticket)
