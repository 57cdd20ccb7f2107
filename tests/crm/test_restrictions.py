"""A caller is restricted by two persons, for a time, may contest, and is always heard in danger."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.card import get_card
from crm.conduct import ConductAction, ConductState
from crm.errors import (
    ConductIllegal,
    ConductIncomplete,
    NothingContested,
    NotOneself,
    ProposalUnknown,
    SecondPersonNeeded,
)
from crm.events import RestrictionDue
from crm.identity import MergeOrder, NewCitizen, contact_point, match_or_create, merge
from crm.models import CallerConduct, ContactKind
from crm.queries import get_access, list_conduct_steps
from crm.restrictions import (
    Carried,
    act,
    decide_proposal,
    expire,
    on_restriction_due,
    propose,
    suggests_repeat_view,
)
from crm.settings import CrmSettings
from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM, Actor, citizen_actor
from hotline.kit.outbox.models import OutboxEvent

START = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
PROOF = Carried("辱骂并威胁坐席", ("rec-1", "rec-2"), "VOICE")


def staff(number: int, *roles: str) -> Actor:
    return Actor(
        account_id=f"01STAFF{number:019d}",
        name=f"员工{number}",
        roles=frozenset(roles),
        permissions=frozenset(),
        unit_id=None,
        unit_path=None,
        vendor=False,
        kind="staff",
    )


AGENT = staff(1, "agent")
ONE, TWO, THREE = staff(2, "supervisor"), staff(3, "supervisor"), staff(4, "supervisor")
ADMIN = staff(5, "admin")


async def caller(session: AsyncSession, phone: str = "13800000001") -> str:
    point = contact_point(ContactKind.PHONE, phone)
    citizen, _ = await match_or_create(session, command=NewCitizen(contacts=(point,)))
    return citizen.id


async def warned(session: AsyncSession) -> str:
    citizen_id = await caller(session)
    carried = Carried("请文明用语")
    await act(
        session, citizen_id=citizen_id, action=ConductAction.WARN, carried=carried, actor=AGENT
    )
    return citizen_id


async def restrict(session: AsyncSession, citizen_id: str) -> str:
    proposal = await propose(
        session, citizen_id=citizen_id, action=ConductAction.RESTRICT, carried=PROOF, actor=ONE
    )
    step = await decide_proposal(session, proposal_id=proposal.id, accept=True, actor=TWO)
    assert step is not None
    return step.id


async def state_of(session: AsyncSession, citizen_id: str) -> str:
    conduct = await session.get(CallerConduct, citizen_id)
    return conduct.state if conduct else "NONE"


async def test_a_proposal_alone_restricts_nobody(session: AsyncSession) -> None:
    citizen_id = await warned(session)
    await propose(
        session, citizen_id=citizen_id, action=ConductAction.RESTRICT, carried=PROOF, actor=ONE
    )
    assert await state_of(session, citizen_id) == "WARNED"


async def test_nobody_confirms_his_own_proposal(session: AsyncSession) -> None:
    citizen_id = await warned(session)
    proposal = await propose(
        session, citizen_id=citizen_id, action=ConductAction.RESTRICT, carried=PROOF, actor=ONE
    )
    with pytest.raises(SecondPersonNeeded):
        await decide_proposal(session, proposal_id=proposal.id, accept=True, actor=ONE)


async def test_a_decided_proposal_is_decided(session: AsyncSession) -> None:
    citizen_id = await warned(session)
    proposal = await propose(
        session, citizen_id=citizen_id, action=ConductAction.RESTRICT, carried=PROOF, actor=ONE
    )
    assert (
        await decide_proposal(session, proposal_id=proposal.id, accept=False, actor=TWO)
    ) is None
    with pytest.raises(ProposalUnknown):
        await decide_proposal(session, proposal_id=proposal.id, accept=True, actor=TWO)
    assert await state_of(session, citizen_id) == "WARNED"


async def test_one_person_cannot_restrict_directly(session: AsyncSession) -> None:
    citizen_id = await warned(session)
    with pytest.raises(SecondPersonNeeded):
        await act(
            session, citizen_id=citizen_id, action=ConductAction.RESTRICT, carried=PROOF, actor=ONE
        )


async def test_an_unwarned_caller_is_not_restricted(session: AsyncSession) -> None:
    citizen_id = await caller(session)
    with pytest.raises(ConductIllegal):
        await propose(
            session, citizen_id=citizen_id, action=ConductAction.RESTRICT, carried=PROOF, actor=ONE
        )


async def test_a_restriction_without_recording_is_refused(session: AsyncSession) -> None:
    citizen_id = await warned(session)
    with pytest.raises(ConductIncomplete):
        await propose(
            session,
            citizen_id=citizen_id,
            action=ConductAction.RESTRICT,
            carried=Carried("辱骂", (), "VOICE"),
            actor=ONE,
        )


async def test_restrictions_last_a_day_then_a_week_then_a_month(session: AsyncSession) -> None:
    lengths = []
    with clock.frozen(START) as move:
        citizen_id = await warned(session)
        for _ in range(4):
            step_id = await restrict(session, citizen_id)
            conduct = await session.get(CallerConduct, citizen_id)
            assert conduct is not None
            assert conduct.restricted_until is not None
            lengths.append(conduct.restricted_until - clock.now())
            move(conduct.restricted_until)
            assert await expire(session, citizen_id=citizen_id, step_id=step_id)
            await act(
                session,
                citizen_id=citizen_id,
                action=ConductAction.WARN,
                carried=Carried("再次警告"),
                actor=AGENT,
            )
    assert lengths == [timedelta(1), timedelta(7), timedelta(30), timedelta(30)]


async def test_a_restricted_caller_in_danger_reaches_an_operator(session: AsyncSession) -> None:
    citizen_id = await warned(session)
    await restrict(session, citizen_id)
    assert not (await get_access(session, citizen_id, danger=False)).operator
    danger = await get_access(session, citizen_id, danger=True)
    assert danger.operator
    assert danger.emergency


async def test_an_ended_restriction_counts_as_none_before_the_sweep(session: AsyncSession) -> None:
    with clock.frozen(START) as move:
        citizen_id = await warned(session)
        await restrict(session, citizen_id)
        assert (await get_card(session, citizen_id)).restricted
        move(START + timedelta(hours=24, seconds=1))
        assert not (await get_card(session, citizen_id)).restricted


async def test_the_timer_ends_the_restriction_once(session: AsyncSession) -> None:
    with clock.frozen(START) as move:
        citizen_id = await warned(session)
        step_id = await restrict(session, citizen_id)
        event = RestrictionDue(citizen_id, step_id)
        await on_restriction_due(session, event)
        assert await state_of(session, citizen_id) == "RESTRICTED"
        move(START + timedelta(hours=24))
        await on_restriction_due(session, event)
        await on_restriction_due(session, event)
    assert await state_of(session, citizen_id) == "NONE"
    released = await session.scalars(
        select(OutboxEvent).where(OutboxEvent.name == "caller.released")
    )
    assert len(released.all()) == 1


async def test_an_old_timer_leaves_a_new_restriction_alone(session: AsyncSession) -> None:
    with clock.frozen(START) as move:
        citizen_id = await warned(session)
        old = await restrict(session, citizen_id)
        lift = Carried("误判")
        await act(
            session, citizen_id=citizen_id, action=ConductAction.LIFT, carried=lift, actor=THREE
        )
        await act(
            session,
            citizen_id=citizen_id,
            action=ConductAction.WARN,
            carried=Carried("又辱骂"),
            actor=AGENT,
        )
        await restrict(session, citizen_id)
        move(START + timedelta(hours=24))
        assert not await expire(session, citizen_id=citizen_id, step_id=old)
    assert await state_of(session, citizen_id) == "RESTRICTED"


async def test_another_supervisor_decides_on_the_objection(session: AsyncSession) -> None:
    citizen_id = await warned(session)
    await restrict(session, citizen_id)
    contest = Carried("我没有骂人，请听录音")
    me = citizen_actor(citizen_id)
    await act(
        session, citizen_id=citizen_id, action=ConductAction.CONTEST, carried=contest, actor=me
    )
    release = Carried("录音中未见辱骂")
    for involved in (ONE, TWO):
        with pytest.raises(NotOneself):
            await act(
                session,
                citizen_id=citizen_id,
                action=ConductAction.RELEASE,
                carried=release,
                actor=involved,
            )
    await act(
        session, citizen_id=citizen_id, action=ConductAction.RELEASE, carried=release, actor=THREE
    )
    assert await state_of(session, citizen_id) == "NONE"
    assert (await get_access(session, citizen_id, danger=False)).operator


async def test_one_restriction_is_contested_once(session: AsyncSession) -> None:
    citizen_id = await warned(session)
    await restrict(session, citizen_id)
    words = Carried("不服")
    with pytest.raises(NothingContested):
        await act(
            session, citizen_id=citizen_id, action=ConductAction.KEEP, carried=words, actor=THREE
        )
    for action, actor in ((ConductAction.CONTEST, AGENT), (ConductAction.KEEP, THREE)):
        await act(session, citizen_id=citizen_id, action=action, carried=words, actor=actor)
    assert await state_of(session, citizen_id) == "RESTRICTED"
    with pytest.raises(NothingContested):
        await act(
            session, citizen_id=citizen_id, action=ConductAction.CONTEST, carried=words, actor=AGENT
        )


async def test_the_police_get_a_clue_file_from_two_persons(session: AsyncSession) -> None:
    citizen_id = await caller(session)
    proposal = await propose(
        session,
        citizen_id=citizen_id,
        action=ConductAction.REFER_TO_POLICE,
        carried=PROOF,
        actor=ONE,
    )
    with pytest.raises(SecondPersonNeeded):
        async with session.begin_nested():
            await decide_proposal(session, proposal_id=proposal.id, accept=True, actor=TWO)
    await session.refresh(proposal)
    await decide_proposal(session, proposal_id=proposal.id, accept=True, actor=ADMIN)
    assert await state_of(session, citizen_id) == ConductState.REFERRED.value


async def test_a_referred_callers_restriction_still_ends(session: AsyncSession) -> None:
    with clock.frozen(START) as move:
        citizen_id = await warned(session)
        step_id = await restrict(session, citizen_id)
        proposal = await propose(
            session,
            citizen_id=citizen_id,
            action=ConductAction.REFER_TO_POLICE,
            carried=PROOF,
            actor=ONE,
        )
        await decide_proposal(session, proposal_id=proposal.id, accept=True, actor=ADMIN)
        assert not (await get_access(session, citizen_id, danger=False)).operator
        move(START + timedelta(hours=25))
        assert await expire(session, citizen_id=citizen_id, step_id=step_id)
    assert await state_of(session, citizen_id) == "REFERRED"


async def test_a_restriction_follows_the_person_into_a_merge(session: AsyncSession) -> None:
    citizen_id = await warned(session)
    await restrict(session, citizen_id)
    other = await caller(session, "13800000002")
    await merge(session, order=MergeOrder(other, citizen_id, "同一人"), actor=SYSTEM)
    assert not (await get_access(session, other, danger=False)).operator


async def test_every_step_is_kept_in_order(session: AsyncSession) -> None:
    citizen_id = await warned(session)
    await restrict(session, citizen_id)
    steps = await list_conduct_steps(session, citizen_id)
    assert [(s.action, s.to_state) for s in steps] == [
        ("WARN", "WARNED"),
        ("RESTRICT", "RESTRICTED"),
    ]
    assert (steps[1].actor_id, steps[1].second_actor_id) == (ONE.account_id, TWO.account_id)


async def test_a_call_holds_three_warnings(session: AsyncSession) -> None:
    citizen_id = await caller(session)
    words = Carried("请文明用语", ("rec-1",))
    warn = ConductAction.WARN
    for _ in range(3):
        await act(session, citizen_id=citizen_id, action=warn, carried=words, actor=AGENT)
    with pytest.raises(ConductIllegal) as refusal:
        await act(session, citizen_id=citizen_id, action=warn, carried=words, actor=AGENT)
    assert refusal.value.extra["allowed_actions"] == ["TAKE_OVER"]
    next_call = Carried("请文明用语", ("rec-2",))
    await act(session, citizen_id=citizen_id, action=warn, carried=next_call, actor=AGENT)


async def test_the_lengths_of_restrictions_are_settings(session: AsyncSession) -> None:
    session.info["crm"] = CrmSettings(restriction_hours=(2,))
    with clock.frozen(START):
        citizen_id = await warned(session)
        await restrict(session, citizen_id)
        conduct = await session.get(CallerConduct, citizen_id)
    assert conduct is not None
    assert conduct.restricted_until == START + timedelta(hours=2)


async def test_many_calls_only_open_the_repeat_view(session: AsyncSession) -> None:
    assert suggests_repeat_view(session, calls_today=20, calls_this_month=20)
    assert suggests_repeat_view(session, calls_today=1, calls_this_month=50)
    assert not suggests_repeat_view(session, calls_today=19, calls_this_month=49)
