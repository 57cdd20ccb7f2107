"""Fixtures of the sign-on tests: an application, one browser, one clerk."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from hotline.kit.auth.guard import settle
from hotline.kit.auth.models import Account
from hotline.kit.db import Database
from tests.support.kit_app import Person, auth_context, browser, hire, kit_app


@pytest.fixture
async def app(database: Database, tmp_path: Path) -> AsyncIterator[FastAPI]:
    yield kit_app(database, tmp_path / "files", auth_context())
    await settle()


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(app) as client:
        yield client


@pytest.fixture
async def clerk(database: Database) -> Account:
    return await hire(database, Person())


@pytest.fixture
async def admin(database: Database) -> Account:
    return await hire(database, Person(login="boss", roles=("admin",)))
