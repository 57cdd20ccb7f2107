"""Whom a request is about is sealed on the ticket, shown masked, and never stands in the log (§5.1, §13.1)."""

from typing import Any

import pytest
from sqlalchemy import select

from hotline.kit import clock
from hotline.kit.vault.models import SubjectKeyRow
from hotline.tickets import respondent
from hotline.tickets.errors import PayloadInvalid
from hotline.tickets.models import Ticket, TicketAction
from routing.taxonomy.tree import RequestKind
from tests.conftest import BACKENDS
from tests.hotline.tickets.city import APPROVED, MONDAY, City

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
TOLD = {
    "respondent_kind": "PERSON",
    "respondent_name": "钱大有",
    "respondent_address": "禅城区祖庙街道同济路十号",
    "respondent_phone": "13900000003",
}
SAME = {"kind": "COMPLAINT", "category_code": "010101", "reason": "来电补充"}


async def approved(city: City, **told: Any) -> Ticket:
    ticket = await city.open(RequestKind.COMPLAINT)
    given = {**APPROVED, "kind": "COMPLAINT", **told}
    return await city.act(ticket, "APPROVE", city.person("reviewer"), **given)


async def test_a_complaint_names_whom_it_is_about_or_says_that_nobody_knows(city: City) -> None:
    reviewer = city.person("reviewer")
    nobody = {**APPROVED, "kind": "COMPLAINT", "respondent_unknown": False}
    with clock.frozen(MONDAY):
        ticket = await city.open(RequestKind.COMPLAINT)
        with pytest.raises(PayloadInvalid) as refused:
            await city.act(ticket, "APPROVE", reviewer, **nobody)
        asked = await city.open(RequestKind.HELP)
        done = await city.act(asked, "APPROVE", reviewer, **{**nobody, "kind": "HELP"})
        named = await city.act(
            ticket, "APPROVE", reviewer, **{**nobody, "respondent_name": "钱大有"}
        )
    assert "被反映对象" in refused.value.detail_zh
    assert done.status == named.status == "READY"


async def keys(city: City) -> list[SubjectKeyRow]:
    query = select(SubjectKeyRow).where(SubjectKeyRow.kind == respondent.KEY_KIND)
    return list(await city.session.scalars(query.execution_options(populate_existing=True)))


async def test_a_person_complained_of_is_sealed_and_shown_masked(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await approved(city, **TOLD)
    stored = [ticket.respondent_name_enc, ticket.respondent_address_enc]
    assert all(value and "钱" not in value and "同济" not in value for value in stored)
    assert await respondent.shown(city.session, ticket) == {
        "respondent_name": "钱**",
        "respondent_address": "禅城区祖庙街****",
        "respondent_phone": "139****0003",
    }


async def test_what_was_told_of_him_stands_nowhere_in_the_log(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await approved(city, **TOLD)
    rows = await city.session.scalars(
        select(TicketAction).where(TicketAction.ticket_id == ticket.id)
    )
    log = str([(row.payload, row.texts, row.changes) for row in rows])
    assert "respondent_kind" in log
    for words in ("钱大有", "同济路", "13900000003"):
        assert words not in log


async def test_a_firm_is_named_to_whoever_works_on_it(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await approved(
            city, respondent_kind="FIRM", respondent_name="同济超市", respondent_phone="13900000003"
        )
    shown = await respondent.shown(city.session, ticket)
    assert (shown["respondent_name"], shown["respondent_phone"]) == ("同济超市", "139****0003")


async def test_a_name_learnt_later_joins_the_rest_under_the_same_key(city: City) -> None:
    reviewer = city.person("dispatcher")
    with clock.frozen(MONDAY):
        ticket = await approved(city, respondent_phone="13900000003", respondent_unknown=True)
        unknown = [ticket.respondent_unknown]
        await city.act(ticket, "RECLASSIFY", reviewer, **SAME, respondent_name="钱大有")
        with pytest.raises(PayloadInvalid, match="nothing changes"):
            await city.act(ticket, "RECLASSIFY", reviewer, **SAME)
    assert [*unknown, ticket.respondent_unknown] == [True, False]
    assert (await respondent.shown(city.session, ticket))["respondent_name"] == "钱**"
    assert len(await keys(city)) == 1


async def test_he_is_erased_with_the_citizen_who_told_of_him(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await approved(city, **TOLD)
        await respondent.erase(city.session, [city.citizen_id])
        await city.session.refresh(ticket)
    assert ticket.respondent_name_enc is None
    assert [key.wrapped_key for key in await keys(city)] == [""]
    assert set((await respondent.shown(city.session, ticket)).values()) == {None}


async def test_an_occurrence_has_a_beginning_before_its_end_and_lies_in_the_past(
    city: City,
) -> None:
    early, late = MONDAY.replace(hour=1).isoformat(), MONDAY.isoformat()
    with clock.frozen(MONDAY):
        for wrong in (
            {"occurred_until": late},
            {"occurred_at": late, "occurred_until": early},
            {"occurred_at": MONDAY.replace(year=2027).isoformat()},
        ):
            with pytest.raises(PayloadInvalid):
                await approved(city, **wrong)
        ticket = await approved(city, occurred_at=early, occurred_until=late)
    assert ticket.occurred_until == MONDAY


async def test_the_type_of_what_is_beyond_duty_is_kept_only_where_it_is_beyond(
    city: City,
) -> None:
    with clock.frozen(MONDAY):
        beyond = await approved(city, is_beyond_duty=True, beyond_duty_type="市场行为")
        within = await approved(city, beyond_duty_type="市场行为", village_code="440604001001")
    assert (beyond.beyond_duty_type, within.beyond_duty_type) == ("市场行为", None)
    assert within.village_code == "440604001001"
