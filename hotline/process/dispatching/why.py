"""Why was this ticket sent there (派单依据说明): the row in force that day, its basis and approver, or the ruling."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth import queries as accounts
from hotline.process.dispatching.matters import facts_of, matter_of
from hotline.process.dispatching.models import Ground, TownOverride
from hotline.process.dispatching.schemas import WhyOut
from hotline.process.dispatching.sendings import Sending, in_force_on, list_sendings
from hotline.tickets.actions import Action
from hotline.tickets.models import Ticket
from routing.catalogue import service as catalogue_service
from routing.catalogue.condition_words import FIELD_WORDS, VALUE_WORDS, Said, in_words
from routing.catalogue.conditions import parse
from routing.decide import Decision
from routing.errors import TaxonomyUnknown
from routing.extract.gazetteer import Gazetteer
from routing.models import Responsibility
from routing.places import ALL, Place
from routing.queries import load_history, load_taxonomy, load_units, to_row
from routing.taxonomy.tree import Taxonomy
from routing.units import UnitBook

Json = dict[str, Any]


@dataclass(frozen=True)
class _Known:
    """What the answer is written from."""

    ticket: Ticket
    sending: Sending
    row: Responsibility | None
    override: TownOverride | None
    names: dict[str, str]
    units: UnitBook
    taxonomy: Taxonomy
    gazetteer: Gazetteer = field(default_factory=Gazetteer)


async def why(
    session: AsyncSession, *, ticket: Ticket, on: date, gazetteer: Gazetteer | None = None
) -> WhyOut:
    """Explain the dispatch that counted on ``on``; the row is told as it was, even if it has ended since.

    ``gazetteer`` names the places of rows.
    """
    sending = in_force_on(await list_sendings(session, ticket), on)
    if sending is None:
        zh = f"截至{on:%Y年%m月%d日}，{ticket.number}尚未派单。"
        en = f"By {on}, {ticket.number} had not been dispatched."
        return WhyOut(on=on, found=False, text_zh=zh, text_en=en)
    known = replace(await _known(session, ticket, sending), gazetteer=gazetteer or Gazetteer())
    named = None if known.row else await _named_then(session, known)
    told = {"on": on, "found": True, **_answer(known), **_texts(known, named)}
    return WhyOut.model_validate(told)


async def _known(session: AsyncSession, ticket: Ticket, sending: Sending) -> _Known:
    row = await session.get(Responsibility, sending.row_id) if sending.row_id else None
    if row is not None and row.lead_unit_id != sending.unit_id:
        row = None  # the ticket kept the row of an earlier dispatch
    override = await _override(session, sending)
    people = [sending.action.actor_id, sending.action.requester_id]
    people += [row.approved_by] if row else []
    people += [override.by] if override else []
    names = await accounts.names_of(session, [p for p in people if p])
    units = await load_units(session)
    taxonomy = await _tree_of(session, ticket)
    return _Known(ticket, sending, row, override, names, units, taxonomy)


async def _tree_of(session: AsyncSession, ticket: Ticket) -> Taxonomy:
    """Return the tree the ticket's subject belongs to, else the present one."""
    try:
        return await load_taxonomy(session, ticket.category_version)
    except TaxonomyUnknown:
        return await load_taxonomy(session)


async def _override(session: AsyncSession, sending: Sending) -> TownOverride | None:
    query = select(TownOverride).where(
        TownOverride.ticket_id == sending.action.ticket_id,
        TownOverride.unit_id == sending.unit_id,
        TownOverride.action == sending.action.action,
        TownOverride.at <= sending.action.at,
    )
    found: TownOverride | None = await session.scalar(query.order_by(TownOverride.at.desc()))
    return found


async def _named_then(session: AsyncSession, known: _Known) -> str | None:
    """Return whom the catalogue named at that instant, for a dispatch that cites no row."""
    sending = known.sending
    history = await load_history(session)
    code = sending.state["category_code"]
    today = history.now(code, known.ticket.category_version) or code
    state = {**sending.state, "category_code": today}
    matter = matter_of(state, known.ticket.answers or {}, sending.action.at)
    decision, _units = await catalogue_service.explain(
        session, matter=matter, known_at=sending.action.at
    )
    return decision.lead_unit_id if isinstance(decision, Decision) else None


def _ground(known: _Known) -> Ground:
    kind = known.sending.kind
    if known.override is not None:
        return Ground.OVERRIDE
    if kind is Action.RAISE:
        return Ground.RAISED
    if kind in {Action.REDISPATCH, Action.RULE}:
        return Ground.RULING
    if known.sending.action.actor_kind == "system":
        return Ground.AUTOMATIC
    return Ground.CATALOGUE if known.row is not None else Ground.MANUAL


