"""An application of calendars and units alone, with two administrators and one clerk."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx
from fastapi import APIRouter, FastAPI

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.context import ALL_SCOPES, AuthContext, RoleBook
from hotline.kit.auth.models import ApiToken
from hotline.kit.auth.settings import AuthSettings
from hotline.kit.auth.tokens import hash_token
from hotline.kit.db import Database
from hotline.kit.http import problems
from hotline.kit.ids import new_id
from tests.support.kit_app import Person, browser, hire

MAY_ALL = frozenset(
    {"organisation.read", "organisation.manage", "calendar.propose", "calendar.approve"}
)
BOOK = RoleBook(
    permissions={"admin": MAY_ALL, "clerk": frozenset({"organisation.read"})}, labels={}
)


def admin(name: str) -> Actor:
    """One administrator; the account id is made of the name."""
    return Actor(
        name.upper().ljust(26, "0"), name, frozenset({"admin"}), MAY_ALL, None, None, False, "staff"
    )


WANG, LI = admin("wang"), admin("li")


@dataclass(frozen=True)
class Desk:
    """Three signed-in browsers."""

    first: httpx.AsyncClient
    second: httpx.AsyncClient
    clerk: httpx.AsyncClient
    nobody: httpx.AsyncClient
    account_id: str


@asynccontextmanager
async def desk(database: Database, router: APIRouter) -> AsyncIterator[Desk]:
    """Serve ``router`` and sign two administrators and a clerk in."""
    app = FastAPI()
    app.state.database = database
    app.state.auth = AuthContext(roles=BOOK, settings=AuthSettings())
    problems.install(app)
    app.include_router(router)
    accounts = [
        await hire(database, Person(login=login, roles=(role,)))
        for login, role in (("first", "admin"), ("second", "admin"), ("clerk", "clerk"))
    ]
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(browser(app)) for _ in range(4)]
        for client, account in zip(clients, accounts, strict=False):
            client.headers["Authorization"] = f"Bearer {await token_of(database, account.id)}"
        first, second, third, nobody = clients
        yield Desk(first, second, third, nobody, account_id=accounts[2].id)


async def token_of(database: Database, account_id: str) -> str:
    """Give an account a token of all its roles; signing in would cost a password hash a test."""
    token = f"token-of-{account_id}"
    async with database.write() as session:
        session.add(
            ApiToken(
                id=new_id(),
                account_id=account_id,
                name="test",
                token_hash=hash_token(token),
                scopes=[ALL_SCOPES],
                created_at=clock.now(),
                created_by=account_id,
            )
        )
    return token
