"""Rules and wording as versioned data (规则与用词维护): propose, try out, approve by another person."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish
from routing.errors import ContentInvalid, RowDecided, TwoPersonsNeeded
from routing.events import RoutingPolicyChanged
from routing.models import PolicyName, PolicyState, RoutingPolicy
from routing.queries import find_policy, get_policy
from routing.rules import read_rules

MAX_WORDS = 5000
_MAX_WORD = 20
_ENTRY = ("label", "unit_code", "reason")


def empty(name: PolicyName) -> Any:
    """Return the content of a policy that nobody has written yet."""
    return {} if name is PolicyName.WORDING else []


def check_content(name: PolicyName, content: Any) -> None:
    """Refuse content that could not be used; raises ``ContentInvalid`` (422)."""
    if name is PolicyName.RULES:
        read_rules(content)
    elif name is PolicyName.WORDING:
        check_wording(content)
    else:
        read_must_route(content)


def check_wording(content: Any) -> None:
    """Refuse anything but a mapping of short words; raises ``ContentInvalid`` (422)."""
    if not isinstance(content, dict) or len(content) > MAX_WORDS:
        raise ContentInvalid(f"应为至多 {MAX_WORDS} 对词语", f"At most {MAX_WORDS} pairs of words")
    for key, value in content.items():
        words = (key, value)
        if not all(isinstance(word, str) and len(word) <= _MAX_WORD for word in words) or not key:
            raise ContentInvalid(f"“{str(key)[:20]}”一行有误", "Keys and values are short words")


def read_must_route(content: Any) -> list[tuple[str, str, str]]:
    """Return (label, unit code, reason) of every entry; raises ``ContentInvalid`` (422)."""
    if not isinstance(content, list) or len(content) > MAX_WORDS:
        raise ContentInvalid(f"应为至多 {MAX_WORDS} 条的列表", f"At most {MAX_WORDS} entries")
    entries = []
    for number, entry in enumerate(content, start=1):
        told = [entry.get(name) for name in _ENTRY] if isinstance(entry, dict) else []
        if len(told) != len(_ENTRY) or not all(isinstance(t, str) and t.strip() for t in told):
            raise ContentInvalid(
                f"第 {number} 条须有 {'、'.join(_ENTRY)}", f"Entry {number} needs {_ENTRY}"
            )
        label, unit_code, reason = map(str, told)
        entries.append((label, unit_code, reason))
    return entries


async def propose_policy(
    session: AsyncSession, *, name: PolicyName, content: Any, note: str, actor: Actor
) -> RoutingPolicy:
    """Store a proposed version; it changes nothing before ``approve_policy``. The system approves at once.

    Raises ``ContentInvalid`` (422) listing every fault.
    """
    check_content(name, content)
    last = await session.scalar(
        select(func.max(RoutingPolicy.number)).where(RoutingPolicy.name == name.value)
    )
    policy = RoutingPolicy(
        id=new_id(),
        name=name.value,
        number=(last or 0) + 1,
        state=PolicyState.PROPOSED.value,
        content=content,
        note=note,
        proposed_by=actor.account_id,
        proposed_at=clock.now(),
    )
    session.add(policy)
    await session.flush()
    await _record(session, actor, "routing_policy.propose", policy)
    if actor.kind == "system":
        return await approve_policy(session, policy_id=policy.id, actor=actor)
    return policy


async def approve_policy(session: AsyncSession, *, policy_id: str, actor: Actor) -> RoutingPolicy:
    """Put a proposed version in force and publish ``routing_policy.changed``.

    Raises ``TwoPersonsNeeded`` (403) for the proposer, ``RowDecided`` (409) for a decided version.
    """
    policy = await get_policy(session, policy_id)
    if policy.state != PolicyState.PROPOSED.value:
        raise RowDecided
    if actor.kind != "system" and actor.account_id in {None, policy.proposed_by}:
        raise TwoPersonsNeeded
    present = await find_policy(session, PolicyName.__members__[policy.name])
    if present is not None:
        present.state = PolicyState.SUPERSEDED.value
        await session.flush()
    _decide(policy, PolicyState.IN_FORCE, actor)
    await session.flush()
    await _record(session, actor, "routing_policy.approve", policy)
    await publish(session, RoutingPolicyChanged(policy.name, policy.number))
    return policy


async def reject_policy(session: AsyncSession, *, policy_id: str, actor: Actor) -> RoutingPolicy:
    """Refuse a proposed version; its proposer may withdraw it this way too."""
    policy = await get_policy(session, policy_id)
    if policy.state != PolicyState.PROPOSED.value:
        raise RowDecided
    _decide(policy, PolicyState.REJECTED, actor)
    await _record(session, actor, "routing_policy.reject", policy)
    return policy


def _decide(policy: RoutingPolicy, state: PolicyState, actor: Actor) -> None:
    policy.state = state.value
    policy.decided_by = actor.account_id
    policy.decided_at = clock.now()


async def _record(session: AsyncSession, actor: Actor, action: str, policy: RoutingPolicy) -> None:
    after = {"name": policy.name, "number": policy.number, "state": policy.state}
    await record_change(session, actor, Change(action, "routing_policy", policy.id, after=after))
