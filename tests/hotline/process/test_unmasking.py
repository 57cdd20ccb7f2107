"""Personal data in clear follows the rule who may see the person (查看明文), whatever role asks."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.errors import FieldUnknown
from hotline.kit import clock
from hotline.kit.audit.models import AuditEntry
from hotline.process import unmasking
from hotline.process.unmasking import CitizenHidden
from hotline.roles import PERMISSIONS, Role
from hotline.tickets.visibility import sees_person
from routing.taxonomy.tree import RequestKind
from tests.hotline.tickets.city import APPROVED, CONSUMER, MONDAY, City, build

MAY_REVEAL = [role for role, held in PERMISSIONS.items() if "personal.reveal" in held]


@pytest.fixture
async def city(session: AsyncSession) -> City:
    return await build(session)


@pytest.mark.parametrize("secrecy", ["NONE", "CITIZEN_HIDDEN", "RESTRICTED"])
@pytest.mark.parametrize("role", MAY_REVEAL)
async def test_nobody_reveals_a_person_he_is_not_shown(
    city: City, role: Role, secrecy: str
) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open()
        ticket.confidentiality = secrecy
        actor = city.person(role.value, "bureau")
        asked: dict[str, Any] = {
            "ticket": ticket,
            "field": "name",
            "purpose": "回电核实",
            "actor": actor,
        }
        expected = FieldUnknown if sees_person(actor, ticket) else CitizenHidden
        with pytest.raises(expected):  # the sample citizen has told no name
            await unmasking.reveal(city.session, **asked)


async def test_a_permission_alone_does_not_open_a_hidden_person(city: City) -> None:
    """A role of neither unit nor hotline that may reveal elsewhere gets nothing here."""
    with clock.frozen(MONDAY):
        ticket = await city.open()
        ticket.confidentiality = "CITIZEN_HIDDEN"
        officer = city.person("privacy_officer")
        with pytest.raises(CitizenHidden):
            await unmasking.reveal(
                city.session, ticket=ticket, field="phone", purpose="依申请查阅", actor=officer
            )


async def test_a_complainant_is_revealed_on_record_to_whoever_sees_him(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open(RequestKind.COMPLAINT)
        told = {**APPROVED, **CONSUMER, "representatives": ["王小二 13900000004"]}
        await city.act(ticket, "APPROVE", city.person("reviewer"), **told)
        asked: dict[str, Any] = {
            "ticket": ticket,
            "purpose": "通知调解",
            "actor": city.person("agent"),
        }
        found = [
            await unmasking.reveal(city.session, field=field, **asked)
            for field in ("complainant_name", "representatives", "agent_name")
        ]
        ticket.confidentiality = "CITIZEN_HIDDEN"
        asked["actor"] = city.person("handler", "bureau")
        with pytest.raises(CitizenHidden):
            await unmasking.reveal(city.session, field="representatives", **asked)
    query = select(AuditEntry.field, AuditEntry.purpose).where(AuditEntry.object_id == ticket.id)
    read = [tuple(row) for row in await city.session.execute(query)]
    assert ("representatives", "通知调解") in read
    assert found == ["陈小明", "王小二 13900000004", None]
