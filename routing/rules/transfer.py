"""Importing rules, wording and must-route list (导入规则): a file becomes a proposed version, never more.

Nothing is in force before another person approves it, and the test bench tries the file's very content;
only the system itself, at the first loading of an installation, approves at once.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import Actor
from hotline.kit.transfer import TransferReport, listed
from routing.errors import ContentInvalid
from routing.models import PolicyName, PolicyState, RoutingPolicy
from routing.queries import find_policy, list_policies
from routing.rules.files import Entry, canonical, content_of, key_of, read_policy
from routing.rules.policies import check_content, propose_policy


@dataclass(frozen=True)
class PolicyFile:
    """A file of one policy with the reason for the change."""

    name: PolicyName
    raw: bytes
    note: str = "文件导入"
    dry_run: bool = False


@dataclass
class PolicyReport(TransferReport):
    """What the file changes in the version in force; ``policy`` is the proposal that holds it."""

    policy: RoutingPolicy | None = None


async def import_policy(session: AsyncSession, wanted: PolicyFile, *, actor: Actor) -> PolicyReport:
    """Propose the content of a file, unless it is in force or waits already.

    A dry run lists what would be added, changed, removed and refused. Raises ``SheetUnreadable`` and, if
    an entry is refused, ``ContentInvalid`` (422): a policy is taken whole or not at all.
    """
    entries, refusals = read_policy(wanted.name, wanted.raw)
    present = await find_policy(session, wanted.name)
    report = PolicyReport(dry_run=wanted.dry_run, refused=refusals)
    _compare(report, wanted.name, entries, present.content if present else None)
    if wanted.dry_run:
        return report
    if refusals:
        told = "；".join(f"第 {r.row} 行 {r.key}：{r.reason}" for r in refusals[:5])
        told_en = "; ".join(f"row {r.row} {r.key}: {r.reason_en}" for r in refusals[:5])
        raise ContentInvalid(told, told_en, errors=listed(refusals))
    content = content_of(wanted.name, entries)
    check_content(wanted.name, content)
    if present is not None and canonical(wanted.name, present.content) == entries:
        return report
    report.policy = await _waiting(session, wanted.name, entries) or await propose_policy(
        session, name=wanted.name, content=content, note=wanted.note, actor=actor
    )
    return report


def _compare(report: PolicyReport, name: PolicyName, entries: list[Entry], content: Any) -> None:
    old = {} if content is None else {key_of(name, e): e for e in canonical(name, content)}
    for entry in entries:
        key = key_of(name, entry)
        if key not in old:
            report.added.append(key)
        else:
            (report.unchanged if old[key] == entry else report.changed).append(key)
    kept = {key_of(name, entry) for entry in entries}
    report.removed = [key for key in old if key not in kept]
    if not report.changes and list(old) != [key_of(name, entry) for entry in entries]:
        report.changed, report.unchanged = report.unchanged, []  # the order alone is new


async def _waiting(
    session: AsyncSession, name: PolicyName, entries: list[Entry]
) -> RoutingPolicy | None:
    """Return the proposal that says the same and waits for its second person."""
    for policy in await list_policies(session, name):
        waits = policy.state == PolicyState.PROPOSED.value
        if waits and canonical(name, policy.content) == entries:
            return policy
    return None
