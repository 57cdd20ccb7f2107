"""The directory: windows and numbers with an owner; a change is announced where the number was published."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.db import Database
from hotline.kit.organisation.errors import UnitUnknown
from hotline.kit.organisation.events import UnitChanged
from hotline.kit.outbox.relay import Relay
from hotline.kit.outbox.service import publish
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.kit.pagination import PageQuery
from knowledge.audience import Audience
from knowledge.directory import documents
from knowledge.directory.errors import DirectoryStale, NothingToAnnounce, NumberTaken
from knowledge.directory.models import PublishedIn
from knowledge.directory.ports import WINDOWS, ServedWindow
from knowledge.directory.queries import (
    NumberFilter,
    list_changes,
    list_numbers,
    list_public_numbers,
    read_public_unit,
    read_unit,
)
from knowledge.directory.schemas import AnnouncedIn, DutiesIn, NumberIn, WindowChangeIn, WindowIn
from knowledge.directory.service import (
    SOON,
    add_number,
    add_window,
    announce,
    change_number,
    change_window,
    on_knowledge_changed,
    on_unit_changed,
    set_duties,
)
from knowledge.events import KnowledgeChanged
from knowledge.itemwindows import ItemWindows
from knowledge.owning import OfAnotherUnit
from tests.conftest import BACKENDS
from tests.knowledge.items.shelf import CIVIL, EDITOR, POLICE, POLICE_OWNER, row, take, units

NOON = datetime(2026, 7, 1, 4, tzinfo=UTC)


def number(**changes: Any) -> NumberIn:
    values = {
        "number": "12329",
        "name": "住房公积金热线",
        "unit_code": "FS-GA",
        "hours": "工作日",
        "published_in": ["WEBSITE", "HALL"],
    }
    return NumberIn.model_validate(values | changes)


async def test_a_change_waits_until_every_channel_has_announced_it(session: AsyncSession) -> None:
    await units(session)
    held = await add_number(session, wanted=number(), actor=EDITOR)
    closed = number(state="CLOSED", hours="")
    await change_number(session, number_id=held.id, version=1, wanted=closed, actor=EDITOR)
    (change,) = await list_changes(session, waiting=True)
    assert (change.before, change.after) == (
        {"hours": "工作日", "state": "ACTIVE"},
        {"hours": "", "state": "CLOSED"},
    )
    said = AnnouncedIn(channel=PublishedIn.WEBSITE, where="公告第三号")
    await announce(session, change_id=change.id, said=said, actor=EDITOR)
    with pytest.raises(NothingToAnnounce):
        await announce(session, change_id=change.id, said=said, actor=EDITOR)
    elsewhere = AnnouncedIn(channel=PublishedIn.MEDIA)
    with pytest.raises(NothingToAnnounce):
        await announce(session, change_id=change.id, said=elsewhere, actor=EDITOR)
    assert len(await list_changes(session, waiting=True)) == 1
    last = AnnouncedIn(channel=PublishedIn.HALL)
    await announce(session, change_id=change.id, said=last, actor=EDITOR)
    assert await list_changes(session, waiting=True) == []
    (told,) = await list_changes(session, number_id=held.id)
    assert told.announced["WEBSITE"]["where"] == "公告第三号"


async def test_what_callers_do_not_notice_is_not_announced(session: AsyncSession) -> None:
    await units(session)
    held = await add_number(session, wanted=number(), actor=EDITOR)
    noted = number(note="由市公积金中心值守")
    await change_number(session, number_id=held.id, version=1, wanted=noted, actor=EDITOR)
    assert held.version == 2
    await change_number(session, number_id=held.id, version=2, wanted=noted, actor=EDITOR)
    assert held.version == 2
    assert await list_changes(session, waiting=True) == []
    assert len(await list_changes(session)) == 1


async def test_a_number_is_held_once_and_a_stale_hand_changes_nothing(
    session: AsyncSession,
) -> None:
    await units(session)
    held = await add_number(session, wanted=number(), actor=EDITOR)
    other = await add_number(session, wanted=number(number="12333"), actor=EDITOR)
    with pytest.raises(NumberTaken):
        await add_number(session, wanted=number(), actor=EDITOR)
    with pytest.raises(NumberTaken):
        await change_number(session, number_id=other.id, version=1, wanted=number(), actor=EDITOR)
    with pytest.raises(DirectoryStale):
        await change_number(
            session, number_id=held.id, version=9, wanted=number(name="别的"), actor=EDITOR
        )
    with pytest.raises(ValidationError):
        number(number="call me")


async def test_an_owner_neither_takes_nor_gives_away(session: AsyncSession) -> None:
    await units(session)
    held = await add_number(session, wanted=number(), actor=POLICE_OWNER)
    civil = number(unit_code="FS-MZ")
    with pytest.raises(OfAnotherUnit):
        await change_number(session, number_id=held.id, version=1, wanted=civil, actor=POLICE_OWNER)
    with pytest.raises(OfAnotherUnit):
        await add_window(
            session, unit_id=CIVIL, wanted=WindowIn(name="婚姻登记处"), actor=POLICE_OWNER
        )
    await change_number(session, number_id=held.id, version=1, wanted=civil, actor=EDITOR)
    assert held.unit_id == CIVIL


async def test_a_unit_shows_duties_windows_and_numbers_and_its_phone_to_staff_only(
    session: AsyncSession,
) -> None:
    await units(session)
    duties = DutiesIn(version=0, duties="户籍、身份证、出入境")
    await set_duties(session, unit_id=POLICE, wanted=duties, actor=POLICE_OWNER)
    with pytest.raises(DirectoryStale):
        await set_duties(session, unit_id=POLICE, wanted=duties, actor=EDITOR)
    await add_number(session, wanted=number(), actor=EDITOR)
    wanted = WindowIn(name="问询台", address="建新路一号", hours="全天")
    window = await add_window(session, unit_id=POLICE, wanted=wanted, actor=EDITOR)
    told = await read_public_unit(session, POLICE)
    assert (told.duties, [w.name for w in told.windows]) == (duties.duties, ["问询台"])
    assert [n.number for n in told.numbers] == ["12329"]
    assert "duty_phone" not in told.model_dump()
    assert "duty_phone" in (await read_unit(session, POLICE)).model_dump()
    closing = WindowChangeIn(**wanted.model_dump() | {"closed": True}, version=1)
    await change_window(session, window_id=window.id, wanted=closing, actor=EDITOR)
    with pytest.raises(DirectoryStale):
        await change_window(session, window_id=window.id, wanted=closing, actor=EDITOR)
    assert (await read_public_unit(session, POLICE)).windows == []
    with pytest.raises(UnitUnknown):
        await read_public_unit(session, "0" * 26)


async def test_a_unit_of_which_nothing_is_published_is_found_by_staff_only(
    session: AsyncSession,
) -> None:
    await units(session)
    await add_number(session, wanted=number(), actor=EDITOR)
    (police,) = await documents.some(session, [POLICE])
    (civil,) = await documents.some(session, [CIVIL])
    assert (police.audience, civil.audience) == (Audience.PUBLIC, Audience.INTERNAL)
    assert police.lines == ("佛山市公安局", "市公安局", "住房公积金热线", "12329")
    everything = await documents.after(session, "", 10)
    assert [d.key for d in everything] == sorted(d.key for d in everything)
    assert len(everything) == 4


async def test_the_version_of_a_unit_grows_for_both_owners_of_a_moved_number(
    session: AsyncSession,
) -> None:
    await units(session)
    held = await add_number(session, wanted=number(), actor=EDITOR)
    before = (await documents.some(session, [POLICE]))[0].version
    moved = number(unit_code="FS-MZ")
    await change_number(session, number_id=held.id, version=1, wanted=moved, actor=EDITOR)
    police, civil = await documents.some(session, [POLICE, CIVIL])
    by_key = {d.key: d for d in (police, civil)}
    assert by_key[POLICE].version > before
    assert by_key[CIVIL].version == 1
    assert "12329" in by_key[CIVIL].lines


async def test_the_ledger_is_listed_and_the_closed_are_not_public(session: AsyncSession) -> None:
    await units(session)
    for one, state in (("12329", "ACTIVE"), ("12333", "MERGED"), ("12366", "CLOSED")):
        await add_number(session, wanted=number(number=one, state=state), actor=EDITOR)
    first = await list_numbers(session, NumberFilter(), PageQuery(limit=2))
    rest = await list_numbers(session, NumberFilter(), PageQuery(2, first.next_cursor))
    assert [n.number for n in (*first.items, *rest.items)] == ["12329", "12333", "12366"]
    found = await list_numbers(session, NumberFilter(text="333"), PageQuery())
    assert [n.number for n in found.items] == ["12333"]
    public = await list_public_numbers(session, PageQuery())
    assert [n.number for n in public.items] == ["12329", "12333"]


class _Windows:
    async def of_units(
        self, _session: AsyncSession, unit_ids: Sequence[str]
    ) -> Mapping[str, Sequence[ServedWindow]]:
        served = ServedWindow("户政窗口", "建新路一号", "440604", "全天", "", "", ("办证",))
        return {key: [served] for key in unit_ids}

    async def unit_of(self, _session: AsyncSession, item_id: str) -> str | None:
        return POLICE if item_id == "item" else None


async def test_windows_of_services_stand_in_the_body_and_not_in_the_lines(
    session: AsyncSession,
) -> None:
    await units(session)
    session.info[WINDOWS] = _Windows()
    (found,) = await documents.some(session, [POLICE])
    assert "户政窗口" not in found.lines
    assert "建新路一号" in found.body
    assert found.audience is Audience.PUBLIC


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_changed_items_bring_their_unit_up_to_date_in_one_message(
    database: Database, session_info: dict[str, Any]
) -> None:
    heard: list[str] = []

    async def listen(_session: AsyncSession, event: KnowledgeChanged) -> None:
        if event.kind == "UNIT":
            heard.append(event.key)

    session_info[WINDOWS] = ItemWindows()
    table: Subscriptions = session_info["subscriptions"]
    table.on(KnowledgeChanged, "items", on_knowledge_changed)
    table.on(KnowledgeChanged, "listen", listen)
    table.on(UnitChanged, "units", on_unit_changed)
    relay = Relay(database, table)
    with clock.frozen(NOON) as move:
        async with database.write() as session:
            await units(session)
            await publish(session, UnitChanged(POLICE, "CREATED", 1))
            await take(session, row(), row("FS-GA-011"), actor=SYSTEM)
        await relay.drain()
        move(NOON + SOON)
        await relay.drain()
        assert heard == [POLICE]
        async with database.read() as session:
            (window,) = (await read_public_unit(session, POLICE)).windows
            assert (window.name, len(window.serves)) == ("户政窗口", 1)
        async with database.write() as session:
            await take(session, row(version=2, windows=[]), actor=SYSTEM)
            await publish(session, UnitChanged(POLICE, "CHANGED", 2))
        await relay.drain()
        move(NOON + 2 * SOON)
        await relay.drain()
    assert heard == [POLICE, POLICE, POLICE]


async def test_a_restricted_or_abolished_item_shows_no_window(session: AsyncSession) -> None:
    await units(session)
    await take(session, row("FS-GA-1", publication="RESTRICTED"), row("FS-GA-2"))
    assert len((await ItemWindows().of_units(session, [POLICE]))[POLICE]) == 1
    await take(session, row("FS-GA-2", version=2, change="ABOLISH"))
    assert await ItemWindows().of_units(session, [POLICE]) == {}


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_windows_of_all_are_kept_and_a_changed_item_is_told_at_once(
    database: Database,
) -> None:
    kept = ItemWindows()
    async with database.write() as session:
        await units(session)
        await take(session, row("FS-GA-1"))
    async with database.read() as session:
        found = await kept.of_all(session)
        assert [window.name for window in found[POLICE]] == ["户政窗口"]
        assert await kept.of_all(session) is found
    async with database.write() as session:
        await take(session, row("FS-GA-1", version=2, windows=[{"name": "出入境大厅"}]))
    async with database.read() as session:
        assert [one.name for one in (await kept.of_all(session))[POLICE]] == ["出入境大厅"]
    async with database.write() as session:
        await take(session, row("FS-GA-1", version=3, change="ABOLISH"))
    async with database.read() as session:
        assert await kept.of_all(session) == {}
