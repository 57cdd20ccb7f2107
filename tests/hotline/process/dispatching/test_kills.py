"""kill -9 on a real worker at automatic dispatch: the dispatch is neither lost nor made twice."""

import asyncio
import signal
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from hotline.kit import clock
from hotline.kit.outbox.models import OutboxDelivery
from hotline.tickets.models import Assignment, AssignmentRole, Ticket, TicketAction
from routing.classify import modelfile
from tests.conftest import BACKENDS
from tests.hotline.process.dispatching.kill_worker import HANDLER
from tests.hotline.process.dispatching.test_automatic import BINS, PLACE, allow, model
from tests.support.city import City, Json
from tests.support.prefork import loaded

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("backend", BACKENDS, indirect=True)]
WORKER = "tests.hotline.process.dispatching.kill_worker:main"


def stored_model(city: City) -> None:
    """Every process of the house finds the model in the folder of models."""
    settings = city.hotline.settings
    classifier = model(0.9).classifier
    assert classifier is not None
    folder = settings.data_dir / "models"
    path = modelfile.path_of(folder, classifier.version)
    modelfile.write(path, modelfile.pack(classifier, {}, settings.vault.signing_bytes()))
    modelfile.promote(folder, classifier.version)


async def waiting(city: City) -> str:
    """A ticket was approved, its automatic dispatch is due, and nobody has begun with it."""
    receipt = await city.submits(BINS, contact={"name": "王女士", "phone": "13800000009"})
    reviewer = await city.desk("shenhe")
    fields: Json = {
        "kind": "HELP",
        "category_code": "010101",
        **PLACE,
        "urgency": "NORMAL",
        "confidentiality": "NONE",
        "merge_decision": "NO_DUPLICATE",
        "catalogue_no_match": True,
    }
    answer = await reviewer.tries(receipt["id"], "APPROVE", **fields)
    assert answer.status_code == 200, answer.text
    handlers, _effects = city.hotline.relays
    while await marks(city) == []:
        assert await handlers.run_once()
    return str(receipt["id"])


async def marks(city: City) -> list[str]:
    """Where the delivery of the automatic dispatch stands."""
    async with city.hotline.database.read() as session:
        query = select(OutboxDelivery.status).where(OutboxDelivery.handler == HANDLER)
        return list(await session.scalars(query))


async def standing(city: City, ticket_id: str) -> tuple[str, int, int]:
    """The status, how often it was dispatched, and how many units lead."""
    async with city.hotline.database.read() as session:
        status = await session.scalar(select(Ticket.status).where(Ticket.id == ticket_id))
        sent = select(func.count()).where(
            TicketAction.ticket_id == ticket_id, TicketAction.action == "DISPATCH"
        )
        parts = select(func.count()).where(
            Assignment.ticket_id == ticket_id, Assignment.role == AssignmentRole.LEAD.value
        )
        return str(status), await session.scalar(sent) or 0, await session.scalar(parts) or 0


async def worker(city: City, moment: str) -> int:
    """Run a worker of the house in a process of its own; returns how it ended."""
    settings = city.hotline.settings
    told = [settings.effective_database_url(), settings.data_dir, clock.now().isoformat(), moment]
    log = settings.data_dir / "worker.log"
    process = loaded().start([str(one) for one in told], None, log, program=WORKER)
    return await asyncio.to_thread(process.wait, 120)


@pytest.mark.parametrize(
    ("moment", "left", "mark"),
    [("between", ("READY", 0, 0), "PENDING"), ("committed", ("DISPATCHED", 1, 1), "DONE")],
)
async def test_a_killed_worker_neither_loses_nor_doubles_a_dispatch(
    city: City, moment: str, left: tuple[str, int, int], mark: str
) -> None:
    await allow(city)
    stored_model(city)
    ticket_id = await waiting(city)
    assert await worker(city, moment) == -signal.SIGKILL
    assert await standing(city, ticket_id) == left
    assert await marks(city) == [mark]
    async with city.hotline.database.write() as session:  # the dead worker's lease runs out
        await session.execute(
            update(OutboxDelivery)
            .where(OutboxDelivery.locked_until.is_not(None))
            .values(locked_until=clock.now() - timedelta(seconds=1))
        )
    assert await worker(city, "never") == 0
    assert await standing(city, ticket_id) == ("DISPATCHED", 1, 1)
    assert await marks(city) == ["DONE"]
