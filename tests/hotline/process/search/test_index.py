"""The index of tickets (工单索引): it follows the log, survives whatever happens to it, and forgets what it must."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import delete, select, update

from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.process import deidentifying, erasure
from hotline.process.search.asking import Asker, seeking
from hotline.process.search.desk import TicketSearch, TicketSearchDown
from hotline.process.search.documents import read_batch, stamp
from hotline.process.search.index import Follower, behind, note_messages, rebuild
from hotline.process.search.models import TicketIndexMark, TicketIndexNote
from hotline.process.search.noting import note
from hotline.tickets.models import Ticket
from hotline.tickets.queries import TicketFilter
from hotline.tickets.readers import Sight
from knowledge.elastic import Elastic
from knowledge.embedded import Embedded, EmbeddedBuild
from knowledge.search.port import BuildOvertaken, EngineDown, Written
from knowledge.search.seeking import Hit, Record, Seeking, Writable
from knowledge.understanding.understand import understand
from routing.decide import Policy
from routing.state import RoutingHolder
from tests.conftest import BACKENDS
from tests.hotline.process.test_deidentifying import TEN_YEARS, sealed
from tests.hotline.tickets import city as cities
from tests.hotline.tickets.city import MONDAY, City

pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
EVERYBODY = Asker(
    Sight(frozenset(f"is:{s}" for s in ("DRAFT", "DISPATCHED", "CLOSED"))), hears=True
)


class House:
    """A database with tickets and an embedded index."""

    def __init__(self, database: Database, folder: Path) -> None:
        routing = RoutingHolder(folder / "models", b"0" * 32, Policy())
        self.database, self.folder = database, folder
        self.desk = TicketSearch(Embedded(folder / "index", tagged=True), routing)

    async def open(self, content: str, **more: object) -> str:
        async with self.database.write() as session:
            city = await self._city(session)
            return (await city.open(content=content, **more)).id  # type: ignore[arg-type]

    async def _city(self, session: object) -> City:
        found = await cities.build(session) if not hasattr(self, "units") else None  # type: ignore[arg-type]
        if found is not None:
            self.units, self.citizen = found.units, found.citizen_id
        return City(session, self.units, self.citizen)  # type: ignore[arg-type]

    async def found(self, words: str, asker: Asker = EVERYBODY) -> list[str]:
        asked = seeking(understand(words), self.desk.lexicon, asker, TicketFilter())
        return [hit.kept for hit in (await self.desk.seek(asked)).hits]

    async def follow(self) -> int:
        return await self.desk.follow(self.database)


@pytest.fixture
async def house(database: Database, tmp_path: Path) -> AsyncIterator[House]:
    with clock.frozen(MONDAY):
        made = House(database, tmp_path)
        yield made
        await made.desk.close()


async def test_a_new_house_builds_its_index_and_then_follows_the_log(house: House) -> None:
    first = await house.open("同济路路灯不亮")
    await house.follow()
    assert (await house.desk.engine.state()).stamp == stamp()
    assert await house.found("同济路路灯") == [first]
    second = await house.open("汾江路下水道堵塞")
    assert await house.found("下水道堵塞") == []
    assert await house.follow() >= 1
    assert await house.found("下水道堵塞") == [second]
    assert await house.follow() == 0


async def test_what_is_done_on_a_ticket_moves_its_tags(house: House) -> None:
    ticket_id = await house.open("同济路路灯不亮")
    await house.desk.keep_up(house.database)
    at_bureau = Asker(Sight(frozenset({f"at:{house.units['bureau'].id}"})), hears=False)
    assert await house.found("同济路路灯", at_bureau) == []
    async with house.database.write() as session:
        city = await house._city(session)
        ticket = await session.get_one(Ticket, ticket_id)
        await city.act(ticket, "APPROVE", city.person("reviewer"), **cities.APPROVED)
        await city.act(
            ticket, "DISPATCH", city.person("dispatcher"),
            lead_unit_id=city.id("bureau"), dispatch_basis="城管局负责路灯",
        )  # fmt: skip
    await house.desk.keep_up(house.database)
    assert await house.found("同济路路灯", at_bureau) == [ticket_id]
    async with house.database.write() as session:
        city = await house._city(session)
        ticket = await session.get_one(Ticket, ticket_id)
        await city.act(ticket, "RECALL", city.person("dispatcher"), reason="选错单位")
    await house.desk.keep_up(house.database)
    assert await house.found("同济路路灯", at_bureau) == []


async def test_a_ticket_made_secret_leaves_the_index_with_all_its_words(house: House) -> None:
    ticket_id = await house.open("同济路路灯不亮，线索请保密")
    await house.desk.keep_up(house.database)
    assert await house.found("同济路路灯") == [ticket_id]
    async with house.database.write() as session:
        ticket = await session.get_one(Ticket, ticket_id)
        ticket.confidentiality = "RESTRICTED"
        await note(session, [ticket_id])
    await house.desk.keep_up(house.database)
    assert await house.found("同济路路灯") == []
    await rebuild(house.database, house.desk.engine, house.desk.routing.state)
    assert await house.found("同济路路灯") == []


async def test_an_older_reading_never_replaces_a_newer_one(house: House) -> None:
    """A worker that stalled between reading and writing comes late with what it read."""
    ticket_id = await house.open("同济路路灯不亮")
    await house.desk.keep_up(house.database)
    async with house.database.read() as session:
        old = await read_batch(session, [ticket_id], house.desk.routing.state)
    async with house.database.write() as session:
        await session.execute(update(Ticket).values(content="已改为别的事", title="已改"))
        await note(session, [ticket_id])
    await house.desk.keep_up(house.database)
    told = await house.desk.engine.put(old.records)
    assert told.older
    assert await house.found("同济路路灯") == []
    assert await house.found("别的事") == [ticket_id]


async def test_notes_of_the_same_ticket_add_up(house: House) -> None:
    ticket_id = await house.open("同济路路灯不亮")
    for _ in range(3):
        async with house.database.write() as session:
            await note(session, [ticket_id, ticket_id])
            await note(session, [])
    async with house.database.read() as session:
        row = await session.get_one(TicketIndexNote, ticket_id)
        assert row.turn == 3


async def test_what_commits_late_is_read_though_its_ids_are_older(house: House) -> None:
    """A transaction begun before another commits behind it: its step has a smaller id than the mark."""
    first, second = await house.open("同济路路灯不亮"), await house.open("汾江路水管爆裂")
    await house.desk.keep_up(house.database)
    follower = house.desk._followers["embedded"]
    steps = follower._steps
    assert steps is not None
    late = min(steps._seen)
    steps._seen.discard(late)  # as if it had not been there
    async with house.database.read() as session:
        again = await steps.read(session)
    assert [pair[0] for pair in again] == [late]
    assert again[0][1] in {first, second}


async def test_a_restart_goes_on_at_its_mark(house: House) -> None:
    await house.open("同济路路灯不亮")
    await house.desk.keep_up(house.database)
    await house.desk.close()
    second = await house.open("汾江路下水道堵塞")
    fresh = TicketSearch(Embedded(house.folder / "index", tagged=True), house.desk.routing)
    fresh._followers["embedded"] = Follower(
        fresh.engine, holder=house.desk._followers["embedded"].holder
    )
    house.desk = fresh
    await house.desk.keep_up(house.database)
    assert await house.found("下水道堵塞") == [second]


async def test_an_index_whose_mark_was_lost_reads_the_log_from_its_beginning(house: House) -> None:
    """Killed between the publishing and the mark."""
    first = await house.open("同济路路灯不亮")
    await rebuild(house.database, house.desk.engine, house.desk.routing.state)
    async with house.database.write() as session:
        await session.execute(delete(TicketIndexMark))
    second = await house.open("汾江路下水道堵塞")
    await house.desk.keep_up(house.database)
    assert await house.found("下水道堵塞") == [second]
    assert await house.found("同济路路灯") == [first]


async def test_another_process_waits_for_its_turn(house: House) -> None:
    await house.open("同济路路灯不亮")
    await house.desk.keep_up(house.database)
    other = TicketSearch(Embedded(house.folder / "index", tagged=True), house.desk.routing)
    second = await house.open("汾江路下水道堵塞")
    assert await other.follow(house.database) == 0
    assert await house.follow() >= 1
    asked = seeking(understand("下水道堵塞"), other.lexicon, EVERYBODY, TicketFilter())
    for _ in range(50):  # a reader of another process hears of a commit a moment later
        if [hit.kept for hit in (await other.seek(asked)).hits] == [second]:
            break
        await asyncio.sleep(0.1)
    else:
        pytest.fail("the other process never saw what was written")
    await other.close()


async def test_of_two_rebuilds_at_once_one_is_published_and_both_are_right(house: House) -> None:
    ids = {await house.open(f"同济路第{n}处路灯不亮") for n in "甲乙丙"}
    state = house.desk.routing.state
    told = await asyncio.gather(
        rebuild(house.database, house.desk.engine, state),
        rebuild(house.database, house.desk.engine, state),
        return_exceptions=True,
    )
    assert sum(isinstance(one, BuildOvertaken) for one in told) == 1
    assert set(await house.found("同济路路灯")) == ids
    await house.desk.keep_up(house.database)
    assert set(await house.found("同济路路灯")) == ids


class BusyBuild(EmbeddedBuild):
    """A build during which something is done, after everything was read."""

    async def publish(self) -> None:
        await cast("Busy", self._engine).meanwhile()
        await super().publish()


class Busy(Embedded):
    meanwhile: Callable[[], Awaitable[None]]

    async def build(self, stamp: str) -> EmbeddedBuild:
        made = BusyBuild(self, (await super().build(stamp)).shelf)
        self._builds[-1] = made
        return made


async def test_what_is_done_during_a_rebuild_is_in_the_new_index(house: House) -> None:
    """By another process: this one's index never heard of it."""
    first = await house.open("同济路路灯不亮")
    made: list[str] = []

    async def meanwhile() -> None:
        made.append(await house.open("汾江路下水道堵塞"))

    engine = Busy(house.folder / "busy", tagged=True)
    engine.meanwhile = meanwhile
    house.desk = TicketSearch(engine, house.desk.routing)
    await rebuild(house.database, engine, house.desk.routing.state)
    assert await house.found("下水道堵塞") == []
    await house.desk.keep_up(house.database)
    assert await house.found("下水道堵塞") == made
    assert await house.found("同济路路灯") == [first]


