"""Who may be given a ticket (可承办单位): as lead, partner, superior or called unit; domain rules §2.1, §7.4.

Bureaus, districts, towns, utilities and public bodies handle. Other lines are transferred to (A6), the
hotline itself decides and never handles what it reviews, the city government only takes over what is
raised to it (F5), and a village only helps its own town.
"""

from hotline.kit import clock
from hotline.kit.organisation.models import Unit, UnitKind, UnitLevel
from hotline.tickets.deed import Deed
from hotline.tickets.errors import UnitUnusable
from hotline.tickets.models import Assignment
from routing.units import HANDLES_NOTHING

NO_HANDLERS = frozenset(map(UnitKind, HANDLES_NOTHING))


async def existing_unit(deed: Deed, unit_id: str) -> Unit:
    """Return a unit that exists today and is not the accused one nor under it (rule 8).

    Raises ``UnitUnusable`` (422).
    """
    unit = await deed.session.get(Unit, unit_id)
    today = clock.local_date(deed.at)
    if unit is None or unit.valid_from > today or (unit.valid_to and unit.valid_to < today):
        raise UnitUnusable("该单位不存在或已撤销", "no such unit today")
    accused = deed.ticket.accused_unit_path
    if accused and unit.path.startswith(accused):
        raise UnitUnusable("不能派给被反映单位", "never to the unit complained of")
    return unit


async def superior_unit(deed: Deed, unit_id: str) -> Unit:
    """Return a unit that may lead what is raised to it (F5). Raises ``UnitUnusable`` (422)."""
    unit = await existing_unit(deed, unit_id)
    _handles(unit)
    if unit.level >= UnitLevel.VILLAGE:
        raise UnitUnusable("村居不能主办", "villages only help")
    return unit


async def lead_unit(deed: Deed, unit_id: str) -> Unit:
    """Return a unit that may lead (B5, C5, C8, E8). Raises ``UnitUnusable`` (422)."""
    unit = await superior_unit(deed, unit_id)
    _not_city_government(unit)
    return unit


async def partner_unit(deed: Deed, unit_id: str, *, giver: Assignment | None = None) -> Unit:
    """Return a unit that may help; a village only where its own town, ``giver``, asks it (§2.1).

    Raises ``UnitUnusable`` (422).
    """
    unit = await existing_unit(deed, unit_id)
    _handles(unit)
    _not_city_government(unit)
    if unit.level >= UnitLevel.VILLAGE and not is_own_village(unit, giver):
        raise UnitUnusable("村居只协助所在镇街，由镇街交办", "a village helps its own town only")
    return unit


async def called_unit(deed: Deed, unit_id: str) -> Unit:
    """Return a department that a town may call (D7). Raises ``UnitUnusable`` (422)."""
    unit = await partner_unit(deed, unit_id)
    if unit.id == deed.require_lead().unit_id:
        raise UnitUnusable("不能吹哨本单位", "a town does not call itself")
    return unit


def is_own_village(unit: Unit, giver: Assignment | None) -> bool:
    """Tell whether the part belongs to the village's own town: from nobody else it receives anything."""
    return (
        giver is not None
        and giver.unit_level == UnitLevel.TOWN
        and unit.path.startswith(giver.unit_path)
    )


def _handles(unit: Unit) -> None:
    if unit.kind == UnitKind.EXTERNAL_LINE:
        raise UnitUnusable(
            "其他热线不承办工单，请用“转紧急热线”或派其主管部门",
            "another line is transferred to, not dispatched to",
        )
    if unit.kind == UnitKind.HOTLINE:
        raise UnitUnusable(
            "热线机构不承办工单，请直接答复，或派其主管部门",
            "the hotline decides about tickets and handles none",
        )


def _not_city_government(unit: Unit) -> None:
    if unit.kind == UnitKind.CITY_GOVERNMENT:
        raise UnitUnusable(
            "市政府只承办提级的工单，请派职能部门", "the city government leads raised tickets only"
        )
