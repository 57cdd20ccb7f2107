"""The sample city of the ticket tests: units, people, and short words for acting."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zlib import crc32

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.models import Citizen
from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM, Actor
from hotline.kit.calendars import seed
from hotline.kit.errors import Problem
from hotline.kit.ids import new_id
from hotline.kit.organisation.models import Unit
from hotline.roles import PERMISSIONS, Role
from hotline.tickets import service
from hotline.tickets.actions import Action
from hotline.tickets.models import Assignment, Ticket, TicketClock
from hotline.tickets.opening import OpeningIn
from hotline.tickets.vocabulary import Channel, ClockId, ClockState
from routing.taxonomy.tree import RequestKind

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # 10:00 in Foshan
CONTENT = "禅城区祖庙路一处路灯不亮，晚上行人看不清路，已经三天。"
UNITS = {
    "city": ("", 2, "CITY_GOVERNMENT", "市政府"),
    "hotline": ("city", 2, "HOTLINE", "热线中心"),
    "bureau": ("city", 2, "BUREAU", "城管局"),
    "police": ("city", 2, "BUREAU", "公安局"),
    "district": ("city", 3, "DISTRICT_GOVERNMENT", "禅城区"),
    "office": ("district", 3, "BUREAU", "区城管"),
    "town": ("district", 4, "TOWN", "祖庙街道"),
    "village": ("town", 5, "VILLAGE", "某社区"),
    "team": ("bureau", 3, "BUREAU", "照明所"),
    "line": ("police", 2, "EXTERNAL_LINE", "110"),
}


def _account(words: str) -> str:
    """An id of at most 26 characters that is another one for other words."""
    return words if len(words) <= 26 else f"{words[:17]}.{crc32(words.encode()):08x}"


@dataclass
class City:
    """The open session, units by short name, and the people who act."""

    session: AsyncSession
    units: dict[str, Unit]
    citizen_id: str

    def person(self, role: str, unit: str = "hotline", *, name: str = "", **more: Any) -> Actor:
        """Somebody with one role; the same role, unit and name is the same person."""
        where = self.units[unit]
        held = frozenset(role.split("+"))
        allowed = frozenset[str]().union(*(PERMISSIONS[Role(one)] for one in held))
        fields: dict[str, Any] = {"vendor": False, "kind": "staff", "permissions": allowed, **more}
        return Actor(
            account_id=_account(f"{role}.{unit}.{name}"),
            name=role,
            roles=held,
            unit_id=where.id,
            unit_path=where.path,
            **fields,
        )

    @property
    def citizen(self) -> Actor:
        """The citizen of the sample tickets."""
        return Actor(
            self.citizen_id,
            "市民",
            frozenset({"citizen"}),
            frozenset(),
            None,
            None,
            False,
            "citizen",
        )

    def id(self, unit: str) -> str:
        """A unit's id."""
        return self.units[unit].id

    async def open(self, kind: RequestKind = RequestKind.HELP, **more: Any) -> Ticket:
        """Register a ticket of the citizen."""
        fields: dict[str, Any] = {
            "channel": Channel.VOICE,
            "content": CONTENT,
            "received_at": clock.now(),
            "actor": self.person("agent"),
            "kind": kind,
            "category_code": "010101",
            "citizen_id": self.citizen_id,
            "citizen_kind": "PERSON",
            **more,
        }
        fields["more"] = {"contact_number_hash": "0" * 64, **fields.get("more", {})}
        opened = await service.open_ticket(self.session, OpeningIn(**fields), prefix="FS")
        found = await self.session.get(Ticket, opened.ticket["id"])
        assert found is not None
        return found

    async def act(self, ticket: Ticket, action: str, actor: Actor, **payload: Any) -> Ticket:
        """Act on the present version; a refusal leaves nothing behind."""
        try:
            async with self.session.begin_nested():
                return await service.act(
                    self.session,
                    ticket_id=ticket.id,
                    action=Action[action],
                    actor=actor,
                    payload=payload,
                    version=ticket.version,
                )
        except Problem:
            await self.session.refresh(ticket)
            raise

    async def confirm(
        self, ticket: Ticket, action: str, first: Actor, second: Actor, **p: Any
    ) -> Ticket:
        """Propose by one person and confirm by another."""
        await self.act(ticket, action, first, **p)
        from hotline.tickets.papers import Proposal

        proposal_id = await self.session.scalar(
            select(Proposal.id).where(Proposal.ticket_id == ticket.id, Proposal.state == "PENDING")
        )
        return await self.act(ticket, "CONFIRM", second, proposal_id=proposal_id)

    async def clocks(self, ticket: Ticket, *ids: ClockId) -> list[TicketClock]:
        """The clocks of a ticket, oldest first."""
        rows = await self.session.scalars(
            select(TicketClock)
            .where(TicketClock.ticket_id == ticket.id)
            .order_by(TicketClock.started_at)
        )
        return [row for row in rows if not ids or row.clock in ids]

    async def running(self, ticket: Ticket) -> set[str]:
        """The names of the running clocks."""
        return {c.clock for c in await self.clocks(ticket) if c.state == ClockState.RUNNING}

    async def parts(self, ticket: Ticket) -> list[Assignment]:
        """The parts of a ticket, oldest first."""
        query = select(Assignment).where(Assignment.ticket_id == ticket.id)
        return list(await self.session.scalars(query.order_by(Assignment.assigned_at)))