async def test_an_index_that_knows_a_later_day_than_the_restored_database_is_built_anew(
    house: House,
) -> None:
    ticket_id = await house.open("同济路路灯不亮")
    await house.desk.keep_up(house.database)
    later = Record(f"TICKET:{ticket_id}", 99, "后来的事", "后来的事", ("is:DRAFT",), ticket_id)
    await house.desk.engine.put([later])
    async with house.database.write() as session:
        await note(session, [ticket_id])
    await house.desk.keep_up(house.database)
    assert await house.found("后来的事") == []
    assert await house.found("同济路路灯") == [ticket_id]


class Choosy(Embedded):
    """An engine that does not take a record the first time."""

    refusals = 1

    async def put(self, documents: Sequence[Writable]) -> Written:
        if self.refusals and documents:
            self.refusals -= 1
            return Written(failed=((documents[0].id, "mapper_parsing_exception"),))
        return await super().put(documents)


async def test_what_the_engine_did_not_take_is_offered_again(house: House) -> None:
    engine = Choosy(house.folder / "choosy", tagged=True)
    house.desk = TicketSearch(engine, house.desk.routing)
    await house.follow()
    ticket_id = await house.open("同济路路灯不亮")
    await house.follow()
    assert await house.found("同济路路灯") == []
    await house.desk.keep_up(house.database)
    assert await house.found("同济路路灯") == [ticket_id]


