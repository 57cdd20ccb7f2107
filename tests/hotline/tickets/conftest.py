"""A small city with a hotline, for tests of tickets."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.hotline.tickets.city import City, build


@pytest.fixture
async def city(session: AsyncSession) -> City:
    """Units and calendars on the open session."""
    return await build(session)
