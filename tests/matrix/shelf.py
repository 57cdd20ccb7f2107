"""One ticket of every status and every kind of secrecy (可见范围样例), and who may see which."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from hotline.demo import loader
from hotline.demo.loader import Login
from hotline.kit import clock
from hotline.kit.auth.models import Account
from hotline.kit.ids import new_id
from hotline.kit.organisation.models import Unit
from hotline.roles import PERMISSIONS, Role
from hotline.tickets.models import Assignment, AssignmentStatus, Ticket
from hotline.tickets.papers import NamedUser
from hotline.tickets.visibility import STATUSES
from hotline.tickets.vocabulary import Status
from tests.support.city import City

OWN, OTHER = "FS-CC-CG", "FS-GS"
NAMED = frozenset({"shenhe", "cg-lianluo"})
PHONE, NAME = "13800000001", "王小红"
_PARTS: Mapping[Status, AssignmentStatus] = {
    Status.DISPATCHED: AssignmentStatus.PENDING_SIGN,
    Status.OBJECTED: AssignmentStatus.OBJECTED,
    Status.HANDLING: AssignmentStatus.SIGNED,
    Status.REPLIED: AssignmentStatus.REPLIED,
    Status.FOLLOWING_UP: AssignmentStatus.REPLIED,
    Status.CLOSED: AssignmentStatus.REPLIED,
}
VARIANTS: Mapping[str, tuple[str, str]] = {  # name: (unit, confidentiality)
    "own": (OWN, "NONE"),
    "other": (OTHER, "NONE"),
    "hidden": (OWN, "CITIZEN_HIDDEN"),
    "restricted": (OWN, "RESTRICTED"),
    "accused": (OTHER, "NONE"),
}


@dataclass(frozen=True)
class Sample:
    """One ticket of the matrix."""

    id: str
    number: str
    status: Status
    variant: str

    @property
    def unit(self) -> str | None:
        """The code of the unit that has a part in it, if the status has parts."""
        return VARIANTS[self.variant][0] if self.status in _PARTS else None


def people() -> list[Login]:
    """One login for each role, and those whose unit matters."""
    chosen: dict[str, Login] = {}
    for login in loader.logins():
        for role in login.roles:
            chosen.setdefault(role, login)
    wanted = {"cc-lianluo", "gs-lianluo", "gongan-zs", "shilingdao"}
    extra = [login for login in loader.logins() if login.login in wanted]
    return list({login.login: login for login in (*chosen.values(), *extra)}.values())


async def fill(city: City) -> list[Sample]:
    """Store the tickets, each a copy of one that came in by the web form."""
    receipt = await city.submits(
        "禅城区祖庙街道同济路路灯坏了三天，请修复", contact={"name": NAME, "phone": PHONE}
    )
    made: list[Sample] = []
    async with city.hotline.database.write() as session:
        columns = Ticket.__table__.columns
        first = (await session.execute(select(*columns).where(columns.id == receipt["id"]))).one()
        units = {u.code: u for u in await session.scalars(select(Unit))}
        accounts = {a.login: a.id for a in await session.scalars(select(Account))}
        for variant, (unit_code, confidentiality) in VARIANTS.items():
            for status in Status:
                sample = Sample(new_id(), f"FS2026030490{len(made):04d}", status, variant)
                made.append(sample)
                row: dict[str, Any] = dict(first._mapping)
                row |= {
                    "id": sample.id,
                    "number": sample.number,
                    "query_code_root": sample.number,
                    "query_code_hash": None,
                    "status": status.value,
                    "confidentiality": confidentiality,
                    "lead_unit_id": units[unit_code].id if sample.unit else None,
                }
                if variant == "accused":
                    row |= {
                        "accused_unit_id": units[OWN].id,
                        "accused_unit_path": units[OWN].path,
                    }
                await session.execute(insert(Ticket).values(**row))
                if sample.unit:
                    await session.execute(insert(Assignment).values(**_part(sample, units)))
                if variant == "restricted":
                    for login in NAMED:
                        named = {"account_id": accounts[login], "named_at": clock.now()}
                        await session.execute(
                            insert(NamedUser).values(ticket_id=sample.id, **named)
                        )
    return made


def _part(sample: Sample, units: Mapping[str, Unit]) -> dict[str, Any]:
    unit = units[VARIANTS[sample.variant][0]]
    return {
        "id": new_id(),
        "ticket_id": sample.id,
        "unit_id": unit.id,
        "unit_path": unit.path,
        "unit_level": unit.level,
        "role": "LEAD",
        "status": _PARTS[sample.status].value,
        "assigned_at": clock.now(),
        "deemed_signed": False,
        "returns": 0,
    }


def parents(codes: Mapping[str, str | None], code: str) -> set[str]:
    """Return the unit and everything above it."""
    found = set()
    at: str | None = code
    while at is not None:
        found.add(at)
        at = codes[at]
    return found


def may_see(login: Login, sample: Sample, above: Mapping[str, set[str]]) -> bool:
    """Say by domain rules §2.2, §3.5 and §13.1 whether the person may see the ticket."""
    roles = [Role(role) for role in login.roles]
    if not any("ticket.read" in PERMISSIONS[role] for role in roles):
        return False
    if sample.variant == "accused" and OWN in above[login.unit_code]:
        return False
    if sample.variant == "restricted" and login.login not in NAMED:
        return False
    by_role = any(sample.status in STATUSES.get(role, frozenset()) for role in roles)
    return by_role or (sample.unit is not None and login.unit_code in above[sample.unit])