async def test_the_lag_is_told(house: House) -> None:
    await house.open("同济路路灯不亮")
    await house.desk.keep_up(house.database)
    async with house.database.read() as session:
        states = await house.desk.states(session)
        assert [state.behind for state in states] == [0.0]
        assert not states[0].stale
        assert await behind(session, "nobody") is None


class Dead(Embedded):
    """An engine that does not answer."""

    async def seek(self, seeking: Seeking) -> list[Hit]:
        raise EngineDown


async def test_without_an_engine_it_is_said_plainly_and_a_stand_in_answers(house: House) -> None:
    first = await house.open("同济路路灯不亮")
    await house.desk.keep_up(house.database)
    asked = seeking(understand("路灯不亮"), house.desk.lexicon, EVERYBODY, TicketFilter())
    dead = Dead(house.folder / "dead", tagged=True)
    alone = TicketSearch(dead, house.desk.routing)
    with pytest.raises(TicketSearchDown) as refused:
        await alone.seek(asked)
    assert "检索暂不可用" in refused.value.title_zh
    helped = TicketSearch(dead, house.desk.routing, house.desk.engine)
    answer = await helped.seek(asked)
    assert answer.degraded
    assert [hit.kept for hit in answer.hits] == [first]


async def test_messages_are_followed_only_as_far_as_there_are_any(house: House) -> None:
    assert await note_messages(house.database) == 0


