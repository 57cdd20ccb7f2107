"""Old work orders come in once each, silently, and an interrupted import is finished by a repeat."""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from hotline.imports.columns import columns_for
from hotline.imports.orders import Plan
from hotline.imports.reading import TableRow, read_table
from hotline.imports.tickets import AT_ONCE, Summary, TicketImport
from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM, Actor
from hotline.kit.calendars import seed as calendars
from hotline.kit.db import Database
from hotline.kit.outbox.models import OutboxEvent
from hotline.process.intake import IntakeDesk
from hotline.process.models import TicketSuggestion
from hotline.roles import Role, role_book
from hotline.tickets import queries, service
from hotline.tickets.models import Ticket, TicketAction, TicketClock
from hotline.tickets.queries import TicketFilter
from hotline.tickets.vocabulary import Queue, SourcePlatform
from routing.state import RoutingHolder
from tests.conftest import BACKENDS
from tests.routing.city import state

HEADER = "内容,日期,部门"
WORDS = ["建新路路灯坏了三盏", "桂城夜市噪音很大", "社保卡丢了怎么补办", "人行道地砖松动"]


@pytest.fixture
def session_info(session_info: dict[str, Any]) -> dict[str, Any]:
    """The house's prefix travels along."""
    return {**session_info, "city_prefix": "FS"}


@asynccontextmanager
async def desk(database: Database) -> AsyncIterator[IntakeDesk]:
    async with database.write() as session:
        await calendars.seed(session)
    found = IntakeDesk(database, RoutingHolder(Path("nowhere"), b"k"), (), city_prefix="FS")
    yield found
    await found.close()


