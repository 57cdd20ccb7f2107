"""A consumer complaint tells what the law asks; other matters tell what belongs to them (§4.8, §5.1)."""

from typing import Any

import pytest
from sqlalchemy import select

from crm.models import Citizen
from hotline.kit import clock
from hotline.kit.vault.service import unseal_value
from hotline.tickets import consumer
from hotline.tickets.errors import ConsumerAnonymous, ConsumerIncomplete, PayloadInvalid
from hotline.tickets.forms import fields_of
from hotline.tickets.models import Ticket, TicketAction
from hotline.tickets.payloads_intake import Approve
from routing.taxonomy.tree import RequestKind
from tests.conftest import BACKENDS
from tests.hotline.tickets.city import APPROVED, CONSUMER, MONDAY, City, handled

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
NEEDED = [
    "complainant_name",
    "complainant_address",
    "respondent_name",
    "respondent_address",
    "demand",
    "facts",
]


async def approve(city: City, ticket: Ticket, **given: Any) -> Ticket:
    told = {**APPROVED, **CONSUMER, **given}
    fields = {name: value for name, value in told.items() if value is not None}
    return await city.act(ticket, "APPROVE", city.person("reviewer"), **fields)


@pytest.mark.parametrize("left_out", NEEDED)
async def test_what_the_law_asks_for_is_named_when_it_is_missing(city: City, left_out: str) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open(RequestKind.COMPLAINT)
        with pytest.raises(ConsumerIncomplete) as refused:
            await approve(city, ticket, **{left_out: None})
    assert [error["field"] for error in refused.value.extra["errors"]] == [left_out]
    assert "要求补充信息" in refused.value.detail_zh
    assert ticket.status == "DRAFT"


