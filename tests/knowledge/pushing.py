"""What can be pushed with version numbers: where, a good body, and a change of it."""

from dataclasses import dataclass, replace
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import select

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.guard import current_actor
from hotline.kit.db import Base, Database
from hotline.kit.http import problems
from knowledge.articles.api import router as articles
from knowledge.directory.api import router as directory
from knowledge.items.api import router as items
from knowledge.notices.api import router as notices
from tests.knowledge.items.shelf import EDITOR, units

Body = dict[str, Any]


@dataclass(frozen=True)
class Pushed:
    """One kind: the address of the thing, what it says, one other value, and where long text goes."""

    name: str
    path: str
    body: Body
    change: tuple[str, Any]
    long: str

    def __str__(self) -> str:
        return self.name

    @property
    def changed(self) -> Body:
        """Return the change as a member of a body."""
        return dict([self.change])


ITEM = Pushed(
    "item",
    "/api/service-items/FS-GA-010",
    {"name": "居民身份证补领", "unit_code": "FS-GA", "item_type": "PUBLIC_SERVICE"},
    ("consult_phone", "0757-12345"),
    "conditions",
)
ARTICLE = Pushed(
    "article",
    "/api/articles/by-key/id-card",
    {
        "title": "身份证丢了怎么补办",
        "spoken": "到派出所补领。",
        "answer": "本人到派出所户政窗口补领。",
        "materials": ["户口簿"],
        "owner_unit_code": "FS-GA",
        "valid_from": "2026-01-01",
    },
    ("answer", "本人到任一派出所补领。"),
    "answer",
)
NOTICE = Pushed(
    "notice",
    "/api/knowledge/notices/by-key/saturday",
    {
        "title": "户政窗口周六开放",
        "text": "七月起周六上午开放。",
        "unit_code": "FS-GA",
        "valid_from": "2026-07-01T00:00:00+08:00",
    },
    ("text", "七月起周六全天开放。"),
    "text",
)
NUMBER = Pushed(
    "number",
    "/api/directory/numbers/by-number/12329",
    {"name": "住房公积金热线", "unit_code": "FS-GA", "published_in": ["WEBSITE"]},
    ("hours", "全天"),
    "note",
)
UNIT = Pushed(
    "unit",
    "/api/directory/units/by-code/FS-GA",
    {"duties": "户籍与身份证", "windows": [{"name": "问询台", "address": "建新路一号"}]},
    ("duties", "户籍、身份证与出入境"),
    "duties",
)
KINDS = (ITEM, ARTICLE, NOTICE, NUMBER, UNIT)


class Desk:
    """A client whose acting person can be changed."""

    def __init__(self, database: Database, client: httpx.AsyncClient) -> None:
        self.database, self.client = database, client
        self.actor: Actor = EDITOR

    async def push(
        self,
        kind: Pushed,
        version: int,
        said: Body | None = None,
        *,
        actor: Actor = EDITOR,
        dry: bool = False,
    ) -> httpx.Response:
        """Send a version; ``said`` overrides members of the body."""
        self.actor = actor
        body = {**kind.body, "version": version, **(said or {})}
        query = {"dry_run": "true"} if dry else {}
        return await self.client.put(kind.path, json=body, params=query)

    async def stored(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of every table."""
        async with self.database.read() as session:
            return {
                name: sorted((tuple(row) for row in await session.execute(select(table))), key=repr)
                for name, table in Base.metadata.tables.items()
            }


async def open_desk(database: Database) -> Desk:
    """Return the desk of a city with two bureaus; the caller closes its client."""
    async with database.write() as session:
        await units(session)
    app = FastAPI()
    app.state.database = database
    problems.install(app)
    for router in (items, articles, notices, directory):
        app.include_router(router)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    desk = Desk(database, httpx.AsyncClient(transport=transport, base_url="http://test"))
    app.dependency_overrides[current_actor] = lambda: desk.actor
    return desk


def numbered(kind: Pushed, number: int) -> Pushed:
    """Return another thing of the kind; units are as many as there are."""
    return replace(kind, path=f"{kind.path}{number:05d}")
