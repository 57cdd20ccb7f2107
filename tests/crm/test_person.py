"""A person is read whole in one statement (市民全貌): contacts, lists, conduct over all his records."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from crm.card import get_card
from crm.errors import CitizenUnknown
from crm.identity import MergeOrder, NewCitizen, contact_point, match_or_create, merge
from crm.lists import Place, add_to_list
from crm.models import CallerConduct, ContactKind, ListKind
from crm.person import load_person
from crm.queries import get_access, list_contacts, list_group, list_memberships
from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.ids import new_id

START = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)


async def record(session: AsyncSession, *numbers: str, name: str | None = None) -> str:
    contacts = tuple(contact_point(ContactKind.PHONE, number) for number in numbers)
    citizen, _ = await match_or_create(session, command=NewCitizen(name=name, contacts=contacts))
    return citizen.id


async def restrict(session: AsyncSession, citizen_id: str, until: datetime) -> None:
    session.add(
        CallerConduct(
            citizen_id=citizen_id, state="RESTRICTED", restricted_until=until, updated_at=START
        )
    )
    await session.flush()


async def agrees(session: AsyncSession, asked: str) -> None:
    """What is read at once is what each reader says."""
    person = await load_person(session, asked, now=clock.now())
    root = person.citizen.id
    assert list(person.contacts) == await list_contacts(session, root)
    assert list(person.lists) == await list_memberships(session, root)
    assert person.access == await get_access(session, root, danger=False)
    assert person.records == len(await list_group(session, root))


async def test_records_merged_over_several_steps_are_one_person(session: AsyncSession) -> None:
    with clock.frozen(START) as move:
        ids = [
            await record(session, "13800000001", "13800000002", name="王小样"),
            await record(session, "13800000003"),
            await record(session, "13800000004"),
        ]
        place = Place(ListKind.BUSINESS, "企业来电", timedelta(days=30))
        await add_to_list(session, citizen_id=ids[2], place=place, actor=SYSTEM)
        await restrict(session, ids[1], START + timedelta(hours=24))
        for one in ids:
            await agrees(session, one)
        await merge(session, order=MergeOrder(ids[1], ids[2], "同一人"), actor=SYSTEM)
        await merge(session, order=MergeOrder(ids[0], ids[1], "同一人"), actor=SYSTEM)
        for one in ids:
            await agrees(session, one)
        card = await get_card(session, ids[2])
        assert (card.id, card.name, card.merged_records) == (ids[0], "王**", 2)
        assert sorted(c.value for c in card.contacts) == sorted(
            f"138****000{n}" for n in (1, 2, 3, 4)
        )
        assert (card.restricted, card.lists) == (True, [ListKind.BUSINESS])
        move(START + timedelta(days=31))
        for one in ids:
            await agrees(session, one)
        card = await get_card(session, ids[0])
        assert (card.restricted, card.lists) == (False, [])


async def test_nobody_is_read_for_an_unknown_id(session: AsyncSession) -> None:
    with pytest.raises(CitizenUnknown):
        await load_person(session, new_id(), now=START)
