"""Seen before (重复提交): the same submission or the same platform reference makes one ticket only."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from hotline.kit import crypto
from hotline.kit.crypto import KeyRing
from hotline.kit.errors import Conflict
from hotline.process.commands import Accepted, IntakeCommand, Prepared
from hotline.process.models import SubmissionKey
from hotline.tickets import numbering
from hotline.tickets.models import Ticket
from hotline.tickets.vocabulary import SourcePlatform

_SUBMISSION = "submission"


class AlreadyImported(Conflict):
    """The platform has sent this matter before."""

    code = "already_registered"
    title_zh = "该来源编号已登记"
    title_en = "This reference was registered before"


def key_hash_of(ring: KeyRing, command: IntakeCommand) -> str:
    """Return the hash under which a submission is remembered."""
    return crypto.keyed_hash(ring, _SUBMISSION, command.submission_key or "")


def body_hash_of(command: IntakeCommand) -> str:
    """Return the digest of what was submitted."""
    return hashlib.sha256(command.content.encode()).hexdigest()


def find_repeated(
    connection: Connection, ring: KeyRing, items: Sequence[Prepared]
) -> dict[int, Accepted]:
    """Find submissions that were registered before; they get their number and a fresh query code."""
    wanted = {
        key_hash_of(ring, item.command): position
        for position, item in enumerate(items)
        if item.command.submission_key
    }
    if not wanted:
        return {}
    query = (
        select(
            SubmissionKey.key_hash,
            SubmissionKey.body_hash,
            Ticket.id,
            Ticket.number,
            Ticket.promise_due_at,
        )
        .join(Ticket, Ticket.id == SubmissionKey.ticket_id)
        .where(SubmissionKey.key_hash.in_(sorted(wanted)))
    )
    found = {}
    for key_hash, body_hash, ticket_id, number, due in connection.execute(query).all():
        item = items[wanted[key_hash]]
        if body_hash != body_hash_of(item.command):
            raise Conflict(
                "同一提交标识的内容不同", "the submission key was used for other content"
            )
        found[wanted[key_hash]] = _reissued(
            connection, ring, _Again(ticket_id, number, due, item.document)
        )
    return found


@dataclass(frozen=True)
class _Again:
    ticket_id: str
    number: str
    due: datetime | None
    document: dict[str, Any]


def _reissued(connection: Connection, ring: KeyRing, again: _Again) -> Accepted:
    code = numbering.new_query_code()
    connection.execute(
        update(Ticket)
        .where(Ticket.id == again.ticket_id)
        .values(query_code_hash=numbering.query_code_hash(ring, again.number, code))
    )
    return Accepted(again.ticket_id, again.number, code, again.due, again.document, repeated=True)


def refuse_known_refs(connection: Connection, items: Sequence[Prepared]) -> None:
    """A platform's reference is registered once (idempotent import by ``external_ref``)."""
    for item in items:
        command = item.command
        if not command.external_ref or command.source_platform is SourcePlatform.NONE:
            continue
        query = select(Ticket.number).where(
            Ticket.source_platform == command.source_platform.value,
            Ticket.external_ref == command.external_ref,
        )
        number = connection.scalar(query)
        if number is not None:
            raise AlreadyImported(
                f"来源编号 {command.external_ref} 已登记为 {number}",
                f"{command.external_ref} is registered as {number}",
                number=number,
            )
