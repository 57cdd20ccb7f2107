"""Extension, suspension, tracking, urgency and reclassification (延期·中止·跟踪·加急·更正)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hotline.kit import clock
from hotline.tickets.errors import ActionRefused, PayloadInvalid
from hotline.tickets.models import ClockChange, Ticket
from hotline.tickets.papers import Extension, Suspension
from hotline.tickets.vocabulary import ClockId
from routing.taxonomy.tree import RequestKind
from tests.hotline.tickets.city import (
    APPROVED,
    CHECKLIST,
    MONDAY,
    City,
    contacted,
    dispatched,
    handled,
    reply,
)

ASK: dict[str, Any] = {
    "days": 3,
    "reason_code": "COMPLEX",
    "legal_basis": "办法第十条",
    "plan": "下周完成",
    "told_citizen": True,
    "told_proof": "已致电告知",
}
TRACKED: dict[str, Any] = {
    "why_impossible": "须列入年度改造",
    "measures": "改造线路",
    "responsible": "张工",
    "milestones": "第三季度开工",
    "promised_date": "2026-09-30",
    "told_citizen": True,
    "told_proof": "已致电告知",
}


def local(day: int, hour: int = 17, minute: int = 30, month: int = 3) -> datetime:
    """A local time in 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=clock.SHANGHAI).astimezone(UTC)


async def extended(city: City, ticket: Ticket, **more: Any) -> Ticket:
    """The unit asks for more time, by two persons."""
    return await city.confirm(
        ticket,
        "REQUEST_EXTENSION",
        city.person("handler", "bureau"),
        city.person("unit_approver", "bureau"),
        **{**ASK, **more},
    )


