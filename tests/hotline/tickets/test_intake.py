"""Intake, joining, pressing and filings (受理·并拆·催办·认定): rows A, B9–B10, F and G of §3.2."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hotline.kit import clock
from hotline.kit.outbox.models import OutboxEvent
from hotline.tickets import service
from hotline.tickets.errors import ActionRefused, IllegalTransition, PayloadInvalid, RoleMissing
from hotline.tickets.models import Ticket, TicketAction
from hotline.tickets.papers import NamedUser, TicketLink
from hotline.tickets.vocabulary import ClockId
from routing.taxonomy.tree import RequestKind
from tests.hotline.tickets.city import (
    APPROVED,
    MONDAY,
    City,
    closed,
    contacted,
    dispatched,
    evidence,
    following,
    handled,
    system,
)

WHY = {"reason": "经核对有此必要"}
OUTSIDE = {
    "ground_code": "OTHER_REGION",
    "lawful_path": "拨打广州12345",
    "words_told": "此事由广州市办理",
    "legal_basis": "属地管理",
}


async def names(city: City) -> list[str]:
    """The names of the published events."""
    return list(await city.session.scalars(select(OutboxEvent.name).order_by(OutboxEvent.id)))


async def last(city: City, ticket: Ticket) -> TicketAction:
    """The last row of the log."""
    query = select(TicketAction).where(TicketAction.ticket_id == ticket.id)
    return (await city.session.scalars(query.order_by(TicketAction.seq.desc()))).first()  # type: ignore[return-value]


async def test_asking_for_information_lets_the_clocks_stand_still(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await city.open()
        promised = ticket.promise_due_at
        await city.act(
            ticket,
            "REQUEST_INFO",
            city.person("agent"),
            missing_fields=["地点"],
            question="在哪里？",
        )
        assert await city.running(ticket) == {"info_wait"}
        move(MONDAY + timedelta(days=1))
        await city.act(ticket, "SUPPLY_INFO", city.citizen, text="祖庙路12号门口")
    assert ticket.status == "DRAFT"
    assert ticket.content.endswith("【补充】祖庙路12号门口")
    assert await city.running(ticket) == {"promise", "draft_review"}
    assert promised is not None
    assert ticket.promise_due_at == promised + timedelta(days=1)


async def test_nobody_reviews_his_own_draft(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open(actor=city.person("reviewer"))
        with pytest.raises(ActionRefused, match="own draft"):
            await city.act(ticket, "APPROVE", city.person("reviewer"), **APPROVED)
        await city.act(ticket, "APPROVE", city.person("reviewer", name="2"), **APPROVED)
    assert ticket.status == "READY"


@pytest.mark.parametrize(
    "wrong",
    [
        {"catalogue_no_match": False},
        {"district_code": None},
        {"profile": "none_such"},
        {"confidentiality": "RESTRICTED"},
    ],
)
async def test_an_approval_is_complete(city: City, wrong: dict[str, Any]) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open()
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "APPROVE", city.person("reviewer"), **{**APPROVED, **wrong})


async def test_an_agent_declines_on_listed_grounds_only(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open()
        agent = city.person("agent")
        for ground in ("BEYOND_GOVERNMENT", "MALICIOUS"):
            with pytest.raises(PayloadInvalid, match="alone"):
                await city.act(ticket, "DECLINE", agent, **{**OUTSIDE, "ground_code": ground})
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "DECLINE", agent, **{**OUTSIDE, "ground_code": "NOTHING_NEW"})
        await city.act(ticket, "DECLINE", agent, **OUTSIDE)
        assert (ticket.status, await city.running(ticket)) == ("DECLINED", set())
        await city.act(ticket, "CONTEST", city.citizen, reason="我在佛山", is_new_fact=True)
        assert (ticket.status, ticket.contested) == ("DRAFT", True)
        await city.act(ticket, "DECLINE", city.person("reviewer"), **OUTSIDE)
        with pytest.raises(ActionRefused, match="once"):
            await city.act(ticket, "CONTEST", city.citizen, reason="再次")


async def test_a_ground_policy_withdrew_is_refused(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open()
        one = await city.open()
        linked = {**OUTSIDE, "ground_code": "NOTHING_NEW", "related_ticket_id": one.id}
        await city.act(ticket, "DECLINE", city.person("agent"), **linked)
    assert await city.session.scalar(select(TicketLink.other_id)) == one.id


async def test_an_emergency_leaves_the_queue_at_once_and_may_come_back(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        given = {"line": "119", "handoff_mode": "PLATFORM", "place": "祖庙路12号"}
        await city.act(ticket, "HAND_OFF", city.person("handler", "bureau"), **given)
        (confirm,) = await city.clocks(ticket, ClockId.HANDOFF_CONFIRM)
        assert (ticket.status, ticket.lead_unit_id) == ("HANDED_OFF", None)
        assert await city.running(ticket) == {"handoff_confirm"}
        assert confirm.due_at == MONDAY + timedelta(minutes=5)
        agent = city.person("agent")
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "CONFIRM_RECEIVED", agent)
        await city.act(ticket, "CONFIRM_RECEIVED", agent, receiver="陈指挥员")
        assert await city.running(ticket) == set()
        await city.act(ticket, "BOUNCE_BACK", agent, reason="不属警情")
    assert ticket.status == "DRAFT"
    assert await city.running(ticket) == {"promise", "draft_review"}


async def test_a_merged_ticket_follows_its_lead_and_can_be_taken_out(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        lead, ticket, chained = await city.open(), await handled(city), await city.open()
        reviewer = city.person("reviewer")
        same = {"same_fact": True, **WHY}
        await city.act(chained, "MERGE_INTO", reviewer, lead_ticket_id=ticket.id, **same)
        await city.act(ticket, "MERGE_INTO", reviewer, lead_ticket_id=lead.id, **same)
        await city.session.refresh(chained)
        assert (ticket.status, ticket.merged_into_id) == ("MERGED", lead.id)
        assert chained.merged_into_id == lead.id
        assert (lead.merged_count, await city.running(ticket)) == (2, set())
        with pytest.raises(PayloadInvalid):
            await city.act(lead, "MERGE_INTO", reviewer, lead_ticket_id=ticket.id, **same)
        with pytest.raises(PayloadInvalid):
            await city.act(
                lead, "MERGE_INTO", reviewer, lead_ticket_id=chained.id, same_fact=False, **WHY
            )
        move(MONDAY + timedelta(days=2))
        await city.act(ticket, "UNMERGE", reviewer, **WHY)
    (promise,) = [c for c in await city.clocks(ticket, ClockId.PROMISE) if c.state == "RUNNING"]
    assert (ticket.status, ticket.merged_into_id, lead.merged_count) == ("DRAFT", None, 1)
    assert promise.started_at == MONDAY
    assert {"ticket.merged", "ticket.unmerged"} <= set(await names(city))


async def test_a_restricted_ticket_is_not_merged(city: City) -> None:
    with clock.frozen(MONDAY):
        lead, ticket = await city.open(), await city.open()
        lead.confidentiality = "RESTRICTED"
        reviewer = city.person("reviewer")
        given = {"lead_ticket_id": lead.id, "same_fact": True, **WHY}
        with pytest.raises(PayloadInvalid, match="open one"):  # it says nothing of a hidden ticket
            await city.act(ticket, "MERGE_INTO", reviewer, **given)
        named = {"account_id": str(reviewer.account_id), "named_at": MONDAY}
        city.session.add(NamedUser(ticket_id=lead.id, **named))
        await city.session.flush()
        with pytest.raises(PayloadInvalid, match="alone"):
            await city.act(ticket, "MERGE_INTO", reviewer, **given)


async def test_a_mixed_message_becomes_a_complaint_and_a_report(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open()
    with clock.frozen(MONDAY + timedelta(hours=1)):
        parts = [
            {"kind": "COMPLAINT", "content": "要求退款", "profile": "consumer_complaint"},
            {"kind": "REPORT", "content": "无证经营", "profile": "violation_report"},
        ]
        for wrong in ("COMPLAINT", "HELP"):
            mixed = [parts[0], {**parts[1], "kind": wrong}]
            with pytest.raises(PayloadInvalid):
                await city.act(ticket, "SPLIT", city.person("agent"), parts=mixed)
        await city.act(ticket, "SPLIT", city.person("agent"), parts=parts)
    query = select(Ticket).where(Ticket.id != ticket.id)
    (report,) = await city.session.scalars(query)
    assert (ticket.content, ticket.kind, ticket.profile) == (
        "要求退款",
        "COMPLAINT",
        "consumer_complaint",
    )
    assert (report.kind, report.confidentiality) == ("REPORT", "CITIZEN_HIDDEN")
    assert report.received_at == ticket.received_at == MONDAY
    assert report.citizen_id == ticket.citizen_id
    assert report.number != ticket.number
    assert report.query_code_root == ticket.number
    assert report.query_code_hash == ticket.query_code_hash
    link = await city.session.scalar(select(TicketLink))
    assert link is not None
    assert (link.ticket_id, link.other_id, link.relation) == (report.id, ticket.id, "SPLIT_FROM")
    assert await city.running(report) == {"promise", "draft_review"}


async def test_a_test_entry_is_voided_by_a_supervisor(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open()
        with pytest.raises(RoleMissing):
            await city.act(ticket, "VOID", city.person("agent"), reason="TEST")
        await city.act(ticket, "VOID", city.person("supervisor"), reason="TEST")
    assert (ticket.status, await city.running(ticket)) == ("VOIDED", set())


async def test_a_report_cannot_be_withdrawn_a_request_can(city: City) -> None:
    given = {"identity_check": "SAME_NUMBER", "reason": "已自行解决"}
    with clock.frozen(MONDAY):
        report, ticket = await city.open(RequestKind.REPORT), await handled(city)
        with pytest.raises(ActionRefused):
            await city.act(report, "WITHDRAW", city.citizen, **given)
        await city.act(ticket, "WITHDRAW", city.citizen, **given)
    assert ticket.status == "WITHDRAWN"
    assert [p.status for p in await city.parts(ticket)] == ["REVOKED"]


async def test_a_confidential_ticket_is_told_m00_only(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        reviewer = city.person("reviewer")
        for wrong in ({"level": "NONE"}, {"level": "RESTRICTED"}):
            with pytest.raises(PayloadInvalid):
                await city.act(ticket, "SET_CONFIDENTIAL", reviewer, **wrong)
        await city.act(ticket, "SET_CONFIDENTIAL", reviewer, level="CITIZEN_HIDDEN")
        assert (await last(city, ticket)).message_id == "M00"
        await city.act(ticket, "URGE", city.citizen, source="VOICE")
        assert (await last(city, ticket)).message_id == "M00"
        supervisor = city.person("supervisor")
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "CLEAR_CONFIDENTIAL", supervisor)
        await city.act(ticket, "CLEAR_CONFIDENTIAL", supervisor, consent_text="我同意公开")
        assert (await last(city, ticket)).message_id == "M00"
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "CLEAR_CONFIDENTIAL", supervisor, consent_text="再次同意")


async def test_restricted_names_its_people(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open()
        people = ["01JD0000000000000000000001", "01JD0000000000000000000001"]
        await city.act(
            ticket,
            "SET_CONFIDENTIAL",
            city.person("reviewer"),
            level="RESTRICTED",
            named_account_ids=people,
        )
    named = list(await city.session.scalars(select(NamedUser.account_id)))
    assert named == people[:1]


async def test_an_urge_counts_once_a_day(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await dispatched(city)
        await city.act(ticket, "URGE", city.citizen, source="SMS", words="还没人来")
        with pytest.raises(ActionRefused, match="today"):
            await city.act(ticket, "URGE", city.person("agent"), source="VOICE")
        move(MONDAY + timedelta(days=1))
        await city.act(ticket, "URGE", city.person("agent"), source="VOICE")
    assert ticket.urge_count == 2
    urged = await city.clocks(ticket, ClockId.URGE_REPLY)
    assert [c.state for c in urged] == ["STOPPED", "RUNNING"]
    assert urged[-1].unit_id == city.id("bureau")


async def test_supervision_climbs_is_answered_and_lifted(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        officer = city.person("supervision_officer")
        due = MONDAY + timedelta(days=2)
        given: dict[str, Any] = {"document_no": "DB202600001", **WHY, "reply_due_at": due}
        with pytest.raises(PayloadInvalid):
            await city.act(
                ticket, "SUPERVISE", officer, level="LISTED", **{**given, "reply_due_at": MONDAY}
            )
        await city.act(ticket, "SUPERVISE", officer, level="LISTED", **given)
        assert (await last(city, ticket)).message_id == "M28"
        await city.act(ticket, "SUPERVISE", system(), level="SUPERVISED", **given)
        assert (await last(city, ticket)).message_id is None
        assert ticket.supervise_level == "LISTED"
        (_, running) = await city.clocks(ticket, ClockId.SUPERVISE_REPLY)
        assert running.due_at == due
        await city.act(
            ticket,
            "REPLY_SUPERVISION",
            city.person("unit_approver", "bureau"),
            measures="限期整改",
            finish_date="2026-03-05",
        )
        assert "supervise_reply" not in await city.running(ticket)
        await city.act(ticket, "LIFT_SUPERVISION", officer, **WHY)
        assert not ticket.supervise_level
        with pytest.raises(ActionRefused):
            await city.act(ticket, "LIFT_SUPERVISION", officer, **WHY)


@pytest.mark.parametrize("stage", ["HANDLING", "FOLLOWING_UP"])
async def test_a_raised_ticket_has_its_superior_as_lead_for_good(city: City, stage: str) -> None:
    with clock.frozen(MONDAY):
        ticket = await (handled if stage == "HANDLING" else following)(city)
        officer, chair = city.person("supervision_officer"), city.person("coordinator")
        with pytest.raises(PayloadInvalid, match="superior"):
            await city.act(
                ticket, "RAISE", officer, superior_unit_id=city.id("team"), reason="提级"
            )
        await city.confirm(
            ticket, "RAISE", officer, chair, superior_unit_id=city.id("city"), reason="提级"
        )
    assert (ticket.status, ticket.lead_unit_id) == ("DISPATCHED", city.id("city"))
    assert (ticket.return_locked, ticket.supervise_level) == (True, "RAISED")
    assert await city.running(ticket) >= {"case", "sign", "first_contact"}


async def test_a_risk_alerts_the_duty_office(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open()
        await city.act(ticket, "FLAG_RISK", city.person("reviewer"), **WHY)
        await city.act(ticket, "FLAG_HARD_CASE", city.person("reviewer"), **WHY)
    assert ticket.has_risk
    assert ticket.is_hard_case
    assert "ticket.risk_flagged" in await names(city)


async def test_links_are_made_once_and_undone(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket, other = await city.open(), await city.open()
        agent = city.person("agent")
        for _ in range(2):
            await city.act(ticket, "LINK", agent, ticket_id=other.id)
        assert len(list(await city.session.scalars(select(TicketLink)))) == 1
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "LINK", agent, ticket_id=ticket.id)
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "LINK", agent, ticket_id="01JD0000000000000000000009")
        await city.act(ticket, "UNLINK", agent, ticket_id=other.id)
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "UNLINK", agent, ticket_id=other.id)


async def test_a_citizens_words_are_added_up_to_a_limit(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open()
        await city.act(ticket, "ADD_CITIZEN_INFO", city.citizen, text="昨晚𠮷祥路也不亮")
        assert "𠮷祥路" in ticket.content
        ticket.content = "长" * 19_990
        with pytest.raises(PayloadInvalid, match="too much"):
            await city.act(ticket, "ADD_CITIZEN_INFO", city.citizen, text="再补充一些内容")


async def test_only_personal_fields_are_revealed(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open()
        agent = city.person("agent")
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "REVEAL", agent, field="query_code_hash", purpose="试试")
        await city.act(ticket, "REVEAL", agent, field="name", purpose="回电核实")
    assert (await last(city, ticket)).action == "REVEAL"


async def test_an_unreasonable_request_is_decided_by_two_who_are_not_involved(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        await contacted(city, ticket)
        files = [e["file_id"] for e in await evidence(city, ticket)]
        boss = city.person("unit_approver", "bureau")
        given = {
            "ground": "IMPOSSIBLE",
            "efforts": "多次上门",
            "contacts": "三次",
            "file_ids": files,
        }
        await city.act(ticket, "FILE_UNREASONABLE", boss, **given)
        assert "unreasonable_decide" in await city.running(ticket)
        first, second = city.person("adjudicator"), city.person("supervision_officer")
        await city.confirm(ticket, "GRANT_UNREASONABLE", first, second, **WHY)
        assert (ticket.unreasonable_state, ticket.excluded_from_assessment) == ("GRANTED", True)
        await city.confirm(ticket, "REVOKE_UNREASONABLE", second, first, **WHY, finding="不成立")
        assert (ticket.unreasonable_state, ticket.excluded_from_assessment) == ("REFUSED", False)
        with pytest.raises(ActionRefused):
            await city.act(ticket, "FILE_UNREASONABLE", boss, **given)


async def test_a_revoked_finding_leaves_enforcement_out_of_the_figures(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await closed(city)
        ticket.profile, ticket.profile_version = "violation_report", 1
        ticket.unreasonable_state, ticket.excluded_from_assessment = "GRANTED", True
        first, second = city.person("adjudicator"), city.person("supervision_officer")
        await city.confirm(ticket, "REVOKE_UNREASONABLE", second, first, **WHY, finding="不成立")
    assert (ticket.unreasonable_state, ticket.excluded_from_assessment) == ("REFUSED", True)
    assert "执法" in str(ticket.exclusion_reason)


async def test_an_appeal_is_filed_in_five_days_and_decided_by_a_panel(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await closed(city)
        boss = city.person("unit_approver", "bureau")
        ticket.redo_round = 1
        files = [e["file_id"] for e in await evidence(city, ticket)]
        given = {
            "item": "REDO",
            "ground": "系统故障",
            "published_at": MONDAY,
            "file_ids": files,
        }
        move(MONDAY + timedelta(days=8))
        with pytest.raises(PayloadInvalid, match="appeals"):
            await city.act(ticket, "FILE_APPEAL", boss, **given)
        move(MONDAY + timedelta(days=3))
        await city.act(ticket, "FILE_APPEAL", boss, **given)
        first, second = city.person("adjudicator"), city.person("coordinator")
        await city.confirm(ticket, "UPHOLD_APPEAL", first, second, **WHY, adjustment="不计超期")
    assert ticket.appeal_state == "UPHELD"
    assert "appeal_decide" not in await city.running(ticket)


async def test_a_stale_version_is_refused_with_the_current_one(city: City) -> None:
    from hotline.tickets.errors import StaleVersion, TicketUnknown

    with clock.frozen(MONDAY):
        ticket = await city.open()
        with pytest.raises(StaleVersion) as caught:
            await service.act(
                city.session,
                ticket_id=ticket.id,
                action="COMMENT",
                actor=city.person("agent"),
                payload={"text": "备注"},
                version=7,
            )
        assert caught.value.extra == {"current_version": 1}
        with pytest.raises(IllegalTransition):
            await service.act_latest(
                city.session,
                ticket_id=ticket.id,
                action="FLY",
                actor=city.person("agent"),
                payload={},
            )
        with pytest.raises(TicketUnknown):
            await city.act(ticket, "COMMENT", city.person("handler", "bureau"), text="无关")
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "COMMENT", city.person("agent"), text="含\x00控制字符")
        with pytest.raises(PayloadInvalid):
            await city.act(ticket, "COMMENT", city.person("agent"), text="好", extra="多余")


async def test_nobody_unknown_is_reviewed_as_reporting_under_his_name(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open(citizen_id=None, citizen_kind="ANONYMOUS")
        reviewer = city.person("reviewer")
        with pytest.raises(PayloadInvalid) as caught:
            await city.act(ticket, "APPROVE", reviewer, **APPROVED, real_name=True)
    assert [e["field"] for e in caught.value.extra["errors"]] == ["real_name"]