def orders(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text("\n".join([HEADER, *lines]), encoding="gbk")
    return path


async def take(
    at: IntakeDesk, rows: Iterable[TableRow], *, dry_run: bool = False, **options: Any
) -> Summary:
    plan = Plan(columns_for(HEADER.split(",")), "old", historical=True)
    plan = Plan(**{**vars(plan), **options})
    return await TicketImport(at, plan, dry_run).run(rows)


async def count(database: Database, table: Any) -> int:
    async with database.read() as session:
        return int(await session.scalar(select(func.count()).select_from(table)) or 0)


async def stored(database: Database) -> list[Any]:
    columns = list(Ticket.__table__.columns)
    async with database.read() as session:
        return list((await session.execute(select(*columns).order_by(Ticket.number))).all())


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_old_orders_are_stored_once_without_clocks_messages_or_names(
    database: Database, tmp_path: Path
) -> None:
    path = orders(tmp_path, *(f"{words},20171218,城管局" for words in WORDS))
    async with desk(database) as at:
        first = await take(at, read_table(path))
        again = await take(at, read_table(path))
    assert (first.stored, first.known, first.rejected) == (4, 0, [])
    assert (again.stored, again.known, again.rejected) == (0, 4, [])
    assert await count(database, Ticket) == await count(database, TicketSuggestion) == 4
    assert await count(database, TicketClock) == 0
    tickets = await stored(database)
    async with database.read() as session:
        told = await session.scalar(
            select(func.count()).where(OutboxEvent.name.startswith("ticket."))
        )
    assert told == 0
    assert {t.content for t in tickets} == set(WORDS)
    assert {clock.local_date(t.received_at).isoformat() for t in tickets} == {"2017-12-18"}
    assert {(t.citizen_id, t.citizen_kind, t.reply_wanted) for t in tickets} == {
        (None, "ANONYMOUS", False)
    }
    assert tickets[0].answers == {"原承办单位": "城管局"}


def person(*roles: Role) -> Actor:
    held = role_book().permissions_of(roles)
    return replace(
        SYSTEM, account_id="0" * 26, roles=frozenset(roles), permissions=held, kind="staff"
    )


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_old_orders_stand_among_the_closed_and_in_nobodys_queue(
    database: Database, tmp_path: Path
) -> None:
    path = orders(tmp_path, "桂城夜市太吵请处理,20171218,城管局")
    async with desk(database) as at:
        await take(at, read_table(path))
    (ticket,) = await stored(database)
    assert (ticket.status, ticket.labels) == ("CLOSED", ["历史导入"])
    assert (ticket.excluded_from_assessment, ticket.exclusion_reason) == (True, "历史导入")
    assert (ticket.closed_at, ticket.close_outcome, ticket.reopen_until) == (None, None, None)
    async with database.read() as session:
        columns = TicketAction.__table__.c
        steps = select(columns.from_status, columns.to_status, columns.message_id)
        (step,) = (await session.execute(steps)).all()
        reviewer, follower = person(Role.REVIEWER), person(Role.FOLLOW_UP_AGENT)
        drafts = TicketFilter(queue=Queue.DRAFTS)
        closed = TicketFilter(status="CLOSED")
        counts = [
            await queries.count_tickets(session, actor=reviewer, wanted=drafts),
            await queries.count_tickets(session, actor=reviewer, wanted=closed),
            await queries.count_tickets(session, actor=follower, wanted=closed),
        ]
    assert tuple(step) == (None, "CLOSED", None)
    assert counts == [0, 0, 1]


@pytest.mark.parametrize("historical", [True, False])
async def test_a_suggestion_stands_beside_an_old_order_never_on_it(
    database: Database, tmp_path: Path, historical: bool
) -> None:
    """Nobody will confirm it, so nothing that routing thinks may look like a fact (rule 11)."""
    told = "20171218" if historical else ""
    path = orders(tmp_path, f"祖庙街道东方广场门口垃圾桶着火了，没人清运,{told},消防")
    async with desk(database) as at:
        at.routing.state = state()
        await take(at, read_table(path), historical=historical)
    (ticket,) = await stored(database)
    async with database.read() as session:
        (suggestion,) = (await session.scalars(select(TicketSuggestion.document))).all()
    assert suggestion["urgency"]["value"] == "EMERGENCY"
    assert suggestion["category"][0]["value"] == "010101"
    beside = ("NORMAL", None, None) if historical else ("EMERGENCY", "010101", "440604011")
    assert (ticket.urgency, ticket.category_code, ticket.town_code) == beside


async def test_what_an_old_order_says_itself_is_kept(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "named.csv"
    path.write_text("内容,日期,类型,区划\n路灯坏了,20171218,投诉,440604\n", encoding="utf-8")
    plan = Plan(columns_for(["内容", "日期", "类型", "区划"]), "old", historical=True)
    async with desk(database) as at:
        await TicketImport(at, plan).run(read_table(path))
    (ticket,) = await stored(database)
    assert (ticket.kind, ticket.first_kind) == ("COMPLAINT", "COMPLAINT")
    assert ticket.district_code == "440604"


async def test_nobody_can_reopen_rate_or_seal_an_old_order(
    database: Database, tmp_path: Path
) -> None:
    path = orders(tmp_path, "路灯坏了,20171218,甲")
    async with desk(database) as at:
        await take(at, read_table(path))
    everyone = person(*(role for role in Role if role not in {Role.SYSTEM, Role.CITIZEN}))
    async with database.read() as session:
        ticket = await session.scalar(select(Ticket))
        assert ticket is not None
        found = await service.allowed_actions(session, ticket=ticket, actor=everyone)
    assert found == []


async def test_bad_rows_are_listed_and_stop_nobody(database: Database, tmp_path: Path) -> None:
    path = orders(
        tmp_path,
        "路灯坏了,20171218,甲",
        ",20171218,甲",
        "噪音,不详,甲",
        "少一列",
        "积水,20171219,乙",
    )
    async with desk(database) as at:
        summary = await take(at, read_table(path))
    assert (summary.rows, summary.stored) == (5, 2)
    assert [(r.line, r.reason) for r in summary.rejected] == [
        (3, "没有诉求内容"),
        (4, "看不懂的日期“不详”"),
        (5, "应有 3 列，实有 1 列"),
    ]
    assert await count(database, Ticket) == 2


class CutError(Exception):
    """The power is cut in the middle of a file."""


def cut_after(rows: Iterable[TableRow], number: int) -> Iterator[TableRow]:
    for position, row in enumerate(rows):
        if position == number:
            raise CutError
        yield row


async def test_an_interrupted_import_is_finished_by_a_repeat(
    database: Database, tmp_path: Path
) -> None:
    total = 2 * AT_ONCE + 40
    path = orders(tmp_path, *(f"第{n}盏路灯不亮,20171218,甲" for n in range(total)))
    async with desk(database) as at:
        with pytest.raises(CutError):
            await take(at, cut_after(read_table(path), AT_ONCE + 7))
        assert await count(database, Ticket) == AT_ONCE
        rest = await take(at, read_table(path))
    assert (rest.stored, rest.known) == (total - AT_ONCE, AT_ONCE)
    assert await count(database, Ticket) == total


async def test_two_imports_of_one_file_at_the_same_time_store_each_row_once(
    database: Database, tmp_path: Path
) -> None:
    import asyncio

    path = orders(tmp_path, *(f"第{n}盏路灯不亮,20171218,甲" for n in range(30)))
    async with desk(database) as at:
        one, two = await asyncio.gather(take(at, read_table(path)), take(at, read_table(path)))
    assert one.stored + two.stored == 30
    assert one.known + two.known == 30
    assert await count(database, Ticket) == 30


async def test_a_dry_run_stores_nothing_and_tells_the_same(
    database: Database, tmp_path: Path
) -> None:
    path = orders(tmp_path, "路灯坏了,20171218,甲", ",20171218,甲")
    async with desk(database) as at:
        tried = await take(at, read_table(path), dry_run=True)
        assert await count(database, Ticket) == 0
        done = await take(at, read_table(path))
    assert (tried.stored, tried.rejected) == (done.stored, done.rejected)


async def test_equal_rows_are_stored_as_often_as_they_stand_in_the_file(
    database: Database, tmp_path: Path
) -> None:
    path = orders(tmp_path, *["路灯坏了,20171218,甲"] * 3)
    async with desk(database) as at:
        assert (await take(at, read_table(path))).stored == 3
        assert (await take(at, read_table(path))).stored == 0


async def test_a_live_order_of_another_platform_has_clocks_and_its_source(
    database: Database, tmp_path: Path
) -> None:
    path = orders(tmp_path, "路灯坏了请尽快修理,,甲")
    async with desk(database) as at:
        done = await take(
            at, read_table(path), historical=False, platform=SourcePlatform.MARKET_12315
        )
        again = await take(
            at, read_table(path), historical=False, platform=SourcePlatform.MARKET_12315
        )
    assert (done.stored, again.known) == (1, 1)
    assert await count(database, TicketClock) == 2
    (ticket,) = await stored(database)
    assert ticket.source_platform == "MARKET_12315"
    assert ticket.promise_due_at is not None


async def test_a_live_order_older_than_the_calendar_is_refused_with_the_reason(
    database: Database, tmp_path: Path
) -> None:
    path = orders(tmp_path, "路灯坏了请尽快修理,20171218,甲")
    async with desk(database) as at:
        done = await take(at, read_table(path), historical=False)
    assert done.stored == 0
    assert "日历" in done.rejected[0].reason


async def test_progress_counts_every_row(database: Database, tmp_path: Path) -> None:
    path = orders(tmp_path, *(f"第{n}盏路灯不亮,20171218,甲" for n in range(AT_ONCE + 3)))
    heard: list[int] = []
    plan = Plan(columns_for(HEADER.split(",")), "old", historical=True)
    async with desk(database) as at:
        await TicketImport(at, plan, dry_run=True).run(read_table(path), heard.append)
    assert heard == [AT_ONCE, 3]
