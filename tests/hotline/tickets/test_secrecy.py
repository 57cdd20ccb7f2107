"""Secrecy only rises without the citizen's consent, and follows a ticket into its parts (§3.5, B8–B10, A13)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from hotline.tickets import queries
from hotline.tickets.errors import PayloadInvalid, UnitUnusable
from hotline.tickets.models import Ticket
from hotline.tickets.papers import NamedUser, TicketLink
from routing.taxonomy.tree import RequestKind
from tests.hotline.tickets.city import APPROVED, MONDAY, City, dispatched, handled, system

WHY = {"reason": "经核对有此必要"}
PARTS = [
    {
        "kind": "COMPLAINT",
        "content": "买到假货，联系13800000001退款",
        "profile": "consumer_complaint",
    },
    {
        "kind": "REPORT",
        "content": "店主电话13900000002，售卖过期食品",
        "profile": "violation_report",
    },
]


async def approve(city: City, ticket: Ticket, **more: Any) -> Ticket:
    return await city.act(ticket, "APPROVE", city.person("reviewer"), **{**APPROVED, **more})


async def test_a_review_does_not_lift_what_the_citizen_asked_for(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open()
        await city.act(ticket, "SET_CONFIDENTIAL", city.citizen, level="CITIZEN_HIDDEN")
        with pytest.raises(PayloadInvalid):
            await approve(city, ticket)
        await approve(city, ticket, confidentiality="CITIZEN_HIDDEN")
        assert ticket.confidentiality == "CITIZEN_HIDDEN"


async def test_named_users_are_not_widened_without_consent(city: City) -> None:
    boss = replace(city.person("supervisor"), account_id=new_id())
    agent = replace(city.person("agent"), account_id=new_id())
    names = [boss.account_id, agent.account_id]
    with clock.frozen(MONDAY):
        ticket = await city.open()
        await city.act(
            ticket, "SET_CONFIDENTIAL", agent, level="RESTRICTED", named_account_ids=names
        )
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "SET_CONFIDENTIAL", agent, level="CITIZEN_HIDDEN")
        await city.act(ticket, "CLEAR_CONFIDENTIAL", boss, consent_text="我同意公开")
        assert ticket.confidentiality == "NONE"


@pytest.mark.parametrize("action", ["APPROVE", "RECLASSIFY"])
async def test_what_becomes_a_report_hides_its_citizen(city: City, action: str) -> None:
    with clock.frozen(MONDAY):
        if action == "APPROVE":
            ticket = await approve(city, await city.open(), kind="REPORT")
        else:
            ticket = await dispatched(city)
            await city.act(
                ticket, "RECLASSIFY", city.person("reviewer"), kind="REPORT",
                category_code="0102", **WHY,
            )  # fmt: skip
        assert ticket.confidentiality == "CITIZEN_HIDDEN"


async def test_a_report_whose_citizen_agreed_to_be_known_stays_open(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open(RequestKind.REPORT)
        boss = city.person("supervisor")
        await city.act(ticket, "CLEAR_CONFIDENTIAL", boss, consent_text="可以实名")
        await approve(city, ticket, kind="REPORT")
        assert ticket.confidentiality == "NONE"


async def test_the_parts_of_a_restricted_ticket_are_for_the_same_people(city: City) -> None:
    agent = city.person("agent")
    with clock.frozen(MONDAY):
        ticket = await city.open(title="[电话]（禅城区）假货和过期食品")
        ticket.confidentiality = "RESTRICTED"
        city.session.add(
            NamedUser(ticket_id=ticket.id, account_id=str(agent.account_id), named_at=MONDAY)
        )
        await city.session.flush()
        await city.act(ticket, "SPLIT", agent, parts=PARTS)
        part = (await city.session.scalars(select(Ticket).where(Ticket.id != ticket.id))).one()
    assert part.confidentiality == "RESTRICTED"
    assert await queries.is_visible(city.session, actor=agent, ticket_id=part.id)
    other = city.person("agent", name="2")
    assert not await queries.is_visible(city.session, actor=other, ticket_id=part.id)


async def test_the_titles_of_parts_have_the_usual_head_and_no_numbers_of_people(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open(title="[电话]（禅城区）假货和过期食品")
        long = {**PARTS[1], "content": "店主电话13900000002，" + "售卖过期食品" * 30}
        await city.act(ticket, "SPLIT", city.person("agent"), parts=[PARTS[0], long])
        part = (await city.session.scalars(select(Ticket).where(Ticket.id != ticket.id))).one()
    for one in (ticket, part):
        assert one.title.startswith("[电话]（禅城区）")
        assert len(one.title) <= 60
        assert "13800000001" not in one.title
        assert "13900000002" not in one.title


async def test_an_ordinary_remainder_goes_on_while_the_emergency_is_handed_off(city: City) -> None:
    """A6: it keeps the time of receipt and is no emergency itself; its citizen is told its number."""
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        await city.act(
            ticket, "CHANGE_URGENCY", city.person("dispatcher"), urgency="EMERGENCY", **WHY
        )
        await city.act(
            ticket,
            "HAND_OFF",
            city.person("agent"),
            line="119",
            handoff_mode="THREE_WAY",
            place="祖庙路8号",
            remainder="楼道灯也坏了，请维修",
        )
        rest = (await city.session.scalars(select(Ticket).where(Ticket.id != ticket.id))).one()
        link = (await city.session.scalars(select(TicketLink))).one()
    assert (ticket.status, ticket.lead_unit_id) == ("HANDED_OFF", None)
    assert (rest.status, rest.kind, rest.urgency) == ("DRAFT", "HELP", "NORMAL")
    assert rest.received_at == ticket.received_at
    assert (link.ticket_id, link.other_id, link.relation) == (rest.id, ticket.id, "REMAINDER_OF")
    assert await city.running(rest) == {"promise", "draft_review"}


async def test_a_correction_that_moves_no_date_is_not_told(city: City) -> None:
    """B8: M15 only if the date moves."""
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        reviewer = city.person("reviewer")
        told = []
        for kind in ("SUGGEST", "COMPLAINT"):  # both 10 working days; then 15
            given = {"kind": kind, "category_code": "0102", **WHY}
            await city.act(ticket, "RECLASSIFY", reviewer, **given)
            rows = await queries.list_actions(city.session, ticket.id)
            told.append(rows[-1].message_id)
    assert told == [None, "M15"]


async def test_only_a_ticket_one_may_see_is_linked_or_joined_to(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket, secret = await dispatched(city), await city.open()
        secret.confidentiality = "RESTRICTED"
        await city.session.flush()
        reviewer = city.person("reviewer")
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "LINK", reviewer, ticket_id=secret.id)
        with pytest.raises(PayloadInvalid):
            await city.act(
                ticket, "MERGE_INTO", reviewer, lead_ticket_id=secret.id, same_fact=True, **WHY
            )
        with pytest.raises(PayloadInvalid):
            await city.act(
                await city.open(),
                "DECLINE",
                reviewer,
                ground_code="NOTHING_NEW",
                lawful_path="见原工单",
                words_told="已在办理",
                legal_basis="办法第三条",
                related_ticket_id="01JD0000000000000000000009",
            )


async def test_a_town_that_leads_names_its_district(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open()
        await approve(city, ticket)
        clerk = city.person("dispatcher")
        await city.act(
            ticket, "DISPATCH", clerk, lead_unit_id=city.id("town"), dispatch_basis="履职清单"
        )
        assert ticket.superior_unit_id == city.id("district")
        await city.act(ticket, "RECALL", clerk, reason="选错单位")
        await city.act(
            ticket, "DISPATCH", clerk, lead_unit_id=city.id("bureau"), dispatch_basis="三定"
        )
        assert ticket.superior_unit_id is None


async def test_what_is_only_deemed_signed_is_late_at_the_very_instant(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await dispatched(city)
        (sign,) = [c for c in await city.clocks(ticket) if c.clock == "sign"]
        move(sign.due_at)
        await city.act(ticket, "SIGN_TIMEOUT", system())
    assert (sign.state, sign.late) == ("STOPPED", True)


async def test_a_report_is_checked_longer_once_whatever_the_calendar_did(city: City) -> None:
    """§4.9: 15 WD more with approval, once; a due time moved by a new calendar is no extension."""
    with clock.frozen(MONDAY) as move:
        ticket = await handled(
            city, RequestKind.REPORT, profile="violation_report", confidentiality="CITIZEN_HIDDEN"
        )
        worker = city.person("handler", "bureau")
        (check,) = [c for c in await city.clocks(ticket) if c.clock == "report_check"]
        check.base_due_at = check.due_at = check.due_at + timedelta(days=1)  # a new holiday
        move(MONDAY + timedelta(days=1))
        await city.act(ticket, "RECORD_STAGE", worker, stage="CHECKING", extra_days=5)
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "RECORD_STAGE", worker, stage="CHECKING", extra_days=5)


async def sees(city: City, who: Actor, ticket: Ticket) -> bool:
    return await queries.is_visible(city.session, actor=who, ticket_id=ticket.id)


async def test_the_unit_complained_of_neither_gets_nor_sees_the_ticket(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open(RequestKind.COMPLAINT)
        given = {**APPROVED, "kind": "COMPLAINT", "respondent_kind": "STAFF"}
        await city.act(
            ticket,
            "APPROVE",
            city.person("reviewer"),
            **given,
            accused_unit_id=city.id("bureau"),
        )
        assert ticket.respondent_kind == "STAFF"
        dispatcher = city.person("dispatcher")
        for unit in ("bureau", "team"):
            with pytest.raises(UnitUnusable):
                await city.act(
                    ticket,
                    "DISPATCH",
                    dispatcher,
                    lead_unit_id=city.id(unit),
                    dispatch_basis="三定",
                )
        await city.act(
            ticket,
            "DISPATCH",
            dispatcher,
            lead_unit_id=city.id("police"),
            dispatch_basis="三定",
        )
    assert await sees(city, city.person("unit_clerk", "police"), ticket)
    assert not await sees(city, city.person("unit_clerk", "bureau"), ticket)
    assert not await sees(city, city.person("supervisor", "team"), ticket)


async def test_whoever_works_on_it_is_not_named_as_complained_of_before_it_is_taken_back(
    city: City,
) -> None:
    same = {"kind": "HELP", "category_code": "010101", "reason": "来电补充"}
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        dispatcher, accused = city.person("dispatcher"), city.id("bureau")
        with pytest.raises(PayloadInvalid, match="take it back first"):
            await city.act(ticket, "RECLASSIFY", dispatcher, **same, accused_unit_id=accused)
        await city.act(ticket, "RECALL", dispatcher, reason="反映的正是该单位")
        await city.act(ticket, "RECLASSIFY", dispatcher, **same, accused_unit_id=accused)
        with pytest.raises(PayloadInvalid, match="nothing changes"):
            await city.act(ticket, "RECLASSIFY", dispatcher, **same, accused_unit_id=accused)
    assert ticket.accused_unit_path == city.units["bureau"].path


async def test_a_complaint_about_ones_own_unit_is_for_named_people(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open(RequestKind.COMPLAINT)
        given = {**APPROVED, "kind": "COMPLAINT"}
        for accused, why in ((city.id("hotline"), "named people"), ("0" * 26, "no such unit")):
            with pytest.raises(PayloadInvalid, match=why):
                await city.act(
                    ticket, "APPROVE", city.person("reviewer"), **given, accused_unit_id=accused
                )
