"""Seen before (重复提交): the same submission or the same platform reference makes one ticket only."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from hotline.kit import crypto
from hotline.kit.crypto import KeyRing
from hotline.kit.errors import Conflict
from hotline.process.commands import Accepted, IntakeCommand, Prepared
from hotline.process.models import SubmissionKey
from hotline.tickets import numbering
from hotline.tickets.models import Ticket
from hotline.tickets.vocabulary import SourcePlatform

_SUBMISSION = "submission"
_BODY = "submission_body"


class AlreadyImported(Conflict):
    """The platform has sent this matter before."""

    code = "already_registered"
    title_zh = "该来源编号已登记"
    title_en = "This reference was registered before"


class SubmissionUsed(Conflict):
    """The key of a submission came with other words or another contact."""

    code = "submission_used"
    title_zh = "这次提交已登记过，内容或联系方式与上次不同；如要另行反映，请重新填写后提交"
    title_en = "This submission was registered with other words or another contact; start a new one"


class CodeReplaced(Conflict):
    """The submission was registered and its query code has been replaced since."""

    code = "query_code_replaced"
    title_zh = "这次提交已登记，查询码后来已更换，请使用新的查询码"
    title_en = "This submission is registered; its query code was replaced, please use the new one"


def key_hash_of(ring: KeyRing, command: IntakeCommand) -> str:
    """Return the hash under which a submission is remembered."""
    return crypto.keyed_hash(ring, _SUBMISSION, command.submission_key or "")


def body_hash_of(ring: KeyRing, command: IntakeCommand) -> str:
    """Return the digest of what was submitted and by whom; keyed where it holds a contact of somebody."""
    contacts = command.citizen.contacts if command.citizen is not None else ()
    if not contacts:
        return hashlib.sha256(command.content.encode()).hexdigest()
    told = "\0".join((command.content, *(point.value for point in contacts)))
    return crypto.keyed_hash(ring, _BODY, told)


def code_of(ring: KeyRing, command: IntakeCommand) -> str | None:
    """Return the query code that belongs to a submission; ``None`` without a key: then it gets a fresh one."""
    if not command.submission_key:
        return None
    return numbering.query_codes_of(ring, command.submission_key)[0]


def find_repeated(
    connection: Connection, ring: KeyRing, items: Sequence[Prepared]
) -> dict[int, Accepted]:
    """Find submissions that were registered before; they are answered as the first time: same number, same code.

    A citizen whose answer was lost sends the same again and gets the code that works, the one he is also
    told by text message; nothing of the ticket changes, so that nobody else can put a code of his own on
    it. The key alone opens nothing: words and contact must be the same (409 otherwise). Once the code was
    replaced (lost, told to somebody: domain rules §5.2) a repeat gives none, old or new (409).

    Raises ``SubmissionUsed`` and ``CodeReplaced``.
    """
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
            Ticket.query_code_root,
            Ticket.query_code_hash,
        )
        .join(Ticket, Ticket.id == SubmissionKey.ticket_id)
        .where(SubmissionKey.key_hash.in_(sorted(wanted)))
    )
    return {
        wanted[row.key_hash]: _answered_again(ring, items[wanted[row.key_hash]], row)
        for row in connection.execute(query).all()
    }


def _answered_again(ring: KeyRing, item: Prepared, row: Any) -> Accepted:
    if not hmac.compare_digest(row.body_hash, body_hash_of(ring, item.command)):
        raise SubmissionUsed
    stored = row.query_code_hash or ""
    codes = numbering.query_codes_of(ring, item.command.submission_key or "")
    working = [c for c in codes if numbering.code_matches(ring, row.query_code_root, c, stored)]
    if not working and not item.command.historical:
        raise CodeReplaced(number=row.number)
    code = working[0] if working else ""
    return Accepted(row.id, row.number, code, row.promise_due_at, item.document, repeated=True)


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
