"""A stored ticket as routing sees it (工单要素): its subject, place, day and the facts that conditions ask for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hotline.kit import clock
from hotline.tickets.models import Ticket
from routing.catalogue.conditions import FIELDS
from routing.decide import Matter
from routing.places import Place
from routing.taxonomy.tree import Confidentiality, Urgency

# What of a ticket decides about its unit; all of it stands in the action log, so that a past state is known.
LOOKED_AT = (
    "category_code",
    "district_code",
    "town_code",
    "respondent_kind",
    "citizen_kind",
    "special_group",
    "kind",
    "urgency",
    "channel",
    "occurred_at",
    "received_at",
    "confidentiality",
    "accused_unit_id",
    "has_risk",
)


def facts_of(state: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known for conditions; ``state`` holds the columns ``LOOKED_AT``.

    What the category's questions asked (road class, size of a firm) is among the answers.
    """
    happened: datetime | None = state["occurred_at"]
    local = clock.to_local(happened or state["received_at"])
    told = {name: answers.get(name) for name in FIELDS}
    stored = {name: state[name] for name in FIELDS if name in state}
    hour = local.hour if happened is not None else None
    return {**told, **stored, "hour": hour, "weekday": local.isoweekday()}


def matter_of(state: Mapping[str, Any], answers: Mapping[str, Any], on: datetime) -> Matter:
    """Return the matter to be decided at ``on``; whoever reviewed the ticket is trusted for its subject."""
    district, town = state["district_code"] or "", state["town_code"] or ""
    accused = state["accused_unit_id"]
    return Matter(
        category_code=state["category_code"],
        on=clock.local_date(on),
        places=(Place(district or town[:6], town),) if district or town else (),
        emergency=state["urgency"] == Urgency.EMERGENCY or bool(state["has_risk"]),
        confidentiality=Confidentiality[state["confidentiality"]],
        accused_unit_ids=frozenset({accused} if accused else ()),
        fields=facts_of(state, answers),
    )


def matter_of_ticket(ticket: Ticket) -> Matter:
    """Return the matter of a ticket as it is now; its labels may be on the must-route list."""
    state = {name: getattr(ticket, name) for name in LOOKED_AT}
    matter = matter_of(state, ticket.answers or {}, clock.now())
    more = {"labels": frozenset(ticket.labels or ()), "first_receiver": ticket.first_lead_unit_id}
    return Matter(**{**vars(matter), **more})
