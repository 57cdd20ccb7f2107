"""Every role at every door of the drift watch: many may look, only who can act on it takes note (domain rules §2.2)."""

from typing import Any

import pytest

from hotline.kit.ids import new_id
from hotline.roles import PERMISSIONS, Role
from tests.support.city import City

READ, ACT = "drift.read", "drift.act"
READERS = {Role.SUPERVISOR, Role.DISPATCHER, Role.ANALYST, Role.ADMIN}
DECIDERS = READERS - {Role.ANALYST}
DOORS = (("GET", "/api/drift", READ), ("GET", "/api/drift/alerts", READ), ("POST", "", ACT))
LOGINS = {
    "agent01": Role.AGENT,
    "banzhang": Role.SUPERVISOR,
    "shenhe": Role.REVIEWER,
    "paidan": Role.DISPATCHER,
    "caijue": Role.ADJUDICATOR,
    "duban": Role.SUPERVISION_OFFICER,
    "jiancha": Role.INSPECTOR,
    "zhishi": Role.KNOWLEDGE_EDITOR,
    "fenxi": Role.ANALYST,
    "shenji": Role.AUDITOR,
    "yinsi": Role.PRIVACY_OFFICER,
    "admin": Role.ADMIN,
    "cg-lianluo": Role.UNIT_CLERK,
}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_reads_and_takes_note_as_the_table_says(role: Role) -> None:
    held = PERMISSIONS[role]
    assert (READ in held, ACT in held) == (role in READERS, role in DECIDERS)


async def asked(desk: Any, verb: str, path: str) -> int:
    path = path or f"/api/drift/alerts/{new_id()}/acknowledge"
    body: dict[str, Any] = {"json": {}} if verb == "POST" else {}
    answer = await desk.client.request(verb, path, **body)
    return int(answer.status_code)


async def test_every_door_opens_to_the_roles_of_its_permission(city: City) -> None:
    for login, role in LOGINS.items():
        desk = await city.desk(login)
        for verb, path, permission in DOORS:
            status = await asked(desk, verb, path)
            allowed = permission in PERMISSIONS[role]
            open_status = 404 if verb == "POST" else 200
            assert status == (open_status if allowed else 403), (login, verb, path)
