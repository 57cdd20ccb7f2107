"""Rules, wording and lists as rule books (规则与用词维护): propose, try out, approve by another person.

Each kind of data is one rule book of the floor (``hotline.kit.rulebooks``); here stand what each may say
and what is told once a version is in force.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, model_validator
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock, rulebooks
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.outbox.service import publish
from hotline.kit.rulebooks import NewVersion, Rulebook
from routing.automatic import read_automatic
from routing.errors import ContentInvalid, PolicyUnknown, RowDecided
from routing.events import RoutingPolicyChanged
from routing.models import POLICY_TABLES, PolicyName, RoutingPolicy
from routing.queries import get_policy, load_taxonomy
from routing.rules.examples import read_sentences
from routing.rules.ruleset import read_rules

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
    elif name is PolicyName.AUTOMATIC:
        read_automatic(content)
    elif name is PolicyName.DANGERS:
        read_sentences(content)
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


class Content(BaseModel):
    """What a version says; the shipped one says nothing."""

    model_config = ConfigDict(frozen=True)
    policy: ClassVar[PolicyName]
    number: int = 0
    content: Any

    @model_validator(mode="after")
    def _usable(self) -> "Content":
        check_content(self.policy, self.content)
        return self

    def document(self) -> dict[str, Any]:
        """Return the members as JSON."""
        return {"content": self.content}


class _Rules(Content):
    policy = PolicyName.RULES


class _Wording(Content):
    policy = PolicyName.WORDING


class _MustRoute(Content):
    policy = PolicyName.MUST_ROUTE


class _Automatic(Content):
    policy = PolicyName.AUTOMATIC


class _Dangers(Content):
    policy = PolicyName.DANGERS


def _book(kind: type[Content]) -> Rulebook[Content, RoutingPolicy]:
    return Rulebook(
        shipped=kind(content=empty(kind.policy)),
        table=POLICY_TABLES[kind.policy],
        verb="routing_policy",
        subject=f"routing_{kind.policy.value.lower()}",
        unknown=PolicyUnknown,
        invalid=ContentInvalid,
    )


BOOKS: Mapping[PolicyName, Rulebook[Content, RoutingPolicy]] = {
    kind.policy: _book(kind) for kind in (_Rules, _Wording, _MustRoute, _Automatic, _Dangers)
}


async def propose_policy(
    session: AsyncSession, *, name: PolicyName, content: Any, note: str, actor: Actor
) -> RoutingPolicy:
    """Store a proposed version; it changes nothing before ``approve_policy``.

    What the system itself brings is in force at once, but for the range of automatic dispatch: whoever lets
    the system act names himself. Raises ``ContentInvalid`` (422) listing every fault.
    """
    if name is PolicyName.AUTOMATIC:
        await _refuse_unknown_categories(session, content)
    new = NewVersion({"content": content}, note, clock.now())
    policy = await rulebooks.propose(session, BOOKS[name], actor, new)
    if actor.kind == "system" and name is not PolicyName.AUTOMATIC:
        policy.state, policy.decided_at = rulebooks.IN_FORCE, clock.now()
        await _in_force(session, policy)
    return policy


async def _refuse_unknown_categories(session: AsyncSession, content: Any) -> None:
    """A house without a subject tree checks nothing."""
    known = (await load_taxonomy(session)).categories
    unknown = [rule.category_code for rule in read_automatic(content)]
    unknown = [code for code in unknown if code not in known]
    if known and unknown:
        raise ContentInvalid(
            f"没有这些事项分类：{'、'.join(unknown)}", f"Unknown categories: {unknown}"
        )


async def _in_force(session: AsyncSession, policy: RoutingPolicy) -> None:
    await session.flush()
    await publish(session, RoutingPolicyChanged(policy.name, policy.number))


async def _waiting(session: AsyncSession, policy_id: str) -> RoutingPolicy:
    policy = await get_policy(session, policy_id)
    if policy.state != rulebooks.PROPOSED:
        raise RowDecided
    return policy


async def approve_policy(session: AsyncSession, *, policy_id: str, actor: Actor) -> RoutingPolicy:
    """Put a proposed version in force and publish ``routing_policy.changed``.

    Raises ``OwnProposal`` (403) for the proposer, ``RowDecided`` (409) for a decided version.
    """
    policy = await _waiting(session, policy_id)
    book = BOOKS[PolicyName[policy.name]]
    await rulebooks.decide(session, book, actor, policy.number, accept=True)
    await _in_force(session, policy)
    return policy


async def reject_policy(session: AsyncSession, *, policy_id: str, actor: Actor) -> RoutingPolicy:
    """Refuse a proposed version; its proposer may withdraw it this way too."""
    policy = await _waiting(session, policy_id)
    book = BOOKS[PolicyName[policy.name]]
    if actor.account_id != policy.proposed_by:
        return await rulebooks.decide(session, book, actor, policy.number, accept=False)
    policy.state = rulebooks.REJECTED
    policy.decided_by, policy.decided_at = actor.account_id, clock.now()
    await record_change(session, actor, Change("routing_policy.withdrawn", book.subject, policy.id))
    return policy
