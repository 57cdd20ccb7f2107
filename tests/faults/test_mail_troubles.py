"""The real SMTP adapter in a served house: down, mute, refusing, silent after DATA; every notice arrives."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels.messages import ChannelKind, Outgoing, Purpose, Route
from tests.channels.mail.server import Mailbox, serving
from tests.faults.providers import House, black_hole, house, smtp_at, unused_port

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
PART = "channel:EMAIL:smtp"


@pytest.fixture
async def home(seeded_sqlite: Path, tmp_path: Path) -> AsyncIterator[House]:
    port = unused_port()
    async with house(seeded_sqlite, tmp_path, port, smtp_at(port)) as found:
        yield found


def notices(count: int) -> list[Outgoing]:
    return [
        Outgoing(
            (Route(ChannelKind.EMAIL, f"unit{turn}@units.example", f"请签收第{turn}件", "新工单"),),
            Purpose.DUTY,
            dedupe_key=f"mail:{turn}",
        )
        for turn in range(count)
    ]


async def all_is_well(home: House, mailbox: Mailbox, count: int) -> None:
    """Wait until nothing waits; every notice arrived, and no letter is dead."""
    await home.comes_to(PART, "ok", waiting=False)
    assert set(mailbox.texts()) == {f"请签收第{turn}件" for turn in range(count)}
    assert home.ledger.rows("SELECT id FROM outbox_deliveries WHERE status = 'DEAD'") == []


async def test_a_refused_connection_is_told_and_outlived(home: House) -> None:
    await home.writes(notices(4))
    await home.comes_to(PART, "degraded", waiting=True)
    assert (await home.part(PART))["whole"] == "degraded"
    mailbox = Mailbox()
    async with serving(mailbox, port=home.port):
        await all_is_well(home, mailbox, 4)
    assert len(mailbox.stored) == 4


async def test_a_mute_server_is_told_and_outlived(home: House) -> None:
    async with black_hole(home.port):
        await home.writes(notices(2))
        await home.comes_to(PART, "degraded", waiting=True)
    mailbox = Mailbox()
    async with serving(mailbox, port=home.port):
        await all_is_well(home, mailbox, 2)
    assert len(mailbox.stored) == 2


@pytest.mark.parametrize("stage", ["rcpt_answer", "data_answer"])
async def test_a_refusal_for_now_is_tried_again(home: House, stage: str) -> None:
    mailbox = Mailbox()
    setattr(mailbox, stage, "451 try again later")
    async with serving(mailbox, port=home.port):
        await home.writes(notices(2))
        await home.comes_to(PART, "ok", waiting=True)
        setattr(mailbox, stage, "")
        await all_is_well(home, mailbox, 2)
    assert len(mailbox.stored) == 2


@pytest.mark.parametrize(
    ("stage", "reason"), [("rcpt_answer", "BAD_ADDRESS"), ("data_answer", "CONTENT_REFUSED")]
)
async def test_a_refusal_for_good_ends_the_notice_with_its_reason(
    home: House, stage: str, reason: str
) -> None:
    mailbox = Mailbox()
    setattr(mailbox, stage, "554 never")
    async with serving(mailbox, port=home.port):
        await home.writes(notices(1))
        await home.comes_to(PART, "ok", waiting=False)
    assert home.states() == [("REJECTED", reason)]
    ((failed,),) = home.ledger.rows("SELECT failed_at FROM channel_messages")
    assert failed is not None


@pytest.mark.parametrize("after", ["silence", "hang up"])
async def test_what_may_have_arrived_is_repeated_as_the_very_same_mail(
    home: House, after: str
) -> None:
    mailbox = Mailbox()
    mailbox.dawdle = 5.0 if after == "silence" else 0.0
    mailbox.hang_up = after == "hang up"
    async with serving(mailbox, port=home.port):
        await home.writes(notices(1))
        await home.comes_to(PART, "degraded", waiting=True)
        mailbox.dawdle, mailbox.hang_up = 0.0, False
        await all_is_well(home, mailbox, 1)
    assert len(mailbox.stored) >= 2
    assert len({mail["Message-ID"] for mail in mailbox.mails()}) == 1
