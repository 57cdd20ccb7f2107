"""What must be shown before it counts (须有证据): last redos, unreasonable filings, appeals; §3.2 E8, G8, G10."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.ids import new_id
from hotline.tickets import appealable
from hotline.tickets.appealable import CardSought
from hotline.tickets.errors import PayloadInvalid
from hotline.tickets.models import Ticket
from hotline.tickets.vocabulary import ClockId
from routing.taxonomy.tree import RequestKind
from tests.hotline.tickets.beginnings import spent
from tests.hotline.tickets.city import (
    MONDAY,
    City,
    closed,
    contacted,
    evidence,
    following,
    handled,
)

REDO = {"trigger": "UNRESOLVED", "instruction": "请再次到场处理", "resolved": "NO"}


@pytest.mark.parametrize("kind", [RequestKind.HELP, RequestKind.COMPLAINT])
async def test_a_redo_of_three_days_owes_no_progress_notes(city: City, kind: RequestKind) -> None:
    """§4.1 progress: only when limit > 5 WD; a redo has 3 or 2."""
    with clock.frozen(MONDAY):
        ticket = await following(city, kind)
        await city.act(ticket, "ORDER_REDO", city.person("follow_up_agent"), **REDO)
        assert await city.running(ticket) >= {"redo"}
        assert "progress" not in await city.running(ticket)
        urgency = {"urgency": "URGENT", "reason": "影响扩大"}
        await city.act(ticket, "CHANGE_URGENCY", city.person("dispatcher"), **urgency)
        lowered = {"urgency": "NORMAL", "reason": "已缓解"}
        await city.act(ticket, "CHANGE_URGENCY", city.person("dispatcher"), **lowered)
        assert "progress" not in await city.running(ticket)


async def test_a_ticket_reopened_owes_no_progress_notes_in_three_days(city: City) -> None:
    """§4.1 progress, E9."""
    with clock.frozen(MONDAY):
        ticket = await closed(city)
        await city.act(ticket, "REOPEN", city.citizen, reason="又坏了")
        assert "redo" in await city.running(ticket)
        assert "progress" not in await city.running(ticket)


@pytest.mark.parametrize(
    ("told", "field"),
    [({}, "lead_unit_id"), ({"basis": "三定第二条"}, "lead_unit_id"), ({"lead": 1}, "basis")],
)
async def test_a_last_redo_names_its_lead_and_the_basis(
    city: City, told: dict[str, Any], field: str
) -> None:
    """E8 must carry: minutes; a last redo with named lead."""
    with clock.frozen(MONDAY):
        ticket = await spent(city)
        agent = city.person("follow_up_agent")
        called = {"unit_ids": [city.id("bureau")], "question": "怎么办"}
        await city.act(ticket, "CALL_CONSULTATION", agent, **called)
        if told.get("lead"):
            told = {"lead_unit_id": city.id("bureau")}
        with pytest.raises(PayloadInvalid) as caught:
            await city.act(
                ticket,
                "CONCLUDE_CONSULTATION",
                city.person("coordinator"),
                minutes="会商一致",
                catalogue_feedback="无需修订",
                conclusion="LAST_REDO",
                **told,
            )
    assert [e["field"] for e in caught.value.extra["errors"]] == [field]
    assert ticket.redo_round == 2


async def test_whoever_files_unreasonable_has_contacted_the_citizen(city: City) -> None:
    """§3.5: the unit must show it contacted, explained and documented; words alone do not."""
    with clock.frozen(MONDAY):
        ticket = await handled(city)
        boss = city.person("unit_approver", "bureau")
        files = [e["file_id"] for e in await evidence(city, ticket)]
        given = {"ground": "IMPOSSIBLE", "efforts": "多次上门", "contacts": "已联系三次"}
        with pytest.raises(PayloadInvalid) as caught:
            await city.act(ticket, "FILE_UNREASONABLE", boss, **given, file_ids=files)
        assert [e["field"] for e in caught.value.extra["errors"]] == ["contact_log"]
        await contacted(city, ticket)
        await city.act(ticket, "FILE_UNREASONABLE", boss, **given, file_ids=files)
    assert ticket.unreasonable_state == "FILED"


async def test_contacts_of_an_earlier_round_show_it_too(city: City) -> None:
    """§3.5, in a redo: what was explained before it counts."""
    with clock.frozen(MONDAY):
        ticket = await following(city)
        await city.act(ticket, "ORDER_REDO", city.person("follow_up_agent"), **REDO)
        files = [e["file_id"] for e in await evidence(city, ticket)]
        given = {"ground": "IMPOSSIBLE", "efforts": "多次上门", "contacts": "已联系三次"}
        boss = city.person("unit_approver", "bureau")
        await city.act(ticket, "FILE_UNREASONABLE", boss, **given, file_ids=files)
    assert ticket.unreasonable_state == "FILED"


async def appeal(city: City, ticket: Ticket, item: str, **more: Any) -> Ticket:
    """The bureau's approver appeals with evidence."""
    files = [e["file_id"] for e in await evidence(city, ticket)]
    given = {"item": item, "ground": "认定有误", "published_at": clock.now(), "file_ids": files}
    boss = city.person("unit_approver", "bureau")
    return await city.act(ticket, "FILE_APPEAL", boss, **{**given, **more})


