"""The seeded city, for what citizens do at the portal; with its index built for what they ask."""

import pytest

from tests.support.city import City
from tests.support.seeded import city, seeded_postgresql, seeded_sqlite, seeded_url

__all__ = ["city", "seeded_postgresql", "seeded_sqlite", "seeded_url"]


@pytest.fixture
async def asked_city(city: City) -> City:
    """The city with its index."""
    await city.is_searched()
    return city
