"""What happens when a clock runs out (时限到期)."""

from datetime import timedelta

from sqlalchemy import select

from hotline.kit import clock
from hotline.kit.outbox.models import OutboxEvent
from hotline.tickets import timers
from hotline.tickets.models import Ticket, TicketClock
from hotline.tickets.vocabulary import ClockId
from routing.taxonomy.tree import RequestKind
from tests.hotline.tickets.city import (
    APPROVED,
    MONDAY,
    City,
    closed,
    dispatched,
    handled,
)


async def run_out(city: City, ticket: Ticket, name: ClockId) -> TicketClock:
    """Let the last clock of this name run out."""
    found = (await city.clocks(ticket, name))[-1]
    with clock.frozen(found.due_at):
        await timers.expire(city.session, clock_id=found.id, now=found.due_at)
    await city.session.refresh(ticket)
    return found


async def test_an_unsigned_ticket_is_deemed_signed_and_counted_late(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
    sign = await run_out(city, ticket, ClockId.SIGN)
    (part,) = await city.parts(ticket)
    assert (ticket.status, part.deemed_signed, part.signed_by) == ("HANDLING", True, None)
    assert sign.state == "STOPPED"


async def test_a_late_partner_is_deemed_signed_without_moving_the_ticket(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open()
        await city.act(ticket, "APPROVE", city.person("reviewer"), **APPROVED)
        await city.act(
            ticket,
            "DISPATCH",
            city.person("dispatcher"),
            lead_unit_id=city.id("town"),
            partner_unit_ids=[city.id("office")],
            dispatch_basis="目录",
        )
    office = next(p for p in await city.parts(ticket) if p.role == "PARTNER")
    clocks = await city.clocks(ticket, ClockId.SIGN)
    late = next(c for c in clocks if c.assignment_id == office.id)
    with clock.frozen(late.due_at):
        await timers.expire(city.session, clock_id=late.id, now=late.due_at)
    await city.session.refresh(ticket)
    await city.session.refresh(office)
    assert (ticket.status, office.deemed_signed) == ("DISPATCHED", True)


async def test_a_silent_citizen_is_reminded_twice_and_the_ticket_goes_on(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open()
        await city.act(
            ticket,
            "REQUEST_INFO",
            city.person("agent"),
            missing_fields=["地点"],
            question="在哪里？",
        )
    for number in (1, 2):
        await run_out(city, ticket, ClockId.INFO_WAIT)
        assert (ticket.status, ticket.reminders) == ("AWAITING_INFO", number)
    await run_out(city, ticket, ClockId.INFO_WAIT)
    assert (ticket.status, ticket.is_incomplete) == ("DRAFT", True)
    query = select(OutboxEvent.name).where(OutboxEvent.name == "ticket.info_reminder_due")
    assert len(list(await city.session.scalars(query))) == 2


async def test_a_late_ruling_is_told_and_changes_nothing_else(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        await city.confirm(
            ticket,
            "OBJECT",
            city.person("unit_clerk", "bureau"),
            city.person("unit_approver", "bureau"),
            return_reason="OUT_OF_REMIT",
            ground_code="LITIGATION",
            legal_basis="条例第八条",
            explanation="不属于受理范围的事项",
        )
    version = ticket.version
    adjudicate = await run_out(city, ticket, ClockId.ADJUDICATE)
    assert (ticket.status, ticket.version) == ("OBJECTED", version + 1)
    assert adjudicate.state == "RUNNING"


async def test_the_window_for_objections_shuts_without_lateness(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
    window = await run_out(city, ticket, ClockId.RETURN_WINDOW)
    assert (window.state, window.late, window.yellow_at) == ("STOPPED", False, None)
    assert ticket.status == "HANDLING"


async def test_a_suspension_ends_by_itself(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city, RequestKind.COMPLAINT, profile="consumer_complaint")
        await city.confirm(
            ticket,
            "SUSPEND",
            city.person("handler", "bureau"),
            city.person("unit_approver", "bureau"),
            basis="TESTING",
            expected_end_at=MONDAY + timedelta(days=7),
            document="检测委托书",
            reason="送检",
        )
    await run_out(city, ticket, ClockId.SUSPENSION)
    assert not ticket.suspended
    assert "consumer_accept" in await city.running(ticket)


async def test_a_closed_ticket_is_sealed_when_its_window_ends(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await closed(city)
    await run_out(city, ticket, ClockId.REOPEN_WINDOW)
    assert ticket.sealed_at is not None
    assert ticket.archive_hash


async def test_an_urgent_ticket_unsolved_at_a_day_owes_a_result_every_two_hours(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city, urgency="URGENT")
        plain = await handled(city)
    await run_out(city, ticket, ClockId.CASE)
    due = MONDAY + timedelta(hours=24)
    fresh = (await city.clocks(ticket, ClockId.FIRST_RESULT))[-1]
    assert (fresh.started_at, fresh.due_at) == (due, due + timedelta(hours=2))
    assert fresh.unit_id == city.id("bureau")
    await run_out(city, plain, ClockId.CASE)
    assert await city.clocks(plain, ClockId.FIRST_RESULT) == []


async def test_a_clock_that_is_not_due_or_no_more_does_nothing(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        (sign,) = await city.clocks(ticket, ClockId.SIGN)
        await timers.expire(city.session, clock_id=sign.id, now=MONDAY)
        await timers.expire(city.session, clock_id="01JD0000000000000000000009", now=MONDAY)
        (promise,) = await city.clocks(ticket, ClockId.PROMISE)
        await timers.expire(city.session, clock_id=promise.id, now=promise.due_at)
        assert ticket.status == "DISPATCHED"
        version = ticket.version
        await city.act(ticket, "SIGN", city.person("unit_clerk", "bureau"))
        await timers.expire(city.session, clock_id=sign.id, now=sign.due_at)
    assert ticket.version == version + 1


async def test_a_step_that_is_no_longer_possible_is_left_out(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        (sign,) = await city.clocks(ticket, ClockId.SIGN)
        ticket.status = "READY"
        await city.session.flush()
        await timers.expire(city.session, clock_id=sign.id, now=sign.due_at)
    assert (ticket.status, sign.state) == ("READY", "RUNNING")


async def test_a_calendar_change_recounts_open_clocks_and_keeps_the_old_dates(city: City) -> None:
    from hotline.kit.calendars.models import CalendarDay, CalendarVersion
    from hotline.kit.calendars.queries import CURRENT
    from hotline.kit.ids import new_id
    from hotline.tickets.models import ClockChange
    from tests.hotline.tickets.city import system

    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        first = ticket.due_at
        old = await city.session.scalar(
            select(CalendarVersion).where(CalendarVersion.every_day.is_(False))
        )
        assert old is not None
        old.state = "SUPERSEDED"
        await city.session.flush()
        days = await city.session.scalars(
            select(CalendarDay).where(CalendarDay.version_id == old.id)
        )
        copied = {c.name: getattr(old, c.name) for c in CalendarVersion.__table__.columns}
        new = CalendarVersion(**{**copied, "id": new_id(), "number": 2, "state": "IN_FORCE"})
        city.session.add(new)
        await city.session.flush()
        for day in days:
            city.session.add(
                CalendarDay(
                    version_id=new.id, day=day.day, kind=day.kind, name=day.name, year=day.year
                )
            )
        holiday = (MONDAY + timedelta(days=2)).date()
        city.session.add(
            CalendarDay(version_id=new.id, day=holiday, kind="HOLIDAY", name="临时放假", year=2026)
        )
        await city.session.flush()
        city.session.info.pop(CURRENT)
        await city.act(ticket, "RECALCULATE", system(), reason="工作日历调整")
    assert first is not None
    assert ticket.due_at == first + timedelta(days=1)
    changes = list(await city.session.scalars(select(ClockChange)))
    assert {(c.reason, c.was_red) for c in changes} == {("CALENDAR", False)}
    (case,) = await city.clocks(ticket, ClockId.CASE)
    assert case.calendar_version == "office#2"
    assert case.original_due_at == first
