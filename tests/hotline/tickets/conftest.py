"""A small city with a hotline, for tests of tickets."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.hotline.tickets.city import City, build


@pytest.fixture
async def city(session: AsyncSession) -> AsyncIterator[City]:
    """Units and calendars on the open session."""
    yield await build(session)
