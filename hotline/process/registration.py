"""Registration (登记落库): the rows of many intakes at once, through one plain connection.

No ORM here: this is the path on which a whole city's contacts arrive. Per batch it costs one look-up of
known contacts, one of known submissions, one counter block and one insert per table.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from crm.identity import NewCitizen, contact_hash, new_citizen_rows
from crm.models import Citizen, CitizenContact, CitizenKind
from hotline.kit import clock, crypto
from hotline.kit.bulk import insert_rows
from hotline.kit.calendars import queries as calendars
from hotline.kit.calendars.models import CalendarVersion, VersionState, WorkCalendar
from hotline.kit.counters import TAKE_SQL
from hotline.kit.crypto import KeyRing, SubjectKey
from hotline.kit.ids import new_id
from hotline.kit.outbox.models import OutboxDelivery, OutboxEvent
from hotline.kit.outbox.service import PUBLISHED, rows_of
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.kit.vault.models import SubjectKeyRow
from hotline.process import submissions
from hotline.process.commands import Accepted, IntakeCommand, Prepared, Respondent
from hotline.process.models import ReceiptDue, SubmissionKey, TicketSuggestion
from hotline.tickets import numbering, opening, policies, respondent
from hotline.tickets.models import Ticket, TicketAction, TicketClock
from hotline.tickets.opening import Opened, OpeningContext, OpeningIn
from hotline.tickets.papers import TicketAttachment
from hotline.tickets.policy import DEFAULT
from hotline.tickets.vocabulary import EvidenceKind
from routing.taxonomy.tree import Urgency

Row = dict[str, Any]
_SUBMISSION = "submission"
_URGENCIES = list(Urgency)


@dataclass(frozen=True)
class Known:
    """A citizen we know by a contact, with the key that seals his data (``None``: erased)."""

    citizen_id: str
    kind: str
    key: SubjectKey | None


@dataclass
class Batch:
    """Rows of one batch by table, in the order of their foreign keys."""

    keys: list[Row] = field(default_factory=list)
    citizens: list[Row] = field(default_factory=list)
    contacts: list[Row] = field(default_factory=list)
    tickets: list[Row] = field(default_factory=list)
    actions: list[Row] = field(default_factory=list)
    clocks: list[Row] = field(default_factory=list)
    suggestions: list[Row] = field(default_factory=list)
    submissions: list[Row] = field(default_factory=list)
    receipts: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    deliveries: list[Row] = field(default_factory=list)

    def tables(self) -> list[tuple[Any, list[Row]]]:
        """Return (table, rows), parents first."""
        return [
            (SubjectKeyRow.__table__, self.keys),
            (Citizen.__table__, self.citizens),
            (CitizenContact.__table__, self.contacts),
            (Ticket.__table__, self.tickets),
            (TicketAction.__table__, self.actions),
            (TicketClock.__table__, self.clocks),
            (TicketSuggestion.__table__, self.suggestions),
            (SubmissionKey.__table__, self.submissions),
            (ReceiptDue.__table__, self.receipts),
            (OutboxEvent.__table__, self.events),
            (OutboxDelivery.__table__, self.deliveries),
        ]


@dataclass(frozen=True)
class Context:
    """What all intakes of a batch share."""

    opening: OpeningContext
    subscriptions: Subscriptions
    stamp: tuple[str, int]

    @property
    def ring(self) -> KeyRing:
        """The key ring."""
        return self.opening.ring


async def load_context(session: AsyncSession) -> Context:
    """Load the limits and the hotline's calendar; cheap, both are cached by version."""
    calendar = await calendars.load(session)
    policy = await policies.current(session)
    shared = OpeningContext(
        policy, calendar, str(session.info["city_prefix"]), session.info["key_ring"]
    )
    stamp = (await calendars.get_current_version_id(session), policy.number)
    return Context(shared, session.info["subscriptions"], stamp)


class ContextOutdated(Exception):  # noqa: N818 — control flow of the desk
    """Calendar or limits changed since the context was loaded; nothing was written."""


def _stamp(connection: Connection) -> tuple[str, int]:
    """Return calendar version and policy number as they are inside this transaction."""
    version = (
        select(CalendarVersion.id)
        .join(WorkCalendar, WorkCalendar.id == CalendarVersion.calendar_id)
        .where(
            WorkCalendar.is_default.is_(True), CalendarVersion.state == VersionState.IN_FORCE.value
        )
        .scalar_subquery()
    )
    number = policies.number_in_force().scalar_subquery()
    found = connection.execute(select(version, number), {"now": clock.now()}).one()
    return found[0], found[1] or DEFAULT.number


