"""Where pillars meet before an action (跨域校验): catalogue, town guard, cited knowledge, subject tree.

The tickets package knows its own rules only. What an action claims about the dispatch catalogue, the
knowledge base or the subject tree is checked here, and completed from there, before it acts.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth import queries as accounts
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.models import Employer
from hotline.kit.errors import Conflict, Invalid
from hotline.kit.ids import new_id
from hotline.process.dispatching.models import TownOverride
from hotline.roles import Role
from hotline.tickets.changes_intake import FAST_FIX, STANDARD
from hotline.tickets.models import Action, Ticket
from hotline.tickets.policy import DEFAULT
from knowledge.articles import queries as knowledge
from routing.catalogue.rows import Row
from routing.decide import push_down_refusal
from routing.queries import find_limit
from routing.state import RoutingState
from routing.taxonomy.tree import RequestKind, Urgency
from routing.units import TOWN, VILLAGE, UnitRef


class CatalogueRowUnusable(Invalid):
    """The named catalogue row does not say what the dispatch claims."""

    code = "catalogue_row_unusable"
    title_zh = "派单目录条目不能作为本次派单的依据"
    title_en = "The catalogue row does not support this dispatch"


class PushedDown(Conflict):
    """Duties of departments are not dumped on towns (domain rules §7.4)."""

    code = "pushed_down"
    title_zh = "职能部门职责不得下派镇街"
    title_en = "A department's duty may not be pushed down to a town"


class CategoryUnknown(Invalid):
    """The subject tree has no such category."""

    code = "category_unknown"
    title_zh = "没有这个事项分类"
    title_en = "No such category"


class HandlerUnusable(Invalid):
    """The named handler does not work for this unit."""

    code = "handler_unusable"
    title_zh = "承办人须是本单位的在职人员"
    title_en = "The handler must be active staff of the unit"


class NamedUserUnknown(Invalid):
    """A named user has no account here."""

    code = "named_user_unknown"
    title_zh = "指定人员中有不存在的账号"
    title_en = "One of the named users has no account"


@dataclass(frozen=True)
class Occasion:
    """The action's surroundings."""

    session: AsyncSession
    ticket: Ticket
    actor: Actor
    routing: RoutingState

    @property
    def is_adjudicator(self) -> bool:
        """Only an adjudicator overrides the town guard, in writing."""
        return self.actor.has_role(Role.ADJUDICATOR, Role.COORDINATOR)


Step = Callable[[Occasion, Any], Awaitable[BaseModel]]


async def prepare(action: Action, payload: BaseModel, occasion: Occasion) -> BaseModel:
    """Check the payload against the other pillars and complete it; raises a ``Problem`` if it is wrong."""
    step = _STEPS.get(action)
    return payload if step is None else await step(occasion, payload)


async def _dispatch(occasion: Occasion, payload: Any) -> BaseModel:
    written = payload.dispatch_basis or payload.dispatch_note or ""
    row = _named_row(occasion, payload.catalogue_row_id)
    if row is not None:
        _check_row(occasion, row, payload.lead_unit_id)
        payload = payload.model_copy(update=_from_row(row, payload))
    if payload.limit_days is None:
        payload = payload.model_copy(update=await _category_limit(occasion))
    await _guard_town(occasion, payload.lead_unit_id, Action.DISPATCH, written)
    return payload  # type: ignore[no-any-return]


async def _redispatch(occasion: Occasion, payload: Any) -> BaseModel:
    row = _named_row(occasion, payload.catalogue_row_id)
    if row is not None:
        _check_row(occasion, row, payload.lead_unit_id)
    await _guard_town(occasion, payload.lead_unit_id, Action.REDISPATCH, payload.basis)
    return payload  # type: ignore[no-any-return]


async def _named_handler(occasion: Occasion, payload: Any) -> BaseModel:
    """Whoever is to work on it belongs to the unit and is no contracted staff (domain rules §2.2)."""
    if payload.handler_id is not None:
        facts = await accounts.find_facts(occasion.session, payload.handler_id)
        own = facts is not None and facts.active and facts.unit_id == occasion.actor.unit_id
        if facts is None or not own or facts.employer == Employer.VENDOR:
            raise HandlerUnusable
    return payload  # type: ignore[no-any-return]