async def test_an_appeal_needs_evidence(city: City) -> None:
    """G10 must carry item, ground, evidence."""
    with clock.frozen(MONDAY):
        ticket = await closed(city)
        ticket.redo_round = 1
        with pytest.raises(PayloadInvalid) as caught:
            await appeal(city, ticket, "REDO", file_ids=[])
    assert [e["field"] for e in caught.value.extra["errors"]] == ["file_ids"]


@pytest.mark.parametrize("item", ["LATE_MARK", "OBJECTION", "REDO", "DISSATISFACTION", "CARD"])
async def test_what_never_happened_is_not_appealed(city: City, item: str) -> None:
    """§3.5 Appeal, items: late mark, objection upheld or refused, redo, dissatisfaction, card."""
    with clock.frozen(MONDAY):
        ticket = await closed(city)
        with pytest.raises(PayloadInvalid, match="stands"):
            await appeal(city, ticket, item)
    assert ticket.appeal_state == "NONE"


async def late(city: City, ticket: Ticket) -> None:
    (sign,) = await city.clocks(ticket, ClockId.SIGN)
    sign.late = True


async def objected(_city: City, ticket: Ticket) -> None:
    ticket.returns_total = 1


async def redone(_city: City, ticket: Ticket) -> None:
    ticket.redo_round = 1


async def rated(city: City, ticket: Ticket) -> None:
    """A later rating stands beside the first."""
    await city.act(ticket, "RATE_AGAIN", city.citizen, rating="DISSATISFIED")


async def carded(city: City, ticket: Ticket) -> None:
    """E-supervision knows of a card of this unit on this ticket."""

    async def find(_session: AsyncSession, sought: CardSought) -> bool:
        return sought == CardSought(ticket.id, city.id("bureau"))

    city.session.info[appealable.CARDS] = find


@pytest.mark.parametrize(
    ("item", "happened"),
    [
        ("LATE_MARK", late),
        ("OBJECTION", objected),
        ("REDO", redone),
        ("DISSATISFACTION", rated),
        ("CARD", carded),
    ],
)
async def test_what_stands_on_the_ticket_is_appealed(city: City, item: str, happened: Any) -> None:
    """G10."""
    with clock.frozen(MONDAY) as move:
        ticket = await closed(city)
        await happened(city, ticket)
        move(MONDAY + timedelta(days=1))
        await appeal(city, ticket, item)
    assert ticket.appeal_state == "FILED"


async def test_a_card_that_does_not_stand_is_not_appealed(city: City) -> None:
    """G10: a card by its number, of another unit or of another ticket."""
    with clock.frozen(MONDAY):
        ticket = await closed(city)
        await carded(city, ticket)
        with pytest.raises(PayloadInvalid, match="stands"):
            await appeal(city, ticket, "CARD", card_id=new_id())


async def test_a_late_clock_of_another_unit_is_no_late_mark_of_this_one(city: City) -> None:
    """§3.5: the unit contests its own figure."""
    with clock.frozen(MONDAY):
        ticket = await closed(city)
        (sign,) = await city.clocks(ticket, ClockId.SIGN)
        sign.late, sign.unit_id = True, city.id("police")
        with pytest.raises(PayloadInvalid, match="stands"):
            await appeal(city, ticket, "LATE_MARK")
