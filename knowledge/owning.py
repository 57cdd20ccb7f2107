"""Whose knowledge it is (知识归属): editors look after all of it, an owner after that of its unit and below."""

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import Actor
from hotline.kit.errors import Forbidden, Invalid
from hotline.kit.fieldfaults import field_error
from hotline.kit.organisation.models import Unit
from hotline.kit.organisation.queries import find_by_code

PUBLISH = "knowledge.publish"


class OfAnotherUnit(Forbidden):
    """An owner unit may change its own knowledge only (domain rules §12.3)."""

    code = "knowledge_of_another_unit"
    title_zh = "只能维护本单位及下级单位的内容"
    title_en = "A unit may change its own content only"


class OwnerUnknown(Invalid):
    """The unit that is to answer for something does not exist."""

    code = "knowledge_owner_unknown"
    title_zh = "没有这个责任单位"
    title_en = "No such unit"


async def require_own(session: AsyncSession, actor: Actor, unit_id: str | None) -> None:
    """Raise ``OfAnotherUnit`` (403) unless ``actor`` may change what belongs to the unit."""
    if actor.kind == "system" or actor.may(PUBLISH):
        return
    unit = await session.get(Unit, unit_id) if unit_id else None
    if unit is None or not actor.unit_path or not unit.path.startswith(actor.unit_path):
        raise OfAnotherUnit


async def answers_for(session: AsyncSession, actor: Actor, unit_id: str | None) -> bool:
    """Tell whether ``actor`` speaks for the unit: of the unit, of one above or below it, or for all of it."""
    if unit_id is not None and f"/{unit_id}/" in (actor.unit_path or ""):
        return True
    try:
        await require_own(session, actor, unit_id)
    except OfAnotherUnit:
        return False
    return True


async def require_answering(session: AsyncSession, actor: Actor, unit_id: str | None) -> None:
    """Raise ``OfAnotherUnit`` (403) unless ``actor`` speaks for the unit."""
    if not await answers_for(session, actor, unit_id):
        raise OfAnotherUnit


async def owner_of(session: AsyncSession, code: str) -> Unit:
    """Return the unit with ``code``; raises ``OwnerUnknown`` (422)."""
    unit = await find_by_code(session, code)
    if unit is None:
        fault = field_error("unit_code", "没有这个单位", "no such unit")
        raise OwnerUnknown(
            f"没有编码为 {code[:40]} 的单位", f"No unit {code[:40]!r}", errors=[fault]
        )
    return unit
