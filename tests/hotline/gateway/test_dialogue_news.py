"""Whoever waits for a person is told on the agents' sockets; somebody in danger is told by a notice as well."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from hotline.gateway import dialogue_news
from hotline.kit.db import Database
from hotline.kit.outbox.service import publish
from hotline.process.dialogue.events import DialogueHandedOver
from hotline.process.dialogue.state import Why
from hotline.supervision.models import NoticeAudience, StaffNotice
from tests.hotline.process.mailroom import House, house, house_info


@pytest.fixture
def session_info() -> dict[str, Any]:
    info = house_info()
    dialogue_news.register(info["subscriptions"])
    return info


@pytest.fixture
async def place(database: Database) -> AsyncIterator[House]:
    async with house(database) as found:
        yield found


async def told(place: House, *reasons: Why) -> list[tuple[str, str]]:
    for why in reasons:
        async with place.database.write() as session:
            await publish(session, DialogueHandedOver("01JTALK", why.value))
        await place.run()
    query = select(StaffNotice.title_zh, NoticeAudience.role).join(
        NoticeAudience, NoticeAudience.notice_id == StaffNotice.id
    )
    async with place.database.read() as session:
        rows = await session.execute(query.order_by(StaffNotice.title_zh, NoticeAudience.role))
        return [(title, role or "") for title, role in rows.all()]


async def test_who_merely_asked_for_a_person_is_no_notice(place: House) -> None:
    assert await told(place, Why.ASKED, Why.ANGER, Why.FAILED) == []


async def test_danger_is_told_to_agents_and_shift_leaders_once_for_each_reason(
    place: House,
) -> None:
    notices = await told(place, Why.DANGER, Why.DISTRESS, Why.DISTRESS)
    assert notices == [
        ("人身危险：有市民在等人工", "agent"),
        ("人身危险：有市民在等人工", "supervisor"),
        ("心理危机：有市民在等人工", "agent"),
        ("心理危机：有市民在等人工", "supervisor"),
    ]
