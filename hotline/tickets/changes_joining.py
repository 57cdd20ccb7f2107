"""What merging, splitting and handing off do (并单·拆单·转紧急热线): rows A6, A11–A13 of §3.2, §3.5."""

import re
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import delete, insert, select, update

from hotline.kit import clock, counters
from hotline.kit.ids import new_id
from hotline.kit.logs import mask_text
from hotline.kit.vault.service import session_ring
from hotline.tickets import numbering, opening, payloads_intake
from hotline.tickets.actions import Action
from hotline.tickets.changes_intake import (
    MARKET_KINDS,
    STANDARD,
    fits_kind,
    link,
    use_profile,
)
from hotline.tickets.deed import Deed, refused
from hotline.tickets.effects import Effect
from hotline.tickets.events import TicketsMerged, TicketSplit, TicketsUnmerged
from hotline.tickets.models import Ticket, TicketAction, TicketClock
from hotline.tickets.opening import Opened, OpeningContext, OpeningIn
from hotline.tickets.papers import NamedUser, TicketLink
from hotline.tickets.parts import take_back_all
from hotline.tickets.visibility import visible_to
from hotline.tickets.vocabulary import OPEN, Channel, Relation, SourcePlatform, Status
from routing.taxonomy.tree import Confidentiality, RequestKind, Urgency

_HEAD = re.compile(r"\[[^\]]*\](?:（[^）]*）)?")
_ON_ITS_OWN = "M10"
# What a part of a split takes over from the ticket it came from.
_COPIED = [
    "conversation_id",
    "call_id",
    "recording_ref",
    "transcript_ref",
    "caller_number_enc",
    "caller_number_hash",
    "contact_number_enc",
    "contact_number_hash",
    "name_enc",
    "email_enc",
    "email_hash",
    "gender",
    "postal_address_enc",
    "company_name",
    "credit_code",
    "real_name",
    "identity_verified_at",
    "special_group",
    "reply_wanted",
    "follow_up_wanted",
    "publish_allowed",
    "district_code",
    "town_code",
    "village_code",
    "address_text",
    "latitude",
    "longitude",
    "occurred_at",
    "occurred_until",
    "respondent_kind",
    "respondent_name_enc",
    "respondent_address_enc",
    "respondent_phone_enc",
    "respondent_unknown",
    "accused_unit_id",
    "accused_unit_path",
]


async def merge_into(deed: Deed, given: payloads_intake.MergeInto) -> None:
    """A11: the ticket keeps its own contact and rating right; the lead counts it."""
    ticket = deed.ticket
    lead = await _open_lead(deed, given.lead_ticket_id)
    if Confidentiality.RESTRICTED in {ticket.confidentiality, lead.confidentiality}:
        raise refused("lead_ticket_id", "指定人员保密件不能并单", "a restricted ticket stays alone")
    take_back_all(deed)
    ticket.lead_unit_id = None
    ticket.merged_into_id = lead.id
    lead.merged_count += 1 + ticket.merged_count
    # Whoever was joined to this ticket follows the new lead.
    await deed.session.execute(
        update(Ticket).where(Ticket.merged_into_id == ticket.id).values(merged_into_id=lead.id)
    )
    ticket.merged_count = 0
    await link(deed, lead.id, Relation.MERGED_INTO)
    deed.events.append(TicketsMerged(ticket.id, lead.id))


async def _open_lead(deed: Deed, lead_id: str) -> Ticket:
    query = select(Ticket).where(Ticket.id == lead_id, visible_to(deed.actor)).with_for_update()
    lead: Ticket | None = await deed.session.scalar(query)
    if lead is None or lead.id == deed.ticket.id or Status[lead.status] not in OPEN:
        raise refused(
            "lead_ticket_id", "并入的工单不存在或已不在办理", "the lead ticket must be an open one"
        )
    return lead


async def unmerge(deed: Deed, given: payloads_intake.WithReason) -> None:
    """A12: the ticket goes its own way, its promise counted from the original receipt.

    It is no longer shown as joined; that it was stands in the log.
    """
    del given
    ticket = deed.ticket
    joined = (TicketLink.ticket_id == ticket.id, TicketLink.relation == Relation.MERGED_INTO.value)
    await deed.session.execute(delete(TicketLink).where(*joined))
    lead = await deed.session.get(Ticket, ticket.merged_into_id, with_for_update=True)
    if lead is not None:
        lead.merged_count = max(lead.merged_count - 1, 0)
        deed.events.append(TicketsUnmerged(ticket.id, lead.id))
    ticket.merged_into_id = None


async def split(deed: Deed, given: payloads_intake.Split) -> None:
    """A13: the first part stays here, every other one becomes a ticket with its own clocks.

    All keep the original ``received_at`` and the citizen's query code. A mixed complaint and report
    must be split into both (§4.9), which the kinds of the parts show.
    """
    ticket = deed.ticket
    first, *others = given.parts
    await _must_part(deed, given)
    came_from = Relation.SPLIT_FROM
    ids = [(await _part(deed, _command(deed, part), came_from)).ticket["id"] for part in others]
    ticket.content = first.content
    ticket.title = _title(ticket.title, first.content)
    ticket.kind = first.kind.value
    ticket.first_kind = ticket.first_kind or first.kind.value
    use_profile(deed, first.profile or _still_fits(ticket))
    if first.kind is RequestKind.REPORT and ticket.confidentiality == Confidentiality.NONE:
        ticket.confidentiality = Confidentiality.CITIZEN_HIDDEN.value
    ticket.catalogue_row_id = None
    deed.events.append(TicketSplit(ticket.id, tuple(ids)))


