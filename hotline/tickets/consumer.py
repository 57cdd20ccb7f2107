"""What only some matters must tell (专项要件): consumer complaints, efficiency, statutory stages (§5.1).

It stands in ``tickets.branch``. The names of people in it are sealed under the citizen's key, as his own
name and address are on the ticket: pages show masks, clear values are read by REVEAL alone (§13.1).
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from crm import identity
from crm.models import Citizen
from crm.queries import get_citizen
from hotline.kit import crypto, masking
from hotline.kit.fieldfaults import field_error
from hotline.kit.vault import service as vault
from hotline.tickets import log
from hotline.tickets.consumer_forms import (
    CONSUMER_PROFILE,
    ConsumerFields,
    EfficiencyFields,
    RefusalGround,
    StageFields,
    TerminationGround,
)
from hotline.tickets.deed import Deed, refused
from hotline.tickets.errors import ConsumerAnonymous, ConsumerIncomplete
from hotline.tickets.models import Ticket
from hotline.tickets.parts import attach, of_kind
from hotline.tickets.vocabulary import EvidenceKind, Stage

CONSUMER, REPORT, EFFICIENCY = "consumer", "report", "efficiency"
STAGES, SEALED = "stages", "sealed"
AGENT, REPRESENTATIVES = "agent_name", "representatives"
_OPEN_FIELDS = (
    "demand",
    "facts",
    "amount_yuan",
    "purchased_on",
    "purchase_place",
    "platform_name",
    "shop_name",
    "publish_consent",
    "entrusted_mediation_consent",
)
# Which column of the ticket holds what the complainant said of himself, and under which name it is sealed.
_OWN: Mapping[str, tuple[str, str]] = {
    "complainant_name": ("name_enc", "name"),
    "complainant_address": ("postal_address_enc", "postal_address"),
}
FIELDS = (*ConsumerFields.model_fields, *EfficiencyFields.model_fields)
PERSONAL = (*_OWN, AGENT, REPRESENTATIVES)
_NAME = re.compile(r"[\u3400-\u9fff·]{2,}")  # of a line that holds a name and a number
_GROUNDS: Mapping[str, Stage] = {
    "refusal_ground": Stage.REFUSED,
    "termination_ground": Stage.TERMINATED,
}


async def write_down(deed: Deed, given: ConsumerFields) -> None:
    """Keep what a consumer complaint tells; what was left out stays as it is.

    Raises ``PayloadInvalid`` for people's names on an anonymous request, ``CitizenErased`` (409).
    """
    ticket = deed.ticket
    told = _told(given, _OPEN_FIELDS)
    if told:
        _keep(ticket, CONSUMER, told)
    await attach(deed, of_kind(given.file_ids, EvidenceKind.CITIZEN))
    people = {name: getattr(given, name) for name in PERSONAL if getattr(given, name)}
    if not people:
        return
    if ticket.citizen_id is None:
        first = next(iter(people))
        raise refused(first, "匿名诉求不能登记个人信息", "an anonymous request holds no names")
    citizen = await get_citizen(deed.session, ticket.citizen_id)
    key = await identity.key_of(deed.session, citizen)
    for name, (column, sealed_as) in _OWN.items():
        if name in people:
            setattr(ticket, column, crypto.seal(key, sealed_as, people[name]))
    await identity.complete(
        deed.session,
        citizen,
        name=people.get("complainant_name"),
        address=people.get("complainant_address"),
    )
    plain = {AGENT: people.get(AGENT), REPRESENTATIVES: _packed(people.get(REPRESENTATIVES))}
    sealed = {name: crypto.seal(key, name, value) for name, value in plain.items() if value}
    if sealed:
        _keep(ticket, SEALED, sealed)


def _packed(people: list[str] | None) -> str | None:
    return json.dumps(people, ensure_ascii=False) if people else None


def note_efficiency(ticket: Ticket, given: EfficiencyFields) -> None:
    """Keep what a complaint of efficiency tells (§5.1)."""
    told = _told(given, tuple(EfficiencyFields.model_fields))
    if told:
        _keep(ticket, EFFICIENCY, told)


def note_stage(deed: Deed, stage: Stage, given: StageFields) -> None:
    """Keep the day of a statutory stage and what was decided (§4.8, §4.9).

    Raises ``PayloadInvalid`` for a ground that belongs to another decision.
    """
    for name, decided in _GROUNDS.items():
        if getattr(given, name) is not None and stage is not decided:
            raise refused(name, f"该事由只用于“{decided.label}”", "a ground of another decision")
    _keep(deed.ticket, STAGES, {stage.value: deed.at.isoformat()})
    told = _told(given, tuple(StageFields.model_fields))
    if told:
        _keep(deed.ticket, CONSUMER if deed.ticket.profile == CONSUMER_PROFILE else REPORT, told)


def _told(given: Any, names: tuple[str, ...]) -> dict[str, Any]:
    members = given.model_dump(mode="json", include=set(names), exclude_none=True)
    return {name: log.plain(value) for name, value in members.items()}


def _keep(ticket: Ticket, group: str, told: Mapping[str, Any]) -> None:
    """Change the document as a whole, so that the change is seen."""
    branch = dict(ticket.branch or {})
    ticket.branch = {**branch, group: {**branch.get(group, {}), **told}}


async def check(session: AsyncSession, ticket: Ticket) -> None:
    """Refuse the profile of consumer complaints until what the law asks for is known (market rule art. 9).

    Raises:
        ConsumerAnonymous: 422, nobody is known who could complain.
        ConsumerIncomplete: 422, ``errors`` names what is missing, to be asked by REQUEST_INFO.
    """
    if ticket.profile != CONSUMER_PROFILE:
        return
    if ticket.citizen_id is None:
        raise ConsumerAnonymous(errors=[field_error("profile", *ConsumerAnonymous.words)])
    citizen = await get_citizen(session, ticket.citizen_id)
    told = (ticket.branch or {}).get(CONSUMER, {})
    missing = {
        "complainant_name": ("投诉人姓名", ticket.name_enc or citizen.name_sealed),
        "contact_number": ("投诉人电话", ticket.contact_number_hash or ticket.caller_number_hash),
        "complainant_address": (
            "投诉人通讯地址",
            ticket.postal_address_enc or citizen.address_sealed,
        ),
        "respondent_name": ("被投诉人名称", ticket.respondent_name_enc),
        "respondent_address": ("被投诉人地址", ticket.respondent_address_enc),
        "demand": ("投诉请求", told.get("demand")),
        "facts": ("争议事实", told.get("facts")),
    }
    errors = [
        field_error(field, f"消费投诉须有{label}", "a consumer complaint needs it")
        for field, (label, known) in missing.items()
        if not known
    ]
    if errors:
        labels = "、".join(label for label, known in missing.values() if not known)
        raise ConsumerIncomplete(
            f"消费投诉缺少：{labels}。请补填，或用“要求补充信息”向诉求人询问",
            f"missing: {', '.join(e['field'] for e in errors)}; fill it in or use REQUEST_INFO",
            errors=errors,
        )


async def shown(session: AsyncSession, ticket: Ticket, *, person: bool) -> dict[str, Any]:
    """Return the branches as a page shows them; names of people masked, left out unless ``person``."""
    branch = ticket.branch or {}
    page: dict[str, Any] = {
        EFFICIENCY: branch.get(EFFICIENCY),
        REPORT: branch.get(REPORT),
        STAGES: branch.get(STAGES, {}),
        CONSUMER: None,
    }
    if ticket.profile != CONSUMER_PROFILE and CONSUMER not in branch:
        return page
    consumer = {**dict.fromkeys(_OPEN_FIELDS), **branch.get(CONSUMER, {})}
    for name, kind in (
        ("refusal_ground", RefusalGround),
        ("termination_ground", TerminationGround),
    ):
        if name in consumer:
            consumer[f"{name}_label"] = kind(consumer[name]).label
    people = await _people(session, ticket) if person else {}
    masked = {name: _MASKS[name](value) for name, value in people.items()}
    page[CONSUMER] = {**consumer, **dict.fromkeys(PERSONAL), **masked}
    return page


async def clear_of(session: AsyncSession, ticket: Ticket, field: str) -> str | None:
    """Return one of ``PERSONAL`` in clear; the caller has written the reading to the audit before."""
    value = (await _people(session, ticket)).get(field)
    return "、".join(json.loads(value)) if value and field == REPRESENTATIVES else value


async def people_of(session: AsyncSession, ticket: Ticket) -> list[str]:
    """Return every name of a person known of the ticket, in clear, for masking what was written down."""
    told = await _people(session, ticket)
    named = [told[field] for field in ("complainant_name", AGENT) if field in told]
    return [*named, *(_NAME.findall(told.get(REPRESENTATIVES, "")))]


async def _people(session: AsyncSession, ticket: Ticket) -> dict[str, str]:
    """Return what is known of people in clear, by field; an erased person's is absent."""
    sealed = {name: (as_, getattr(ticket, column)) for name, (column, as_) in _OWN.items()}
    if ticket.citizen_id is not None and not all(value for _, value in sealed.values()):
        sealed |= _of_citizen(await get_citizen(session, ticket.citizen_id), sealed)
    sealed |= {name: (name, value) for name, value in (ticket.branch or {}).get(SEALED, {}).items()}
    stored = {name: pair for name, pair in sealed.items() if pair[1]}
    ids = {crypto.sealed_key_id(value) for _, value in stored.values()}
    keys = await vault.load_keys(session, ids) if ids else {}
    clear = {name: vault.unseal_or_none(keys, as_, value) for name, (as_, value) in stored.items()}
    return {name: value for name, value in clear.items() if value is not None}


def _of_citizen(citizen: Citizen, told: Mapping[str, tuple[str, str | None]]) -> dict[str, Any]:
    """What the citizen's card knows stands in for what the ticket does not say."""
    card = {
        "complainant_name": ("name", citizen.name_sealed),
        "complainant_address": ("address", citizen.address_sealed),
    }
    return {name: pair for name, pair in card.items() if not told[name][1]}


def _mask_people(packed: str) -> list[str]:
    return [_mask_one(told) for told in json.loads(packed)]


def _mask_one(told: str) -> str:
    name, *rest = told.split()
    return " ".join([masking.mask_name(name), *(masking.mask_phone(item) for item in rest)])


_MASKS: Mapping[str, Callable[[str], Any]] = {
    "complainant_name": masking.mask_name,
    "complainant_address": masking.mask_address,
    AGENT: masking.mask_name,
    REPRESENTATIVES: _mask_people,
}
