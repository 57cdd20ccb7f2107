"""Messages that are no texts: what was said to a machine is registered, wishes of the channel are not ours."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from channels import service as channels
from channels.events import MessageReceived
from channels.messages import ChannelKind, Inbound, InboundKind, RawForm
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish
from hotline.tickets.models import Ticket, TicketAction
from tests.conftest import BACKENDS
from tests.hotline.process.mailroom import LANDLINE, MOBILE
from tests.journeys.sms_desk import Desk, desk, wired_info

LAMPS = "祖庙街道建新路有三盏路灯坏了，晚上很黑，老人不敢出门"


@pytest.fixture
def session_info(tmp_path: Path) -> dict[str, Any]:
    return wired_info(tmp_path)


@pytest.fixture
async def at(database: Database) -> AsyncIterator[Desk]:
    async with desk(database) as found:
        yield found


async def speak(at: Desk, words: str, number: str | None) -> None:
    """Let a caller say something after the tone."""
    call = new_id()
    inbound = Inbound(
        provider="fake",
        dedupe_key=f"said:{call}",
        channel=ChannelKind.VOICE,
        address=number,
        our_address="12345",
        text=words,
        kind=InboundKind.SPEECH,
        raw=RawForm((("call", call),)),
    )
    async with at.house.database.write() as session:
        await channels.store_inbound(session, inbound)
    await at.house.run()


async def hear(at: Desk, kind: InboundKind) -> None:
    """Let an event of a kind that is not the procedure's arrive."""
    async with at.house.database.write() as session:
        await publish(session, MessageReceived(new_id(), new_id(), "SMS", kind.value))
    await at.house.run()


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_what_a_mobile_caller_says_is_registered_and_receipted_by_text(at: Desk) -> None:
    await speak(at, LAMPS, MOBILE)
    ticket = await at.ticket()
    assert (ticket.channel, ticket.content) == ("VOICE", LAMPS)
    (receipt,) = at.house.texts()
    assert ticket.number in receipt


@pytest.mark.parametrize("number", [LANDLINE, None])
async def test_whoever_cannot_get_a_text_is_registered_all_the_same(
    at: Desk, number: str | None
) -> None:
    await speak(at, LAMPS, number)
    ticket = await at.ticket()
    assert ticket.citizen_kind == ("PERSON" if number else "ANONYMOUS")
    assert not at.house.sms.outbox


async def test_a_word_said_to_a_machine_is_no_command(at: Desk) -> None:
    await at.text(LAMPS)
    await speak(at, "撤回", MOBILE)
    async with at.house.database.read() as session:
        statuses = list(await session.scalars(select(Ticket.status)))
    assert "WITHDRAWN" not in statuses


@pytest.mark.parametrize("kind", [InboundKind.OPT_OUT, InboundKind.OPT_IN, InboundKind.HELP])
async def test_wishes_of_the_channel_open_no_ticket(at: Desk, kind: InboundKind) -> None:
    await hear(at, kind)
    assert await at.dead_letters() == []
    assert await at.count(Ticket) == 0


async def test_an_erased_message_asks_for_nothing(at: Desk) -> None:
    form = at.house.sms.write(MOBILE, LAMPS)
    async with at.house.database.write() as session:
        await channels.store_inbound(session, at.house.sms.parse_inbound(form))
        await channels.erase(session, ChannelKind.SMS, MOBILE)
    await at.house.run()
    assert await at.count(Ticket) == 0


async def test_the_citizen_acts_in_his_own_name(at: Desk) -> None:
    await at.text(LAMPS)
    await at.text("催一下")
    async with at.house.database.read() as session:
        row = (
            await session.scalars(select(TicketAction).where(TicketAction.action == "URGE"))
        ).one()
        ticket = await session.get_one(Ticket, row.ticket_id)
        assert (row.actor_kind, row.actor_id) == ("citizen", ticket.citizen_id)
        assert "催一下" in str(row.texts)


async def test_his_own_words_are_kept_as_he_wrote_them(at: Desk) -> None:
    words = "１号楼（东侧）路灯坏了，晚上很黑；請儘快派人嚟整！"
    await at.text(f"新诉求：{words}")
    assert (await at.ticket()).content == words
    await at.text("补充：第②盏也坏了，编号Ａ-3。")
    assert (await at.ticket()).content.endswith("第②盏也坏了，编号Ａ-3。")


async def test_an_addition_without_words_is_still_no_dead_letter(at: Desk) -> None:
    await at.text(LAMPS)
    assert await at.text("补充：")
    assert await at.dead_letters() == []
