"""What a return must prove by its reason, and what is no reason: domain rules §7.5."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hotline.kit import clock
from hotline.tickets import returns
from hotline.tickets.errors import ActionRefused, PayloadInvalid
from hotline.tickets.models import Ticket
from hotline.tickets.papers import TicketAttachment
from tests.hotline.tickets.city import MONDAY, City, contacted, dispatched, evidence, handled

CITED = "《城市照明管理规定》第十八条"
FACTS = "该路段路灯由市政养护单位管养，移交协议已备案。"
SAID: dict[str, Any] = {"legal_basis": CITED, "explanation": FACTS}


async def proposed(city: City, ticket: Ticket, reason: str, **more: Any) -> Ticket:
    """The clerk of the bureau asks to return the ticket."""
    clerk = city.person("unit_clerk", "bureau")
    return await city.act(ticket, "OBJECT", clerk, return_reason=reason, **SAID | more)


async def fields_refused(city: City, ticket: Ticket, reason: str, **more: Any) -> set[str]:
    """The fields that are named when the return is refused."""
    with pytest.raises(PayloadInvalid) as caught:
        await proposed(city, ticket, reason, **more)
    entries = caught.value.extra["errors"]
    assert all(entry["reason"] != entry["reason_en"] for entry in entries)
    return {entry["field"] for entry in entries}


def to(city: City, unit: str = "police") -> dict[str, str]:
    """The unit suggested instead."""
    return {"suggested_unit_id": city.id(unit)}


async def test_another_duty_is_proven_by_the_text_that_gives_it(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        why = "NOT_OUR_DUTY"
        assert await fields_refused(city, ticket, why) == {"suggested_unit_id"}
        vague = to(city) | {"legal_basis": "有关法律法规规定"}
        assert await fields_refused(city, ticket, why, **vague) == {"legal_basis"}
        await proposed(city, ticket, why, **to(city))


async def test_another_place_is_proven_by_a_point_or_a_file(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        why, given = "WRONG_PLACE", to(city, "office")
        assert await fields_refused(city, ticket, why, **given) == {"map_point"}
        for wrong in ("祖庙路口", "23.02", "113.12,23.02,1", "123.02,23.1", "nan,1"):
            assert await fields_refused(city, ticket, why, **given, map_point=wrong) == {
                "map_point"
            }
        await proposed(city, ticket, why, **given, map_point="23.0218, 113.1219")


async def test_a_file_proves_the_boundary_and_stays_with_the_ticket(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        (file,) = await evidence(city, ticket)
        await city.confirm(
            ticket,
            "OBJECT",
            city.person("unit_clerk", "bureau"),
            city.person("unit_approver", "bureau"),
            return_reason="WRONG_PLACE",
            file_ids=[file["file_id"]],
            **SAID,
            **to(city),
        )
        kept = list(await city.session.scalars(select(TicketAttachment.file_id)))
    assert (ticket.status, kept) == ("OBJECTED", [file["file_id"]])


async def test_an_overlap_needs_two_texts_a_lead_and_a_partner(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        why, second = "OVERLAP", {"second_basis": "《道路交通安全法》第三十条"}
        assert await fields_refused(city, ticket, why, **to(city)) == {"second_basis"}
        same = to(city) | {"second_basis": CITED}
        assert await fields_refused(city, ticket, why, **same) == {"second_basis"}
        alone = to(city) | second
        assert await fields_refused(city, ticket, why, **alone) == {"suggested_partner_id"}
        twice = alone | {"suggested_partner_id": city.id("police")}
        assert await fields_refused(city, ticket, why, **twice) == {"suggested_partner_id"}
        await proposed(city, ticket, why, **alone, suggested_partner_id=city.id("bureau"))


async def test_an_overlap_is_decided_by_an_adjudicator(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        await city.confirm(
            ticket,
            "OBJECT",
            city.person("unit_clerk", "bureau"),
            city.person("unit_approver", "bureau"),
            return_reason="OVERLAP",
            second_basis="《道路交通安全法》第三十条",
            suggested_partner_id=city.id("bureau"),
            **SAID,
            **to(city),
        )
        with pytest.raises(ActionRefused, match="overlap"):
            await city.act(
                ticket, "REJECT_OBJECTION", city.person("dispatcher"), ruling="请继续办理"
            )
        await city.act(ticket, "REJECT_OBJECTION", city.person("adjudicator"), ruling="请继续办理")
    assert ticket.status == "HANDLING"


async def test_a_duplicate_names_a_ticket_the_clerk_may_see(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket, other, foreign = await dispatched(city), await dispatched(city), await city.open()
        why = "DUPLICATE"
        assert await fields_refused(city, ticket, why) == {"duplicate_ticket_id"}
        unseen = {"duplicate_ticket_id": foreign.id}
        assert await fields_refused(city, ticket, why, **unseen) == {"duplicate_ticket_id"}
        await proposed(city, ticket, why, duplicate_ticket_id=other.id)


async def test_out_of_remit_names_a_ground(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        assert await fields_refused(city, ticket, "OUT_OF_REMIT") == {"ground_code"}
        await proposed(city, ticket, "OUT_OF_REMIT", ground_code="LITIGATION")


async def test_missing_information_names_the_field_and_shows_a_try(city: City) -> None:
    with clock.frozen(MONDAY) as move:
        ticket = await handled(city)
        why, named = "INFO_MISSING", {"missing_field": "具体门牌号"}
        assert await fields_refused(city, ticket, why) == {"missing_field"}
        assert await fields_refused(city, ticket, why, **named) == {"return_reason"}
        move(MONDAY + timedelta(hours=1))
        await contacted(city, ticket, "NO_ANSWER")
        await proposed(city, ticket, why, **named)


@pytest.mark.parametrize(
    "text",
    [
        "近期工作繁忙，人手不足。",
        "我单位目前人员紧张，任务较重",
        "此事项难以处理，存在困难。",
        "诉求人无理取闹，态度恶劣！",
        "该市民胡搅蛮缠，不讲道理",
        "详见之前的回复，见附件。",
        "同上，申请退单，请予退回",
        "无无无无无无无无无",
        "————————。。。。",
        "1234567890",
    ],
)
async def test_excuses_are_no_reason(city: City, text: str) -> None:
    assert returns.says_nothing(text)
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        refused = await fields_refused(city, ticket, "NOT_OUR_DUTY", **to(city), explanation=text)
    assert refused == {"explanation"}


@pytest.mark.parametrize(
    "text",
    [
        FACTS,
        "社会生活噪声由公安机关负责。",
        "不属于本单位职责范围",
        "该工地已移交住建部门监管，现场复杂，本局无执法权。",
        "诉求人不讲理，但该地块位于南海区桂城街道，不在禅城区辖区内。",
        "路灯归口其他单位负责",
    ],
)
def test_facts_are_a_reason_whatever_else_is_said(text: str) -> None:
    assert not returns.says_nothing(text)


async def test_a_basis_of_nothing_is_refused(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
        refused = await fields_refused(
            city, ticket, "OUT_OF_REMIT", ground_code="LITIGATION", legal_basis="见附件材料"
        )
    assert refused == {"legal_basis"}
