"""A notice is drafted by one, published by another, and ends by its time or by a person."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.db import Database
from hotline.kit.outbox.models import OutboxDelivery
from hotline.kit.outbox.relay import Relay
from hotline.kit.outbox.subscriptions import Subscriptions
from knowledge.audience import Audience
from knowledge.events import KnowledgeChanged
from knowledge.notices import documents
from knowledge.notices.errors import (
    NoticeKeyTaken,
    NoticeStale,
    NoticeStepIllegal,
    NoticeUnknown,
    SecondPersonNeeded,
)
from knowledge.notices.events import NoticeTurns
from knowledge.notices.models import Notice, NoticeState
from knowledge.notices.queries import get_notice, get_public_notice, list_current
from knowledge.notices.schemas import NoticeContent, NoticeIn
from knowledge.notices.service import Step, create_notice, on_turn, publish, revise, withdraw
from knowledge.owning import OfAnotherUnit, OwnerUnknown
from tests.conftest import BACKENDS
from tests.knowledge.items.shelf import CITY, CIVIL, POLICE, person, units

NOON = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)


def editor(number: int) -> Actor:
    held = person("knowledge.read", "knowledge.edit", "knowledge.publish")
    return Actor(**{**vars(held), "account_id": f"01ED1T0R{number:018d}"})


AUTHOR, SECOND = editor(1), editor(2)
POLICE_OWNER = person(
    "knowledge.read", "knowledge.edit", "knowledge.own", path=f"/{CITY}/{POLICE}/"
)


def notice(key: str = "typhoon", **changes: Any) -> NoticeIn:
    values = {
        "key": key,
        "title": "台风红色预警：全市停课",
        "text": "今日十四时起全市停课，请留在室内。",
        "urgency": "URGENT",
        "unit_code": "FS-GA",
        "questions": ["今天要上课吗"],
        "valid_from": NOON,
        "valid_to": NOON + timedelta(hours=6),
    }
    return NoticeIn.model_validate(values | changes)


async def published(session: AsyncSession, key: str = "typhoon", **changes: Any) -> Notice:
    row = await create_notice(session, notice=notice(key, **changes), actor=AUTHOR)
    return await publish(session, step=Step(row.id, row.version), actor=SECOND)


async def test_nobody_publishes_what_he_wrote(session: AsyncSession) -> None:
    await units(session)
    with clock.frozen(NOON):
        row = await create_notice(session, notice=notice(), actor=AUTHOR)
        assert await list_current(session) == []
        with pytest.raises(SecondPersonNeeded):
            await publish(session, step=Step(row.id, row.version), actor=AUTHOR)
        await publish(session, step=Step(row.id, row.version), actor=SECOND)
        assert [n.title for n in await list_current(session)] == [row.title]
        with pytest.raises(NoticeStepIllegal):
            await publish(session, step=Step(row.id, row.version), actor=SECOND)
        with pytest.raises(NoticeKeyTaken):
            await create_notice(session, notice=notice(), actor=AUTHOR)


async def test_a_further_text_waits_while_the_first_counts(session: AsyncSession) -> None:
    await units(session)
    with clock.frozen(NOON):
        row = await published(session)
        content = notice(text="停课延至明日。").content()
        with pytest.raises(NoticeStale):
            await revise(session, notice_id=row.id, version=1, content=content, actor=AUTHOR)
        await revise(session, notice_id=row.id, version=row.version, content=content, actor=SECOND)
        (told,) = await list_current(session)
        assert told.text.startswith("今日十四时")
        await publish(session, step=Step(row.id, row.version), actor=AUTHOR)
        assert (await get_public_notice(session, row.id)).text == "停课延至明日。"


async def test_a_withdrawn_notice_is_gone_for_citizens(session: AsyncSession) -> None:
    await units(session)
    with clock.frozen(NOON):
        row = await published(session)
        await withdraw(session, step=Step(row.id, row.version, "预警解除"), actor=SECOND)
        assert row.withdrawn_reason == "预警解除"
        with pytest.raises(NoticeUnknown):
            await get_public_notice(session, row.id)
        assert await documents.some(session, [row.id]) == []
        with pytest.raises(NoticeStepIllegal):
            await withdraw(session, step=Step(row.id, row.version, "再撤"), actor=SECOND)


async def test_an_owner_keeps_to_its_own_unit(session: AsyncSession) -> None:
    await units(session)
    with clock.frozen(NOON):
        with pytest.raises(OfAnotherUnit):
            await create_notice(session, notice=notice(unit_code="FS-MZ"), actor=POLICE_OWNER)
        with pytest.raises(OwnerUnknown):
            await create_notice(session, notice=notice(unit_code="FS-NO"), actor=AUTHOR)
        row = await create_notice(session, notice=notice(), actor=POLICE_OWNER)
        moved = notice(unit_code="FS-MZ").content()
        with pytest.raises(OfAnotherUnit):
            await revise(
                session, notice_id=row.id, version=row.version, content=moved, actor=POLICE_OWNER
            )
        other = await create_notice(session, notice=notice("mm", unit_code="FS-MZ"), actor=AUTHOR)
        with pytest.raises(OfAnotherUnit):
            await publish(session, step=Step(other.id, other.version), actor=POLICE_OWNER)
        assert other.unit_id == CIVIL


async def test_hours_count_not_days(session: AsyncSession) -> None:
    await units(session)
    with clock.frozen(NOON):
        row = await published(session)
    for hours, seen in ((-0.1, 0), (0, 1), (5.9, 1), (6, 0)):
        with clock.frozen(NOON + timedelta(hours=hours)):
            assert len(await list_current(session)) == seen
            assert len(await documents.some(session, [row.id])) == seen
            assert len(await documents.after(session, "", 10)) == seen


async def test_the_urgent_come_first_and_other_districts_not_at_all(session: AsyncSession) -> None:
    await units(session)
    with clock.frozen(NOON):
        await published(session, "plain", title="窗口调整", urgency="NORMAL")
        await published(
            session, "here", title="禅城停水", urgency="IMPORTANT", districts=["440604"]
        )
        await published(session)
        await published(session, "staff", title="内部口径", audience=Audience.INTERNAL)
        assert [n.urgency for n in await list_current(session)] == ["URGENT", "IMPORTANT", "NORMAL"]
        assert len(await list_current(session, district="440605")) == 2
        assert len(await list_current(session, district="440604001")) == 3


def test_a_notice_ends_after_it_begins_and_knows_its_zone() -> None:
    for wrong in ({"valid_to": NOON}, {"valid_from": "2026-07-01T00:00:00"}, {"who": "me"}):
        with pytest.raises(ValidationError):
            notice(**wrong)
    assert isinstance(notice().content(), NoticeContent)


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_time_brings_a_notice_and_takes_it(
    database: Database, session_info: dict[str, Any]
) -> None:
    heard: list[int] = []

    async def listen(_session: AsyncSession, event: KnowledgeChanged) -> None:
        heard.append(event.version)

    table: Subscriptions = session_info["subscriptions"]
    table.on(NoticeTurns, "turns", on_turn)
    table.on(KnowledgeChanged, "listen", listen)
    relay = Relay(database, table)
    with clock.frozen(NOON - timedelta(hours=1)):
        async with database.write() as session:
            await units(session)
            notice_id = (await published(session)).id
        await relay.drain()
    for after in (timedelta(0), timedelta(hours=6)):
        with clock.frozen(NOON + after):
            await relay.drain()
    async with database.read() as session:
        row = await get_notice(session, notice_id)
        assert row.state == NoticeState.EXPIRED
        states = await session.scalars(select(OutboxDelivery.status))
        assert set(states) == {"DONE"}
    assert heard == sorted(set(heard))
    assert len(heard) == 3


async def test_what_is_over_cannot_be_published(session: AsyncSession) -> None:
    await units(session)
    with clock.frozen(NOON + timedelta(hours=7)):
        row = await create_notice(session, notice=notice(), actor=AUTHOR)
        with pytest.raises(NoticeStepIllegal):
            await publish(session, step=Step(row.id, row.version), actor=SECOND)


async def test_the_document_tells_title_questions_and_days(session: AsyncSession) -> None:
    await units(session)
    with clock.frozen(NOON):
        row = await published(session)
        (found,) = await documents.some(session, [row.id])
    assert found.lines == ("台风红色预警：全市停课", "今天要上课吗")
    assert (found.id, found.audience) == (f"NOTICE:{row.id}", Audience.PUBLIC)
    assert str(found.valid_to) == "2026-07-01"
