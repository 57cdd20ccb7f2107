"""What is searched of an item, and that citizens never find what they may not see."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.db import Database
from knowledge.answer.queries import read_texts
from knowledge.answer.texts import Reader, words_of
from knowledge.audience import Audience
from knowledge.desk import Asked, SearchDesk
from knowledge.embedded import Embedded
from knowledge.events import KnowledgeChanged
from knowledge.index import rebuild
from knowledge.items import documents
from knowledge.items.models import ServiceItem
from knowledge.search.port import DocumentKind
from tests.knowledge.items.shelf import row, take, units

TODAY = date(2026, 3, 4)


async def document(session: AsyncSession, **changes: Any) -> Any:
    await units(session)
    await take(session, row(**changes))
    item_id = await session.scalar(select(ServiceItem.id))
    found = await documents.some(session, [item_id or ""])
    return found[0] if found else None


async def test_names_are_lines_and_all_the_rest_is_the_body(session: AsyncSession) -> None:
    found = await document(
        session,
        keywords=["身份证"],
        legal_basis=["居民身份证法第七条"],
        steps=[{"name": "采集指纹"}],
        department="市公安局户政",
    )
    assert found.kind is DocumentKind.ITEM
    assert found.lines == ("居民身份证首次申领", "办身份证", "身份证")
    for word in (
        *("居民户口簿", "户籍在本市", "首次申领免费", "建新路一号", "户政窗口"),
        *("居民身份证法第七条", "采集指纹", "市公安局户政", "证照核发"),
    ):
        assert word in found.body
    assert "PAPER" not in found.body
    assert (found.unit_code, found.version) == ("FS-GA", 1)


async def test_a_restricted_item_is_for_staff(session: AsyncSession) -> None:
    assert (await document(session, publication="RESTRICTED")).audience is Audience.INTERNAL


@pytest.mark.parametrize(("publication", "told"), [("PUBLIC", False), ("RESTRICTED", True)])
async def test_columns_for_the_office_are_searched_only_of_items_for_the_office(
    session: AsyncSession, publication: str, told: bool
) -> None:
    found = await document(session, publication=publication, more={"内部口径": "从严掌握"})
    assert ("从严掌握" in found.body) is told


async def test_columns_for_the_office_are_read_by_staff_and_by_no_citizen(
    session: AsyncSession,
) -> None:
    found = await document(session, more={"内部口径": "从严掌握"})
    for audience in Audience:
        reader = Reader(audience, TODAY)
        texts = await read_texts(session, [found.id], reader)
        told = "从严掌握" in words_of(texts.by_id[found.id])
        assert told is (audience is Audience.INTERNAL)


async def test_an_abolished_item_has_no_document(session: AsyncSession) -> None:
    assert await document(session, change="ABOLISH") is None
    assert await documents.after(session, "", 10) == []


async def test_documents_come_in_pages(session: AsyncSession) -> None:
    await units(session)
    await take(session, *(row(f"FS-GA-01{n}") for n in range(3)))
    first = await documents.after(session, "", 2)
    rest = await documents.after(session, first[-1].key, 2)
    assert [len(first), len(rest)] == [2, 1]
    assert first[0].key < first[1].key < rest[0].key


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> Any:
    engine = Embedded(tmp_path / "index")
    desk = SearchDesk(engine)
    clock.set_source(lambda: datetime(2026, 3, 4, 4, tzinfo=UTC))
    async with database.write() as session:
        await units(session)
        await take(
            session,
            row("FS-NOW", name="养犬登记"),
            row("FS-LATER", name="养犬登记年审", valid_from="2026-03-05"),
            row("FS-OVER", name="养犬登记注销", valid_to="2026-03-03"),
            row("FS-GONE", name="养犬登记变更", change="ABOLISH"),
            row("FS-HIDDEN", name="养犬登记核查", publication="RESTRICTED"),
        )
    await rebuild(database, engine)
    yield desk
    await desk.close()


async def titles(desk: SearchDesk, audience: Audience = Audience.PUBLIC) -> set[str]:
    found = await desk.search(Asked("养犬登记", audience, today=TODAY))
    return {hit.found.title for hit in found.hits}


async def test_a_citizen_finds_only_what_is_public_and_valid_today(desk: SearchDesk) -> None:
    assert await titles(desk) == {"养犬登记"}
    assert await titles(desk, Audience.INTERNAL) == {"养犬登记", "养犬登记核查"}


async def test_a_change_reaches_the_index_and_an_abolition_leaves_it(
    desk: SearchDesk, database: Database
) -> None:
    async with database.write() as session:
        await take(session, row("FS-NOW", name="犬只登记", version=2))
        item = (await session.scalars(select(ServiceItem).filter_by(code="FS-NOW"))).one()
    await desk.on_changed(database, KnowledgeChanged("ITEM", item.id, 2))
    found = await desk.search(Asked("犬只登记", today=TODAY))
    assert [hit.found.title for hit in found.hits][:1] == ["犬只登记"]
    async with database.write() as session:
        await take(session, row("FS-NOW", name="犬只登记", version=3, change="ABOLISH"))
    await desk.on_changed(database, KnowledgeChanged("ITEM", item.id, 3))
    assert await titles(desk) == set()
