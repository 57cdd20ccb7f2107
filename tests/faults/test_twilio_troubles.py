"""The real Twilio adapter in a served house: down, mute, failing, forgetful; nothing lost, nothing sent twice."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.channels import twin as twilio
from tests.channels.twin import Twin
from tests.faults.providers import House, black_hole, house, twilio_at, unused_port

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
PART = "channel:SMS:twilio"


@pytest.fixture
async def home(seeded_sqlite: Path, tmp_path: Path) -> AsyncIterator[House]:
    port = unused_port()
    async with house(seeded_sqlite, tmp_path, port, twilio_at(port)) as found:
        yield found


def each_once(twin: Twin, phones: list[str]) -> bool:
    """Tell whether every citizen got exactly one text."""
    return Counter(message.to for message in twin.messages) == Counter(f"+86{p}" for p in phones)


async def all_is_well(home: House, twin: Twin, phones: list[str]) -> None:
    """Wait until nothing waits any more; each citizen has his text, once, and no letter is dead."""
    await home.comes_to(PART, "ok", waiting=False)
    assert each_once(twin, phones), [m.to for m in twin.messages]
    assert home.ledger.rows("SELECT id FROM outbox_deliveries WHERE status = 'DEAD'") == []


async def test_a_refused_connection_is_told_and_outlived(home: House) -> None:
    phones = await home.submits(4)
    await home.comes_to(PART, "degraded", waiting=True)
    assert (await home.part(PART))["whole"] == "degraded"
    async with twilio.running(home.port) as twin:
        await all_is_well(home, twin, phones)


async def test_a_mute_provider_is_told_and_nothing_goes_out_blindly(home: House) -> None:
    async with black_hole(home.port):
        phones = await home.submits(3)
        await home.comes_to(PART, "degraded", waiting=True)
    async with twilio.running(home.port) as twin:
        await all_is_well(home, twin, phones)
    reasons = Counter(reason for _state, reason in home.states())
    assert reasons["NOT_SENT"] >= 1, "what may have left was looked up before it was sent again"


@pytest.mark.parametrize("mishap", ["500", "lost"])
async def test_a_text_that_was_taken_is_found_and_not_sent_again(home: House, mishap: str) -> None:
    async with twilio.running(home.port) as twin:
        twin.mishaps.extend([mishap, mishap])
        phones = await home.submits(2)
        await home.comes_to(PART, "degraded", waiting=True)
        await all_is_well(home, twin, phones)
        assert {state for state, _ in home.states()} == {"ACCEPTED"}, home.states()


@pytest.mark.parametrize("mishap", ["503", "429", "code:20003"])
async def test_a_text_that_was_not_taken_is_tried_again(home: House, mishap: str) -> None:
    async with twilio.running(home.port) as twin:
        twin.mishaps.extend([mishap] * 3)
        phones = await home.submits(2)
        await all_is_well(home, twin, phones)
        assert Counter(state for state, _ in home.states())["REJECTED"] == 3


async def test_a_refused_number_is_given_up_at_once_and_no_fault_of_the_provider(
    home: House,
) -> None:
    async with twilio.running(home.port) as twin:
        twin.mishaps.append("code:21211")
        await home.submits(1)
        await home.comes_to(PART, "ok", waiting=False)
        assert home.states() == [("REJECTED", "BAD_ADDRESS")]
        assert twin.messages == []
