"""A seeded city for every journey, on SQLite and on PostgreSQL."""

from tests.support.seeded import START, city, seeded_postgresql, seeded_sqlite, seeded_url

__all__ = ["START", "city", "seeded_postgresql", "seeded_sqlite", "seeded_url"]
