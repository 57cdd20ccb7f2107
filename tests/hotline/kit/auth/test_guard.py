"""The dependencies that every router uses, seen from a router's side."""

from datetime import timedelta
from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI
from starlette.requests import HTTPConnection

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import CurrentActor, require
from hotline.kit.auth.guard import find_signed_in, settle
from hotline.kit.auth.models import Account, AuthSession
from hotline.kit.db import Database
from hotline.kit.http.sessions import WriteSession
from tests.support.kit_app import log_in


@pytest.fixture
def papers(app: FastAPI) -> FastAPI:
    """Routes that sign papers, one of them waiting for the writer's place before it knows who asks."""

    @app.post("/papers")
    async def sign(_: WriteSession, actor: Annotated[Actor, Depends(require("paper.sign"))]) -> str:
        return actor.name

    @app.post("/papers/burn")
    async def burn(actor: Annotated[Actor, Depends(require("paper.burn", "paper.eat"))]) -> str:
        return actor.name

    @app.get("/whoami")
    async def whoami(actor: CurrentActor) -> str | None:
        return actor.account_id

    return app


async def test_a_permission_opens_its_door_only(
    papers: FastAPI, client: httpx.AsyncClient, clerk: Account
) -> None:
    assert (await client.post("/papers")).status_code == 401
    await log_in(client)
    assert (await client.post("/papers")).json() == "林 梅"
    refused = await client.post("/papers/burn")
    assert refused.status_code == 403
    assert "权限" in refused.json()["detail"]
    assert (await client.get("/whoami")).json() == clerk.id


async def test_noting_the_last_activity_never_waits_for_the_request_that_holds_the_writer(
    papers: FastAPI, client: httpx.AsyncClient, clerk: Account, database: Database
) -> None:
    start = clock.now()
    with clock.frozen(start) as move:
        await log_in(client)
        later = start + timedelta(minutes=5)
        move(later)
        assert (await client.post("/papers")).status_code == 200
        await settle()
    async with database.read() as session:
        (row,) = (await session.execute(AuthSession.__table__.select())).all()
    assert row.last_seen_at == later


async def test_an_activity_that_cannot_be_noted_does_not_fail_the_request(
    papers: FastAPI, client: httpx.AsyncClient, clerk: Account, database: Database
) -> None:
    start = clock.now()
    with clock.frozen(start) as move:
        await log_in(client)
        async with database.engine.begin() as connection:
            await connection.exec_driver_sql(
                "CREATE TRIGGER refuse BEFORE UPDATE ON auth_sessions "
                "BEGIN SELECT RAISE(ABORT, 'full'); END"
            )
        move(start + timedelta(minutes=5))
        assert (await client.get("/whoami")).status_code == 200
        await settle()


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Bearer x", "bearer " + "x" * 5000, "Bearer hlt_%00", "Bearer a b"],
)
async def test_a_nonsense_bearer_token_is_nobody_even_beside_a_good_cookie(
    papers: FastAPI, client: httpx.AsyncClient, clerk: Account, header: str
) -> None:
    await log_in(client)
    answer = await client.get("/whoami", headers={"authorization": header})
    assert answer.status_code == 401


async def test_another_scheme_leaves_the_cookie_in_charge(
    papers: FastAPI, client: httpx.AsyncClient, clerk: Account
) -> None:
    await log_in(client)
    answer = await client.get("/whoami", headers={"authorization": "Basic eDp5"})
    assert answer.status_code == 200


def socket_of(app: FastAPI, headers: dict[str, str]) -> HTTPConnection:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return HTTPConnection({"type": "websocket", "app": app, "headers": raw, "client": ("::1", 1)})


async def test_a_websocket_is_authenticated_by_the_same_cookie(
    app: FastAPI, client: httpx.AsyncClient, clerk: Account
) -> None:
    await log_in(client)
    token = client.cookies["hotline_session"]
    found = await find_signed_in(socket_of(app, {"cookie": f"hotline_session={token}"}))
    assert found is not None
    assert found.actor.account_id == clerk.id
    assert await find_signed_in(socket_of(app, {"cookie": "hotline_session=x"})) is None