async def _named_users(occasion: Occasion, payload: Any) -> BaseModel:
    """A restricted ticket names people who exist, else nobody could ever open it."""
    known = await accounts.names_of(occasion.session, payload.named_account_ids)
    if set(payload.named_account_ids) - known.keys():
        raise NamedUserUnknown
    return payload  # type: ignore[no-any-return]


async def _conclude(occasion: Occasion, payload: Any) -> BaseModel:
    if payload.lead_unit_id is not None:
        await _guard_town(occasion, payload.lead_unit_id, Action.RULE, payload.basis or "")
    return payload  # type: ignore[no-any-return]


async def _transfer_down(occasion: Occasion, payload: Any) -> BaseModel:
    """To a town, or by a town to its village, goes only what the town's own list covers (§7.4)."""
    unit = occasion.routing.units.by_id.get(payload.unit_id)
    if unit is not None and unit.level == VILLAGE:
        await _guard_village(occasion, unit)
    else:
        await _guard_town(occasion, payload.unit_id, Action.TRANSFER_DOWN, "")
    return payload  # type: ignore[no-any-return]


async def _add_partner(occasion: Occasion, payload: Any) -> BaseModel:
    """A village that is asked to help receives from its town, so the town's list decides (§2.1, §7.4)."""
    unit = occasion.routing.units.by_id.get(payload.unit_id)
    if unit is not None and unit.level == VILLAGE:
        await _guard_village(occasion, unit)
    return payload  # type: ignore[no-any-return]


async def _answer_now(occasion: Occasion, payload: Any) -> BaseModel:
    _known_category(occasion, payload.category_code)
    by_supervisor = occasion.actor.has_role(Role.SUPERVISOR)
    for revision_id in payload.article_revision_ids:
        await knowledge.get_citable_revision(
            occasion.session, revision_id, by_supervisor=by_supervisor
        )
    return payload  # type: ignore[no-any-return]


async def _categorised(occasion: Occasion, payload: Any) -> BaseModel:
    if payload.category_code is not None:
        _known_category(occasion, payload.category_code)
        version = occasion.routing.taxonomy.version
        if version and "category_version" in type(payload).model_fields:
            payload = payload.model_copy(update={"category_version": version})
    return payload  # type: ignore[no-any-return]


async def _approve(occasion: Occasion, payload: Any) -> BaseModel:
    """Response within hours where the catalogue row says so and nothing else was chosen (§4.3)."""
    payload = await _categorised(occasion, payload)
    row = _named_row(occasion, payload.catalogue_row_id)
    if row is not None and row.profile == FAST_FIX and payload.profile == STANDARD:
        payload = payload.model_copy(update={"profile": FAST_FIX})
    return payload  # type: ignore[no-any-return]


_STEPS: Mapping[Action, Step] = {
    Action.DISPATCH: _dispatch,
    Action.REDISPATCH: _redispatch,
    Action.RULE: _conclude,
    Action.CONCLUDE_CONSULTATION: _conclude,
    Action.TRANSFER_DOWN: _transfer_down,
    Action.ADD_PARTNER: _add_partner,
    Action.ANSWER_NOW: _answer_now,
    Action.APPROVE: _approve,
    Action.RECLASSIFY: _categorised,
    Action.SIGN: _named_handler,
    Action.REASSIGN: _named_handler,
    Action.SET_CONFIDENTIAL: _named_users,
}


def _named_row(occasion: Occasion, row_id: str | None) -> Row | None:
    if row_id is None:
        return None
    row = occasion.routing.catalogue.rows.get(row_id)
    if row is None:
        raise CatalogueRowUnusable("没有这条派单目录条目", "no such catalogue row")
    return row


