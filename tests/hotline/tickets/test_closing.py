"""Review, follow-up, redo, closing and sealing (审核·回访·重办·办结·归档); rows E of §3.2."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hotline.kit import clock
from hotline.process.stepwords import Wording, labelled
from hotline.tickets.changes_closing import PRESSED
from hotline.tickets.errors import ActionRefused, PayloadInvalid, RoleMissing
from hotline.tickets.models import Action, Ticket, TicketAction
from hotline.tickets.papers import CaseRating
from hotline.tickets.vocabulary import ClockId
from routing.taxonomy.tree import RequestKind
from tests.hotline.tickets.beginnings import BEGINNINGS
from tests.hotline.tickets.city import (
    CHECKLIST,
    MONDAY,
    SATISFIED,
    City,
    closed,
    contacted,
    following,
    replied,
    reply,
    system,
)

BAD = {"contacted": "NO", "resolved": "NO", "rating": "DISSATISFIED", "reasons": ["NO_CONTACT"]}
REDO = {"trigger": "NOT_CONTACTED", "instruction": "请联系诉求人并重新处理"}
CONSULTED = {"minutes": "会商一致", "catalogue_feedback": "无需修订"}


async def redone(city: City, ticket: Ticket) -> Ticket:
    """One redo round, answered and in follow-up again."""
    await city.act(ticket, "ORDER_REDO", city.person("follow_up_agent"), **BAD, **REDO)
    await contacted(city, ticket)
    await reply(city, ticket)
    return await city.act(
        ticket, "ACCEPT_RESULT", city.person("result_reviewer"), checklist=CHECKLIST
    )


async def test_an_incomplete_checklist_names_what_is_missing(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await replied(city)
        with pytest.raises(PayloadInvalid) as caught:
            await city.act(
                ticket, "ACCEPT_RESULT", city.person("result_reviewer"), checklist=CHECKLIST[:-1]
            )
    assert "承诺有时间" in caught.value.extra["errors"][0]["reason"]


async def test_a_reply_sent_back_resumes_the_clock_with_the_review_time(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await replied(city)
        (case,) = await city.clocks(ticket, ClockId.CASE)
        first = case.due_at
        move(MONDAY + timedelta(days=1))
        await city.act(
            ticket,
            "SEND_BACK",
            city.person("result_reviewer"),
            defect_codes=["TONE"],
            instruction="请改写",
        )
    assert (ticket.status, ticket.send_backs) == ("HANDLING", 1)
    assert (case.state, case.stopped_at, case.paused_minutes) == ("RUNNING", None, 420)
    assert case.due_at == first + timedelta(days=1)
    assert (await city.parts(ticket))[0].status == "SIGNED"


async def test_a_redo_runs_its_own_clock_and_resumes_it_when_sent_back(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await following(city)
        await city.act(ticket, "ORDER_REDO", city.person("follow_up_agent"), **BAD, **REDO)
        assert await city.running(ticket) >= {"redo"}
        assert "case" not in await city.running(ticket)
        (redo,) = await city.clocks(ticket, ClockId.REDO)
        assert (redo.limit, ticket.due_at) == (3, redo.due_at)
        await contacted(city, ticket)
        await reply(city, ticket)
        move(MONDAY + timedelta(days=1))
        await city.act(
            ticket,
            "SEND_BACK",
            city.person("result_reviewer"),
            defect_codes=["TONE"],
            instruction="请改写",
        )
    assert redo.state == "RUNNING"
    assert "case" not in await city.running(ticket)
    assert (ticket.redo_round, ticket.first_rating) == (1, "DISSATISFIED")


async def test_a_reply_in_a_redo_needs_a_new_contact(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await following(city)
        await city.act(ticket, "ORDER_REDO", city.person("follow_up_agent"), **BAD, **REDO)
        with pytest.raises(PayloadInvalid, match="not contacted"):
            await reply(city, ticket)


async def test_after_two_rounds_a_consultation_decides(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await redone(city, await redone(city, await following(city)))
        agent = city.person("follow_up_agent")
        with pytest.raises(ActionRefused, match="redo rounds"):
            await city.act(ticket, "ORDER_REDO", agent, **BAD, **REDO)
        await city.act(
            ticket, "CALL_CONSULTATION", agent, unit_ids=[city.id("bureau")], question="怎么办"
        )
        chair = city.person("coordinator")
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "CONCLUDE_CONSULTATION", chair, **CONSULTED)
        with pytest.raises(PayloadInvalid):
            await city.act(
                ticket,
                "CONCLUDE_CONSULTATION",
                chair,
                **CONSULTED,
                conclusion="CLOSE",
                close_outcome="RESOLVED",
            )
    assert ticket.redo_round == 2


@pytest.mark.parametrize(
    ("conclusion", "status", "clock_name"),
    [
        ({"conclusion": "CLOSE", "close_outcome": "EXPLAINED"}, "CLOSED", "reopen_window"),
        (
            {"conclusion": "LAST_REDO", "lead_unit_id": "bureau", "basis": "三定第二条"},
            "HANDLING",
            "redo",
        ),
        (
            {"conclusion": "LAST_REDO", "lead_unit_id": "police", "basis": "三定第二条"},
            "DISPATCHED",
            "redo",
        ),
    ],
)
async def test_a_consultation_ends_in_a_last_redo_or_closes(
    city: City, conclusion: dict[str, Any], status: str, clock_name: str
) -> None:
    with clock.frozen(MONDAY):
        ticket = await redone(city, await redone(city, await following(city)))
        await city.act(
            ticket,
            "CALL_CONSULTATION",
            city.person("supervision_officer"),
            unit_ids=[city.id("bureau")],
            question="怎么办",
        )
        if "lead_unit_id" in conclusion:
            conclusion = {**conclusion, "lead_unit_id": city.id(conclusion["lead_unit_id"])}
        await city.act(
            ticket, "CONCLUDE_CONSULTATION", city.person("coordinator"), **CONSULTED, **conclusion
        )
    assert ticket.status == status
    running = await city.running(ticket)
    assert clock_name in running
    assert {"consultation", "follow_up"}.isdisjoint(running)
    if status == "DISPATCHED":
        assert ticket.lead_unit_id == city.id("police")
        assert running >= {"sign", "first_contact"}


async def test_unreachable_needs_three_tries_on_two_days(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await following(city)
        agent = city.person("follow_up_agent")
        given = {"unreachable": True, "close_outcome": "UNREACHABLE"}
        for step in range(3):
            at = MONDAY + timedelta(hours=12 * step)
            move(at)
            with pytest.raises(PayloadInvalid):
                await city.act(ticket, "CLOSE", agent, **given)
            tried = {"channel": "VOICE", "attempted_at": at, "outcome": "NO_ANSWER"}
            await city.act(ticket, "RECORD_ATTEMPT", agent, **tried)
        await city.act(ticket, "CLOSE", agent, **given)
    assert (ticket.status, ticket.close_outcome) == ("CLOSED", "UNREACHABLE")
    assert ticket.first_rating is None


async def test_a_try_in_the_future_is_refused(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await following(city)
        with pytest.raises(PayloadInvalid):
            await city.act(
                ticket,
                "RECORD_ATTEMPT",
                city.person("follow_up_agent"),
                channel="VOICE",
                attempted_at=MONDAY + timedelta(hours=1),
                outcome="NO_ANSWER",
            )


async def test_silence_is_no_answer(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await following(city)
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "CLOSE", system(), close_outcome="RESOLVED", rating="SATISFIED")
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "CLOSE", system(), close_outcome="RESOLVED", unreachable=True)


async def test_the_first_rating_is_never_overwritten(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await closed(city)
        move(MONDAY + timedelta(days=1))
        await city.act(ticket, "RATE_AGAIN", city.citizen, rating="DISSATISFIED")
    assert (ticket.first_rating, ticket.final_rating) == ("SATISFIED", "DISSATISFIED")
    rows = list(await city.session.scalars(select(CaseRating).order_by(CaseRating.given_at)))
    assert [(r.rating, r.is_first, r.by_citizen) for r in rows] == [
        ("SATISFIED", True, False),
        ("DISSATISFIED", False, True),
    ]


async def test_one_tap_opens_a_closed_ticket_inside_its_window(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await closed(city)
        assert ticket.reopen_until is not None
        move(ticket.reopen_until + timedelta(seconds=1))
        with pytest.raises(ActionRefused, match="window"):
            await city.act(ticket, "REOPEN", city.citizen, reason="又坏了")
        move(MONDAY + timedelta(days=3))
        await city.act(ticket, "REOPEN", city.citizen, reason="又坏了")
    assert (ticket.status, ticket.redo_round, ticket.closed_at) == ("HANDLING", 1, None)
    assert "redo" in await city.running(ticket)
    assert "reopen_window" not in await city.running(ticket)


async def test_a_false_closure_is_found_by_an_officer_with_evidence(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await closed(city)
        given = {"reason": "照片为旧图", "trigger": "FALSE_CLOSURE"}
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "REOPEN", city.citizen, **given)
        with pytest.raises(PayloadInvalid, match="audit"):
            await city.act(ticket, "REOPEN", city.citizen, **given, evidence="图")
        officer = city.person("supervision_officer")
        await city.act(ticket, "REOPEN", officer, **given, evidence="照片拍摄于去年")
    assert ticket.false_closure


async def test_after_two_rounds_a_reopened_ticket_goes_to_consultation(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await redone(city, await redone(city, await following(city)))
        await city.act(
            ticket, "CLOSE", city.person("follow_up_agent"), close_outcome="RESOLVED", **SATISFIED
        )
        await city.act(ticket, "REOPEN", city.citizen, reason="仍未解决")
    assert (ticket.status, ticket.redo_round) == ("FOLLOWING_UP", 2)
    assert "follow_up" in await city.running(ticket)


async def test_an_answer_on_the_spot_reopens_as_a_draft(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open(RequestKind.CONSULT)
        given = {"kind": "CONSULT", "category_code": "0101", "public_answer": "可到窗口办理。"}
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "ANSWER_NOW", city.person("agent"), **given)
        source = {"answer_source": "办事指南", "source_reason": "知识库暂无"}
        await city.act(ticket, "ANSWER_NOW", city.person("agent"), **given, **source)
        assert (ticket.status, ticket.close_outcome) == ("CLOSED", "ANSWERED")
        assert await city.running(ticket) == {"reopen_window"}
        await city.act(ticket, "REOPEN", city.citizen, reason="答复不对")
    assert (ticket.status, ticket.answered_now) == ("DRAFT", False)
    assert await city.running(ticket) == {"promise", "draft_review"}


@pytest.mark.parametrize("kind", ["COMPLAINT", "REPORT", "SUGGEST", "HELP"])
async def test_only_some_kinds_are_answered_on_the_spot(city: City, kind: str) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open()
        with pytest.raises(PayloadInvalid):
            await city.act(
                ticket,
                "ANSWER_NOW",
                city.person("agent"),
                kind=kind,
                category_code="0101",
                public_answer="可到窗口办理。",
                answer_source="指南",
                source_reason="暂无",
            )


@pytest.mark.parametrize(
    ("reason", "change", "ok"),
    [
        ("NO_REPLY_WANTED", {"reply_wanted": False}, True),
        ("NO_REPLY_WANTED", {}, False),
        ("ANONYMOUS", {"citizen_kind": "ANONYMOUS", "contact_number_hash": None}, True),
        ("ANONYMOUS", {}, False),
        ("CONFIDENTIAL", {"confidentiality": "CITIZEN_HIDDEN"}, True),
        ("CONFIDENTIAL", {}, False),
        ("EXCLUDED_KIND", {"kind": "PRAISE"}, True),
        ("EXCLUDED_KIND", {}, False),
    ],
)
async def test_follow_up_is_skipped_for_a_true_reason_only(
    city: City, reason: str, change: dict[str, Any], *, ok: bool
) -> None:
    with clock.frozen(MONDAY):
        ticket = await replied(city)
        for name, value in change.items():
            setattr(ticket, name, value)
        given = {"reason": reason, "checklist": CHECKLIST, "close_outcome": "RESOLVED"}
        reviewer = city.person("result_reviewer")
        if ok:
            await city.act(ticket, "ACCEPT_WITHOUT_FOLLOW_UP", reviewer, **given)
            assert ticket.status == "CLOSED"
        else:
            with pytest.raises(PayloadInvalid, match="fit"):
                await city.act(ticket, "ACCEPT_WITHOUT_FOLLOW_UP", reviewer, **given)


async def test_an_enforcement_matter_leaves_the_satisfaction_figures(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await following(city)
        ticket.profile, ticket.profile_version = "violation_report", 1
        await city.act(
            ticket, "CLOSE", city.person("follow_up_agent"), close_outcome="REFERRED", **SATISFIED
        )
    assert ticket.excluded_from_assessment
    assert ticket.exclusion_reason


@pytest.mark.parametrize(
    ("rating", "hours", "flagged"),
    [("DISSATISFIED", 47, True), ("DISSATISFIED", 49, False), ("SATISFIED", 47, False)],
)
async def test_a_rating_changed_soon_after_the_units_contact_is_flagged(
    city: City, rating: str, hours: int, flagged: bool
) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await closed(city)
        move(MONDAY + timedelta(hours=hours))
        await city.act(ticket, "RATE_AGAIN", city.citizen, rating=rating)
        query = select(TicketAction).where(TicketAction.ticket_id == ticket.id)
        row = (await city.session.scalars(query.order_by(TicketAction.seq.desc()))).first()
    assert row is not None
    told = {d["label"] for d in labelled(Action.RATE_AGAIN, row.payload, Wording())}
    assert ("提示" in told) is flagged
    assert row.payload.get(PRESSED, False) is flagged


@pytest.mark.parametrize("profile", ["violation_report", "consumer_complaint"])
async def test_whoever_reported_a_breach_is_not_pressed_for_satisfaction(
    city: City, profile: str
) -> None:
    given = {"contacted": "YES", "resolved": "YES", "close_outcome": "ANSWERED"}
    caller = city.person("follow_up_agent")
    with clock.frozen(MONDAY):
        ticket, usual = await following(city), await following(city)
        ticket.profile, ticket.profile_version = profile, 1
        with pytest.raises(PayloadInvalid) as caught:
            await city.act(usual, "CLOSE", caller, **given)
        await city.act(ticket, "CLOSE", caller, **given)
    assert caught.value.extra["errors"][0]["field"] == "rating"
    assert (ticket.status, ticket.first_rating, usual.status) == ("CLOSED", None, "FOLLOWING_UP")


async def test_a_sealed_ticket_holds_its_hash_and_stays_as_it_is(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await closed(city)
        with pytest.raises(ActionRefused, match="still open"):
            await city.act(ticket, "SEAL", system())
        with pytest.raises(RoleMissing):
            await city.act(ticket, "SEAL", city.person("supervisor"))
        assert ticket.reopen_until is not None
        move(ticket.reopen_until)
        await city.act(ticket, "SEAL", system())
        assert ticket.archive_hash
        assert len(ticket.archive_hash) == 64
        for action in ("SEAL", "RATE_AGAIN", "REOPEN"):
            given = {"RATE_AGAIN": {"rating": "BASIC"}, "REOPEN": {"reason": "又坏"}}.get(
                action, {}
            )
            actor = system() if action == "SEAL" else city.citizen
            with pytest.raises(ActionRefused):
                await city.act(ticket, action, actor, **given)


@pytest.mark.parametrize(
    ("given", "field"),
    [({}, "lead_unit_id"), ({"lead_unit_id": "bureau"}, "basis")],
)
async def test_a_consultation_before_dispatch_names_lead_and_basis(
    city: City, given: dict[str, str], field: str
) -> None:
    with clock.frozen(MONDAY):
        ticket = await BEGINNINGS["consulted"](city)
        named = {name: city.id(unit) for name, unit in given.items()}
        chair = city.person("coordinator")
        with pytest.raises(PayloadInvalid) as caught:
            await city.act(ticket, "CONCLUDE_CONSULTATION", chair, **CONSULTED, **named)
    assert [e["field"] for e in caught.value.extra["errors"]] == [field]