def write(
    connection: Connection, context: Context, items: Sequence[Prepared], *, prefix: str
) -> list[Accepted]:
    """Write the rows of all ``items`` and return what each became; one repeated submission is no error.

    Raises ``ContextOutdated`` when calendar or limits changed meanwhile.
    """
    if _stamp(connection) != context.stamp:
        raise ContextOutdated
    repeated = submissions.find_repeated(connection, context.ring, items)
    submissions.refuse_known_refs(connection, items)
    known = _known_citizens(connection, context.ring, items)
    serials = _serials(connection, prefix, len(items) - len(repeated))
    batch = Batch()
    results: list[Accepted] = []
    for position, item in enumerate(items):
        if position in repeated:
            results.append(repeated[position])
        else:
            results.append(_one(batch, context, item, known, next(serials)))
    for table, rows in batch.tables():
        insert_rows(connection, table, rows)
    return results


def _one(
    batch: Batch, context: Context, item: Prepared, known: dict[str, Known], serial: int
) -> Accepted:
    who = _who(batch, context.ring, item.command, known)
    personal = _columns_of(item.command, context.ring, who)
    if item.command.respondent is not None:
        personal |= _about(batch, context.ring, item.command.respondent)
    command = item.opening
    changes = {
        "more": {**command.more, **personal},
        "query_code": submissions.code_of(context.ring, item.command),
    }
    opened = opening.build(_with(command, changes), context.opening, serial)
    _collect(batch, context, item, opened)
    if item.command.tell_receipt and who is not None and who.key is not None:
        sealed = crypto.seal(who.key, "query_code", opened.query_code)
        batch.receipts.append({"ticket_id": opened.ticket["id"], "code_sealed": sealed})
    return Accepted(
        ticket_id=opened.ticket["id"],
        number=opened.ticket["number"],
        query_code=opened.query_code,
        promise_due_at=opened.ticket["promise_due_at"],
        suggestion=item.document,
    )


def _with(command: OpeningIn, changes: dict[str, Any]) -> OpeningIn:
    fields = {name: getattr(command, name) for name in OpeningIn.__dataclass_fields__}
    return OpeningIn(**{**fields, **changes})


def _collect(batch: Batch, context: Context, item: Prepared, opened: Opened) -> None:
    batch.tickets.append(opened.ticket)
    batch.actions.append(opened.action)
    batch.clocks.extend(opened.clocks)
    batch.suggestions.append(_suggestion_row(opened, item))
    if item.command.submission_key:
        batch.submissions.append(_submission_row(context.ring, item, opened))
    if not item.command.historical:
        event, deliveries = rows_of(context.subscriptions, opened.event)
        batch.events.append(event)
        batch.deliveries.extend(deliveries)


def _suggestion_row(opened: Opened, item: Prepared) -> Row:
    found = item.suggestion
    return {
        "ticket_id": opened.ticket["id"],
        "made_at": opened.ticket["created_at"],
        "model": found.model,
        "kind": found.kind[0].value if found.kind else None,
        "category_code": found.category[0].value if found.category else None,
        "unit_id": found.unit[0].value if found.unit else None,
        "document": item.document,
    }


def _submission_row(ring: KeyRing, item: Prepared, opened: Opened) -> Row:
    return {
        "key_hash": submissions.key_hash_of(ring, item.command),
        "ticket_id": opened.ticket["id"],
        "body_hash": submissions.body_hash_of(ring, item.command),
        "created_at": opened.ticket["created_at"],
    }


def _who(
    batch: Batch, ring: KeyRing, command: IntakeCommand, known: dict[str, Known]
) -> Known | None:
    """Return who asks, adding rows for somebody new; ``None`` for an anonymous contact."""
    new = command.citizen
    if new is None:
        return None
    hashes = [contact_hash(ring, point) for point in new.contacts]
    found = next((known[h] for h in hashes if h in known), None)
    if found is None:
        found = _new_citizen(batch, ring, new)
        known.update(dict.fromkeys(hashes, found))
    return found


