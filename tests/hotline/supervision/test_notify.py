"""Each rung is told to whom it is for, in fixed words; nothing of the matter leaves the ticket."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlalchemy import select

from channels.fake import FakeSms
from channels.messages import ChannelKind
from channels.registry import Channels
from hotline.kit import clock
from hotline.kit.auth import service as accounts
from hotline.kit.auth.actor import SYSTEM, Actor
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.organisation.models import UnitMember
from hotline.kit.outbox.relay import Relay
from hotline.kit.pagination import PageQuery
from hotline.roles import role_book
from hotline.supervision import notices, notify, queries
from hotline.supervision.errors import NoticeUnknown
from hotline.supervision.models import Card, StaffNotice
from hotline.supervision.schemas import NoticeOut
from hotline.supervision.settings import SupervisionSettings
from hotline.tickets.events import RiskFlagged
from tests.hotline.supervision.stage import Stage, local, staged
from tests.hotline.tickets import city as cities

PHONE = "13800138000"
CONTENT_WORDS = ("路灯", "祖庙路")


@pytest.fixture
async def stage(database: Database, relay: Relay) -> AsyncIterator[Stage]:
    async with staged(database, relay) as stage:
        yield stage


@pytest.fixture
def sms(channels_: Channels) -> FakeSms:
    provider = channels_.providers[ChannelKind.SMS]
    assert isinstance(provider, FakeSms)
    return provider


async def on_duty(stage: Stage, duty: str, phone: str = PHONE) -> str:
    """Hire somebody with a mobile and give him a duty in the bureau."""
    async with stage.database.write() as session:
        new = accounts.NewAccount(
            login=f"duty.{duty.lower()}",
            name="陈 安",
            roles=("unit_clerk",),
            password_hash="x",
            unit_id=stage.bureau_id,
            phone=phone,
        )
        account = await accounts.create_account(session, SYSTEM, role_book(), new)
        session.add(
            UnitMember(
                id=new_id(),
                unit_id=stage.bureau_id,
                account_id=account.id,
                duty=duty,
                valid_from=date(2026, 1, 1),
                filed_at=clock.now(),
            )
        )
        return account.id


async def seen_by(stage: Stage, actor: Actor, *, unread: bool = True) -> list[NoticeOut]:
    async with stage.database.read() as session:
        page = await queries.list_notices(
            session, actor=actor, unread_only=unread, page=PageQuery(limit=100)
        )
    return page.items


async def person(stage: Stage, role: str, unit: str = "hotline") -> Actor:
    async with stage.city() as (city, _):
        return city.person(role, unit)


async def test_yellow_is_told_to_the_clerk_and_red_also_to_the_approver(stage: Stage) -> None:
    clerk = await person(stage, "unit_clerk", "bureau")
    approver = await person(stage, "unit_approver", "bureau")
    await stage.at("2026-03-04 17:00")
    assert [n.title_zh for n in await seen_by(stage, clerk)] == ["办理时限临期（黄灯）"]
    assert await seen_by(stage, approver) == []
    await stage.at("2026-03-04 17:30")
    told = [n.title_zh for n in await seen_by(stage, approver)]
    assert sorted(told) == ["办理时限已过（红灯）", "黄牌：工单环节超时"]


async def test_other_units_and_their_people_are_told_nothing(stage: Stage) -> None:
    await stage.at("2026-03-06 17:30")
    for role in ("unit_clerk", "unit_approver", "handler"):
        assert await seen_by(stage, await person(stage, role, "police")) == []


async def test_the_hotlines_own_clock_is_told_to_its_desk(database: Database, relay: Relay) -> None:
    with clock.frozen(cities.MONDAY) as move:
        async with database.write() as session:
            city = await cities.build(session)
            ticket = await city.open()
            reviewer = city.person("reviewer")
        stage = Stage(database, relay, move, ticket.id, "")
        await stage.at("2026-03-02 11:00")
        titles = {n.title_zh for n in await seen_by(stage, reviewer)}
        assert titles == {"预审时限临期（黄灯）", "预审时限已过（红灯）"}


async def test_a_late_ruling_is_raised_to_the_supervisor(database: Database, relay: Relay) -> None:
    with clock.frozen(cities.MONDAY) as move:
        async with database.write() as session:
            city = await cities.build(session)
            ticket = await cities.dispatched(city)
            await city.confirm(
                ticket,
                "OBJECT",
                city.person("unit_clerk", "bureau"),
                city.person("unit_approver", "bureau"),
                return_reason="NOT_OUR_DUTY",
                legal_basis="三定规定第三条",
                suggested_unit_id=city.id("police"),
                explanation="路灯归口其他单位负责",
            )
            boss, judge = city.person("supervisor"), city.person("adjudicator")
        stage = Stage(database, relay, move, ticket.id, "")
        await stage.at("2026-03-02 15:59")
        assert [n.title_zh for n in await seen_by(stage, boss)] == []
        await stage.at("2026-03-02 16:00")
        for who in (boss, judge):
            titles = {n.title_zh for n in await seen_by(stage, who)}
            assert "退单裁决时限已过（红灯）" in titles, titles


async def test_a_card_is_texted_to_those_on_duty_and_says_so(stage: Stage, sms: FakeSms) -> None:
    await on_duty(stage, "APPROVER")
    await stage.at("2026-03-04 17:30")
    (text,) = sms.texts_to(PHONE)
    assert "黄牌" in text
    assert not any(word in text for word in CONTENT_WORDS)
    async with stage.database.read() as session:
        row = (await session.execute(select(Card.notified_by, Card.approver_id))).one()
    assert row[0] == "SMS"
    assert row[1] is not None


async def test_text_messages_to_staff_can_be_switched_off(stage: Stage, sms: FakeSms) -> None:
    await on_duty(stage, "APPROVER")
    stage.database.info[notify.SETTINGS] = SupervisionSettings(staff_sms=False)
    await stage.at("2026-03-04 17:30")
    assert sms.texts_to(PHONE) == []


async def test_a_landline_is_not_texted(stage: Stage, sms: FakeSms) -> None:
    await on_duty(stage, "APPROVER", phone="075783300000")
    await stage.at("2026-03-04 17:30")
    assert list(sms.outbox) == []


async def test_a_circular_is_told_to_everybody(stage: Stage) -> None:
    for instant in ("2026-03-05 08:30", "2026-03-05 17:30", "2026-03-12 08:30"):
        await stage.at(instant)
    everybody = await seen_by(stage, await person(stage, "handler", "police"))
    assert [n.title_zh for n in everybody] == ["书面通报TB202600001"]


async def test_a_listed_ticket_is_told_to_the_leader_and_the_officers(stage: Stage) -> None:
    leader = await on_duty(stage, "LEADER")
    for instant in ("2026-03-05 17:30", "2026-03-18 17:30", "2026-03-25 17:30"):
        await stage.at(instant)
    officer = {n.title_zh for n in await seen_by(stage, await person(stage, "supervision_officer"))}
    assert "办理已严重超期，可以约谈" in officer
    assert any(title.startswith("挂牌督办DB") for title in officer)
    actor = Actor(leader, "陈 安", frozenset(), frozenset(), None, None, False, "staff")
    assert any(n.title_zh.startswith("挂牌督办DB") for n in await seen_by(stage, actor))


async def test_a_risk_alerts_the_duty_office(stage: Stage) -> None:
    async with stage.database.write() as session:
        await notify.on_risk_flagged(session, RiskFlagged(stage.ticket_id, new_id()))
    (notice,) = await seen_by(stage, await person(stage, "supervisor"))
    assert (notice.kind, notice.object_id) == ("RISK", stage.ticket_id)


async def test_a_notice_is_read_by_each_for_himself(stage: Stage) -> None:
    await stage.at("2026-03-04 17:00")
    clerk, other = (
        await person(stage, "unit_clerk", "bureau"),
        await person(stage, "unit_clerk+handler", "bureau"),
    )
    (notice,) = await seen_by(stage, clerk)
    async with stage.database.write() as session:
        await notices.mark_read(session, notice.id, actor=clerk)
        await notices.mark_read(session, notice.id, actor=clerk)
    assert await seen_by(stage, clerk) == []
    assert [n.read_at is not None for n in await seen_by(stage, clerk, unread=False)] == [True]
    assert len(await seen_by(stage, other)) == 1
    async with stage.database.write() as session:
        stranger = await person_of(stage)
        with pytest.raises(NoticeUnknown):
            await notices.mark_read(session, notice.id, actor=stranger)


async def person_of(stage: Stage) -> Actor:
    return Actor(new_id(), "外人", frozenset(), frozenset(), None, None, False, "staff")


async def test_nothing_of_the_matter_stands_in_any_notice(stage: Stage) -> None:
    for instant in ("2026-03-04 17:30", "2026-03-06 17:30", "2026-03-18 17:30"):
        await stage.at(instant)
    async with stage.database.read() as session:
        told = list(await session.scalars(select(StaffNotice.title_zh + StaffNotice.body_zh)))
    assert len(told) > 10
    assert not [text for text in told for word in CONTENT_WORDS if word in text]
    assert local("2026-03-18 17:30") == clock.now()


async def test_inspectors_are_pressed_when_a_card_waits_too_long_for_their_decision(
    stage: Stage,
) -> None:
    """Served on the 4th, nobody explained it by the 6th: three working days later it is late."""
    inspector = await person(stage, "inspector")
    await stage.at("2026-03-04 17:30")
    await stage.at("2026-03-06 17:30")
    await stage.at("2026-03-11 17:00")
    late = "黄牌裁定已超期"
    assert late not in [notice.title_zh for notice in await seen_by(stage, inspector)]
    await stage.at("2026-03-11 17:30")
    assert late in [notice.title_zh for notice in await seen_by(stage, inspector)]
