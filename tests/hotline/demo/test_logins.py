"""The printed logins suffice to try everything, four eyes included."""

from typing import Any

from sqlalchemy import select

from hotline.demo import loader
from hotline.kit import clock
from hotline.kit.organisation.models import Unit
from hotline.roles import PERMISSIONS, Role
from tests.support.city import City
from tests.support.seeded import START, city, seeded_postgresql, seeded_sqlite, seeded_url

__all__ = ["START", "city", "seeded_postgresql", "seeded_sqlite", "seeded_url"]
FOUR_EYES = ("catalogue.approve", "policy.approve", "calendar.approve", "incident.approve")
RANGE = [{"category_code": "0101", "kinds": ["HELP"], "reason": "目录清楚，少有争议"}]


def holders(permission: str) -> list[str]:
    held = {str(role) for role in Role if permission in PERMISSIONS.get(role, frozenset())}
    return [login.login for login in loader.shown() if held & set(login.roles)]


def test_every_role_of_the_demonstration_is_printed() -> None:
    roles = {role for login in loader.logins() for role in login.roles}
    assert {role for login in loader.shown() for role in login.roles} == roles
    assert {"agent01", "admin", "admin2", "cg-shenpi"} <= {one.login for one in loader.shown()}
    assert len(loader.shown()) < 30


def test_two_printed_logins_may_approve_whatever_one_of_them_may_propose() -> None:
    for permission in FOUR_EYES:
        assert len(holders(permission)) >= 2, permission


async def proposed(city: City, path: str, body: Any) -> str:
    admin = await city.desk("admin")
    answer = await admin.client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_what_admin_proposes_another_printed_administrator_approves(city: City) -> None:
    async with city.hotline.database.read() as session:
        unit_id = await session.scalar(select(Unit.id).where(Unit.code == "FS-CC-ZM"))
    row = {
        "category_code": "010101",
        "district_code": "440604012",
        "condition": 'channel == "KIOSK"',
        "valid_from": clock.local_date().isoformat(),
        "lead_unit_id": unit_id,
        "basis": [{"kind": "TOWN_LIST", "title": "祖庙街道履职清单", "article": "第 3 项"}],
    }
    row_id = await proposed(city, "/api/catalogue", row)
    policy = {"content": RANGE, "note": "试行"}
    policy_id = await proposed(city, "/api/routing/policies/AUTOMATIC", policy)
    admin, second = await city.desk("admin"), await city.desk("admin2")
    approvals = {
        "/api/catalogue/approve": {"row_ids": [row_id], "note": "已核对"},
        f"/api/routing/policies/{policy_id}/approve": {"note": "同意"},
    }
    for path, body in approvals.items():
        own = await admin.client.post(path, json=body)
        assert own.status_code in {403, 409}, own.text
        other = await second.client.post(path, json=body)
        assert other.status_code == 200, other.text
