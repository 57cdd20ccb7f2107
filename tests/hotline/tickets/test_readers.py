"""Readers as tags (可见标签): every actor is let in by tags exactly where the list lets him in."""

from typing import Any

import pytest
from sqlalchemy import select

from hotline.kit import clock
from hotline.kit.auth.actor import Actor, citizen_actor
from hotline.roles import Role
from hotline.tickets.models import Assignment, AssignmentStatus, Ticket
from hotline.tickets.papers import Proposal, Whistle
from hotline.tickets.readers import Around, Sight, sight_of, tags_of
from hotline.tickets.visibility import listed_to
from hotline.tickets.vocabulary import Status
from tests.conftest import BACKENDS
from tests.hotline.tickets.city import MONDAY, UNITS, City, dispatched, handled

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
STAFF = [role.value for role in Role if role not in {Role.CITIZEN, Role.SYSTEM}]


async def _tags(city: City, ticket: Ticket) -> set[str] | None:
    session, active = city.session, Assignment.status != AssignmentStatus.REVOKED.value
    parts = select(Assignment.unit_id).where(Assignment.ticket_id == ticket.id, active)
    called = select(Whistle.unit_id).where(Whistle.ticket_id == ticket.id)
    waiting = select(Proposal.action).where(
        Proposal.ticket_id == ticket.id, Proposal.state == "PENDING"
    )
    units = [*await session.scalars(parts), *await session.scalars(called)]
    return tags_of(ticket, Around(units, list(await session.scalars(waiting))))


def _agree(sight: Sight, tags: set[str] | None) -> bool:
    return tags is not None and bool(sight.tags & tags) and not sight.barred & tags


async def _let_in(city: City, actor: Actor, ticket: Ticket) -> bool:
    return _agree(await sight_of(city.session, actor), await _tags(city, ticket))


async def _all_listed(city: City, actor: Actor) -> set[str]:
    return set(await city.session.scalars(select(Ticket.id).where(listed_to(actor))))


async def _listed(city: City, actor: Actor, ticket: Ticket) -> bool:
    return ticket.id in await _all_listed(city, actor)


async def _scenes(city: City) -> dict[str, Ticket]:
    """Tickets of every status, and whatever else lets somebody in or keeps him out."""
    scenes: dict[str, Ticket] = {}
    for status in Status:
        scenes[status.value] = await dispatched(city)
        scenes[status.value].status = status.value
    plain: dict[str, dict[str, Any]] = {
        "filed": {"unreasonable_state": "FILED", "status": "CLOSED"},
        "appealed": {"appeal_state": "FILED", "status": "WITHDRAWN"},
        "consulted": {"consultation_open": True},
        "consulted and closed": {"consultation_open": True, "status": "CLOSED"},
        "secret": {"confidentiality": "RESTRICTED"},
        "hidden": {"confidentiality": "CITIZEN_HIDDEN"},
    }
    for name, columns in plain.items():
        scenes[name] = await dispatched(city)
        for column, value in columns.items():
            setattr(scenes[name], column, value)
    for unit in ("bureau", "city", "district", "hotline"):
        ticket = scenes[f"about {unit}"] = await dispatched(city)
        ticket.accused_unit_id, ticket.accused_unit_path = city.id(unit), city.units[unit].path
    recalled = scenes["recalled"] = await dispatched(city)
    await city.act(recalled, "RECALL", city.person("dispatcher"), reason="选错单位")
    raised = scenes["raised"] = await handled(city)
    officer = city.person("supervision_officer")
    await city.act(raised, "RAISE", officer, superior_unit_id=city.id("city"), reason="提级")
    whistled = scenes["whistled"] = await dispatched(city)
    town = city.units["town"]
    city.session.add(
        Whistle(
            id="W" * 26,
            ticket_id=whistled.id,
            unit_id=town.id,
            unit_path=town.path,
            called_at=MONDAY,
            place="路口",
            question="谁来修",
        )
    )
    await city.session.flush()
    return scenes


@both
async def test_tags_let_in_whom_the_list_lets_in(city: City) -> None:
    """Role × unit × ticket: the same answer from the tags and from the database."""
    with clock.frozen(MONDAY):
        scenes = await _scenes(city)
    tags = {name: await _tags(city, ticket) for name, ticket in scenes.items()}
    wrong, seen = [], 0
    for role in (*STAFF, "agent+handler", "supervisor+unit_approver"):
        for unit in UNITS:
            actor = city.person(role, unit)
            sight, found = await sight_of(city.session, actor), await _all_listed(city, actor)
            for name, ticket in scenes.items():
                listed = ticket.id in found
                seen += listed
                if _agree(sight, tags[name]) is not listed:
                    wrong.append((role, unit, name, listed))
    assert wrong == []
    assert seen > 1_000


@both
async def test_the_author_is_let_in_wherever_he_sits(city: City) -> None:
    author = city.person("handler", "line")
    with clock.frozen(MONDAY):
        ticket = await city.open(actor=author)
    for actor in (author, city.person("handler", "line", name="other")):
        assert await _let_in(city, actor, ticket) is await _listed(city, actor, ticket)
    assert await _let_in(city, author, ticket)


async def test_a_unit_that_moves_takes_its_sight_along(city: City) -> None:
    """The tags name the units of the ticket, the asker those below him now: nothing is indexed anew."""
    with clock.frozen(MONDAY):
        ticket = await dispatched(city)
    boss = city.person("handler", "police")
    assert not await _let_in(city, boss, ticket)
    bureau, police = city.units["bureau"], city.units["police"]
    bureau.parent_id, bureau.path = police.id, f"{police.path}{bureau.id}/"
    await city.session.flush()
    assert await _let_in(city, boss, ticket)
    assert await _listed(city, boss, ticket)


async def test_neither_a_citizen_nor_who_may_not_read_is_let_in_by_anything(city: City) -> None:
    analyst = city.person("analyst", "city")
    for actor in (city.citizen, citizen_actor(None), analyst):
        sight = await sight_of(city.session, actor)
        assert sight.tags == frozenset()
