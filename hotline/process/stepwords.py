"""The words of a logged step (办理记录用词): codes and ids become labels and names, never shown raw."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.models import Account
from hotline.kit.labels import LabelledEnum
from hotline.kit.organisation.models import Unit
from hotline.tickets.changes_closing import PRESSED
from hotline.tickets.forms import FieldSpec, fields_of
from hotline.tickets.models import Action, Channel, Ticket, TicketAction
from hotline.tickets.payloads import PAYLOADS
from hotline.tickets.policy import Policy
from hotline.tickets.vocabulary import EvidenceKind
from routing.extract.gazetteer import Gazetteer
from routing.places import Place
from routing.state import RoutingState
from routing.taxonomy.tree import Confidentiality, RequestKind

Row = dict[str, Any]
PROPOSED = "proposed"
_UNIT, _ACCOUNT, _TICKET, _PART, _PROPOSAL = "unit", "account", "ticket", "part", "proposal"
# Which fields of the payloads hold ids, and of what.
REFERENCES: Mapping[str, str] = {
    "lead_unit_id": _UNIT,
    "partner_unit_ids": _UNIT,
    "unit_id": _UNIT,
    "unit_ids": _UNIT,
    "suggested_unit_id": _UNIT,
    "suggested_partner_id": _UNIT,
    "superior_unit_id": _UNIT,
    "handler_id": _ACCOUNT,
    "named_account_ids": _ACCOUNT,
    "lead_ticket_id": _TICKET,
    "related_ticket_id": _TICKET,
    "duplicate_ticket_id": _TICKET,
    "ticket_id": _TICKET,
    "assignment_id": _PART,
    "proposal_id": _PROPOSAL,
}
# Nothing a reader could use: the row and the articles stand on the page, the versions in the record.
_SILENT = frozenset(
    {"catalogue_row_id", "article_revision_ids", "category_version", "calendar_version", "card_id"}
)
_FIELDS: Mapping[str, dict[str, str]] = {
    "field": {
        "name": "姓名",
        "phone": "联系电话",
        "email": "电子邮件",
        "postal_address": "通讯地址",
    }
}
_NAMED: Mapping[str, tuple[Any, Any]] = {
    _ACCOUNT: (Account.id, Account.display_name),
    _UNIT: (Unit.id, Unit.short_name),
    _TICKET: (Ticket.id, Ticket.number),
}
_TOLD: Mapping[str, tuple[Any, ...]] = {
    _TICKET: (Ticket.confidentiality != Confidentiality.RESTRICTED.value,)
}
# By the name of a field: from its code to its word.
Codes = Mapping[str, Callable[[str], str | None]]


@dataclass(frozen=True)
class Wording:
    """What the steps of one ticket are told with: names by id, words by field and code."""

    names: Mapping[str, str] = field(default_factory=dict)
    codes: Codes = field(default_factory=dict)


async def load_wording(
    session: AsyncSession, steps: list[TicketAction], parts: list[Row], codes: Codes
) -> Wording:
    """Look up every name that the page of a ticket mentions, in one statement.

    ``parts`` are the rows of ``queries.list_parts``, with their units' names.
    """
    wanted: dict[str, set[str]] = {
        _ACCOUNT: {s.actor_id for s in steps if s.actor_id}
        | {p["handler_id"] for p in parts if p["handler_id"]},
        _UNIT: {s.actor_unit_id for s in steps if s.actor_unit_id},
        _TICKET: set(),
    }
    for name, value in ((n, v) for s in steps for n, v in s.payload.items() if v):
        if REFERENCES.get(name) in wanted:
            wanted[REFERENCES[name]].update(value if isinstance(value, list) else [value])
    names = {part["id"]: str(part["unit_name"]) for part in parts}
    names |= {
        step.payload["proposal_id"]: Action[step.payload[PROPOSED]].label
        for step in steps
        if step.action == Action.PROPOSE and step.payload.get(PROPOSED)
    }
    names |= await _names(session, wanted)
    return Wording(names, codes)


async def _names(session: AsyncSession, wanted: Mapping[str, set[str]]) -> dict[str, str]:
    """Names of accounts and units, numbers of tickets, by id; ids are never shared between them.

    A RESTRICTED ticket is not told even by its number: its named people find it among the links.
    """
    queries = [
        select(key, name).where(key.in_(wanted[kind]), *_TOLD.get(kind, ()))
        for kind, (key, name) in _NAMED.items()
        if wanted[kind]
    ]
    if not queries:
        return {}
    return {row[0]: row[1] for row in await session.execute(union_all(*queries))}


def codes_of(policy: Policy, routing: RoutingState) -> Codes:
    """Return the words of codes that no enum holds: categories, places, profiles, bases."""
    place = partial(_place, routing.gazetteer)
    return {
        "category_code": lambda code: _category(routing, code),
        "district_code": place,
        "town_code": place,
        "profile": policy.profile_labels().get,
        "basis": {k: v for p in policy.profiles for k, v in p.suspension_bases.items()}.get,
    }


def _place(gazetteer: Gazetteer, code: str) -> str:
    return gazetteer.label(Place("", code))


def _category(routing: RoutingState, code: str) -> str | None:
    category = routing.taxonomy.categories.get(code)
    return category.name if category else None


def labelled(action: Action, values: Row, wording: Wording) -> list[Row]:
    """Return the fields of a step with their Chinese titles, every value in words.

    A proposal (送审) shows the step it proposes and that step's own fields.
    """
    shown: list[Row] = []
    if action is Action.OPEN:
        shown.append({"label": "来源", "text": _label(Channel, values.get("channel"))})
    if action is Action.PROPOSE and values.get(PROPOSED):
        action = Action[values[PROPOSED]]
        shown.append({"label": "送审事项", "text": action.label})
    for spec in fields_of(PAYLOADS[action]) if action in PAYLOADS else []:
        value = values.get(spec.name)
        if value not in (None, "", [], {}) and spec.name not in _SILENT:
            text = _words(spec, value, wording)
            shown.append({"label": spec.label, "text": text})
    if values.get(PRESSED):
        shown.append({"label": "提示", "text": "单位联系后不久改变的评价，请核实是否受到影响"})
    return [row for row in shown if row["text"]]


def _words(spec: FieldSpec, value: Any, wording: Wording) -> str:
    if isinstance(value, list):
        return f"{len(value)} 份" if spec.type == "files" else _many(spec, value, wording)
    if isinstance(value, bool):
        return "是" if value else "否"
    if spec.type == "datetime":
        return _local(str(value))
    if spec.name in REFERENCES:
        return wording.names.get(str(value), "")
    word = wording.codes.get(spec.name)
    known = dict(spec.options) | _FIELDS.get(spec.name, {})
    return known.get(str(value)) or (word(str(value)) if word else None) or str(value)


def _local(instant: str) -> str:
    """Write a stored instant as people here read it: they are kept in UTC and shown in local time (§4.4)."""
    return f"{clock.to_local(datetime.fromisoformat(instant)):%Y-%m-%d %H:%M}"


def _many(spec: FieldSpec, values: list[Any], wording: Wording) -> str:
    if not isinstance(values[0], dict):
        return "、".join(filter(None, (_words(spec, one, wording) for one in values)))
    if spec.name == "evidence":
        kinds = [EvidenceKind[one["kind"]] for one in values]
        return "、".join(f"{k.label} {kinds.count(k)} 份" for k in dict.fromkeys(kinds))
    return "；".join(_part(one) for one in values)


def _part(part: Row) -> str:
    """One part of a divided ticket: its kind and its words."""
    return f"{_label(RequestKind, part.get('kind'))}：{part.get('content', '')}"


def _label(kind: type[LabelledEnum], code: str | None) -> str:
    return kind[code].label if code and code in kind.__members__ else ""
