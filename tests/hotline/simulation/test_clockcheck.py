"""The check of the clocks computes anew and finds a clock that is shown wrongly."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.calendars import seed as calendars
from hotline.simulation.clockcheck import ClockReport, check_clocks
from hotline.simulation.scenario import Plan

RECEIVED = datetime(2026, 3, 4, 2, tzinfo=UTC)  # Wednesday, 10:00 in Foshan
SIGNED_BY = datetime(2026, 3, 4, 6, 30, tzinfo=UTC)
TWO_DAYS = datetime(2026, 3, 6, 9, 30, tzinfo=UTC)  # Friday, close of business


def page(*clocks: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "received_at": RECEIVED.isoformat(),
        "profile": "standard",
        "kind": "CONSULT",
        "urgency": "NORMAL",
        "clocks": list(clocks),
        **more,
    }


def shown(name: str, due_at: datetime, **more: Any) -> dict[str, Any]:
    told = due_at.isoformat()
    return {
        "clock": name,
        "label": name,
        "unit_id": None,
        "started_at": RECEIVED.isoformat(),
        "due_at": told,
        "original_due_at": told,
        **more,
    }


async def checked(session: AsyncSession, found: dict[str, Any], plan: Plan) -> ClockReport:
    await calendars.seed(session)
    report = ClockReport()
    await check_clocks(session, found, plan, report)
    return report


async def test_a_promise_of_two_working_days_is_right(session: AsyncSession) -> None:
    report = await checked(session, page(shown("promise", TWO_DAYS)), Plan.PLAIN)
    assert (report.checked, report.wrong) == (1, [])


async def test_a_promise_shown_a_day_late_is_found(session: AsyncSession) -> None:
    late = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)
    report = await checked(session, page(shown("promise", late)), Plan.PLAIN)
    assert report.checked == len(report.wrong) == 1
    assert "2026-03-06" in report.wrong[0]


async def test_a_promise_that_was_extended_is_not_judged(session: AsyncSession) -> None:
    late = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)
    report = await checked(session, page(shown("promise", late)), Plan.EXTENSION)
    assert report.checked == 0


async def test_a_row_of_the_catalogue_limits_the_case_and_the_promise(
    session: AsyncSession,
) -> None:
    one_day = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
    clocks = (shown("case", one_day), shown("promise", one_day))
    report = await checked(session, page(*clocks, limit_days=1), Plan.PLAIN)
    assert (report.checked, report.wrong) == (2, [])
    kept = await checked(session, page(shown("promise", TWO_DAYS), limit_days=1), Plan.PLAIN)
    assert len(kept.wrong) == 1


async def test_an_urgent_ticket_must_have_the_urgent_sign_limit(session: AsyncSession) -> None:
    report = await checked(session, page(shown("sign", SIGNED_BY), urgency="URGENT"), Plan.PLAIN)
    assert len(report.wrong) == 1


async def test_clocks_that_depend_on_history_are_left_alone(session: AsyncSession) -> None:
    report = await checked(session, page(shown("redo", RECEIVED)), Plan.REDO)
    assert report.checked == 0
