"""kill -9 at every named crash point: what was answered is kept, what was published is delivered, once."""

import contextlib
import shutil
import signal
import time
from collections.abc import Callable

import httpx
import pytest

import hotline.app  # noqa: F401 — every module that declares a crash point
from channels.webhook import sign
from hotline.kit import crashpoints
from tests.conftest import wait_until
from tests.faults.conftest import LONG_AGO, TWILIO_TOKEN, Ledger
from tests.support.city import PNG
from tests.support.server import Server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
POINTS = sorted(crashpoints.declared())
# Reached once, at a first start: the index of the answers, and that of the tickets.
BUILDING = {
    "index.before_publish": "SELECT id FROM knowledge_builds",
    "tickets.before_publish": "SELECT generation FROM ticket_index_marks WHERE engine = 'embedded'",
}


class Citizen:
    """Somebody who writes until the server dies, and keeps what he was told."""

    def __init__(self, server: Server) -> None:
        self.server, self.receipts = server, list[str]()

    def writes(self, turn: int) -> None:
        """Send the web form; keep the number if it was answered."""
        body = {
            "content": f"禅城区祖庙街道同济路第{turn}号路灯不亮，请修复",
            "contact": {"name": "王女士", "phone": f"1380000{turn:04d}"},
        }
        answer = httpx.post(f"{self.server.base_url}/api/public/requests", json=body, timeout=20)
        if answer.status_code == 201:
            self.receipts.append(answer.json()["number"])

    def texts(self, turn: int) -> None:
        """Send a text through the provider's webhook."""
        form = {
            "MessageSid": f"SM{turn:032d}",
            "AccountSid": "AC" + "0" * 32,
            "From": f"+861390000{turn:04d}",
            "To": "+8675712345",
            "Body": "禅城区同济路路灯坏了",
            "NumMedia": "0",
        }
        url = f"{self.server.base_url}/tw/sms/in"
        headers = {"X-Twilio-Signature": sign(url, list(form.items()), TWILIO_TOKEN)}
        assert httpx.post(url, data=form, headers=headers, timeout=20).status_code == 200

    def uploads(self, turn: int) -> None:
        """Upload a picture."""
        files = {"file": (f"{turn}.png", PNG, "image/png")}
        httpx.post(f"{self.server.base_url}/api/public/uploads", files=files, timeout=20)


def _until_dead(server: Server, acts: list[Callable[[int], None]], ledger: Ledger) -> None:
    assert server.process is not None
    for turn in range(40):
        for act in acts:
            with contextlib.suppress(httpx.TransportError):
                act(turn)
        ledger.change(f"UPDATE ticket_clocks SET next_at = '{LONG_AGO}' WHERE state = 'RUNNING'")
        time.sleep(0.2)
        if server.process.poll() is not None:
            return


@pytest.mark.parametrize("point", [point for point in POINTS if point not in BUILDING])
def test_a_killed_server_loses_nothing_and_doubles_nothing(
    server: Server, ledger: Ledger, point: str
) -> None:
    server.start(HOTLINE_CRASH_AT=point, HOTLINE_CRASH_AFTER="2")
    citizen = Citizen(server)
    _until_dead(server, [citizen.writes, citizen.texts, citizen.uploads], ledger)
    assert server.wait_for_death() == -signal.SIGKILL

    assert set(citizen.receipts) <= ledger.numbers()
    ledger.let_leases_end()
    server.start()
    citizen.writes(99)
    _wait_until_all_is_delivered(ledger)
    assert set(citizen.receipts) <= ledger.numbers()
    assert _sent_twice(ledger) == []
    steps = "SELECT occurrence FROM supervision_records GROUP BY 1 HAVING count(*) > 1"
    assert ledger.rows(steps) == []


def _wait_until_all_is_delivered(ledger: Ledger) -> None:
    """Fail with what is left; the house itself may suggest something between two looks."""
    left: list[tuple[object, ...]] = []

    def delivered() -> bool:
        left[:] = ledger.rows(
            "SELECT handler, status, attempts, last_error FROM outbox_deliveries WHERE status <> 'DONE'"
        )
        return _calm(ledger) and not left

    try:
        wait_until(delivered, seconds=60)
    finally:
        assert left == []


def _calm(ledger: Ledger) -> bool:
    ledger.let_leases_end()
    return ledger.open_deliveries() == 0


def _sent_twice(ledger: Ledger) -> list[tuple[object, ...]]:
    """Messages with two attempts that the provider took: an unknown result was never resent blindly."""
    return ledger.rows(
        "SELECT message_id, count(*) FROM channel_deliveries "
        "WHERE state IN ('ACCEPTED', 'SENT', 'DELIVERED') GROUP BY 1 HAVING count(*) > 1"
    )


@pytest.mark.parametrize("point", sorted(BUILDING))
def test_a_server_killed_while_it_builds_its_index_builds_it_again(
    server: Server, ledger: Ledger, point: str
) -> None:
    shutil.rmtree(server.data_dir / "search")
    builds = BUILDING[point]
    before = len(ledger.rows(builds))
    server.start(HOTLINE_CRASH_AT=point)
    assert server.wait_for_death() == -signal.SIGKILL
    assert len(ledger.rows(builds)) == before

    server.start()
    ledger.let_turns_end()  # it is refused the dead one's turn, and asks again
    found = f"{server.base_url}/api/public/knowledge/search"
    asked = {"q": "身份证"}
    wait_until(
        lambda: bool(httpx.get(found, params=asked, timeout=60).json().get("hits")), seconds=60
    )
    wait_until(lambda: len(ledger.rows(builds)) == before + 1, seconds=60)
