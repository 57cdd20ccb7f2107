"""A small application of the floor alone: sign-on, accounts, audit and uploads."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from fastapi import APIRouter, FastAPI

from hotline.kit.audit import api as audit_api
from hotline.kit.auth import accounts_api, oidc_api, passwords, service
from hotline.kit.auth import api as auth_api
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.auth.context import AuthContext, RoleBook
from hotline.kit.auth.guard import OptionalActor
from hotline.kit.auth.models import Account, Employer
from hotline.kit.auth.oidc import Provider, SingleSignOn
from hotline.kit.auth.settings import AuthSettings
from hotline.kit.db import Database
from hotline.kit.files import api as files_api
from hotline.kit.files.settings import FilesSettings
from hotline.kit.files.store import FileStore
from hotline.kit.http import problems

PASSWORD = "Cheng-Guan-2026"
OURS = {"X-Requested-With": "hotline"}
BOOK = RoleBook(
    permissions={
        "admin": frozenset({"account.manage"}),
        "auditor": frozenset({"audit.read"}),
        "clerk": frozenset({"paper.read", "paper.sign"}),
        "system": frozenset(),
    },
    labels={"admin": "管理员", "auditor": "审计员", "clerk": "办事员", "system": "系统"},
    vendor_denied=frozenset({"paper.sign"}),
    not_assignable=frozenset({"system"}),
)


@cache
def password_hash() -> str:
    """The hash of PASSWORD, computed once a process."""
    return passwords._HASHER.hash(PASSWORD)


def auth_context(**settings: Any) -> AuthContext:
    """Sign-on with the sample roles."""
    return AuthContext(roles=BOOK, settings=AuthSettings(**settings))


probe = APIRouter()


@probe.post("/probe")
@probe.get("/probe")
async def probe_optional(actor: OptionalActor) -> dict[str, str | None]:
    return {"name": actor.name if actor else None}


def kit_app(
    database: Database, root: Path, context: AuthContext, provider: Provider | None = None
) -> FastAPI:
    """The floor's routers on ``database``."""
    app = FastAPI()
    app.state.database = database
    app.state.auth = context
    app.state.single_sign_on = SingleSignOn(provider, b"k" * 32)
    app.state.files = FileStore(
        root, FilesSettings(max_document_bytes=100_000, max_pixels=1_000_000)
    )
    problems.install(app)
    for router in (
        auth_api.router,
        oidc_api.router,
        accounts_api.router,
        audit_api.router,
        files_api.router,
        probe,
    ):
        app.include_router(router)
    return app


@asynccontextmanager
async def browser(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """One browser of ours: it keeps cookies and sends our header."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://hotline.test", headers=OURS
    ) as client:
        yield client


@dataclass(frozen=True)
class Person:
    """Who to create; every member has a harmless default."""

    login: str = "lin.mei"
    roles: tuple[str, ...] = ("clerk",)
    unit_id: str | None = None
    employer: Employer = Employer.STAFF
    must_change_password: bool = False


async def hire(database: Database, person: Person) -> Account:
    """Create an account whose password is PASSWORD."""
    async with database.write() as session:
        new = service.NewAccount(
            login=person.login,
            name="林 梅",
            roles=person.roles,
            password_hash=password_hash(),
            unit_id=person.unit_id,
            employer=person.employer,
            must_change_password=person.must_change_password,
        )
        return await service.create_account(session, SYSTEM, BOOK, new)


async def log_in(client: httpx.AsyncClient, login: str = "lin.mei", **more: Any) -> httpx.Response:
    """Sign in with PASSWORD unless told otherwise."""
    return await client.post("/api/auth/login", json={"login": login, "password": PASSWORD} | more)