async def build(session: AsyncSession) -> City:
    """Seed calendars, units and one citizen."""
    await seed.seed(session)
    units: dict[str, Unit] = {}
    for code, (parent, level, kind, name) in UNITS.items():
        key = new_id()
        above = units.get(parent)
        units[code] = Unit(
            id=key,
            code=code,
            name=name,
            short_name=name,
            level=level,
            kind=kind,
            parent_id=above.id if above else None,
            path=f"{above.path if above else '/'}{key}/",
            valid_from=date(2020, 1, 1),
        )
        session.add(units[code])
        await session.flush()
    return City(session, units, await another_citizen(session))


async def another_citizen(session: AsyncSession) -> str:
    """A citizen nobody knows anything of."""
    citizen_id = new_id()
    row = {
        "id": citizen_id,
        "kind": "PERSON",
        "language": "CMN",
        "special_group": "NONE",
        "tags": [],
        "created_at": clock.now(),
        "updated_at": clock.now(),
    }
    await session.execute(insert(Citizen), [row])
    return citizen_id


APPROVED: dict[str, Any] = {
    "kind": "HELP",
    "category_code": "010101",
    "district_code": "440604",
    "urgency": "NORMAL",
    "confidentiality": "NONE",
    "merge_decision": "NO_DUPLICATE",
    "catalogue_no_match": True,
    "respondent_unknown": True,
}
# What a consumer complaint must tell besides (market rule art. 9).
CONSUMER: dict[str, Any] = {
    "kind": "COMPLAINT",
    "profile": "consumer_complaint",
    "complainant_name": "陈小明",
    "complainant_address": "佛山市禅城区祖庙街道某路1号",
    "respondent_kind": "FIRM",
    "respondent_name": "某电器商店",
    "respondent_address": "佛山市禅城区石湾镇街道某路2号",
    "demand": "退货并退还货款",
    "facts": "购买的电饭煲三天后不能加热，商店拒绝退货",
}
REPLY: dict[str, Any] = {
    "fact_true": "YES",
    "within_duty": True,
    "resolved": "YES",
    "handling_text": "已更换灯泡并检查线路。",
    "public_answer": "路灯已于今天修复，恢复照明。",
}
SATISFIED = {"contacted": "YES", "resolved": "YES", "rating": "SATISFIED"}
CHECKLIST = [
    "ANSWERS_EACH_POINT",
    "CONTACT_PROVEN",
    "FACTS_STATED",
    "LEGAL_BASIS",
    "EVIDENCE_MATCHES",
    "NOT_TEMPLATED",
    "NO_PERSONAL_DATA",
    "PARTNERS_INCLUDED",
    "TONE",
    "PROMISE_DATED",
]


async def dispatched(city: City, kind: RequestKind = RequestKind.HELP, **approve: Any) -> Ticket:
    """A ticket that was sent to the bureau."""
    ticket = await city.open(kind)
    market = CONSUMER if approve.get("profile") == CONSUMER["profile"] else {}
    given = {**APPROVED, "kind": kind.value, **market, **approve}
    await city.act(ticket, "APPROVE", city.person("reviewer"), **given)
    return await city.act(
        ticket,
        "DISPATCH",
        city.person("dispatcher"),
        lead_unit_id=city.id("bureau"),
        dispatch_basis="城管局负责路灯",
    )


async def handled(city: City, kind: RequestKind = RequestKind.HELP, **approve: Any) -> Ticket:
    """A ticket that the bureau has signed."""
    ticket = await dispatched(city, kind, **approve)
    return await city.act(ticket, "SIGN", city.person("unit_clerk", "bureau"))


async def evidence(city: City, ticket: Ticket) -> list[dict[str, str]]:
    """One stored file of the ticket as proof of handling."""
    from hotline.kit.files.models import StoredFile

    file_id = new_id()
    city.session.add(
        StoredFile(
            id=file_id,
            storage_name=file_id,
            kind="IMAGE",
            extension="jpg",
            mime="image/jpeg",
            size=10,
            sha256="0" * 64,
            claim_hash="0" * 64,
            uploaded_at=clock.now(),
            owner_kind="ticket",
            owner_id=ticket.id,
        )
    )
    await city.session.flush()
    return [{"file_id": file_id, "kind": "HANDLING_PROOF"}]


async def contacted(city: City, ticket: Ticket, outcome: str = "REACHED") -> Ticket:
    """The handler calls the citizen."""
    return await city.act(
        ticket,
        "LOG_CONTACT",
        city.person("handler", "bureau"),
        contacted_at=clock.now(),
        channel="VOICE",
        outcome=outcome,
        summary="已致电诉求人",
    )


async def replied(city: City, kind: RequestKind = RequestKind.HELP, **approve: Any) -> Ticket:
    """A ticket whose reply waits for review."""
    ticket = await handled(city, kind, **approve)
    await contacted(city, ticket)
    return await reply(city, ticket)


async def reply(city: City, ticket: Ticket) -> Ticket:
    """The bureau replies, by two persons."""
    return await city.confirm(
        ticket,
        "REPLY",
        city.person("handler", "bureau"),
        city.person("unit_approver", "bureau"),
        evidence=await evidence(city, ticket),
        **REPLY,
    )


async def following(city: City, kind: RequestKind = RequestKind.HELP) -> Ticket:
    """A ticket whose citizen is to be asked."""
    ticket = await replied(city, kind)
    return await city.act(
        ticket, "ACCEPT_RESULT", city.person("result_reviewer"), checklist=CHECKLIST
    )


async def closed(city: City, kind: RequestKind = RequestKind.HELP) -> Ticket:
    """A closed ticket."""
    ticket = await following(city, kind)
    return await city.act(
        ticket, "CLOSE", city.person("follow_up_agent"), close_outcome="RESOLVED", **SATISFIED
    )


def system() -> Actor:
    """The system."""
    return SYSTEM
