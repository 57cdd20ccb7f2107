"""One citizen over all channels: matched, created once, merged and unmerged."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from crm.card import get_card
from crm.errors import ContactInvalid, ContactTaken, MergeIllegal
from crm.identity import (
    MergeOrder,
    NewCitizen,
    add_contact,
    contact_hash,
    contact_point,
    find_by_contact,
    match_or_create,
    merge,
    new_citizen_rows,
    unmerge,
)
from crm.models import Citizen, CitizenContact, CitizenKind, ContactKind, Language
from crm.queries import get_citizen, list_group
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.bulk import insert_rows
from hotline.kit.outbox.models import OutboxEvent
from hotline.kit.vault.models import SubjectKeyRow
from hotline.kit.vault.service import session_ring

PHONE = contact_point(ContactKind.PHONE, "138 0000 0001")
OTHER = contact_point(ContactKind.PHONE, "+86 13800000002")


async def person(session: AsyncSession, phone: str, name: str = "王小样") -> Citizen:
    point = contact_point(ContactKind.PHONE, phone)
    citizen, created = await match_or_create(
        session, command=NewCitizen(name=name, contacts=(point,))
    )
    assert created
    return citizen


async def test_one_number_in_any_spelling_is_one_citizen(session: AsyncSession) -> None:
    first, created = await match_or_create(session, command=NewCitizen(contacts=(PHONE,)))
    same = contact_point(ContactKind.PHONE, "（+86）138-0000-0001")
    second, again = await match_or_create(session, command=NewCitizen(contacts=(same,)))
    assert (created, again) == (True, False)
    assert first.id == second.id


async def test_a_later_call_completes_but_never_overwrites(session: AsyncSession) -> None:
    citizen, _ = await match_or_create(session, command=NewCitizen(contacts=(PHONE,)))
    await match_or_create(session, command=NewCitizen(name="李样本", contacts=(PHONE,)))
    await match_or_create(session, command=NewCitizen(name="赵样本", contacts=(PHONE,)))
    card = await get_card(session, citizen.id)
    assert card.name == "李**"


async def test_nothing_personal_is_stored_in_clear(session: AsyncSession) -> None:
    command = NewCitizen(name="王小样", contacts=(PHONE,), address="禅城区样本路1号")
    await match_or_create(session, command=command)
    for table in ("citizens", "citizen_contacts", "subject_keys", "outbox_events"):
        rows = (await session.execute(text(f"SELECT * FROM {table}"))).all()
        stored = " ".join(str(row) for row in rows)
        assert "13800000001" not in stored
        assert "王小样" not in stored
        assert "样本路" not in stored


async def test_the_card_shows_masks_only(session: AsyncSession) -> None:
    command = NewCitizen(
        name="王小样", contacts=(PHONE, contact_point(ContactKind.EMAIL, "Sample@Example.com"))
    )
    citizen, _ = await match_or_create(session, command=command)
    card = await get_card(session, citizen.id)
    assert card.name == "王**"
    assert [c.value for c in card.contacts] == ["138****0001", "s***@example.com"]


async def test_an_anonymous_caller_has_no_key_and_no_contact(session: AsyncSession) -> None:
    citizen, created = await match_or_create(
        session, command=NewCitizen(kind=CitizenKind.ANONYMOUS, language=Language.YUE)
    )
    assert created
    assert citizen.subject_key_id is None
    card = await get_card(session, citizen.id)
    assert (card.kind, card.contacts, card.name) == (CitizenKind.ANONYMOUS, [], None)


async def test_two_anonymous_callers_are_two(session: AsyncSession) -> None:
    command = NewCitizen(kind=CitizenKind.ANONYMOUS)
    one, _ = await match_or_create(session, command=command)
    two, _ = await match_or_create(session, command=command)
    assert one.id != two.id


@pytest.mark.parametrize("text", ["", "abc", "1380000", "13800000001 转 分机"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ContactInvalid):
        contact_point(ContactKind.PHONE, text)


async def test_bulk_rows_are_found_like_the_others(session: AsyncSession) -> None:
    rows = new_citizen_rows(NewCitizen(name="王小样", contacts=(PHONE,)), session_ring(session))
    assert rows.key is not None
    connection = await session.connection()
    await connection.run_sync(insert_rows, SubjectKeyRow.__table__, [rows.key])
    await connection.run_sync(insert_rows, Citizen.__table__, [rows.citizen])
    await connection.run_sync(insert_rows, CitizenContact.__table__, rows.contacts)
    found = await find_by_contact(session, PHONE)
    assert found is not None
    assert found.id == rows.citizen_id
    assert (await get_card(session, found.id)).name == "王**"


async def test_a_contact_of_another_citizen_is_not_taken_over(session: AsyncSession) -> None:
    await person(session, "13800000001")
    other = await person(session, "13800000002")
    with pytest.raises(ContactTaken):
        await add_contact(session, citizen_id=other.id, point=PHONE, actor=SYSTEM)


async def test_adding_the_same_contact_twice_adds_one(session: AsyncSession) -> None:
    citizen = await person(session, "13800000001")
    email = contact_point(ContactKind.EMAIL, "sample@example.com")
    for _ in range(2):
        await add_contact(session, citizen_id=citizen.id, point=email, actor=SYSTEM)
    assert len((await get_card(session, citizen.id)).contacts) == 2


async def test_after_a_merge_both_numbers_find_the_kept_record(session: AsyncSession) -> None:
    kept, gone = await person(session, "13800000001"), await person(session, "13800000002")
    await merge(session, order=MergeOrder(kept.id, gone.id, "同一人两个号码"), actor=SYSTEM)
    for point in (PHONE, OTHER):
        found = await find_by_contact(session, point)
        assert found is not None
        assert found.id == kept.id
    assert (await get_citizen(session, gone.id)).id == kept.id
    assert await list_group(session, gone.id) == [kept.id, gone.id]
    values = [c.value for c in (await get_card(session, kept.id)).contacts]
    assert values == ["138****0001", "138****0002"]


async def test_an_unmerge_gives_everything_back(session: AsyncSession) -> None:
    kept, gone = await person(session, "13800000001"), await person(session, "13800000002")
    row = await merge(session, order=MergeOrder(kept.id, gone.id, "同一人"), actor=SYSTEM)
    await unmerge(session, merge_id=row.id, reason="父子共用一个号码", actor=SYSTEM)
    found = await find_by_contact(session, OTHER)
    assert found is not None
    assert found.id == gone.id
    with pytest.raises(MergeIllegal):
        await unmerge(session, merge_id=row.id, reason="再来一次", actor=SYSTEM)


async def test_impossible_merges_are_refused(session: AsyncSession) -> None:
    one, two = await person(session, "13800000001"), await person(session, "13800000002")
    firm, _ = await match_or_create(
        session,
        command=NewCitizen(
            kind=CitizenKind.ENTERPRISE,
            company_name="样本制造有限公司",
            contacts=(contact_point(ContactKind.PHONE, "0757-83000001"),),
        ),
    )
    await merge(session, order=MergeOrder(one.id, two.id, "同一人"), actor=SYSTEM)
    for kept, gone in ((one.id, one.id), (two.id, one.id), (one.id, two.id), (one.id, firm.id)):
        with pytest.raises(MergeIllegal):
            await merge(session, order=MergeOrder(kept, gone, "不行"), actor=SYSTEM)


async def test_merging_tells_the_house_ids_only(session: AsyncSession) -> None:
    kept, gone = await person(session, "13800000001"), await person(session, "13800000002")
    row = await merge(session, order=MergeOrder(kept.id, gone.id, "同一人"), actor=SYSTEM)
    events = (await session.execute(select(OutboxEvent.name, OutboxEvent.payload))).all()
    payload = {"merge_id": row.id, "kept_id": kept.id, "merged_id": gone.id}
    assert ("citizen.merged", payload) in [tuple(e) for e in events]


async def test_equal_values_of_different_kinds_hash_differently(session: AsyncSession) -> None:
    ring = session_ring(session)
    account = contact_point(ContactKind.ACCOUNT, "13800000001")
    assert contact_hash(ring, account) != contact_hash(ring, PHONE)