async def test_words_of_a_person_who_was_erased_leave_the_index(house: House) -> None:
    from crm.events import CitizenErased
    from crm.models import Citizen

    ticket_id = await house.open("王小红家门口同济路路灯不亮")
    await house.desk.keep_up(house.database)
    assert await house.found("同济路路灯") == [ticket_id]
    async with house.database.write() as session:
        await session.execute(update(Citizen).values(erased_at=clock.now()))
        await erasure.on_erased(session, CitizenErased("C" * 26, (house.citizen,)))
    await house.desk.keep_up(house.database)
    assert await house.found("同济路路灯") == []
    assert await house.found("王小红") == []


async def test_a_ticket_that_was_deidentified_is_found_by_its_matter_alone(
    database: Database, tmp_path: Path
) -> None:
    with clock.frozen(MONDAY) as move:
        house = House(database, tmp_path)
        async with database.write() as session:
            ticket_id = (await sealed(await house._city(session))).id
        await house.desk.keep_up(database)
        assert await house.found("每晚施工到凌晨") == [ticket_id]
        move(MONDAY + TEN_YEARS)
        assert await deidentifying.deidentify(database, years=10) == 1
        await house.desk.keep_up(database)
        assert await house.found("每晚施工到凌晨") == [ticket_id]
        for words in ("陈小明", "钱大有", "王小二", "13812345678", "1381234"):
            assert await house.found(words) == [], words
        async with database.read() as session:
            assert await session.scalar(select(TicketIndexNote.turn)) == 1
        await house.desk.close()


@pytest.mark.services
async def test_on_elasticsearch_the_log_is_followed_and_the_stand_in_is_kept_up_too(
    house: House, elasticsearch_url: str
) -> None:
    elastic = Elastic(
        elasticsearch_url, prefix=f"test-{new_id().lower()}", seconds=60, index="tickets"
    )
    first = await house.open("同济路路灯不亮")
    house.desk = TicketSearch(elastic, house.desk.routing, house.desk.engine, seconds=60)
    await house.desk.keep_up(house.database)
    assert await house.found("同济路路灯") == [first]
    second = await house.open("汾江路下水道堵塞")
    await house.desk.keep_up(house.database)
    assert await house.found("下水道堵塞") == [second]
    await rebuild(house.database, elastic, house.desk.routing.state)
    third = await house.open("季华路窨井盖丢失")
    await house.desk.keep_up(house.database)
    assert await house.found("窨井盖丢失") == [third]
    async with house.database.read() as session:
        states = await house.desk.states(session)
    assert [(state.engine.name, state.stale, state.behind) for state in states] == [
        ("elasticsearch", False, 0.0),
        ("embedded", False, 0.0),
    ]
    for name in await elastic.indexes():
        await elastic.remove(name)
    await elastic.close()
    away = Elastic("http://127.0.0.1:9", prefix="test-nobody", seconds=1, index="tickets")
    house.desk = TicketSearch(away, house.desk.routing, house.desk.stand_in)
    assert await house.found("窨井盖丢失") == [third]
    assert await house.follow() == 0
    async with house.database.read() as session:
        assert not (await house.desk.states(session))[0].engine.answers