def _answer(known: _Known) -> Json:
    sending, ground = known.sending, _ground(known)
    said = sending.said
    override = known.override
    return {
        "kind": ground.value,
        "kind_label": ground.label,
        "at": sending.action.at,
        "action": sending.kind.value,
        "action_label": sending.kind.label,
        "by": _by(known),
        "automatic": sending.action.actor_kind == "system",
        "unit_id": sending.unit_id,
        "unit": known.units.name(sending.unit_id),
        "partners": [known.units.name(u) for u in said.get("partner_unit_ids") or ()],
        "row": _row(known.row, known) if known.row else None,
        "condition": _condition(known),
        "basis": _basis(known),
        "override": {"reason": override.reason, "by": known.names.get(override.by or "")}
        if override
        else None,
        "ruling": said.get("ruling") or said.get("minutes"),
        "note": said.get("dispatch_note"),
    }


def _by(known: _Known) -> str:
    action = known.sending.action
    return "系统" if action.actor_kind == "system" else known.names.get(action.actor_id or "", "")


def _row(row: Responsibility, known: _Known) -> Json:
    day = clock.local_date(known.sending.action.at)
    columns = {column.name: getattr(row, column.name) for column in row.__table__.columns}
    over = row.valid_to is not None and row.valid_to < clock.local_date()
    return {
        **columns,
        "category": known.taxonomy.label(row.category_code),
        "lead_unit": known.units.name(row.lead_unit_id),
        "place": _where(row, known.gazetteer),
        "approved_by_name": known.names.get(row.approved_by or ""),
        "in_force_then": to_row(row).is_valid(day),
        "ended_since": row.valid_to if over else None,
    }


def _condition(known: _Known) -> Json | None:
    row = known.row
    if row is None or row.condition is None:
        return None
    said = in_words(row.condition)
    facts = facts_of(known.sending.state, known.ticket.answers or {})
    asked = sorted(parse(row.condition).fields)
    return {
        "zh": said.zh,
        "en": said.en,
        "facts": [_fact(name, facts.get(name)) for name in asked],
    }


def _fact(name: str, value: Any) -> Json:
    word = VALUE_WORDS.get(name, {}).get(str(value), Said(str(value), str(value)))
    label = FIELD_WORDS[name].zh if name in FIELD_WORDS else name
    return {"field": name, "label": label, "value": "未填写" if value is None else word.zh}


def _basis(known: _Known) -> list[str]:
    if known.row is not None:
        return [str(basis) for basis in to_row(known.row).basis]
    said = known.sending.said
    words = said.get("dispatch_basis") or said.get("basis")
    return [str(words)] if words else []


def _texts(known: _Known, named: str | None) -> Json:
    return {"text_zh": "".join(_chinese(known, named)), "text_en": " ".join(_english(known))}


def _chinese(known: _Known, named: str | None) -> list[str]:
    sending, ground = known.sending, _ground(known)
    local = clock.to_local(sending.action.at)
    unit = known.units.name(sending.unit_id)
    by = _by(known) or "有权人员"
    parts = [
        f"{local:%Y年%m月%d日 %H:%M}，{by}“{sending.kind.label}”，由{unit}主办（{ground.label}）。"
    ]
    if known.row is not None:
        parts += _row_in_chinese(known.row, known)
    elif named is not None:
        same = "与实际派单一致" if named == sending.unit_id else "与实际派单不同"
        parts.append(f"当时目录载明由{known.units.name(named)}主办，{same}。")
    else:
        parts.append("当时目录没有可以直接适用的条目。")
    if known.override is not None:
        parts.append(f"该镇街履职清单不含此事项，特批理由：{known.override.reason.rstrip('。')}。")
    basis = _basis(known)
    if basis:
        parts.append(f"依据：{'；'.join(one.rstrip('。') for one in basis)}。")
    return parts


def _row_in_chinese(row: Responsibility, known: _Known) -> list[str]:
    shown = _row(row, known)
    until = f"至{row.valid_to}" if row.valid_to else "起"
    approver = shown["approved_by_name"]
    parts = [
        f"适用派单目录条目“{shown['category']}”（{shown['place']}，{row.valid_from}{until}有效），",
        f"由{approver}批准" if approver else "系统初始导入",
        f"，该条目已于{row.valid_to}终止" if shown["ended_since"] else "",
        "。",
    ]
    condition = _condition(known)
    if condition:
        facts = "，".join(f"{f['label']}：{f['value']}" for f in condition["facts"])
        parts.append(f"适用条件：{condition['zh']}；本件{facts}。")
    return parts


def _where(row: Responsibility, gazetteer: Gazetteer) -> str:
    code = row.district_code
    if code == ALL:
        return "全市"
    return gazetteer.label(Place(code[:6], code if len(code) > 6 else "")) or code


def _english(known: _Known) -> list[str]:
    sending = known.sending
    local = clock.to_local(sending.action.at)
    unit = known.units.name(sending.unit_id)
    ground = _ground(known).value.lower()
    parts = [f"On {local:%Y-%m-%d %H:%M} {sending.kind.value} made {unit} the lead ({ground})."]
    if known.row is not None:
        ended = f", ended {known.row.valid_to}" if _row(known.row, known)["ended_since"] else ""
        parts.append(f"Catalogue row {known.row.id}, valid from {known.row.valid_from}{ended}.")
    if known.override is not None:
        parts.append("The town's duty list does not cover it; an adjudicator overrode that.")
    return parts
