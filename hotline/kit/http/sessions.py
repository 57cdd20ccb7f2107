"""One request, one transaction (一次请求一个事务): session dependencies."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.db import Database


def get_database(request: Request) -> Database:
    """Return the process's database."""
    database: Database = request.app.state.database
    return database


async def _read(request: Request) -> AsyncIterator[AsyncSession]:
    async with get_database(request).read() as session:
        yield session


async def _write(request: Request) -> AsyncIterator[AsyncSession]:
    async with get_database(request).write() as session:
        yield session


DatabaseDep = Annotated[Database, Depends(get_database)]
ReadSession = Annotated[AsyncSession, Depends(_read, scope="function")]
WriteSession = Annotated[AsyncSession, Depends(_write, scope="function")]
