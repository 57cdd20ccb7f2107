"""Personal data are revealed on record, exported to the person and erased for good."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.card import get_card
from crm.errors import CitizenErased, FieldUnknown, LegalHold, PurposeMissing
from crm.identity import (
    MergeOrder,
    NewCitizen,
    contact_point,
    find_by_contact,
    match_or_create,
    merge,
)
from crm.models import Citizen, CitizenContact, ContactKind, DeletionCertificate
from crm.privacy import (
    RETENTION,
    contact_for_system,
    erase,
    export_person,
    keep_until,
    reveal,
)
from crm.timeline import Moment, add_moment
from hotline.kit import clock
from hotline.kit.audit.errors import RevealLimitReached
from hotline.kit.audit.models import AuditEntry
from hotline.kit.auth.actor import SYSTEM, Actor
from hotline.kit.errors import Problem
from hotline.kit.vault.service import unseal_value

AGENT = Actor(
    account_id="01AGENT0000000000000000000",
    name="话务员甲",
    roles=frozenset({"agent"}),
    permissions=frozenset({"personal.reveal", "citizen.read"}),
    unit_id=None,
    unit_path=None,
    vendor=False,
    kind="staff",
)
PHONE = contact_point(ContactKind.PHONE, "13800000001")
OTHER = contact_point(ContactKind.PHONE, "13800000002")


async def sample(session: AsyncSession) -> Citizen:
    command = NewCitizen(name="王小样", contacts=(PHONE,), address="禅城区样本路1号")
    citizen, _ = await match_or_create(session, command=command)
    return citizen


async def test_a_reveal_gives_the_value_and_leaves_a_trace(session: AsyncSession) -> None:
    citizen = await sample(session)
    values = await reveal(
        session, citizen_id=citizen.id, field="phone", purpose="回拨确认地点", actor=AGENT
    )
    assert values == ["13800000001"]
    entry = (await session.scalars(select(AuditEntry).where(AuditEntry.category == "READ"))).one()
    assert (entry.object_id, entry.field, entry.purpose) == (citizen.id, "phone", "回拨确认地点")
    assert entry.actor_id == AGENT.account_id


async def test_a_reveal_needs_a_purpose_and_a_known_field(session: AsyncSession) -> None:
    citizen = await sample(session)
    with pytest.raises(PurposeMissing):
        await reveal(session, citizen_id=citizen.id, field="phone", purpose="  ", actor=AGENT)
    for field in ("email", "subject_key_id", "name_sealed"):
        with pytest.raises(FieldUnknown):
            await reveal(session, citizen_id=citizen.id, field=field, purpose="核对", actor=AGENT)
    assert (await session.scalars(select(AuditEntry))).all() == []


async def test_the_thirty_first_reveal_of_a_day_is_refused(session: AsyncSession) -> None:
    citizen = await sample(session)
    with clock.frozen(datetime(2026, 3, 4, 1, 0, tzinfo=UTC)) as move:
        for _ in range(30):
            await reveal(session, citizen_id=citizen.id, field="name", purpose="核对", actor=AGENT)
        with pytest.raises(RevealLimitReached):
            await reveal(session, citizen_id=citizen.id, field="name", purpose="核对", actor=AGENT)
        move(datetime(2026, 3, 4, 16, 0, tzinfo=UTC))  # midnight in Shanghai
        await reveal(session, citizen_id=citizen.id, field="name", purpose="核对", actor=AGENT)


async def test_a_merged_records_number_is_revealed_too(session: AsyncSession) -> None:
    kept = await sample(session)
    gone, _ = await match_or_create(session, command=NewCitizen(contacts=(OTHER,)))
    await merge(session, order=MergeOrder(kept.id, gone.id, "同一人"), actor=SYSTEM)
    values = await reveal(session, citizen_id=gone.id, field="phone", purpose="回拨", actor=AGENT)
    assert values == ["13800000001", "13800000002"]


async def test_erasure_makes_sealed_values_unreadable_in_all_records(session: AsyncSession) -> None:
    kept = await sample(session)
    gone, _ = await match_or_create(session, command=NewCitizen(name="王小样", contacts=(OTHER,)))
    await merge(session, order=MergeOrder(kept.id, gone.id, "同一人"), actor=SYSTEM)
    sealed_names = [kept.name_sealed, gone.name_sealed]
    certificate = await erase(session, citizen_id=gone.id, rule="本人申请删除", actor=AGENT)
    for sealed in sealed_names:
        assert sealed is not None
        with pytest.raises(Problem):
            await unseal_value(session, "name", sealed)
    assert certificate.counts == {"records": 2, "keys": 2, "contacts": 2}
    assert (await session.scalars(select(CitizenContact))).all() == []
    assert await find_by_contact(session, PHONE) is None
    card = await get_card(session, kept.id)
    assert (card.erased, card.name, card.contacts) == (True, None, [])


async def test_an_erased_number_may_come_back_as_a_new_citizen(session: AsyncSession) -> None:
    citizen = await sample(session)
    await erase(session, citizen_id=citizen.id, rule="本人申请删除", actor=AGENT)
    again, created = await match_or_create(session, command=NewCitizen(contacts=(PHONE,)))
    assert created
    assert again.id != citizen.id


async def test_an_erased_person_has_nothing_to_reveal_or_export(session: AsyncSession) -> None:
    citizen = await sample(session)
    await erase(session, citizen_id=citizen.id, rule="本人申请删除", actor=AGENT)
    with pytest.raises(CitizenErased):
        await reveal(session, citizen_id=citizen.id, field="name", purpose="核对", actor=AGENT)
    with pytest.raises(CitizenErased):
        await export_person(session, citizen_id=citizen.id, purpose="本人查阅", actor=AGENT)
    with pytest.raises(CitizenErased):
        await erase(session, citizen_id=citizen.id, rule="本人申请删除", actor=AGENT)


async def test_a_legal_hold_beats_the_erasure(session: AsyncSession) -> None:
    citizen = await sample(session)
    citizen.legal_hold = True
    with pytest.raises(LegalHold):
        await erase(session, citizen_id=citizen.id, rule="本人申请删除", actor=AGENT)
    assert (await session.scalars(select(DeletionCertificate))).all() == []
    assert (await get_card(session, citizen.id)).name == "王**"


async def test_the_person_gets_all_we_hold(session: AsyncSession) -> None:
    citizen = await sample(session)
    moment = Moment("ticket.opened:1", "工单已登记", "ticket", "1", clock.now())
    await add_moment(session, citizen_id=citizen.id, moment=moment)
    export = await export_person(session, citizen_id=citizen.id, purpose="本人查阅", actor=AGENT)
    assert export["citizen"]["name"] == ["王小样"]
    assert export["citizen"]["phone"] == ["13800000001"]
    assert export["citizen"]["address"] == ["禅城区样本路1号"]
    assert [e["label"] for e in export["timeline"]] == ["工单已登记"]
    entry = (await session.scalars(select(AuditEntry).where(AuditEntry.category == "EXPORT"))).one()
    assert entry.actor_id == AGENT.account_id


async def test_the_house_itself_finds_the_number_to_write_to(session: AsyncSession) -> None:
    citizen = await sample(session)
    found = await contact_for_system(session, citizen_id=citizen.id, kind=ContactKind.PHONE)
    assert found == "13800000001"
    assert (
        await contact_for_system(session, citizen_id=citizen.id, kind=ContactKind.EMAIL)
    ) is None


def test_retention_is_never_shorter_than_the_rules() -> None:
    ended = datetime(2024, 2, 28, tzinfo=UTC)
    by_name = {rule.what: rule for rule in RETENTION}
    logs, tickets = by_name["access_logs"], by_name["tickets"]
    until = keep_until(logs, ended)
    assert until is not None
    assert until >= ended + timedelta(days=366)
    assert keep_until(tickets, ended) is None
