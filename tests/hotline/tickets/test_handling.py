"""Handling (办理): contact, lower tiers, partners, whistle, reply; rows D of domain rules §3.2."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hotline.kit import clock
from hotline.kit.ids import new_id
from hotline.tickets.errors import ActionRefused, PayloadInvalid, RoleMissing, UnitUnusable
from hotline.tickets.models import Assignment, Ticket
from hotline.tickets.papers import ContactLog, TicketAttachment
from hotline.tickets.vocabulary import ClockId
from routing.taxonomy.tree import RequestKind
from tests.hotline.tickets.city import (
    APPROVED,
    MONDAY,
    REPLY,
    City,
    contacted,
    dispatched,
    evidence,
    handled,
    reply,
)


async def to_town(city: City, **dispatch: Any) -> Ticket:
    """A ticket that the town leads and the office helps with."""
    ticket = await city.open()
    await city.act(ticket, "APPROVE", city.person("reviewer"), **APPROVED)
    given = {"lead_unit_id": city.id("town"), "partner_unit_ids": [city.id("office")]}
    await city.act(
        ticket, "DISPATCH", city.person("dispatcher"), **given, dispatch_basis="目录", **dispatch
    )
    return await city.act(ticket, "SIGN", city.person("unit_clerk", "town"))


async def part_of(city: City, ticket: Ticket, unit: str) -> Assignment:
    """The active part of a unit."""
    parts = await city.parts(ticket)
    return next(p for p in parts if p.unit_id == city.id(unit) and p.status != "REVOKED")


async def test_only_a_reached_citizen_or_three_spaced_tries_stop_the_first_contact(
    city: City,
) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await handled(city)
        for hour in (0, 1, 2):
            move(MONDAY + timedelta(hours=hour))
            await contacted(city, ticket, "NO_ANSWER")
            assert "first_contact" in await city.running(ticket)
        move(MONDAY + timedelta(hours=4))
        await contacted(city, ticket, "NO_ANSWER")
    assert "first_contact" not in await city.running(ticket)
    assert len(list(await city.session.scalars(select(ContactLog)))) == 4


async def test_a_contact_lies_between_receipt_and_now(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        for at in (MONDAY - timedelta(minutes=1), MONDAY + timedelta(hours=1)):
            with pytest.raises(PayloadInvalid):
                await city.act(
                    ticket,
                    "LOG_CONTACT",
                    city.person("handler", "bureau"),
                    contacted_at=at,
                    channel="VOICE",
                    outcome="REACHED",
                    summary="已联系",
                )


async def test_vendor_staff_may_not_handle(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        with pytest.raises(RoleMissing):
            await city.act(ticket, "SIGN", city.person("unit_clerk", "bureau", vendor=True))


async def test_another_unit_may_not_sign(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        with pytest.raises(RoleMissing):
            await city.act(ticket, "SIGN", city.person("unit_clerk", "city"))


async def test_a_partners_signature_and_answer_do_not_move_the_ticket(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await to_town(city)
        (due,) = await city.clocks(ticket, ClockId.PARTNER)
        await city.act(ticket, "SIGN", city.person("unit_clerk", "office"))
        assert ticket.status == "HANDLING"
        await city.act(
            ticket, "PARTNER_REPLY", city.person("handler", "office"), result="已现场配合"
        )
    office = await part_of(city, ticket, "office")
    assert (office.status, office.result, ticket.status) == ("REPLIED", "已现场配合", "HANDLING")
    assert due.due_at < (await city.clocks(ticket, ClockId.CASE))[0].due_at
    assert "partner" not in await city.running(ticket)


async def test_a_partner_signs_while_the_lead_has_not(city: City) -> None:
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
        await city.act(ticket, "SIGN", city.person("unit_clerk", "office"))
    assert ticket.status == "DISPATCHED"
    assert "sign" in await city.running(ticket)


async def test_a_partner_who_only_reports_a_stage_gives_the_reason(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await to_town(city)
        worker = city.person("handler", "office")
        with pytest.raises(ActionRefused, match="sign first"):
            await city.act(ticket, "PARTNER_REPLY", worker, result="中期报告")
        await city.act(ticket, "SIGN", city.person("unit_clerk", "office"))
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "PARTNER_REPLY", worker, result="中期", is_stage_report=True)


async def down(city: City, ticket: Ticket, by: str, to: str, **more: Any) -> Ticket:
    """Pass a part down; due well before the unit's own date."""
    given = {"unit_id": city.id(to), "reason": "属地办理", "due_at": MONDAY + timedelta(days=4)}
    return await city.act(
        ticket, "TRANSFER_DOWN", city.person("unit_clerk", by), **{**given, **more}
    )


