"""A calendar edited under open tickets: due times, lights and timers move, with a record; nothing is told."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from hotline.kit import clock
from hotline.kit.calendars.models import DayKind
from hotline.kit.calendars.seed import published_days
from hotline.tickets.models import ClockChange, TicketAction
from tests.conftest import BACKENDS
from tests.support import steps
from tests.support.city import City

Json = dict[str, Any]
LAMPS = "禅城区祖庙街道同济路路灯坏了三天，请修复"
NEW_HOLIDAYS = (date(2026, 3, 10), date(2026, 3, 19))
pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("backend", BACKENDS, indirect=True),
]


def local(day: int, hour: int = 17, minute: int = 30) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=clock.SHANGHAI).astimezone(UTC)


async def edit_calendar(city: City) -> None:
    """One administrator uploads the year with two more holidays, another brings it into force."""
    days = [(d.day, d.kind, d.name) for d in published_days() if d.day.year == 2026]
    days += [(day, DayKind.HOLIDAY, "临时放假") for day in NEW_HOLIDAYS]
    rows = [f"{day},{kind.value},{name}" for day, kind, name in sorted(days)]
    table = "\n".join(["date,kind,name", *rows]).encode()
    first, second = await city.desk("admin"), await city.desk("admin2")
    calendar = (await first.client.get("/api/calendars")).json()[0]["id"]
    answer = await first.client.post(
        f"/api/calendars/{calendar}/uploads",
        data={"year": "2026", "basis": "国务院办公厅临时通知"},
        files={"file": ("2026.csv", table, "text/csv")},
    )
    assert answer.status_code == 200, answer.text
    version = answer.json()["version"]["id"]
    path = f"/api/calendars/versions/{version}/actions/APPROVE"
    answer = await second.client.post(path, json={"note": "同意"})
    assert answer.status_code == 200, answer.text
    await city.settle()


async def clock_of(city: City, receipt: Json, name: str) -> Json:
    page = await (await city.desk("banzhang")).ticket(receipt["id"])
    return next(c for c in reversed(page["clocks"]) if c["clock"] == name)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


async def light(city: City, receipt: Json) -> str | None:
    page = await (await city.desk("banzhang")).ticket(receipt["id"])
    found: str | None = page["light"]
    return found


async def due_times(city: City, receipt: Json) -> tuple[datetime, datetime]:
    """The due time of the ticket and the one that the strict figure counts."""
    page = await (await city.desk("banzhang")).ticket(receipt["id"])
    return at(page["due_at"]), at(page["original_due_at"])


async def suspended(city: City) -> Json:
    """A consumer matter whose clock stands still for a test, from now on."""
    receipt = await city.submits(LAMPS)
    await steps.signed(city, receipt, kind="COMPLAINT", profile="consumer_complaint")
    handler = await city.desk(steps.HANDLER)
    stop = {"basis": "TESTING", "document": "检测委托书", "reason": "送检"}
    await handler.does(receipt["id"], "SUSPEND", expected_end_at=local(30).isoformat(), **stop)
    await (await city.desk(steps.APPROVER)).confirms(receipt["id"])
    return receipt


async def test_every_open_clock_moves_and_keeps_its_old_time(city: City) -> None:
    running = await city.submits(LAMPS)
    await steps.contacted(city, await _signed(city, running))
    stopped = await suspended(city)
    answered = await city.submits("请问居住证到期怎么续签，需要带什么材料")
    await _answer(city, answered)
    case, window = (
        await clock_of(city, running, "case"),
        await clock_of(city, answered, "reopen_window"),
    )
    accept = await clock_of(city, stopped, "consumer_accept")
    assert [at(c["due_at"]).date().day for c in (case, window, accept)] == [11, 19, 13]
    told = len(city.texts)
    await edit_calendar(city)

    moved = await clock_of(city, running, "case")
    assert at(moved["due_at"]) == local(12)
    # No correction of this ticket: the original due time stays, on the clock and for the figures (decision 0019).
    assert at(moved["original_due_at"]) == local(11)
    assert await due_times(city, running) == (local(12), local(11))
    assert at(moved["yellow_at"]) > at(case["yellow_at"])
    assert at((await clock_of(city, answered, "reopen_window"))["due_at"]) == local(20)
    still = await clock_of(city, stopped, "consumer_accept")
    assert (still["state"], at(still["due_at"])) == ("PAUSED", local(16))
    assert len(city.texts) == told  # the rules tell nobody of a calendar
    await _recorded(city, running, "case", (local(11), local(12)))
    await _recorded(city, answered, "reopen_window", (at(window["due_at"]), local(20)))

    city.move_to(local(11, 9, 0))
    handler = await city.desk(steps.HANDLER)
    await handler.does(stopped["id"], "RESUME")
    back = await clock_of(city, stopped, "consumer_accept")  # 1 680 working minutes, 4 days, later
    assert (back["paused_minutes"], at(back["due_at"])) == (1680, local(23))

    await city.passes(local(11, 17, 31))
    assert await light(city, running) == "YELLOW"
    await city.passes(local(12, 17, 31))
    assert await light(city, running) == "RED"
    assert (await (await city.desk("banzhang")).ticket(answered["id"]))["status"] == "CLOSED"


async def _signed(city: City, receipt: Json) -> Json:
    await steps.signed(city, receipt, kind="HELP")
    return receipt


async def _answer(city: City, receipt: Json) -> None:
    agent = await city.desk("agent01")
    await agent.does(
        receipt["id"],
        "ANSWER_NOW",
        kind="CONSULT",
        category_code=(await agent.ticket(receipt["id"]))["category_code"] or "010101",
        public_answer="凭居住证和身份证在镇街窗口办理续签。",
        answer_source="窗口指南",
        source_reason="知识库暂无条目",
    )


async def _recorded(city: City, receipt: Json, name: str, times: tuple[datetime, datetime]) -> None:
    """The change stands beside the action of the system that made it."""
    clock_id = (await clock_of(city, receipt, name))["id"]
    async with city.hotline.database.read() as session:
        query = select(ClockChange).where(ClockChange.clock_id == clock_id)
        change = (await session.scalars(query)).one()
        action = await session.get_one(TicketAction, change.action_id)
        assert (change.old_due_at, change.new_due_at) == times
        assert (change.reason, action.action, action.actor_kind) == (
            "CALENDAR",
            "RECALCULATE",
            "system",
        )
