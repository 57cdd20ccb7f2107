"""A version that begins later waits: an item stays as it is until the first day of the next one."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.db import Database
from hotline.kit.outbox.models import OutboxEvent
from hotline.kit.outbox.relay import Relay
from knowledge.articles.cited import ArticleFlag
from knowledge.items.documents import some
from knowledge.items.errors import (
    ItemOfAnotherUnit,
    ItemUnknown,
    ItemVersionOlder,
    ItemVersionTaken,
    ItemVersionWaits,
    NothingWaits,
)
from knowledge.items.events import ItemsTurn
from knowledge.items.exports import export_items
from knowledge.items.imports import ItemOptions, import_items
from knowledge.items.preparing import prepare
from knowledge.items.queries import ItemFilter, list_versions, read_item, read_public_item
from knowledge.items.schemas import ItemOut, ItemPush, ItemPushOut, WithdrawWaitingIn
from knowledge.items.service import push_item, withdraw_waiting
from knowledge.items.turning import on_turn, turn_due
from knowledge.items.vocabulary import ItemState
from tests.conftest import BACKENDS
from tests.knowledge.articles.shelf import published
from tests.knowledge.items.shelf import CITY, CIVIL, EDITOR, POLICE, person, row, take, units

DAY = date(2027, 1, 1)
CODE = "FS-GA-010"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


@dataclass
class Catalogue:
    """One item in force without visits, a clock and a relay that keeps the timers."""

    database: Database
    item_id: str
    move: Callable[[datetime], None]

    async def pass_to(self, text: str) -> None:
        self.move(at(text))
        await Relay(self.database, self.database.info["subscriptions"]).drain()

    async def push(self, version: int, begins: str = "2027-01-01", **changes: Any) -> ItemPushOut:
        body = ItemPush.model_validate(row(version=version, valid_from=begins, **changes))
        async with self.database.write() as session:
            return await push_item(session, code=CODE, version=body, actor=EDITOR)

    async def withdraw(self, number: int) -> None:
        wanted = WithdrawWaitingIn(number=number, note="政策推迟")
        async with self.database.write() as session:
            await withdraw_waiting(session, item_id=self.item_id, wanted=wanted, actor=EDITOR)

    async def item(self) -> ItemOut:
        async with self.database.read() as session:
            return await read_item(session, self.item_id)

    async def shown(self) -> int | None:
        """Return the visits that citizens read and the index holds."""
        async with self.database.read() as session:
            public = await read_public_item(session, self.item_id)
            (document,) = await some(session, [self.item_id])
        assert (document.version, document.valid_from) == (public.version, public.valid_from)
        return public.content.visits

    async def told(self) -> int:
        async with self.database.read() as session:
            names = await session.scalars(select(OutboxEvent.name))
            return list(names).count("knowledge.changed")


@pytest.fixture
async def catalogue(database: Database) -> AsyncIterator[Catalogue]:
    table = database.info["subscriptions"]
    table.on(ItemsTurn, "knowledge.item_turns", on_turn)
    with clock.frozen(at("2026-11-26 10:00")) as move:
        async with database.write() as session:
            await units(session)
            await take(session, row(visits=3, promised_limit=None))
        async with database.read() as session:
            listed = await session.scalars(select(OutboxEvent.payload))
            (item_id,) = {payload["key"] for payload in listed}
        yield Catalogue(database, item_id, move)


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_an_item_stays_as_it_is_until_the_day_of_the_next_version(
    catalogue: Catalogue,
) -> None:
    pushed = await catalogue.push(2, visits=1)
    assert (pushed.outcome, pushed.item and pushed.item.waiting_from) == ("CHANGED", DAY)
    await catalogue.pass_to("2026-12-31 23:59")
    assert (await catalogue.shown(), await catalogue.told()) == (3, 1)
    await catalogue.pass_to("2027-01-01 00:00")
    assert (await catalogue.shown(), await catalogue.told()) == (1, 2)
    item = await catalogue.item()
    assert (item.version, item.item_version, item.valid_from) == (2, 2, DAY)
    assert (item.waiting_number, item.waiting_from) == (None, None)


async def test_staff_see_which_version_waits_and_since_when_it_will_count(
    catalogue: Catalogue,
) -> None:
    await catalogue.push(2, visits=1)
    async with catalogue.database.read() as session:
        versions = await list_versions(session, catalogue.item_id)
    told = [(v.standing.label if v.standing else "", v.valid_from) for v in versions]
    assert told == [("待生效", DAY), ("现行版本", date(2025, 1, 1))]


async def test_numbers_only_rise_while_a_version_waits(catalogue: Catalogue) -> None:
    await catalogue.push(2, visits=1)
    again = await catalogue.push(2, visits=1)
    assert again.outcome == "UNCHANGED"
    with pytest.raises(ItemVersionOlder):
        await catalogue.push(1, "2025-01-01", visits=3, promised_limit=None)
    with pytest.raises(ItemVersionTaken):
        await catalogue.push(2, visits=2)
    assert await catalogue.shown() == 3


async def test_a_still_newer_version_wins_and_another_day_sets_another_timer(
    catalogue: Catalogue,
) -> None:
    await catalogue.push(2, visits=1)
    await catalogue.push(3, "2027-02-01", visits=0)
    await catalogue.pass_to("2027-01-01 00:00")
    assert await catalogue.shown() == 3
    await catalogue.pass_to("2027-02-01 00:00")
    assert await catalogue.shown() == 0
    assert (await catalogue.item()).version == 3


async def test_a_newer_version_with_todays_text_takes_back_what_waits(
    catalogue: Catalogue,
) -> None:
    await catalogue.push(2, visits=1)
    back = await catalogue.push(3, "2025-01-01", visits=3, promised_limit=None)
    assert (back.outcome, "visits" in back.fields) == ("CHANGED", True)
    await catalogue.pass_to("2027-01-01 00:00")
    assert await catalogue.shown() == 3
    item = await catalogue.item()
    assert (item.version, item.item_version, item.waiting_from) == (3, 3, None)


async def test_a_correction_is_refused_while_a_version_waits_for_its_day(
    catalogue: Catalogue,
) -> None:
    await catalogue.push(2, visits=1)
    with pytest.raises(ItemVersionWaits) as refused:
        await catalogue.push(3, "2025-01-01", visits=2)
    assert refused.value.extra == {"number": 2, "waiting_from": "2027-01-01"}
    corrected = row(visits=2, valid_from="2025-01-01", version=3)
    async with catalogue.database.write() as session:
        report = await take(session, corrected)
    assert "请先撤回" in report.refused[0].reason
    assert (await catalogue.shown(), (await catalogue.item()).waiting_from) == (3, DAY)
    await catalogue.withdraw(2)
    assert (await catalogue.push(3, "2025-01-01", visits=2)).outcome == "CHANGED"
    assert await catalogue.shown() == 2


async def test_an_end_at_once_ends_what_waits_too(catalogue: Catalogue) -> None:
    await catalogue.push(2, visits=1)
    await catalogue.push(3, "2025-01-01", visits=3, change="ABOLISH")
    item = await catalogue.item()
    assert (item.state, item.waiting_from) == (ItemState.ABOLISHED, None)


async def test_what_is_taken_back_does_not_come_and_its_number_stays_used(
    catalogue: Catalogue,
) -> None:
    await catalogue.push(2, visits=1)
    wanted = WithdrawWaitingIn(number=2, note="政策推迟")
    stranger = person("knowledge.edit", path=f"/{CITY}/{CIVIL}/")
    async with catalogue.database.write() as session:
        with pytest.raises(ItemOfAnotherUnit):
            await withdraw_waiting(
                session, item_id=catalogue.item_id, wanted=wanted, actor=stranger
            )
        await withdraw_waiting(session, item_id=catalogue.item_id, wanted=wanted, actor=EDITOR)
        with pytest.raises(NothingWaits):
            await withdraw_waiting(session, item_id=catalogue.item_id, wanted=wanted, actor=EDITOR)
        versions = await list_versions(session, catalogue.item_id)
    assert [v.standing and v.standing.label for v in versions] == ["历史版本", "现行版本"]
    assert (await catalogue.push(2, visits=1)).outcome == "UNCHANGED"
    await catalogue.pass_to("2027-01-01 00:00")
    assert await catalogue.shown() == 3
    await catalogue.push(3, "2027-01-01", visits=0)
    assert (await catalogue.shown(), (await catalogue.item()).version) == (0, 3)


async def test_the_sweep_finds_it_before_a_late_timer_does(catalogue: Catalogue) -> None:
    await catalogue.push(2, visits=1)
    catalogue.move(at("2027-01-01 00:00"))
    async with catalogue.database.write() as session:
        await turn_due(session)
    assert await catalogue.shown() == 1
    await catalogue.pass_to("2027-01-01 00:01")
    assert await catalogue.told() == 2


async def test_the_timer_of_a_day_may_come_twice(catalogue: Catalogue) -> None:
    await catalogue.push(2, visits=1)
    await catalogue.pass_to("2027-01-01 00:00")
    async with catalogue.database.write() as session:
        await on_turn(session, ItemsTurn("2027-01-01"))
    assert await catalogue.told() == 2


async def test_articles_are_flagged_on_the_day_and_not_before(catalogue: Catalogue) -> None:
    cites = [{"item": CODE, "field": "visits"}]
    async with catalogue.database.write() as session:
        await published(session, "visits", cites=cites)
    await catalogue.push(2, visits=1)

    async def flags() -> list[tuple[list[str], int]]:
        async with catalogue.database.read() as session:
            rows = await session.execute(select(ArticleFlag.fields, ArticleFlag.item_version))
            return [(fields, version) for fields, version in rows]

    assert await flags() == []
    await catalogue.pass_to("2027-01-01 00:00")
    assert await flags() == [(["visits"], 2)]


async def test_a_version_at_once_is_compared_with_what_is_in_force(catalogue: Catalogue) -> None:
    async with catalogue.database.write() as session:
        cites = [{"item": CODE, "field": "visits"}]
        await published(session, "visits", cites=cites)
    await catalogue.push(2, visits=1)
    await catalogue.withdraw(2)
    await catalogue.push(3, "2025-01-01", visits=1)
    async with catalogue.database.read() as session:
        flagged = list(await session.scalars(select(ArticleFlag.fields)))
    assert flagged == [["visits"]]


async def test_an_end_filed_early_ends_the_item_on_its_day(catalogue: Catalogue) -> None:
    await catalogue.push(2, visits=3, change="ABOLISH")
    assert (await catalogue.shown(), (await catalogue.item()).state) == (3, ItemState.IN_FORCE)
    await catalogue.pass_to("2027-01-01 00:00")
    assert (await catalogue.item()).state is ItemState.ABOLISHED
    async with catalogue.database.read() as session:
        with pytest.raises(ItemUnknown):
            await read_public_item(session, catalogue.item_id)


async def test_another_unit_takes_over_on_the_day(catalogue: Catalogue) -> None:
    await catalogue.push(2, unit_code="FS-MZ")
    assert (await catalogue.item()).unit_id == POLICE
    await catalogue.pass_to("2027-01-01 00:00")
    item = await catalogue.item()
    assert (item.unit_id, item.unit_code) == (CIVIL, "FS-MZ")


async def test_a_version_waits_for_one_that_ends_the_day_before(catalogue: Catalogue) -> None:
    await catalogue.push(2, "2026-01-01", valid_to="2026-12-31", visits=2)
    await catalogue.push(3, visits=1)
    assert await catalogue.shown() == 2
    await catalogue.pass_to("2027-01-01 00:00")
    assert await catalogue.shown() == 1


async def test_where_nothing_is_in_force_nothing_waits(catalogue: Catalogue) -> None:
    await catalogue.push(2, "2026-01-01", valid_to="2026-11-25", visits=2)
    await catalogue.push(3, visits=1)
    item = await catalogue.item()
    assert (item.version, item.valid_from, item.waiting_from) == (3, DAY, None)


async def test_files_wait_too_and_an_export_taken_in_again_changes_nothing(
    catalogue: Catalogue,
) -> None:
    early = row(visits=1, valid_from="2027-01-01", version=2)
    async with catalogue.database.write() as session:
        assert (await take(session, early)).changed == [CODE]
        assert (await take(session, early)).unchanged == [CODE]
        exported = await export_items(session, ItemFilter(), "jsonl", actor=SYSTEM)
        told = await import_items(session, prepare(exported), options=ItemOptions(), actor=SYSTEM)
    assert (told.unchanged, told.refused) == ([CODE], [])
    assert (await catalogue.shown(), (await catalogue.item()).waiting_from) == (3, DAY)


async def test_a_complete_file_that_lacks_the_item_ends_it_at_once(catalogue: Catalogue) -> None:
    await catalogue.push(2, visits=1)
    async with catalogue.database.write() as session:
        other = row("FS-GA-011", name="居民身份证换领")
        report = await take(session, other, complete=True)
    assert report.removed == [CODE]
    item = await catalogue.item()
    assert (item.state, item.waiting_from) == (ItemState.ABOLISHED, None)
    await catalogue.pass_to("2027-01-01 00:00")
    assert (await catalogue.item()).state is ItemState.ABOLISHED
    await catalogue.push(2, visits=1)
    assert await catalogue.shown() == 1


async def test_many_versions_of_one_day_build_the_index_once(catalogue: Catalogue) -> None:
    rows = [row(f"FS-GA-1{number:02d}") for number in range(30)]
    later = [one | {"visits": 1, "valid_from": "2027-01-01", "version": 2} for one in rows]
    async with catalogue.database.write() as session:
        await take(session, *rows)
        await take(session, *later)
    before = await catalogue.told()
    await catalogue.pass_to("2027-01-01 00:00")
    assert await catalogue.told() == before + 1
