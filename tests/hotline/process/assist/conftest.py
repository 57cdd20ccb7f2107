"""The seeded city with its index built, as the portal's tests have it."""

from tests.hotline.portal.conftest import asked_city

__all__ = ["asked_city"]
