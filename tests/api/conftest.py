"""The seeded city of the journeys, with one person who may do everything and no rate limits."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog

from hotline.kit import logs
from hotline.kit.auth import service as accounts
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.auth.models import Employer
from hotline.roles import NOT_ASSIGNABLE, Role, role_book
from tests.support.city import City, running_city
from tests.support.kit_app import password_hash
from tests.support.seeded import START, seeded_postgresql, seeded_sqlite, seeded_url

__all__ = ["seeded_postgresql", "seeded_sqlite", "seeded_url"]
ROOT_LOGIN = "quanneng"


async def hire_root(city: City) -> None:
    """Give one person every role, so that no door refuses for want of a permission."""
    roles = tuple(role.value for role in Role if role not in NOT_ASSIGNABLE)
    async with city.hotline.database.write() as session:
        await accounts.create_account(
            session,
            SYSTEM,
            role_book(),
            accounts.NewAccount(
                login=ROOT_LOGIN,
                name="全能",
                roles=roles,
                password_hash=password_hash(),
                unit_id=None,
                employer=Employer.STAFF,
                phone=None,
                must_change_password=False,
            ),
        )


@pytest.fixture
async def city(seeded_url: str, tmp_path: Path) -> AsyncIterator[City]:
    """The running city on Wednesday 4 March 2026, without limits by address."""
    async with running_city(seeded_url, tmp_path, START) as city:
        city.app.state.limiter = None
        await hire_root(city)
        logs.configure(level="CRITICAL")
        yield city
    structlog.reset_defaults()
