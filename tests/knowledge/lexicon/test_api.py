"""The lexicon over HTTP: editing is live, guarded by versions, and can be tried, carried out and in."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.guard import current_actor
from hotline.kit.db import Database
from hotline.kit.http import problems
from knowledge.desk import SearchDesk
from knowledge.embedded import Embedded
from knowledge.lexicon.api import router
from tests.knowledge.articles.shelf import OWNER
from tests.knowledge.items.shelf import READER

WORDS = "/api/knowledge/words"
SYNONYM: dict[str, Any] = {"kind": "SYNONYM", "key": "律所", "values": ["律师事务所"]}


class Room:
    """A client, the desk behind it, and who acts."""

    def __init__(self, client: httpx.AsyncClient, desk: SearchDesk) -> None:
        self.client = client
        self.desk = desk
        self.actor: Actor = OWNER

    async def put(self, **word: Any) -> httpx.Response:
        return await self.client.put(WORDS, json=word)

    async def tried(self, words: str) -> dict[str, Any]:
        answer = await self.client.post("/api/knowledge/understand", json={"words": words})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> AsyncIterator[Room]:
    desk = SearchDesk(Embedded(tmp_path / "search"))
    app = FastAPI()
    app.state.database = database
    app.state.search = desk
    problems.install(app)
    app.include_router(router)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        made = Room(client, desk)
        app.dependency_overrides[current_actor] = lambda: made.actor
        yield made
    await desk.close()


async def test_a_new_synonym_is_understood_at_once(room: Room) -> None:
    assert "师事" not in (await room.tried("律所"))["terms"]
    assert (await room.put(**SYNONYM)).status_code == 200
    assert (await room.tried("律所"))["terms"]["师事"] == 0.8


async def test_a_word_taken_out_is_understood_no_more_and_may_come_back(room: Room) -> None:
    word = (await room.put(**SYNONYM)).json()
    path = f"{WORDS}/{word['id']}"
    assert (await room.client.delete(path, params={"version": 99})).status_code == 409
    gone = await room.client.delete(path, params={"version": word["version"]})
    assert gone.status_code == 204
    assert "师事" not in (await room.tried("律所"))["terms"]
    assert (await room.client.get(WORDS)).json()["items"] == []
    assert (await room.client.delete(path, params={"version": 2})).status_code == 404
    assert (await room.put(**SYNONYM)).status_code == 200
    assert "师事" in (await room.tried("律所"))["terms"]


async def test_two_editors_do_not_overwrite_each_other(room: Room) -> None:
    word = (await room.put(**SYNONYM)).json()
    late = await room.put(**SYNONYM, note="另一个人")
    assert late.status_code == 409
    assert late.json()["code"] == "knowledge_word_stale"
    seen = await room.put(**SYNONYM, note="看过再改", version=word["version"])
    assert seen.json()["note"] == "看过再改"
    assert seen.json()["version"] > word["version"]


@pytest.mark.parametrize(
    "word",
    [
        {"kind": "SYNONYM", "key": "律所", "values": []},
        {"kind": "STOP", "key": "请问", "values": ["什么"]},
        {"kind": "WORDING", "key": "冇", "values": ["没", "有"]},
        {"kind": "CUE", "key": "要带乜嘢", "values": ["材料"]},
        {"kind": "CUE", "key": "要带乜嘢", "values": ["MATERIALS", "START"]},
        {"kind": "PLACE", "key": "大良", "values": ["顺德"]},
        {"kind": "STOP", "key": "？！", "values": []},
    ],
)
async def test_a_word_that_says_nothing_is_refused(room: Room, word: dict[str, Any]) -> None:
    refused = await room.put(**word)
    assert refused.status_code == 422, refused.text


async def test_who_may_not_edit_may_only_read(room: Room) -> None:
    await room.put(**SYNONYM)
    room.actor = READER
    assert (await room.client.get(WORDS)).json()["items"][0]["word"] == "律所"
    assert (await room.put(kind="STOP", key="请问")).status_code == 403
    assert (await room.client.get(f"{WORDS}/export")).status_code == 403


async def test_a_list_can_be_narrowed_and_read_page_by_page(room: Room) -> None:
    await room.put(**SYNONYM)
    for key in ("请问", "您好", "谢谢"):
        await room.put(kind="STOP", key=key)
    first = (await room.client.get(WORDS, params={"kind": "STOP", "limit": 2})).json()
    rest = await room.client.get(
        WORDS, params={"kind": "STOP", "limit": 2, "cursor": first["next_cursor"]}
    )
    keys = [word["key"] for word in first["items"] + rest.json()["items"]]
    assert sorted(keys) == sorted(["请问", "您好", "谢谢"])
    found = await room.client.get(WORDS, params={"text": "律"})
    assert [word["key"] for word in found.json()["items"]] == ["律所"]


async def test_what_was_exported_changes_nothing_when_it_comes_back(room: Room) -> None:
    await room.put(**SYNONYM)
    await room.put(kind="CUE", key="材料", values=["MATERIALS", "END"], note="只在句末")
    table = (await room.client.get(f"{WORDS}/export")).content
    again = await room.client.post(
        f"{WORDS}/import", files={"file": ("words.csv", table)}, data={"dry_run": "false"}
    )
    assert again.json()["unchanged"] == ["CUE:材料", "SYNONYM:律所"]
    assert again.json()["changed"] == []


async def test_a_dry_run_stores_nothing_and_a_wrong_row_stops_no_other(room: Room) -> None:
    table = "kind,key,values,note\nSTOP,请问,,\nCUE,几钱,价钱,\nSYNONYM,律所,律师事务所,\n".encode()
    for dry_run in (True, False):
        report = await room.client.post(
            f"{WORDS}/import", files={"file": ("w.csv", table)}, data={"dry_run": str(dry_run)}
        )
        assert report.json()["added"] == ["STOP:请问", "SYNONYM:律所"]
        assert [row["key"] for row in report.json()["refused"]] == ["几钱"]
        listed = (await room.client.get(WORDS)).json()["items"]
        assert len(listed) == (0 if dry_run else 2)


async def test_another_process_follows_a_change_without_a_new_index(
    room: Room, database: Database, tmp_path: Path
) -> None:
    other = SearchDesk(Embedded(tmp_path / "other"))
    await other.follow(database)
    await room.put(**SYNONYM)
    await other.follow(database)
    assert other.lexicon.synonyms["律所"] == ("律师事务所",)
    await other.close()
