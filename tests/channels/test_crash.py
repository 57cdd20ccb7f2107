"""kill -9 between any two lines: nothing is lost, and no text is sent twice."""

import asyncio
import json
import shutil
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select

from channels import api, delivering, queries, service
from channels.delivery import DeliveryState
from channels.messages import ChannelKind, Outgoing, Purpose, Route
from channels.models import Message
from channels.registry import build
from hotline.kit.db import Database
from hotline.kit.outbox import relay
from hotline.kit.outbox.models import DeliveryStatus, OutboxDelivery
from tests.channels import twin as twilio_twin
from tests.channels.assembly import BASE_URL, Heard, assemble, settings_for_tests
from tests.channels.twin import Twin
from tests.support.prefork import loaded

WORKER = "tests.channels.crash_worker:main"
CITIZEN, E164 = "13812345678", "+8613812345678"
AFTERWARDS = ",".join(str(seconds) for seconds in range(0, 1300, 130))


@dataclass
class Scene:
    twin: Twin
    store: Database
    path: Path

    async def worker(self, crash_point: str, offsets: str, *webhook: str) -> int:
        url = f"http://127.0.0.1:{self.twin.port}"
        told, log = (
            [str(self.path), url, crash_point, offsets, *webhook],
            self.path.with_suffix(".log"),
        )
        process = loaded().start(told, None, log, program=WORKER)
        code = await asyncio.to_thread(process.wait, 120)
        assert code in {0, -signal.SIGKILL}, log.read_text(encoding="utf-8")
        return code

    async def count(self, query: object) -> int:
        async with self.store.read() as session:
            return int(await session.scalar(query) or 0)  # type: ignore[call-overload]


@pytest.fixture
async def scene(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Scene]:
    async with twilio_twin.running() as twin:
        path = Path(shutil.copy(sqlite_template, tmp_path / "crash.db"))
        channels = build(settings_for_tests(), public_base_url=BASE_URL)
        store = assemble(path, channels, Heard())
        yield Scene(twin, store, path)
        await store.close()


UNDONE = select(func.count()).where(OutboxDelivery.status != DeliveryStatus.DONE.value)


@pytest.mark.parametrize(
    "crash_point",
    [
        relay.AFTER_CLAIM,
        delivering.AFTER_SENDING_MARK,
        delivering.AFTER_PROVIDER_CALL,
        relay.AFTER_EFFECT,
        relay.BEFORE_COMMIT,
        relay.AFTER_COMMIT,
    ],
)
async def test_a_killed_sender_loses_nothing_and_doubles_nothing(
    scene: Scene, crash_point: str
) -> None:
    async with scene.store.write() as session:
        route = Route(ChannelKind.SMS, CITIZEN, "您的诉求已登记")
        message = await service.send(session, Outgoing((route,), Purpose.NOTICE))
    assert await scene.worker(crash_point, "0") == -signal.SIGKILL
    assert await scene.worker("", AFTERWARDS) == 0
    assert scene.twin.texts_to(E164) == ["您的诉求已登记"]
    async with scene.store.read() as session:
        attempts = await queries.list_deliveries(session, message.id)
    assert attempts[-1].state is DeliveryState.ACCEPTED
    assert await scene.count(UNDONE) == 0


@pytest.mark.parametrize("crash_point", [api.BEFORE_COMMIT, api.AFTER_COMMIT])
async def test_a_killed_web_process_stores_a_repeated_text_exactly_once(
    scene: Scene, crash_point: str
) -> None:
    form = scene.twin.inbound_form(E164, "季华路路灯坏了")
    webhook = json.dumps(["/tw/sms/in", form])
    assert await scene.worker(crash_point, "0", webhook) == -signal.SIGKILL
    stored = await scene.count(select(func.count()).select_from(Message))
    assert stored == (1 if crash_point == api.AFTER_COMMIT else 0)
    assert await scene.worker("", "0,130", webhook) == 0
    assert await scene.count(select(func.count()).select_from(Message)) == 1
    assert await scene.count(UNDONE) == 0


async def test_two_workers_send_each_text_once(scene: Scene) -> None:
    async with scene.store.write() as session:
        for number in range(10):
            route = Route(ChannelKind.SMS, CITIZEN, f"第{number}条")
            await service.send(session, Outgoing((route,), Purpose.NOTICE))
    assert set(await asyncio.gather(scene.worker("", "0,1"), scene.worker("", "0,1"))) == {0}
    assert sorted(scene.twin.texts_to(E164)) == [f"第{number}条" for number in range(10)]