def _check_row(occasion: Occasion, row: Row, lead_unit_id: str) -> None:
    """The row is in force, covers the ticket's category and place, and names this lead."""
    ticket, today = occasion.ticket, clock.local_date()
    places = {"ALL", ticket.town_code, ticket.district_code}
    if not row.is_valid(today):
        raise CatalogueRowUnusable("该目录条目今天不在有效期内", "the row is not in force today")
    if not (ticket.category_code or "").startswith(row.category_code):
        raise CatalogueRowUnusable("该目录条目不含此事项", "the row does not cover the category")
    if row.district_code not in places:
        raise CatalogueRowUnusable("该目录条目不适用于此地点", "the row does not cover the place")
    if row.lead_unit_id != lead_unit_id:
        raise CatalogueRowUnusable(
            f"该目录条目的主办单位是{occasion.routing.units.name(row.lead_unit_id)}",
            "the row names another lead",
        )


def _from_row(row: Row, payload: Any) -> dict[str, Any]:
    """What the row decides: basis, its own limit, and whether it may be passed down."""
    words = "；".join(str(basis) for basis in row.basis)
    return {
        "dispatch_basis": payload.dispatch_basis or (f"派单目录：{words}" if words else None),
        "limit_days": row.limit_override or payload.limit_days,
        "limit_basis": row.limit_basis or payload.limit_basis,
        "no_push_down": row.no_push_down or payload.no_push_down,
    }


async def _category_limit(occasion: Occasion) -> dict[str, Any]:
    """The category's own limit, where it is shorter than the kind's; a longer one needs a cited law."""
    ticket = occasion.ticket
    chain = occasion.routing.taxonomy.chain(ticket.category_code)
    if not chain or ticket.kind is None:
        return {}
    kind, urgency = RequestKind[ticket.kind], Urgency[ticket.urgency]
    today, history = clock.local_date(), occasion.routing.history
    limit = await find_limit(occasion.session, chain, kind, urgency, today, history)
    if limit is None or limit.category_code is None:
        return {}
    usual = DEFAULT.kinds[kind].amount
    return {"limit_days": limit.working_days} if limit.working_days < usual else {}


async def _guard_village(occasion: Occasion, village: UnitRef) -> None:
    """Refuse what its town's list does not cover, unless an adjudicator sent the town this very ticket."""
    above = [occasion.routing.units.by_id.get(key) for key in village.path.strip("/").split("/")]
    town = next((unit for unit in above if unit is not None and unit.level == TOWN), None)
    if town is None:
        return
    code = occasion.ticket.category_code or ""
    refusal = push_down_refusal(occasion.routing.book, town.id, code, clock.local_date())
    if refusal is not None and not await _overridden(occasion, town.id):
        raise PushedDown(refusal.zh, refusal.en)


async def _overridden(occasion: Occasion, town_id: str) -> bool:
    query = select(TownOverride.id).where(
        TownOverride.ticket_id == occasion.ticket.id, TownOverride.unit_id == town_id
    )
    return await occasion.session.scalar(query.limit(1)) is not None


async def _guard_town(occasion: Occasion, unit_id: str, action: Action, reason: str) -> None:
    """Refuse what a town's list does not cover; an adjudicator's written override is kept and counted (§7.4)."""
    ticket = occasion.ticket
    code = ticket.category_code or ""
    refusal = push_down_refusal(occasion.routing.book, unit_id, code, clock.local_date())
    if refusal is None:
        return
    if not (reason.strip() and occasion.is_adjudicator):
        raise PushedDown(refusal.zh, refusal.en)
    occasion.session.add(
        TownOverride(
            id=new_id(),
            ticket_id=ticket.id,
            unit_id=unit_id,
            category_code=ticket.category_code,
            action=action.value,
            at=clock.now(),
            by=occasion.actor.account_id,
            reason=reason,
        )
    )


def _known_category(occasion: Occasion, code: str) -> None:
    taxonomy = occasion.routing.taxonomy
    if taxonomy.version and code not in taxonomy.categories:
        raise CategoryUnknown(f"没有代码为 {code} 的事项分类", f"no category {code}")