async def test_a_complainant_without_a_telephone_number_is_asked_for_it(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open(RequestKind.COMPLAINT, more={"contact_number_hash": None})
        with pytest.raises(ConsumerIncomplete, match="contact_number"):
            await approve(city, ticket)


async def test_what_is_missing_is_asked_and_then_the_complaint_goes_on(city: City) -> None:
    reviewer = city.person("reviewer")
    with clock.frozen(MONDAY):
        ticket = await city.open(RequestKind.COMPLAINT)
        with pytest.raises(ConsumerIncomplete):
            await approve(city, ticket, respondent_address=None)
        await city.act(
            ticket, "REQUEST_INFO", reviewer, missing_fields=["被投诉人地址"], question="店在哪里？"
        )
        await city.act(ticket, "SUPPLY_INFO", city.person("agent"), text="在石湾镇街道某路2号")
        done = await approve(city, ticket)
    assert done.status == "READY"


async def test_an_anonymous_request_is_no_consumer_complaint_but_may_be_a_report(
    city: City,
) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open(RequestKind.COMPLAINT, citizen_id=None, citizen_kind="ANONYMOUS")
        with pytest.raises(ConsumerAnonymous) as refused:
            await approve(city, ticket, complainant_name=None, complainant_address=None)
        report = {"kind": "REPORT", "profile": "violation_report"}
        hidden = {**APPROVED, **report, "confidentiality": "CITIZEN_HIDDEN"}
        done = await city.act(ticket, "APPROVE", city.person("reviewer"), **hidden)
    assert "违法举报" in refused.value.detail_zh
    assert refused.value.extra["errors"][0]["field"] == "profile"
    assert (done.status, done.profile) == ("READY", "violation_report")


async def test_what_the_card_and_the_intake_know_is_not_asked_again(city: City) -> None:
    with clock.frozen(MONDAY):
        await approve(city, await city.open(RequestKind.COMPLAINT))
        again = await city.open(RequestKind.COMPLAINT)
        done = await approve(city, again, complainant_name=None, complainant_address=None)
        page = await consumer.shown(city.session, done, person=True)
    assert done.status == "READY"
    assert page["consumer"]["complainant_name"] == "陈**"


async def test_another_matter_needs_none_of_it(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open(RequestKind.COMPLAINT)
        told = {**APPROVED, "kind": "COMPLAINT"}
        done = await city.act(ticket, "APPROVE", city.person("reviewer"), **told)
        page = await consumer.shown(city.session, done, person=True)
    assert (done.status, page["consumer"]) == ("READY", None)


async def test_a_change_to_the_consumer_profile_asks_the_same(city: City) -> None:
    reviewer = city.person("reviewer")
    change = {"kind": "COMPLAINT", "category_code": "010101", "profile": CONSUMER["profile"]}
    with clock.frozen(MONDAY):
        ticket = await city.open(RequestKind.COMPLAINT)
        told = {**APPROVED, "kind": "COMPLAINT"}
        await city.act(ticket, "APPROVE", reviewer, **told)
        with pytest.raises(ConsumerIncomplete):
            await city.act(ticket, "RECLASSIFY", reviewer, reason="属消费争议", **change)
        done = await city.act(
            ticket, "RECLASSIFY", reviewer, reason="属消费争议", **{**CONSUMER, **change}
        )
    assert done.profile == CONSUMER["profile"]


async def test_people_are_sealed_under_the_citizens_key_and_shown_masked(city: City) -> None:
    people = {"agent_name": "李代理", "representatives": ["王小二 13900000004", "赵六 13900000005"]}
    bought = {"amount_yuan": "1280.50", "purchased_on": "2026-02-20", "shop_name": "某旗舰店"}
    with clock.frozen(MONDAY):
        ticket = await approve(city, await city.open(RequestKind.COMPLAINT), **people, **bought)
        page = (await consumer.shown(city.session, ticket, person=True))["consumer"]
        hidden = (await consumer.shown(city.session, ticket, person=False))["consumer"]
        clear = await consumer.clear_of(city.session, ticket, "representatives")
    assert "王小二" not in str(ticket.branch)
    assert page["representatives"] == ["王** 139****0004", "赵* 139****0005"]
    assert (page["agent_name"], page["amount_yuan"]) == ("李**", "1280.50")
    assert hidden["representatives"] is hidden["complainant_name"] is None
    assert clear == "王小二 13900000004、赵六 13900000005"
    citizen = await city.session.get_one(Citizen, city.citizen_id)
    assert await unseal_value(city.session, "name", citizen.name_sealed or "") == "陈小明"


async def test_a_joint_complaint_names_two_representatives_at_most(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open(RequestKind.COMPLAINT)
        with pytest.raises(PayloadInvalid, match="representatives"):
            await approve(city, ticket, representatives=["甲 1", "乙 2", "丙 3"])


async def test_no_name_stands_in_the_log(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await approve(
            city, await city.open(RequestKind.COMPLAINT), representatives=["王小二 13900000004"]
        )
    query = select(TicketAction.payload, TicketAction.texts, TicketAction.changes)
    rows = await city.session.execute(query.where(TicketAction.ticket_id == ticket.id))
    written = str(rows.all())
    assert not [name for name in ("陈小明", "王小二", "祖庙街道某路") if name in written]
    assert "退货并退还货款" in written


async def test_a_complaint_of_efficiency_tells_post_item_and_case(city: City) -> None:
    told = {
        "respondent_kind": "STAFF",
        "respondent_name": "窗口人员",
        "accused_post": "窗口受理岗",
        "service_item": "个体工商户注册登记",
        "case_no": "FS-2026-0001",
    }
    with clock.frozen(MONDAY):
        ticket = await city.open(RequestKind.COMPLAINT)
        given = {**APPROVED, "kind": "COMPLAINT", **told}
        done = await city.act(ticket, "APPROVE", city.person("reviewer"), **given)
        page = await consumer.shown(city.session, done, person=True)
    assert page["efficiency"] == {
        name: told[name] for name in ("accused_post", "service_item", "case_no")
    }


async def test_a_stage_keeps_its_day_its_ground_and_its_mediator(city: City) -> None:
    handler = city.person("handler", "bureau")
    with clock.frozen(MONDAY):
        ticket = await handled(city, RequestKind.COMPLAINT, profile=CONSUMER["profile"])
        await city.act(ticket, "RECORD_STAGE", handler, stage="ACCEPTED", within_three_years=True)
        with pytest.raises(PayloadInvalid, match="another decision"):
            await city.act(
                ticket, "RECORD_STAGE", handler, stage="AGREED", refusal_ground="NO_AUTHORITY"
            )
        await city.act(
            ticket,
            "RECORD_STAGE",
            handler,
            stage="TERMINATED",
            termination_ground="NO_AGREEMENT",
            mediator="市消费者委员会",
        )
        page = await consumer.shown(city.session, ticket, person=False)
    assert page["stages"] == {
        "ACCEPTED": MONDAY.isoformat(),
        "TERMINATED": MONDAY.isoformat(),
    }
    assert page["consumer"]["termination_ground_label"] == "一方明确表示不能达成协议"
    assert (page["consumer"]["mediator"], page["report"]) == ("市消费者委员会", None)


async def test_a_report_keeps_what_the_check_found(city: City) -> None:
    handler = city.person("handler", "bureau")
    secret = {"profile": "violation_report", "confidentiality": "CITIZEN_HIDDEN"}
    with clock.frozen(MONDAY):
        ticket = await handled(city, RequestKind.REPORT, **secret)
        await city.act(
            ticket,
            "RECORD_STAGE",
            handler,
            stage="CASE_OPENED",
            check_result="现场查获过期食品",
            reward="按规定给予奖励",
        )
        page = await consumer.shown(city.session, ticket, person=False)
    assert page["report"] == {"check_result": "现场查获过期食品", "reward": "按规定给予奖励"}
    assert page["consumer"] is None


def test_a_console_is_told_when_a_field_is_asked_for(backend: str) -> None:
    del backend
    when = {spec.name: spec.when for spec in fields_of(Approve)}
    assert when["demand"] == {"profile": ("consumer_complaint",)}
    assert when["case_no"] == {"respondent_kind": ("UNIT", "STAFF")}
    assert when["kind"] == when["respondent_name"] == {}
