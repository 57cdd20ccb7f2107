"""New versions of the limits (时限政策): two persons, and new tickets only."""

from datetime import timedelta

import pytest

from hotline.kit import clock
from hotline.kit.rulebooks import NewVersion, OwnProposal
from hotline.tickets import policies
from hotline.tickets.errors import PayloadInvalid, PolicyUnknown
from hotline.tickets.policy import DEFAULT
from hotline.tickets.vocabulary import ClockId
from tests.hotline.tickets.city import MONDAY, City, dispatched


async def test_two_persons_bring_new_limits_into_force_for_new_tickets_only(city: City) -> None:
    first, second = city.person("admin"), city.person("admin", name="2")
    document = DEFAULT.document()
    document["kinds"]["HELP"]["amount"] = 5
    with clock.frozen(MONDAY):
        old = await city.open()
        row = await policies.propose(city.session, first, NewVersion(document, "试点", MONDAY))
        with pytest.raises(OwnProposal):
            await policies.decide(city.session, first, number=row.number, accept=True)
        await policies.decide(city.session, second, number=row.number, accept=True)
        with pytest.raises(PolicyUnknown):
            await policies.decide(city.session, second, number=row.number, accept=True)
        new = await city.open()
        await city.act(new, "COMMENT", city.person("agent"), text="按新时限")
    assert (old.policy_number, new.policy_number) == (1, 2)
    assert old.promise_due_at is not None
    assert new.promise_due_at is not None
    assert new.promise_due_at < old.promise_due_at
    assert [d.number for d in await policies.list_documents(city.session)] == [2]


async def test_limits_that_are_no_policy_are_refused(city: City) -> None:
    admin = city.person("admin")
    with pytest.raises(PayloadInvalid):
        await policies.propose(city.session, admin, NewVersion({"kinds": {}}, "错", MONDAY))
    with pytest.raises(PolicyUnknown):
        await policies.numbered(city.session, 99)


async def test_rejected_limits_change_nothing(city: City) -> None:
    first, second = city.person("admin"), city.person("admin", name="2")
    with clock.frozen(MONDAY):
        row = await policies.propose(
            city.session, first, NewVersion(DEFAULT.document(), "试", MONDAY)
        )
        await policies.decide(city.session, second, number=row.number, accept=False)
        assert (await policies.current(city.session)).number == 1


async def test_the_version_of_the_latest_date_counts_and_not_the_highest_number(
    city: City,
) -> None:
    first, second = city.person("admin"), city.person("admin", name="2")
    with clock.frozen(MONDAY) as move:
        for days in (10, 5):  # number 2 for the tenth day, then number 3 for the fifth
            since = MONDAY + timedelta(days=days)
            row = await policies.propose(
                city.session, first, NewVersion(DEFAULT.document(), "试", since)
            )
            await policies.decide(city.session, second, number=row.number, accept=True)
        move(MONDAY + timedelta(days=12))
        assert (await policies.current(city.session)).number == 2
        stamp = await city.session.scalar(policies.number_in_force(), {"now": clock.now()})
    assert stamp == 2  # the intake compares it with the number above before it writes


@pytest.mark.parametrize(
    ("chosen", "category", "profile", "due"),
    [
        ("standard", "010402", "fast_fix", timedelta(hours=2)),
        ("standard", "010101", "standard", None),
        ("business", "010402", "business", None),
    ],
)
async def test_a_listed_category_is_responded_to_within_hours(
    city: City, chosen: str, category: str, profile: str, due: timedelta | None
) -> None:
    first, second = city.person("admin", name="1"), city.person("admin", name="2")
    document = DEFAULT.model_copy(update={"fast_fix_categories": ("0104",)}).document()
    with clock.frozen(MONDAY):
        row = await policies.propose(city.session, first, NewVersion(document, "快修", MONDAY))
        await policies.decide(city.session, second, number=row.number, accept=True)
        ticket = await dispatched(city, profile=chosen, category_code=category)
        (contact,) = await city.clocks(ticket, ClockId.FIRST_CONTACT)
    assert ticket.profile == profile
    assert due is None or contact.due_at - MONDAY == due
