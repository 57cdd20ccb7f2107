"""Nobody is taken for satisfied: asked on other days, judged by rule, left to a person in doubt."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from channels.delivery import Reason
from crm.satisfaction import Answers, Rating
from hotline.kit import clock
from hotline.kit.db import Database
from hotline.process import followup, survey
from hotline.process.events import ReasonsDue, SurveyDue
from hotline.process.followup import Given
from hotline.process.survey import Next
from hotline.tickets.errors import PayloadInvalid
from hotline.tickets.models import Channel, Ticket
from hotline.tickets.papers import CaseRating, FollowUpAttempt
from hotline.tickets.workflow import IllegalTransition
from tests.conftest import BACKENDS
from tests.journeys.sms_desk import Desk, desk, wired_info

LAMPS = "祖庙街道建新路有三盏路灯坏了，晚上很黑，老人不敢出门"


@pytest.fixture
def session_info(tmp_path: Path) -> dict[str, Any]:
    return wired_info(tmp_path)


@pytest.fixture
async def at(database: Database) -> AsyncIterator[Desk]:
    async with desk(database) as found:
        await found.text(LAMPS)
        yield found


async def attempts(at: Desk) -> list[tuple[str, str]]:
    """List (local time, outcome) of every try."""
    columns = (FollowUpAttempt.attempted_at, FollowUpAttempt.outcome)
    async with at.house.database.read() as session:
        rows = await session.execute(select(*columns).order_by(FollowUpAttempt.number))
        return [(f"{clock.to_local(a):%m-%d %H:%M}", outcome) for a, outcome in rows]


async def until(at: Desk, day: int, hour: int, minute: int = 0) -> list[str]:
    """Let time pass, the relay running every half hour; returns what the citizen got."""
    before = len(at.house.texts())
    end = datetime(2026, 3, day, hour, minute, tzinfo=clock.SHANGHAI).astimezone(UTC)
    while at.house.now < end:
        await at.house.wait_until(min(end, at.house.now + timedelta(minutes=30)))
    return at.house.texts()[before:]


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_silence_is_asked_on_three_days_and_then_left_to_a_person(at: Desk) -> None:
    await at.answered()  # Wednesday, 12:00
    (first,) = await until(at, 5, 23)
    (second,) = await until(at, 6, 23)
    assert first.startswith("工单FS")
    assert "例：112" in second
    assert await until(at, 20, 12) == []
    assert await attempts(at) == [
        ("03-04 12:00", "NO_ANSWER"),
        ("03-05 09:00", "NO_ANSWER"),
        ("03-06 14:30", "NO_ANSWER"),
    ]
    ticket = await at.ticket()
    assert (ticket.status, ticket.first_rating) == ("FOLLOWING_UP", None)
    told = await at.act(
        "CLOSE", at.staff("follow_up_agent"), unreachable=True, close_outcome="UNREACHABLE"
    )
    assert told == ["您的事项已办结，感谢反映。15天内如有反复可一键重办。"]
    assert (await at.ticket()).first_rating is None


async def test_too_few_tries_prove_nothing(at: Desk) -> None:
    await at.answered()
    await until(at, 5, 23)
    with pytest.raises(PayloadInvalid):
        await at.act(
            "CLOSE", at.staff("follow_up_agent"), unreachable=True, close_outcome="UNREACHABLE"
        )


async def test_an_answer_ends_the_asking(at: Desk) -> None:
    await at.answered()
    await at.later(hours=3)
    await at.text("112")
    assert await until(at, 20, 12) == []
    assert await attempts(at) == [("03-04 15:00", "REACHED")]


async def test_a_worker_that_was_away_writes_to_nobody_at_night(at: Desk) -> None:
    await at.answered()
    night = datetime(2026, 3, 5, 23, 10, tzinfo=clock.SHANGHAI)
    before = len(at.house.texts())
    await at.house.wait_until(night)
    assert at.house.texts()[before:] == []
    (asked,) = await until(at, 6, 9, 30)
    assert asked.startswith("工单FS")


async def test_a_timer_of_an_earlier_round_is_harmless(at: Desk) -> None:
    await at.answered()
    await at.text("没解决")
    ticket = await at.ticket()
    tries = (at.house.now.isoformat(),)
    async with at.house.database.write() as session:
        await followup.on_survey_due(session, SurveyDue(ticket.id, 0, 2, tries))
        await followup.on_reasons_due(session, ReasonsDue(ticket.id, 0))
    assert await attempts(at) == [("03-04 12:00", "REACHED")]


async def test_reasons_decide_whether_it_is_redone(at: Desk) -> None:
    await at.answered()
    (why,) = await at.text("114")
    assert why.startswith("感谢评价。请回复原因")
    assert (await at.ticket()).status == "FOLLOWING_UP"
    (redo,) = await at.text("23")
    assert "重新办理" in redo
    async with at.house.database.read() as session:
        rating = (await session.scalars(select(CaseRating))).one()
        assert (rating.rating, rating.reasons) == ("DISSATISFIED", ["ATTITUDE", "SLOW"])


async def test_whoever_blames_the_policy_is_called(at: Desk) -> None:
    await at.answered()
    await at.text("114")
    (noted,) = await at.text("6")
    assert noted.startswith("感谢您的评价，已如实记录")
    ticket = await at.ticket()
    assert (ticket.status, ticket.redo_round) == ("FOLLOWING_UP", 0)


async def test_fair_without_reasons_is_closed_after_waiting_for_them(at: Desk) -> None:
    await at.answered()
    (why,) = await at.text("113")
    assert why.startswith("感谢评价。请回复原因")
    (closed,) = await until(at, 5, 12)
    assert closed.startswith("您的事项已办结")
    assert (await at.ticket()).first_rating == "BASIC"


async def test_bad_without_reasons_waits_for_a_person(at: Desk) -> None:
    await at.answered()
    await at.text("114")
    assert await until(at, 9, 12) == []
    assert (await at.ticket()).status == "FOLLOWING_UP"


async def test_half_an_answer_is_asked_for_the_rest(at: Desk) -> None:
    await at.answered()
    (rest,) = await at.text("满意")
    assert rest.startswith("感谢评价，还有问题未答")
    (closed,) = await at.text("112")
    assert closed.startswith("您的事项已办结")


async def test_a_changed_rating_is_left_to_a_person(at: Desk) -> None:
    await at.answered()
    await at.text("114")
    (noted,) = await at.text("111")
    assert noted.startswith("感谢您的评价，已如实记录")
    assert (await at.ticket()).status == "FOLLOWING_UP"
    async with at.house.database.read() as session:
        query = select(FollowUpAttempt.note).order_by(FollowUpAttempt.number)
        notes = [str(note) for note in await session.scalars(query)]
    assert notes[0].startswith("评价[114]")
    assert notes[1].endswith("与此前评价不一致")


@pytest.mark.parametrize("kind", ["COMPLAINT", "REPORT"])
async def test_complaints_and_reports_are_followed_up_by_a_person(at: Desk, kind: str) -> None:
    await at.answered(kind=kind)
    await at.text("111")
    assert (await at.ticket()).status == "FOLLOWING_UP"


async def test_the_sample_is_followed_up_by_a_person(at: Desk) -> None:
    at.house.database.info["follow_up_sample_percent"] = 100
    await at.answered()
    (noted,) = await at.text("111")
    assert noted.startswith("感谢您的评价，已如实记录")


async def test_after_two_rounds_the_machine_orders_no_third(at: Desk) -> None:
    await at.answered()
    for day in (5, 6):
        await at.text("没解决")
        await until(at, day, 10)
        await at.handle()
        await at.accept()
    (told,) = await at.text("没解决")
    assert told.startswith("您反映的未解决情况已记录，将由专人研究")
    ticket = await at.ticket()
    assert (ticket.status, ticket.redo_round) == ("FOLLOWING_UP", 2)


async def test_a_survey_that_cannot_arrive_is_not_repeated(at: Desk) -> None:
    await at.dispatch()
    await at.handle()
    at.house.sms.fail_next(Reason.CANNOT_RECEIVE)
    await at.accept()
    assert await until(at, 9, 12) == []
    assert [outcome for _, outcome in await attempts(at)] == ["WRONG_NUMBER"]


async def test_who_opted_out_is_rung_by_a_person(at: Desk) -> None:
    await at.text("退订")
    await at.answered()
    assert await until(at, 9, 12) == []
    assert [outcome for _, outcome in await attempts(at)] == ["REFUSED"]


async def test_answers_are_taken_only_while_they_are_asked_for(at: Desk) -> None:
    ticket = await at.ticket()
    given = Given(Answers(rating=Rating.SATISFIED), Channel.WEB, clock.now())
    async with at.house.database.write() as session:
        same = await session.get_one(Ticket, ticket.id)
        with pytest.raises(IllegalTransition):
            await followup.take_answers(session, same, given)


async def test_answers_from_the_web_are_judged_alike(at: Desk) -> None:
    await at.answered()
    ticket = await at.ticket()
    good = survey.read_note("评价[112] ")
    assert good is not None
    async with at.house.database.write() as session:
        same = await session.get_one(Ticket, ticket.id)
        following = await followup.take_answers(
            session, same, Given(good, Channel.WEB, clock.now())
        )
    assert following is Next.CLOSE
    assert (await at.ticket()).status == "CLOSED"


async def test_an_answer_that_came_before_the_clock_was_set_back_is_not_lost(at: Desk) -> None:
    await at.answered()
    ticket = await at.ticket()
    good = survey.read_note("评价[112] ")
    assert good is not None
    came = clock.now() + timedelta(hours=3)
    async with at.house.database.write() as session:
        same = await session.get_one(Ticket, ticket.id)
        await followup.take_answers(session, same, Given(good, Channel.WEB, came))
    assert (await at.ticket()).status == "CLOSED"