async def test_an_extension_moves_case_and_promise_and_keeps_the_old_dates(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        first = ticket.due_at
        await extended(city, ticket)
        assert ticket.extension_pending
        assert "extension_decision" in await city.running(ticket)
        await city.act(ticket, "GRANT_EXTENSION", city.person("dispatcher"))
    assert first == local(16)
    assert ticket.due_at == local(19)
    assert (ticket.original_due_at, ticket.promise_due_at) == (first, local(19))
    changes = list(await city.session.scalars(select(ClockChange)))
    assert {(c.old_due_at, c.new_due_at) for c in changes} == {(first, local(19))}
    assert len(changes) == 2
    assert ticket.extension_used
    assert not ticket.extension_pending


async def test_there_is_one_extension_a_ticket_and_it_has_a_limit(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        with pytest.raises(PayloadInvalid, match="10"):
            await extended(city, ticket, days=11)
        await extended(city, await handled(city))
        other = await handled(city)
        await extended(city, other)
        await city.act(other, "REFUSE_EXTENSION", city.person("supervisor"), reason="理由不足")
        with pytest.raises(ActionRefused, match="one extension"):
            await extended(city, other)


@pytest.mark.parametrize(("grant", "due"), [(True, local(20)), (False, local(17))])
async def test_the_hotlines_own_delay_is_credited_to_the_unit(
    city: City, *, grant: bool, due: datetime
) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await handled(city)
        move(local(13, 10, 0))
        await extended(city, ticket)
        move(local(17, 9, 30))  # one office hour after due
        if grant:
            await city.act(ticket, "GRANT_EXTENSION", city.person("dispatcher"), days=3)
        else:
            await city.act(ticket, "REFUSE_EXTENSION", city.person("dispatcher"), reason="不同意")
    assert ticket.due_at == due


async def test_an_extension_filed_late_gets_no_credit(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await handled(city)
        move(local(16, 16, 0))
        await extended(city, ticket)
        move(local(17, 9, 30))
        await city.act(ticket, "REFUSE_EXTENSION", city.person("dispatcher"), reason="不同意")
    assert ticket.due_at == local(16)


async def test_granting_never_exceeds_what_was_asked(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        await extended(city, ticket)
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "GRANT_EXTENSION", city.person("dispatcher"), days=4)
        with pytest.raises(ActionRefused, match="its own"):
            await city.act(ticket, "GRANT_EXTENSION", city.person("dispatcher", "bureau"))


async def test_an_undecided_extension_lapses_with_the_reply(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        await extended(city, ticket)
        await contacted(city, ticket)
        await reply(city, ticket)
    row = await city.session.scalar(select(Extension))
    assert row is not None
    assert (row.state, ticket.extension_pending) == ("LAPSED", False)


async def test_a_suspension_follows_vector_v6(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await handled(city, RequestKind.COMPLAINT, profile="consumer_complaint")
        (stage,) = await city.clocks(ticket, ClockId.CONSUMER_ACCEPT)
        assert stage.due_at == local(11)
        move(local(5, 10, 0))
        clerk, approver = city.person("handler", "bureau"), city.person("unit_approver", "bureau")
        with pytest.raises(PayloadInvalid, match="basis"):
            await city.act(
                ticket,
                "SUSPEND",
                clerk,
                basis="BUSY",
                expected_end_at=local(20),
                document="无",
                reason="忙",
            )
        await city.confirm(
            ticket,
            "SUSPEND",
            clerk,
            approver,
            basis="TESTING",
            expected_end_at=local(20),
            document="检测委托书",
            reason="送检",
        )
        assert ticket.suspended
        assert stage.state == "PAUSED"
        move(local(12, 10, 0))
        await city.act(ticket, "RESUME", clerk)
    paused = await city.session.scalar(select(Suspension.paused_minutes))
    assert (paused, stage.paused_minutes) == (2100, 2100)
    assert stage.due_at == local(18)
    assert stage.original_due_at == local(11)
    assert await city.running(ticket) >= {"consumer_accept", "promise"}


async def test_a_redo_stands_still_while_the_ticket_is_suspended(city: City) -> None:
    """D12 stops whichever clock measures the unit: in a redo that is the redo's."""
    worker, boss = city.person("handler", "bureau"), city.person("unit_approver", "bureau")
    with clock.frozen(MONDAY) as move:
        ticket = await handled(city, RequestKind.COMPLAINT, profile="consumer_complaint")
        for stage in ("ACCEPTED", "AGREED"):
            await city.act(ticket, "RECORD_STAGE", worker, stage=stage)
        await contacted(city, ticket)
        await reply(city, ticket)
        await city.act(ticket, "ACCEPT_RESULT", city.person("result_reviewer"), checklist=CHECKLIST)
        await city.act(
            ticket,
            "ORDER_REDO",
            city.person("follow_up_agent"),
            trigger="UNRESOLVED",
            instruction="请再检测",
        )
        (redo,) = await city.clocks(ticket, ClockId.REDO)
        before = redo.due_at
        stopped = {"basis": "TESTING", "document": "检测委托书", "reason": "送检"}
        end = MONDAY + timedelta(days=14)
        await city.confirm(ticket, "SUSPEND", worker, boss, expected_end_at=end, **stopped)
        assert "redo" not in await city.running(ticket)
        move(local(9, 10, 0))
        await city.act(ticket, "RESUME", worker)
    assert (before, redo.due_at, redo.paused_minutes) == (local(5), local(12), 2100)
    assert redo.state == "RUNNING"


@pytest.mark.parametrize(
    ("limit", "promised"),
    [
        ({"limit_days": 5}, local(9)),
        ({"limit_days": 20, "limit_basis": "某条例第八条"}, local(30)),
        ({"limit_days": 20}, local(16)),
    ],
)
async def test_the_citizen_is_promised_what_the_catalogue_row_allows(
    city: City, limit: dict[str, Any], promised: datetime
) -> None:
    """§4.1: promise and case use the same limit; §4.2: a longer one needs a cited law."""
    with clock.frozen(MONDAY):
        ticket = await city.open()
        await city.act(ticket, "APPROVE", city.person("reviewer"), **APPROVED)
        assert ticket.promise_due_at == local(16)
        await city.act(
            ticket,
            "DISPATCH",
            city.person("dispatcher"),
            lead_unit_id=city.id("bureau"),
            dispatch_basis="目录",
            **limit,
        )
    assert (ticket.promise_due_at, ticket.due_at) == (promised, promised)


@pytest.mark.parametrize(
    ("hour", "promised"), [(10, local(3, 10, 0)), (19, local(3)), (8, local(3, 8, 0))]
)
async def test_of_a_day_and_24_hours_what_ends_first_is_promised(
    city: City, hour: int, promised: datetime
) -> None:
    """§4.1: after hours one working day ends before 24 hours do; the unit and the citizen hear the same."""
    urgent = {**APPROVED, "urgency": "EMERGENCY"}
    with clock.frozen(local(2, hour, 0)):
        ticket = await city.open()
        await city.act(ticket, "APPROVE", city.person("reviewer"), **urgent)
        row = {"lead_unit_id": city.id("bureau"), "dispatch_basis": "目录", "limit_days": 1}
        await city.act(ticket, "DISPATCH", city.person("dispatcher"), **row)
    assert (ticket.promise_due_at, ticket.due_at) == (promised, promised)


async def test_a_standard_ticket_knows_no_suspension(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        with pytest.raises(ActionRefused, match="no suspension"):
            await city.act(
                ticket,
                "SUSPEND",
                city.person("handler", "bureau"),
                basis="TESTING",
                expected_end_at=local(20),
                document="书",
                reason="送检",
            )


async def test_a_tracked_ticket_goes_on_with_at_least_three_days(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await handled(city)
        move(local(16, 9, 0))
        await city.confirm(
            ticket,
            "TRACK",
            city.person("unit_approver", "bureau"),
            city.person("supervision_officer"),
            **TRACKED,
        )
        assert await city.running(ticket) >= {"tracked_review"}
        assert {"case", "promise"}.isdisjoint(await city.running(ticket))
        assert str(ticket.tracked_until) == "2026-09-30"
        move(local(30, 9, 0))
        await city.act(ticket, "UNTRACK", city.person("supervision_officer"), reason="可以解决")
    assert not ticket.tracked
    assert ticket.due_at is not None
    assert ticket.due_at >= local(2, month=4)
    assert await city.running(ticket) >= {"case", "promise"}


async def test_an_urgent_ticket_counts_from_now_and_only_tightens(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await dispatched(city)
        move(MONDAY + timedelta(minutes=10))
        await city.act(
            ticket, "CHANGE_URGENCY", city.person("supervisor"), urgency="URGENT", reason="危险"
        )
        now = MONDAY + timedelta(minutes=10)
        assert ticket.due_at == ticket.promise_due_at == now + timedelta(hours=24)
        assert ticket.sign_due_at == now + timedelta(minutes=30)
        (result,) = await city.clocks(ticket, ClockId.FIRST_RESULT)
        assert result.due_at == now + timedelta(hours=2)
        await city.act(
            ticket, "CHANGE_URGENCY", city.person("supervisor"), urgency="NORMAL", reason="解除"
        )
    assert ticket.due_at == local(16)
    assert "first_result" not in await city.running(ticket)


async def test_urgency_shortens_the_time_for_objections_and_gives_it_back(city: City) -> None:
    boss, later = city.person("supervisor"), MONDAY + timedelta(minutes=10)
    with clock.frozen(MONDAY) as move:
        ticket = await dispatched(city)
        (window,) = await city.clocks(ticket, ClockId.RETURN_WINDOW)
        before = window.due_at
        assert "progress" in await city.running(ticket)
        move(later)
        await city.act(ticket, "CHANGE_URGENCY", boss, urgency="URGENT", reason="危险")
        assert window.due_at == later + timedelta(minutes=30)
        assert "progress" not in await city.running(ticket)
        await city.act(ticket, "CHANGE_URGENCY", boss, urgency="NORMAL", reason="解除")
    assert (window.due_at, window.mode) == (before, "MIN")
    (lead,) = await city.parts(ticket)
    running = [c for c in await city.clocks(ticket, ClockId.PROGRESS) if c.state == "RUNNING"]
    assert [c.assignment_id for c in running] == [lead.id]


async def test_progress_is_owed_by_the_limit_of_the_corrected_kind(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city, RequestKind.CONSULT)
        assert "progress" not in await city.running(ticket)
        kinds = {"category_code": "010101", "reason": "不是咨询"}
        reviewer = city.person("reviewer")
        await city.act(ticket, "RECLASSIFY", reviewer, kind="COMPLAINT", **kinds)
        assert "progress" in await city.running(ticket)
        await city.act(ticket, "RECLASSIFY", reviewer, kind="CONSULT", **kinds)
    assert "progress" not in await city.running(ticket)


async def test_an_urgent_ticket_owes_a_fresh_result_after_a_day(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await handled(city, urgency="URGENT")
        note: dict[str, Any] = {
            "public_text": "已围蔽现场",
            "next_step": "抢修",
            "next_date": "2026-03-03",
        }
        worker = city.person("handler", "bureau")
        await city.act(ticket, "NOTE_PROGRESS", worker, **note)
        assert "first_result" not in await city.running(ticket)
        now = MONDAY + timedelta(hours=25)
        move(now)
        await city.act(ticket, "NOTE_PROGRESS", worker, **note)
        fresh = await city.clocks(ticket, ClockId.FIRST_RESULT)
    assert fresh[-1].due_at == now + timedelta(hours=2)
    assert fresh[-1].state == "RUNNING"


async def test_a_correction_counts_from_the_original_start_with_a_day_left(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await handled(city, RequestKind.COMPLAINT)
        move(local(18, 10, 0))
        await city.act(
            ticket,
            "RECLASSIFY",
            city.person("reviewer"),
            kind="CONSULT",
            category_code="0102",
            reason="只是询问",
        )
    assert (ticket.kind, ticket.first_kind) == ("CONSULT", "COMPLAINT")
    assert (ticket.category_code, ticket.first_category_code) == ("0102", "010101")
    assert ticket.due_at == ticket.promise_due_at == local(19)
    with clock.frozen(local(18, 10, 0)), pytest.raises(PayloadInvalid):
        await city.act(
            ticket,
            "RECLASSIFY",
            city.person("reviewer"),
            kind="CONSULT",
            category_code="0102",
            reason="同样",
        )


async def test_approval_fixes_the_promise_by_the_confirmed_kind(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open(RequestKind.COMPLAINT)
        assert ticket.promise_due_at == local(23)
        await city.act(ticket, "APPROVE", city.person("reviewer"), **APPROVED)
    assert ticket.promise_due_at == local(16)


async def test_a_draft_sent_back_to_the_agent_restarts_its_review(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await city.open()
        later = MONDAY + timedelta(minutes=30)
        move(later)
        await city.act(ticket, "RETURN_TO_AGENT", city.person("reviewer"), defect_codes=["UNCLEAR"])
        first, again = await city.clocks(ticket, ClockId.DRAFT_REVIEW)
    assert (first.state, first.late) == ("STOPPED", False)
    assert again.due_at == later + timedelta(hours=1)
    assert ticket.red_at == again.due_at


async def test_a_lower_tier_keeps_its_own_date(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        boss = city.person("unit_clerk", "bureau")
        await city.act(
            ticket, "TRANSFER_DOWN", boss, unit_id=city.id("team"), reason="属地", due_at=local(6)
        )
        (_, below) = await city.clocks(ticket, ClockId.CASE)
        await extended(city, ticket)
        await city.act(ticket, "GRANT_EXTENSION", city.person("dispatcher"))
        given = {"kind": "COMPLAINT", "category_code": "0102", "reason": "对单位不满"}
        await city.act(ticket, "RECLASSIFY", city.person("reviewer"), **given)
        assert below.due_at == local(6)
        assert ticket.due_at == local(26)
        await city.confirm(
            ticket,
            "TRACK",
            city.person("unit_approver", "bureau"),
            city.person("supervision_officer"),
            **TRACKED,
        )
        await city.act(ticket, "UNTRACK", city.person("supervision_officer"), reason="可以解决")
    assert below.state == "STOPPED"
    assert "case" in await city.running(ticket)
    assert ticket.due_at == local(26)


async def test_a_withdrawal_ends_a_suspension(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await handled(city, RequestKind.COMPLAINT, profile="consumer_complaint")
        await city.confirm(
            ticket,
            "SUSPEND",
            city.person("handler", "bureau"),
            city.person("unit_approver", "bureau"),
            basis="TESTING",
            expected_end_at=local(20),
            document="检测委托书",
            reason="送检",
        )
        move(local(4, 10, 0))
        given = {"identity_check": "SAME_NUMBER", "reason": "已和解"}
        await city.act(ticket, "WITHDRAW", city.citizen, **given)
    row = await city.session.scalar(select(Suspension))
    assert row is not None
    assert (row.ended_at, ticket.suspended) == (local(4, 10, 0), False)
    assert await city.running(ticket) == set()


async def test_an_internal_note_tells_nobody_and_stops_nothing(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city, urgency="URGENT")
        await city.act(ticket, "URGE", city.citizen, source="VOICE")
        await city.act(
            ticket,
            "NOTE_PROGRESS",
            city.person("handler", "bureau"),
            internal_text="已联系施工队",
            next_step="抢修",
            next_date="2026-03-03",
        )
    assert await city.running(ticket) >= {"first_result", "urge_reply"}
