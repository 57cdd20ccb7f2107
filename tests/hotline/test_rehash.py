"""After a change of the hash key everybody is found again: people, tickets, conversations, wishes."""

import base64
from contextlib import aclosing
from typing import Any

import pytest
from sqlalchemy import select

from channels import optouts, queries, sealing
from channels.messages import ChannelKind
from channels.models import CallbackRequest, Conversation, Delivery, Message
from crm import identity
from crm.models import CitizenContact, ContactKind
from hotline.bootstrap import Hotline, build
from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.vault.rehash import Tally
from hotline.kit.vault.settings import DEMO_HASH_KEY
from hotline.portal.service import Asker, identify
from hotline.rehash import rebuild
from hotline.tickets.models import Ticket
from tests.conftest import BACKENDS
from tests.support.city import City, settings_for
from tests.support.seeded import city, seeded_postgresql, seeded_sqlite, seeded_url

__all__ = ["city", "seeded_postgresql", "seeded_sqlite", "seeded_url"]
both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
PHONE = "13800000001"
FRESH = base64.b64encode(bytes(range(32))).decode()
CHANGED = {"hash_key": FRESH, "old_hash_keys": [DEMO_HASH_KEY]}


def _under(city: City, **vault: Any) -> Hotline:
    """The same house with other keys."""
    settings = city.hotline.settings
    return build(settings_for(settings.database_url, settings.data_dir, vault=vault))


async def _lived_in(city: City) -> dict[str, Any]:
    """A request whose citizen got a text, wants no more of them and waits to be rung back."""
    receipt = await city.submits("禅城区祖庙街道同济路路灯不亮，请尽快维修。")
    async with city.hotline.database.write() as session:
        known = sealing.address_hash(session, ChannelKind.SMS, PHONE)
        await optouts.record(session, "SMS", known)
        row = await session.scalar(select(Conversation).where(Conversation.address_hash == known))
        assert row is not None
        waiting = CallbackRequest(
            id=new_id(),
            conversation_id=row.id,
            address_hash=known,
            reason="WISH",
            requested_at=clock.now(),
            last_requested_at=clock.now(),
        )
        session.add(waiting)
    return receipt


async def _found(database: Database) -> dict[str, bool]:
    """Who is found by his number."""
    point = identity.contact_point(ContactKind.PHONE, PHONE)
    async with database.read() as session:
        known = sealing.address_hash(session, ChannelKind.SMS, PHONE)
        by_hash = {
            "ticket": Ticket.contact_number_hash,
            "conversation": Conversation.address_hash,
            "delivery": Delivery.address_hash,
            "callback": CallbackRequest.address_hash,
        }
        found = {
            name: await session.scalar(select(column).where(column == known).limit(1)) is not None
            for name, column in by_hash.items()
        }
        routes = await session.scalars(
            select(Message.routes).where(Message.routes_enc.is_not(None))
        )
        return {
            **found,
            "route": known in {r["address_hash"] for listed in routes for r in listed},
            "citizen": await identity.find_by_contact(session, point) is not None,
            "opt-out": await optouts.is_opted_out(session, "SMS", known),
        }


async def _rebuilt(database: Database) -> dict[str, Tally]:
    return {name: tally async for name, tally in rebuild(database, batch=2)}


@both
async def test_a_new_hash_key_finds_everybody_once_the_hashes_are_rebuilt(city: City) -> None:
    await _lived_in(city)
    assert set((await _found(city.hotline.database)).values()) == {True}
    changed = _under(city, **CHANGED)
    assert set((await _found(changed.database)).values()) == {False}
    first = await _rebuilt(changed.database)
    assert set((await _found(changed.database)).values()) == {True}
    assert sum(t.unknown + len(t.conflicts) for t in first.values()) == 0
    again = await _rebuilt(changed.database)
    assert sum(t.changed for t in again.values()) == 0
    assert sum(t.seen for t in again.values()) == sum(t.seen for t in first.values())
    await changed.close()


async def test_a_query_code_given_before_the_change_still_opens_its_ticket(city: City) -> None:
    receipt = await _lived_in(city)
    changed = _under(city, **CHANGED)
    asker = Asker(receipt["number"], receipt["query_code"], "10.0.0.1")
    assert await identify(changed.database, asker) == receipt["id"]
    await changed.close()


async def test_an_interrupted_rebuild_goes_on_where_it_stopped(city: City) -> None:
    await _lived_in(city)
    changed = _under(city, **CHANGED)
    async with aclosing(rebuild(changed.database, batch=1)) as pages:
        async for _name, tally in pages:
            if tally.changed:
                break
    assert set((await _found(changed.database)).values()) == {True, False}
    await _rebuilt(changed.database)
    assert set((await _found(changed.database)).values()) == {True}
    await changed.close()


async def test_another_algorithm_needs_no_old_key(city: City) -> None:
    await _lived_in(city)
    changed = _under(city, hash_algorithm="sm3")
    await _rebuilt(changed.database)
    assert set((await _found(changed.database)).values()) == {True}
    await changed.close()


async def test_without_the_old_key_nothing_is_changed_and_all_is_told(city: City) -> None:
    await _lived_in(city)
    blind = _under(city, hash_key=FRESH)
    told = await _rebuilt(blind.database)
    assert sum(t.changed for t in told.values()) == 0
    assert {name for name, t in told.items() if t.unknown} == {
        "citizen_contacts.value_hash",
        "tickets.contact_number_hash",
        "channel_conversations.address_hash",
        "channel_messages.routes",
    }
    assert set((await _found(city.hotline.database)).values()) == {True}
    await blind.close()


async def test_a_number_registered_twice_meanwhile_is_told_and_left(city: City) -> None:
    await _lived_in(city)
    changed = _under(city, **CHANGED)
    point = identity.contact_point(ContactKind.PHONE, PHONE)
    async with changed.database.write() as session:
        twin, new = await identity.match_or_create(
            session, command=identity.NewCitizen(contacts=(point,))
        )
        assert new
    told = (await _rebuilt(changed.database))["citizen_contacts.value_hash"]
    assert len(told.conflicts) == 1
    async with changed.database.read() as session:
        found = await identity.find_by_contact(session, point)
        assert found is not None
        assert found.id == twin.id
        rows = list(await session.scalars(select(CitizenContact.id)))
    assert set(told.conflicts) < set(rows)
    await changed.close()


async def test_the_stand_in_of_an_erased_person_never_changes(city: City) -> None:
    await _lived_in(city)
    async with city.hotline.database.write() as session:
        row = await session.scalar(select(Conversation).where(Conversation.channel == "SMS"))
        assert row is not None
        row.address_hash = f"erased:{row.id}"
        row.address_enc = None
    changed = _under(city, **CHANGED)
    await _rebuilt(changed.database)
    async with changed.database.read() as session:
        assert await queries.get_conversation(session, row.id) is not None
        stored = await session.scalar(
            select(Conversation.address_hash).where(Conversation.id == row.id)
        )
    assert stored == f"erased:{row.id}"
    await changed.close()