def _columns_of(command: IntakeCommand, ring: KeyRing, who: Known | None) -> Row:
    """Return the ticket's citizen columns."""
    new = command.citizen
    if new is None or who is None:
        return {"citizen_id": None, "citizen_kind": CitizenKind.ANONYMOUS.value}
    first = new.contacts[0] if new.contacts else None
    columns: Row = {
        "citizen_id": who.citizen_id,
        "citizen_kind": who.kind,
        "special_group": new.special_group.value,
        "company_name": new.company_name,
        "credit_code": new.credit_code,
        "contact_number_hash": contact_hash(ring, first) if first else None,
    }
    if who.key is not None:
        number = first.value if first else None
        columns["contact_number_enc"] = _sealed(who.key, "contact_number", number)
        columns["name_enc"] = _sealed(who.key, "name", new.name)
        columns["postal_address_enc"] = _sealed(who.key, "postal_address", new.address)
    return columns


def _about(batch: Batch, ring: KeyRing, told: Respondent) -> Row:
    """Return the columns of whom the contact is about, sealed under a key of his own."""
    row, key = crypto.new_subject_key(ring, kind=respondent.KEY_KIND)
    fields = {
        respondent.NAME: told.name,
        respondent.ADDRESS: told.address,
        respondent.PHONE: told.phone,
    }
    columns: Row = respondent.sealed_columns(key, fields)
    if columns:
        batch.keys.append(row)
    return {
        **columns,
        "respondent_kind": told.kind and told.kind.value,
        "respondent_unknown": told.unknown and not told.name,
    }


def _sealed(key: SubjectKey, name: str, value: str | None) -> str | None:
    return crypto.seal(key, name, value) if value else None


def _new_citizen(batch: Batch, ring: KeyRing, new: NewCitizen) -> Known:
    rows = new_citizen_rows(new, ring)
    key = None
    if rows.key is not None:
        batch.keys.append(rows.key)
        key = crypto.open_subject_key(
            ring, rows.key["id"], rows.key["master_key_id"], rows.key["wrapped_key"]
        )
    batch.citizens.append(rows.citizen)
    batch.contacts.extend(rows.contacts)
    return Known(rows.citizen_id, new.kind.value, key)


_KNOWN = (
    select(
        CitizenContact.value_hash,
        Citizen.id,
        Citizen.kind,
        Citizen.merged_into_id,
        SubjectKeyRow.id,
        SubjectKeyRow.master_key_id,
        SubjectKeyRow.wrapped_key,
        SubjectKeyRow.destroyed_at,
    )
    .join(Citizen, Citizen.id == CitizenContact.citizen_id)
    .outerjoin(SubjectKeyRow, SubjectKeyRow.id == Citizen.subject_key_id)
    .where(CitizenContact.value_hash.in_(bindparam("hashes", expanding=True)))
)


def _known_citizens(
    connection: Connection, ring: KeyRing, items: Sequence[Prepared]
) -> dict[str, Known]:
    """Look up every contact of the batch at once."""
    hashes = {
        contact_hash(ring, point)
        for item in items
        if item.command.citizen is not None
        for point in item.command.citizen.contacts
    }
    if not hashes:
        return {}
    found: dict[str, Known] = {}
    for row in connection.execute(_KNOWN, {"hashes": sorted(hashes)}).all():
        value_hash, citizen_id, kind, merged_into, key_id, master, wrapped, destroyed = row
        key = None
        if destroyed is None and key_id:
            key = crypto.open_subject_key(ring, key_id, master, wrapped)
        found[value_hash] = Known(merged_into or citizen_id, kind, key)
    return found


def _serials(connection: Connection, prefix: str, count: int) -> Any:
    """Reserve a block of the day's numbers; numbers of a failed batch are lost, never repeated."""
    if count <= 0:
        return iter(())
    name = numbering.counter_name(prefix, clock.local_date())
    last = connection.scalar(text(TAKE_SQL), {"name": name, "count": count})
    return iter(range(int(last) - count + 1, int(last) + 1))


async def note_files(
    session: AsyncSession,
    ticket_id: str,
    file_ids: Sequence[str],
    *,
    kind: EvidenceKind = EvidenceKind.CITIZEN,
    public: bool = True,
    by: str | None = None,
) -> None:
    """Note files on a ticket under its newest log row."""
    newest = await session.scalar(
        select(TicketAction.id)
        .where(TicketAction.ticket_id == ticket_id)
        .order_by(TicketAction.seq.desc())
        .limit(1)
    )
    session.add_all(
        TicketAttachment(
            id=new_id(),
            ticket_id=ticket_id,
            file_id=file_id,
            kind=kind.value,
            public=public,
            action_id=newest,
            added_at=clock.now(),
            added_by=by,
        )
        for file_id in file_ids
    )
    await session.flush()


def mark_published(session: AsyncSession) -> None:
    """Tell the session that its outbox has news."""
    session.info[PUBLISHED] = True
