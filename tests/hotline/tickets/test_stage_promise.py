"""What the citizen was promised follows the statutory stage (承诺随法定阶段): limit and mode; §4.1, §4.8, §4.9."""

from datetime import UTC, date, datetime

from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.calendars import queries, service
from hotline.kit.calendars.arrangement import Day, Proposal
from hotline.kit.calendars.models import DayKind
from hotline.kit.calendars.seed import published_days
from hotline.tickets.models import Ticket, TicketClock
from hotline.tickets.vocabulary import ClockId, Mode
from routing.taxonomy.tree import RequestKind
from tests.hotline.kit.floor_app import LI, WANG
from tests.hotline.tickets.city import City, handled


def local(text: str) -> datetime:
    """A local time of 2026, written as ``04-20 09:00``."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=clock.SHANGHAI).astimezone(UTC)


async def accepted(city: City) -> tuple[Ticket, TicketClock, TicketClock]:
    """A consumer complaint that the bureau accepted: its promise and its mediation clock (60 days, CAL)."""
    ticket = await handled(city, RequestKind.COMPLAINT, profile="consumer_complaint")
    worker = city.person("handler", "bureau")
    await city.act(ticket, "RECORD_STAGE", worker, stage="ACCEPTED")
    (promise,) = await city.clocks(ticket, ClockId.PROMISE)
    (mediation,) = await city.clocks(ticket, ClockId.CONSUMER_MEDIATION)
    return ticket, promise, mediation


async def test_the_promise_takes_the_limit_and_the_mode_of_the_mediation(city: City) -> None:
    """§4.1: promise and case use the same limit, mode as profile; §4.8: 60 days, read as calendar days."""
    with clock.frozen(local("04-22 09:00")):
        _, promise, mediation = await accepted(city)
    assert (mediation.mode, mediation.limit) == (Mode.CAL.value, 60)
    assert (promise.mode, promise.limit) == (mediation.mode, mediation.limit)
    assert promise.due_at == mediation.due_at == local("06-22 17:30")


async def test_a_pause_moves_the_promise_as_it_moves_the_mediation(city: City) -> None:
    """§4.1, §4.4 pause: a test during lunch is no working minute, but a minute of the calendar."""
    worker, boss = city.person("handler", "bureau"), city.person("unit_approver", "bureau")
    with clock.frozen(local("04-22 09:00")) as move:
        ticket, promise, mediation = await accepted(city)
        move(local("04-23 13:05"))
        stop = {"basis": "TESTING", "document": "检测委托书", "reason": "送检"}
        end = local("05-20 09:00")
        await city.confirm(ticket, "SUSPEND", worker, boss, expected_end_at=end, **stop)
        move(local("04-23 13:06"))
        await city.act(ticket, "RESUME", worker)
    assert promise.paused_minutes == mediation.paused_minutes == 1
    assert promise.due_at == mediation.due_at == local("06-23 17:30")
    assert ticket.promise_due_at == ticket.due_at


async def test_a_new_holiday_does_not_move_sixty_calendar_days(city: City) -> None:
    """§4.4: calendar days stay; only a last day that is free itself moves."""
    with clock.frozen(local("04-22 09:00")):
        ticket, promise, mediation = await accepted(city)
        await free(city, date(2026, 5, 12))
        await city.act(ticket, "RECALCULATE", SYSTEM, reason="工作日历调整")
        assert promise.due_at == mediation.due_at == local("06-22 17:30")
        await free(city, date(2026, 6, 22))
        await city.act(ticket, "RECALCULATE", SYSTEM, reason="工作日历调整")
    assert promise.due_at == mediation.due_at == local("06-23 17:30")


async def free(city: City, *days: date) -> None:
    """Two persons bring a calendar into force in which these days are free too."""
    known = {day.day: day for day in published_days() if day.day.year == 2026}
    known |= {day: Day(day, DayKind.HOLIDAY, "临时放假") for day in days}
    proposal = Proposal("国务院通知", year=2026, days=tuple(known[day] for day in sorted(known)))
    calendar = await queries.get_calendar(city.session)
    version = await service.propose(
        city.session, calendar_id=calendar.id, proposal=proposal, actor=LI
    )
    await service.approve(city.session, version_id=version.id, actor=WANG)
    await city.session.flush()


async def test_a_longer_check_of_a_report_moves_the_promise(city: City) -> None:
    """§4.9: check 15 WD, + 15 WD with approval; §4.1: promise and case use the same limit."""
    with clock.frozen(local("03-02 10:00")):
        under = {"profile": "violation_report", "confidentiality": "CITIZEN_HIDDEN"}
        ticket = await handled(city, RequestKind.REPORT, **under)
        worker = city.person("handler", "bureau")
        await city.act(ticket, "RECORD_STAGE", worker, stage="CHECKING", extra_days=15)
        (check,) = await city.clocks(ticket, ClockId.REPORT_CHECK)
        assert check.due_at > check.original_due_at
    assert ticket.promise_due_at == check.due_at


async def test_another_subject_does_not_shorten_what_the_mediation_promised(city: City) -> None:
    """B8 ⟳promise; §4.2: profile with statute before everything else."""
    with clock.frozen(local("04-22 09:00")):
        ticket, promise, mediation = await accepted(city)
        await city.act(
            ticket,
            "RECLASSIFY",
            city.person("dispatcher"),
            kind="COMPLAINT",
            category_code="0102",
            reason="事项分类有误",
        )
    assert promise.due_at == mediation.due_at == local("06-22 17:30")
    assert promise.mode == Mode.CAL.value