async def test_a_part_goes_down_with_clocks_of_its_own(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        await down(city, ticket, "bureau", "team")
        team = await part_of(city, ticket, "team")
        mine = [c for c in await city.clocks(ticket) if c.assignment_id == team.id]
        assert {c.clock for c in mine} == {"sign", "case"}
        assert ticket.status == "HANDLING"
        await city.act(ticket, "SIGN", city.person("unit_clerk", "team"))
        await city.act(ticket, "PARTNER_REPLY", city.person("handler", "team"), result="已修复")
    assert team.status == "REPLIED"
    assert {c.state for c in mine} == {"STOPPED"}
    assert "case" in await city.running(ticket)


async def test_a_lower_tier_is_ones_own_and_ends_a_day_earlier(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        with pytest.raises(PayloadInvalid, match="subtree"):
            await down(city, ticket, "bureau", "police")
        assert ticket.due_at is not None
        with pytest.raises(PayloadInvalid, match="1 WD"):
            await down(city, ticket, "bureau", "team", due_at=ticket.due_at)
        await down(city, ticket, "bureau", "team")
        with pytest.raises(PayloadInvalid, match="already"):
            await down(city, ticket, "bureau", "team")


async def test_a_village_only_helps(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await to_town(city)
        await down(city, ticket, "town", "village")
        village = await part_of(city, ticket, "village")
        assert village.role == "PARTNER"
        other = await city.open()
        await city.act(other, "APPROVE", city.person("reviewer"), **APPROVED)
        with pytest.raises(UnitUnusable):
            await city.act(
                other,
                "DISPATCH",
                city.person("dispatcher"),
                lead_unit_id=city.id("village"),
                dispatch_basis="目录",
            )


async def test_a_departments_duty_is_not_pushed_down(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open()
        await city.act(ticket, "APPROVE", city.person("reviewer"), **APPROVED)
        await city.act(
            ticket,
            "DISPATCH",
            city.person("dispatcher"),
            lead_unit_id=city.id("district"),
            dispatch_basis="目录",
            no_push_down=True,
        )
        await city.act(ticket, "SIGN", city.person("unit_clerk", "district"))
        with pytest.raises(PayloadInvalid, match="not pushed down"):
            await down(city, ticket, "district", "town", town_list_basis="清单第一项")
        ticket.no_push_down = False
        with pytest.raises(PayloadInvalid, match="duty list"):
            await down(city, ticket, "district", "town")
        await down(city, ticket, "district", "town", town_list_basis="清单第一项")


@pytest.mark.parametrize(("accepted", "status"), [(True, "REVOKED"), (False, "SIGNED")])
async def test_the_superior_unit_decides_on_a_part_sent_back_up(
    city: City, *, accepted: bool, status: str
) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        await down(city, ticket, "bureau", "team")
        team = await part_of(city, ticket, "team")
        clerk = city.person("unit_clerk", "team")
        await city.act(ticket, "RETURN_UP", clerk, reason="不属辖区", legal_basis="清单")
        assert (team.status, ticket.status, ticket.returns_total) == ("OBJECTED", "HANDLING", 0)
        boss = city.person("unit_clerk", "bureau")
        decision = {"assignment_id": team.id, "accepted": accepted, "reason": "已核"}
        await city.act(ticket, "DECIDE_RETURN_UP", boss, **decision)
        with pytest.raises(ActionRefused, match="no lower unit"):
            await city.act(ticket, "DECIDE_RETURN_UP", boss, **decision)
    assert team.status == status


async def test_a_partner_is_asked_for_by_the_lead_and_granted_by_the_dispatcher(
    city: City,
) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        lead, hotline = city.person("handler", "bureau"), city.person("dispatcher")
        given = {"unit_id": city.id("police"), "task": "现场秩序"}
        await city.confirm(ticket, "ADD_PARTNER", lead, hotline, **given)
        police = await part_of(city, ticket, "police")
        with pytest.raises(PayloadInvalid, match="already"):
            await city.act(ticket, "ADD_PARTNER", lead, **given)
    assert police.role == "PARTNER"
    assert await city.running(ticket) >= {"partner", "sign"}


async def test_a_town_whistles_and_each_department_reports_in_for_itself(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await to_town(city)
        town = city.person("handler", "town")
        given = {"place": "祖庙路", "question": "占道联合整治", "meeting_at": MONDAY}
        with pytest.raises(UnitUnusable):
            await city.act(ticket, "WHISTLE", town, unit_ids=[city.id("town")], **given)
        called = [city.id("bureau"), city.id("police")]
        await city.act(ticket, "WHISTLE", town, unit_ids=called, **given)
        came = {"who_came": "李队", "opinion": "同意"}
        await city.act(ticket, "REPORT_IN", city.person("handler", "bureau"), **came)
        with pytest.raises(RoleMissing):
            await city.act(ticket, "REPORT_IN", city.person("handler", "bureau"), **came)
    left = await city.clocks(ticket, ClockId.WHISTLE_REPORT)
    assert {c.unit_id: c.state for c in left} == {
        city.id("bureau"): "STOPPED",
        city.id("police"): "RUNNING",
    }


async def test_a_bureau_does_not_whistle(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        with pytest.raises(ActionRefused, match="town"):
            await city.act(
                ticket,
                "WHISTLE",
                city.person("handler", "bureau"),
                unit_ids=[city.id("police")],
                place="祖庙路",
                meeting_at=MONDAY,
                question="整治",
            )


async def test_a_reply_needs_contact_evidence_and_the_partners(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await to_town(city)
        worker = city.person("handler", "town")
        proof = await evidence(city, ticket)
        with pytest.raises(PayloadInvalid, match="not contacted"):
            await city.act(ticket, "REPLY", worker, **REPLY, evidence=proof)
        await city.act(
            ticket,
            "LOG_CONTACT",
            worker,
            contacted_at=MONDAY,
            channel="VOICE",
            outcome="REACHED",
            summary="已联系",
        )
        with pytest.raises(PayloadInvalid, match="evidence"):
            await city.act(ticket, "REPLY", worker, **REPLY)
        with pytest.raises(PayloadInvalid, match="partners"):
            await city.act(ticket, "REPLY", worker, **REPLY, evidence=proof)
        foreign = await evidence(city, await city.open())
        with pytest.raises(PayloadInvalid, match="belong"):
            await city.act(
                ticket, "REPLY", worker, **REPLY, evidence=foreign, partners_explained="未反馈"
            )
        await city.confirm(
            ticket,
            "REPLY",
            worker,
            city.person("unit_approver", "town"),
            **REPLY,
            evidence=proof,
            partners_explained="协办未反馈",
        )
    assert ticket.status == "REPLIED"
    assert (await part_of(city, ticket, "town")).status == "REPLIED"
    assert await city.running(ticket) == {"promise", "result_review"}
    kept = await city.session.scalar(select(TicketAttachment))
    assert kept is not None
    assert (kept.file_id, kept.kind) == (proof[0]["file_id"], "HANDLING_PROOF")


async def test_an_unsolved_reply_gives_the_reason(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        await contacted(city, ticket)
        with pytest.raises(PayloadInvalid):
            await city.act(
                ticket, "REPLY", city.person("handler", "bureau"), **{**REPLY, "resolved": "NO"}
            )


async def test_a_question_needs_no_evidence_and_an_anonymous_one_no_contact(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city, RequestKind.CONSULT)
        ticket.contact_number_hash = ticket.citizen_id = None
        await city.confirm(
            ticket,
            "REPLY",
            city.person("handler", "bureau"),
            city.person("unit_approver", "bureau"),
            **REPLY,
        )
    assert ticket.status == "REPLIED"


async def test_a_unit_may_propose_to_end_it_on_a_lawful_ground(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        await contacted(city, ticket)
        worker, boss = city.person("handler", "bureau"), city.person("unit_approver", "bureau")
        given: dict[str, Any] = {
            "ground_code": "BEYOND_GOVERNMENT",
            "explanation_given": "已当面解释",
            "public_answer": "此事不属政府职责，建议协商解决。",
        }
        with pytest.raises(PayloadInvalid, match="evidence"):
            await city.act(ticket, "PROPOSE_TERMINATION", worker, **given)
        given["evidence"] = await evidence(city, ticket)
        await city.confirm(ticket, "PROPOSE_TERMINATION", worker, boss, **given)
    assert (ticket.status, ticket.reply_kind) == ("REPLIED", "TERMINATION")


async def test_a_handler_stands_aside(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        clerk = city.person("unit_clerk", "bureau")
        given = {
            "handler_id": "01JD0000000000000000000009",
            "reason": "利害关系",
            "is_recusal": True,
        }
        await city.act(ticket, "REASSIGN", clerk, **given)
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "REASSIGN", clerk, **given)
    assert (await part_of(city, ticket, "bureau")).handler_id == given["handler_id"]


async def test_a_handler_asks_by_himself_to_stand_aside_but_gives_nothing_away(city: City) -> None:
    given = {"handler_id": "01JD0000000000000000000009", "reason": "与诉求人是亲属"}
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        worker = replace(city.person("handler", "bureau"), account_id=new_id())
        clerk = city.person("unit_clerk", "bureau")
        await city.act(ticket, "SIGN", clerk, handler_id=worker.account_id)
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "REASSIGN", worker, **given)
        other = city.person("handler", "bureau", name="2")
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "REASSIGN", other, **given, is_recusal=True)
        await city.act(ticket, "REASSIGN", worker, **given, is_recusal=True)
    assert (await part_of(city, ticket, "bureau")).handler_id == given["handler_id"]


async def test_whoever_handled_it_neither_reviews_nor_follows_up(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        await contacted(city, ticket)
        await reply(city, ticket)
        both = city.person("handler", "bureau")
        now_reviewer = city.person("result_reviewer")
        turned = type(both)(**{**now_reviewer.__dict__, "account_id": both.account_id})
        with pytest.raises(ActionRefused, match="handled"):
            await city.act(ticket, "SEND_BACK", turned, defect_codes=["TONE"], instruction="请改写")


async def test_a_statutory_procedure_ends_before_the_reply(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city, RequestKind.COMPLAINT, profile="consumer_complaint")
        worker = city.person("handler", "bureau")
        await contacted(city, ticket)
        with pytest.raises(PayloadInvalid, match="statutory"):
            await reply(city, ticket)
        with pytest.raises(PayloadInvalid, match="follow"):
            await city.act(ticket, "RECORD_STAGE", worker, stage="AGREED")
        await city.act(ticket, "RECORD_STAGE", worker, stage="ACCEPTED")
        (mediation,) = await city.clocks(ticket, ClockId.CONSUMER_MEDIATION)
        assert ticket.promise_due_at == mediation.due_at == ticket.due_at
        with pytest.raises(PayloadInvalid, match="ground"):
            await city.act(ticket, "RECORD_STAGE", worker, stage="TERMINATED")
        await city.act(ticket, "RECORD_STAGE", worker, stage="TERMINATED", ground="一方拒绝调解")
        assert "consumer_notice" in await city.running(ticket)
        await reply(city, ticket)
    assert ticket.status == "REPLIED"


async def test_a_report_is_checked_told_and_extended_once(city: City) -> None:
    with clock.frozen(MONDAY):
        under = {"profile": "violation_report", "confidentiality": "CITIZEN_HIDDEN"}
        ticket = await handled(city, RequestKind.REPORT, **under, real_name=True)
        assert (ticket.real_name, ticket.identity_verified_at) == (True, MONDAY)
        worker = city.person("handler", "bureau")
        await city.act(ticket, "RECORD_STAGE", worker, stage="CHECKING", extra_days=15)
        (check,) = await city.clocks(ticket, ClockId.REPORT_CHECK)
        assert check.due_at > check.original_due_at
        with pytest.raises(PayloadInvalid, match="once"):
            await city.act(ticket, "RECORD_STAGE", worker, stage="CHECKING", extra_days=5)
        await city.act(ticket, "RECORD_STAGE", worker, stage="NOT_OPENED")
        assert "report_notice" in await city.running(ticket)
        await city.act(ticket, "RECORD_STAGE", worker, stage="REPORTER_TOLD")
    assert "report_notice" not in await city.running(ticket)
