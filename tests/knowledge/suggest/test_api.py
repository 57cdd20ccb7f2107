"""Suggestions over HTTP: typing, related and hot; a citizen meets nothing internal and nobody's own question."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from hotline.kit import clock
from hotline.kit.auth.guard import current_actor
from hotline.kit.db import Database
from hotline.kit.http import problems
from hotline.kit.ratelimit import MemoryLimiter
from knowledge.articles.models import Article
from knowledge.articles.service import Step, withdraw
from knowledge.audience import Audience
from knowledge.desk import SearchDesk
from knowledge.embedded import Embedded
from knowledge.feedback.counting import recount
from knowledge.feedback.recorder import SearchLog
from knowledge.feedback.vocabulary import Verdict
from knowledge.items.models import ServiceItem
from knowledge.suggest.api import public_router, router
from tests.knowledge.articles.shelf import AGENT, EDITOR, published
from tests.knowledge.feedback.asked import clicked
from tests.knowledge.items.shelf import row, take, units

NOW = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
PAPERS = "110101"  # a category
PUBLIC, STAFF = "/api/public/knowledge", "/api/knowledge"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[SearchDesk]:
    made = SearchDesk(Embedded(tmp_path / "search"))
    yield made
    await made.close()


@pytest.fixture
async def client(database: Database, desk: SearchDesk) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.state.database = database
    app.state.search = desk
    problems.install(app)
    app.include_router(router)
    app.include_router(public_router)
    app.dependency_overrides[current_actor] = lambda: AGENT
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    with clock.frozen(NOW):
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            yield client


async def shelf(database: Database, desk: SearchDesk) -> dict[str, str]:
    """Publish four articles, one of them internal, and one item that an article cites; return their ids."""
    ids: dict[str, str] = {}
    async with database.write() as session:
        await units(session)
        await take(session, row())
        item = (await session.scalars(select(ServiceItem))).one()
        ids["item"] = f"ITEM:{item.id}"
        for key, title, more in (
            ("card", "身份证丢了怎么补办", {"items": [item.code], "category_code": PAPERS}),
            ("renew", "身份证到期怎么换", {"category_code": PAPERS}),
            ("permit", "居住证怎么签注", {}),
            ("inside", "身份证核查内部流程", {"audience": Audience.INTERNAL, "items": [item.code]}),
        ):
            article = await published(session, key, title=title, questions=[], **more)
            ids[key] = f"ARTICLE:{article.id}"
    await desk.keep_up(database)
    return ids


async def typed(client: httpx.AsyncClient, path: str, q: str, **more: Any) -> list[str]:
    answer = await client.get(f"{path}/suggest", params={"q": q, **more})
    assert answer.status_code == 200, answer.text
    return [one["text"] for one in answer.json()["completions"]]


async def test_typing_goes_on_to_questions_and_items(
    client: httpx.AsyncClient, database: Database, desk: SearchDesk
) -> None:
    await shelf(database, desk)
    for q in ("身份", "shenf", "sfz", "shenfen证", "身份zheng"):
        assert "身份证丢了怎么补办" in await typed(client, PUBLIC, q), q
    assert await typed(client, PUBLIC, "jumin") == ["居民身份证首次申领"]
    assert await typed(client, PUBLIC, "banshfz") == ["办身份证"]
    assert await typed(client, PUBLIC, "身份", kind="ITEM") == ["办身份证"]
    assert len(await typed(client, PUBLIC, "身份", limit=1)) == 1


async def test_initials_and_whole_syllables_are_typed_together(
    client: httpx.AsyncClient, database: Database, desk: SearchDesk
) -> None:
    await shelf(database, desk)
    for q in ("sfz diule", "shenfenzheng diu le", "shenfz diu", "sfzheng diule zenme"):
        assert "身份证丢了怎么补办" in await typed(client, PUBLIC, q), q
    assert await typed(client, PUBLIC, "qianzhu jzz") == ["居住证怎么签注"]


async def test_a_citizen_is_proposed_nothing_internal_but_staff_are(
    client: httpx.AsyncClient, database: Database, desk: SearchDesk
) -> None:
    await shelf(database, desk)
    for q in (
        "身份证核",
        "shenfenzhenghecha",
        "sfzhc",
        "核查",
        "内部流程",
        "nblc",
        "neibuliucheng",
        "身份政核查",
        "sfz hecha",
        "sfz neibuliucheng",
    ):
        answer = (await client.get(f"{PUBLIC}/suggest", params={"q": q})).json()
        told = [one["text"] for one in answer["completions"]] + [answer["did_you_mean"] or ""]
        assert not any("核查" in text or "内部" in text for text in told), q
    assert await typed(client, STAFF, "sfzhc") == ["身份证核查内部流程"]


async def test_what_the_database_takes_back_is_not_proposed_though_the_index_still_has_it(
    client: httpx.AsyncClient, database: Database, desk: SearchDesk
) -> None:
    ids = await shelf(database, desk)
    assert "身份证丢了怎么补办" in await typed(client, PUBLIC, "sfz")
    async with database.write() as session:
        card = await session.get_one(Article, ids["card"].partition(":")[2])
        await withdraw(session, step=Step(card.id, card.version, "政策已变"), actor=EDITOR)
        renew = await session.get_one(Article, ids["renew"].partition(":")[2])
        renew.audience = Audience.INTERNAL.value
        item = await session.get_one(ServiceItem, ids["item"].partition(":")[2])
        item.publication = "RESTRICTED"
    told = await typed(client, PUBLIC, "sfz")
    assert not any("丢了" in one or "到期" in one or "办身份证" in one for one in told)
    inside = await typed(client, STAFF, "sfz")
    assert "身份证到期怎么换" in inside
    assert "身份证丢了怎么补办" not in inside


async def test_nobody_else_keeps_what_was_typed(
    client: httpx.AsyncClient, database: Database, desk: SearchDesk
) -> None:
    await shelf(database, desk)
    for path in (PUBLIC, STAFF):
        answer = await client.get(f"{path}/suggest", params={"q": "身份"})
        assert answer.headers["cache-control"].startswith("private")


@pytest.mark.parametrize(
    "q", ["", " ", "身", "身" * 5_000, "*", "<script>", "' OR 1=1 --", "NOT (", "\u202e反", "😀", "\\", "start:身"]
)  # fmt: skip
async def test_hostile_typing_is_only_typing(
    client: httpx.AsyncClient, database: Database, desk: SearchDesk, q: str
) -> None:
    await shelf(database, desk)
    assert len(await typed(client, PUBLIC, q)) <= 8


@pytest.mark.parametrize(
    "params",
    [{}, {"q": "身" * 5_001}, {"q": "身", "limit": 0}, {"q": "身", "limit": 21}, {"q": "身", "kind": "PHONE"}, {"q": "身", "district": "x"}],
)  # fmt: skip
async def test_bad_parameters_are_refused(
    client: httpx.AsyncClient, params: dict[str, Any]
) -> None:
    assert (await client.get(f"{PUBLIC}/suggest", params=params)).status_code == 422


async def test_typing_fast_is_no_flood_but_a_flood_is_held_up(
    client: httpx.AsyncClient, database: Database, desk: SearchDesk
) -> None:
    await desk.keep_up(database)
    transport: Any = client._transport  # the application behind the client
    transport.app.state.limiter = MemoryLimiter()
    codes = [
        (await client.get(f"{PUBLIC}/suggest", params={"q": ""})).status_code for _ in range(601)
    ]
    assert set(codes[:600]) == {200}
    assert codes[600] == 429


async def test_what_cites_comes_before_what_is_of_the_same_kind(
    client: httpx.AsyncClient, database: Database, desk: SearchDesk
) -> None:
    ids = await shelf(database, desk)

    async def beside(path: str, document: str) -> list[tuple[str, str]]:
        answer = await client.get(f"{path}/related", params={"document": document})
        assert answer.status_code == 200, answer.text
        return [(one["document"], one["why"]) for one in answer.json()]

    assert (await beside(PUBLIC, ids["item"]))[0] == (ids["card"], "CITES")
    assert (ids["inside"], "CITES") in await beside(STAFF, ids["item"])
    told = await beside(PUBLIC, ids["card"])
    assert told[0] == (ids["item"], "CITES")
    assert (ids["renew"], "CATEGORY") in told
    assert ids["inside"] not in [document for document, _why in told]
    assert ids["card"] not in [document for document, _why in told]


async def test_what_stands_beside_an_internal_document_is_no_citizens_business(
    client: httpx.AsyncClient, database: Database, desk: SearchDesk
) -> None:
    ids = await shelf(database, desk)
    for document in (ids["inside"], "ARTICLE:01" + "Z" * 24, "UNIT:01" + "Z" * 24):
        answer = await client.get(f"{PUBLIC}/related", params={"document": document})
        assert answer.status_code == 404
        assert answer.json()["code"] == "document_unknown"
    assert (await client.get(f"{PUBLIC}/related", params={"document": "x"})).status_code == 422


async def test_hot_is_what_five_different_people_wanted_and_never_internal(
    client: httpx.AsyncClient, database: Database, desk: SearchDesk
) -> None:
    ids = await shelf(database, desk)
    log = SearchLog()
    for number in range(6):
        log.click(clicked(ids["permit"], Verdict.HELPFUL, f"p{number}"))
        log.click(clicked(ids["inside"], Verdict.ADOPTED, f"p{number}"))
    for number in range(4):
        log.click(clicked(ids["card"], Verdict.ADOPTED, f"p{number}"))
    await log.flush(database)
    await recount(database, force=True)
    for path in (PUBLIC, STAFF):
        told = (await client.get(f"{path}/hot")).json()
        assert [one["title"] for one in told] == ["居住证怎么签注"]


async def test_what_is_over_is_hot_no_more(
    client: httpx.AsyncClient, database: Database, desk: SearchDesk
) -> None:
    async with database.write() as session:
        over = await published(session, "old", valid_to=date(2026, 3, 3))
    log = SearchLog()
    for number in range(6):
        log.click(clicked(f"ARTICLE:{over.id}", asker=f"p{number}"))
    await log.flush(database)
    await recount(database, force=True)
    assert (await client.get(f"{PUBLIC}/hot")).json() == []


async def test_what_was_wanted_often_is_proposed_first_after_the_next_build(
    client: httpx.AsyncClient, database: Database, desk: SearchDesk
) -> None:
    ids = await shelf(database, desk)
    last = "身份证丢了怎么补办"
    assert (await typed(client, PUBLIC, "身份证"))[0] != last
    log = SearchLog()
    for number in range(40):
        log.click(clicked(ids["card"], Verdict.HELPFUL, f"p{number}"))
    await log.flush(database)
    await recount(database, force=True)
    desk.engine = Embedded(Path(str(desk.engine._folder)) / "again")  # type: ignore[attr-defined]
    await desk.keep_up(database)
    assert (await typed(client, PUBLIC, "身份证"))[0] == last