def _still_fits(ticket: Ticket) -> str:
    """Keep the profile of what stays, unless what stays is of another kind than market law needs."""
    expected = MARKET_KINDS.get(ticket.profile)
    return ticket.profile if expected in {None, ticket.kind} else STANDARD


async def _must_part(deed: Deed, given: payloads_intake.Split) -> None:
    for part in given.parts:
        fits_kind(part.profile, part.kind, "parts")
        if part.profile is not None:
            try:
                deed.policy.profile(part.profile, deed.ticket.received_at)
            except KeyError as error:
                raise refused("parts", "没有这个适用规则", "no such profile") from error


async def hand_off(deed: Deed, given: payloads_intake.HandOff) -> None:
    """A6: to the emergency line; an ordinary remainder gets a ticket of its own, linked to this one."""
    ticket = deed.ticket
    ticket.handoff_line = given.line
    ticket.handoff_mode = given.handoff_mode.value
    ticket.address_text = ticket.address_text or given.place
    take_back_all(deed)
    ticket.lead_unit_id = None
    if given.remainder is not None:
        kind = given.remainder_kind or RequestKind.HELP
        part = payloads_intake.Part(kind=kind, content=given.remainder)
        command = replace(_command(deed, part), urgency=Urgency.NORMAL)
        opened = await _part(deed, command, Relation.REMAINDER_OF)
        deed.events.append(replace(opened.event, message_id=_ON_ITS_OWN))


def _title(former: str, content: str) -> str:
    """Return “[渠道]（区）gist” for a part: the head of the former title, the masked gist of its words."""
    head = _HEAD.match(former)
    gist = " ".join(mask_text(content[:200]).split())
    return ((head[0] if head else "") + gist)[: opening.TITLE]


async def _part(deed: Deed, command: OpeningIn, relation: Relation) -> Opened:
    opened = opening.build(command, await _context(deed), await _serial(deed, _prefix(deed)))
    part_id = str(opened.ticket["id"])
    session = deed.session
    await session.flush()
    await session.execute(insert(Ticket), [{**opened.ticket, **_code(deed)}])
    await session.execute(insert(TicketAction), [opened.action])
    await session.execute(insert(TicketClock), list(opened.clocks))
    await session.execute(insert(TicketLink), [_came_from(deed, part_id, relation)])
    await _name_the_same(deed, part_id)
    return opened


async def _name_the_same(deed: Deed, part_id: str) -> None:
    """Whoever is named on a restricted ticket is named on what comes out of it: nobody else sees it."""
    query = select(NamedUser.account_id).where(NamedUser.ticket_id == deed.ticket.id)
    named = {"ticket_id": part_id, "named_by": deed.actor.account_id, "named_at": deed.at}
    rows = [{**named, "account_id": one} for one in await deed.session.scalars(query)]
    if rows:
        await deed.session.execute(insert(NamedUser), rows)


def _came_from(deed: Deed, part_id: str, relation: Relation) -> dict[str, object]:
    return {
        "id": new_id(),
        "ticket_id": part_id,
        "other_id": deed.ticket.id,
        "relation": relation.value,
        "at": deed.at,
        "by": deed.prepared_by,
    }


def _code(deed: Deed) -> dict[str, str | None]:
    return {
        "query_code_hash": deed.ticket.query_code_hash,
        "query_code_root": deed.ticket.query_code_root,
    }


def _command(deed: Deed, part: payloads_intake.Part) -> OpeningIn:
    ticket = deed.ticket
    copied = {name: getattr(ticket, name) for name in _COPIED}
    return OpeningIn(
        channel=Channel[ticket.channel],
        content=part.content,
        title=_title(ticket.title, part.content),
        received_at=ticket.received_at,
        actor=deed.actor,
        kind=part.kind,
        urgency=Urgency[ticket.urgency],
        profile=part.profile or "standard",
        confidentiality=Confidentiality[ticket.confidentiality],
        citizen_id=ticket.citizen_id,
        citizen_kind=ticket.citizen_kind,
        source_platform=SourcePlatform[ticket.source_platform],
        external_ref=ticket.external_ref,
        external_due_at=ticket.external_due_at,
        language=ticket.language,
        more=copied,
    )


def _prefix(deed: Deed) -> str:
    return deed.ticket.number.rstrip("0123456789")


async def _context(deed: Deed) -> OpeningContext:
    ring = session_ring(deed.session)
    return OpeningContext(deed.policy, await deed.calendar(), _prefix(deed), ring)


async def _serial(deed: Deed, prefix: str) -> int:
    day = clock.local_date(clock.now())
    return await counters.take(deed.session, numbering.counter_name(prefix, day))


EFFECTS: Mapping[Action, Effect] = {
    Action.HAND_OFF: hand_off,
    Action.MERGE_INTO: merge_into,
    Action.UNMERGE: unmerge,
    Action.SPLIT: split,
}
