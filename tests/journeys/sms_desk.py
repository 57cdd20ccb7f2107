"""The house of the SMS journeys (短信旅程装配): a citizen's phone, the staff, and the outbox between them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from channels import service as channels
from channels.events import MessageFailed, MessageReceived
from channels.models import CallbackRequest
from hotline.kit.auth.actor import Actor
from hotline.kit.calendars.events import CalendarChanged
from hotline.kit.db import Database
from hotline.kit.files.models import StoredFile
from hotline.kit.ids import new_id
from hotline.kit.organisation.events import UnitChanged
from hotline.kit.outbox.models import OutboxDelivery
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.process import followup, inbox, notices, recalculation, timeline, unit_notices
from hotline.process.events import ReasonsDue, RecalculationDue, SurveyDue
from hotline.roles import PERMISSIONS, Role
from hotline.tickets import service
from hotline.tickets.events import (
    AssignmentStarted,
    InfoReminderDue,
    TicketActed,
    TicketOpened,
    TicketSplit,
)
from hotline.tickets.models import Ticket
from hotline.tickets.papers import Proposal
from hotline.tickets.payloads_closing import CheckPoint
from routing.rules.ruleset import RuleSet, read_rules
from routing.state import RoutingHolder, RoutingState
from tests.hotline.process.mailroom import MOBILE, House, house, house_info

ANSWER = "经现场核实，建新路三盏路灯因电缆老化熄灭，现已更换电缆并恢复照明"
APPROVED: dict[str, Any] = {
    "kind": "HELP",
    "category_code": "010101",
    "address_text": "祖庙街道建新路",
    "urgency": "NORMAL",
    "confidentiality": "NONE",
    "merge_decision": "NO_DUPLICATE",
    "catalogue_no_match": True,
    "respondent_unknown": True,
}
REPLY: dict[str, Any] = {
    "fact_true": "YES",
    "within_duty": True,
    "resolved": "YES",
    "handling_text": "已更换电缆。",
}
RULES = [
    {
        "id": "gas",
        "kind": "DANGER_TO_LIFE",
        "severity": "EMERGENCY",
        "patterns": ["煤气泄漏"],
        "line": "119",
        "reason_zh": "燃气泄漏",
        "reason_en": "gas leak",
    },
    {
        "id": "self-harm",
        "kind": "SELF_HARM",
        "severity": "EMERGENCY",
        "patterns": ["不想活"],
        "line": "110",
        "reason_zh": "轻生的话",
        "reason_en": "speaks of suicide",
        "advice_zh": "不要挂断，接通110、120。",
        "advice_en": "Stay on the line.",
        "citizen_zh": "您不是一个人，请拨打110、120，或12356找人说说。",
        "citizen_en": "You are not alone: call 110 or 120, or talk to 12356.",
    },
    {
        "id": "court",
        "kind": "OUT_OF_REMIT",
        "severity": "NOTICE",
        "patterns": ["法院判决"],
        "ground_code": "LITIGATION",
        "reason_zh": "诉讼事项",
        "reason_en": "before a court",
        "advice_zh": "对判决不服，可在上诉期内向上一级法院上诉。",
        "advice_en": "You may appeal to the higher court.",
    },
]


def wire(table: Subscriptions, holder: RoutingHolder) -> None:
    """Subscribe the procedure as the house does."""
    table.on(MessageReceived, "process.inbox", inbox.Inbox(holder).on_message)
    table.on(MessageFailed, "process.survey_failed", followup.on_message_failed)
    table.on(TicketOpened, "process.notice_opened", notices.on_opened)
    table.on(TicketActed, "process.notice_acted", notices.on_acted)
    table.on(TicketOpened, "process.timeline_opened", timeline.on_opened)
    table.on(TicketActed, "process.timeline_acted", timeline.on_acted)
    table.on(TicketSplit, "process.timeline_split", timeline.on_split)
    table.on(TicketActed, "process.follow_up", followup.on_acted)
    table.on(InfoReminderDue, "process.info_reminder", notices.on_info_reminder)
    table.on(SurveyDue, "process.survey_due", followup.on_survey_due)
    table.on(ReasonsDue, "process.reasons_due", followup.on_reasons_due)
    table.on(AssignmentStarted, "process.unit_assigned", unit_notices.on_assignment_started)
    table.on(TicketActed, "process.unit_acted", unit_notices.on_acted)
    table.on(CalendarChanged, "process.recalculate_calendar", recalculation.on_calendar_changed)
    table.on(UnitChanged, "process.recalculate_unit", recalculation.on_unit_changed)
    table.on(RecalculationDue, "process.recalculate", recalculation.on_batch)


def wired_info(folder: Path, **more: Any) -> dict[str, Any]:
    """What travels with the sessions of a wired house with two rules of alarm."""
    info = house_info(unit_mail_pattern="{code}@units.example", **more)
    holder = RoutingHolder(folder, b"k" * 32)
    plain = holder.state
    fields = {name: getattr(plain, name) for name in plain.__dataclass_fields__}
    holder.state = RoutingState(**{**fields, "rules": RuleSet(read_rules(RULES))})
    wire(info["subscriptions"], holder)
    return info


class Desk:
    """One citizen's phone on one side, the staff on the other."""

    def __init__(self, place: House) -> None:
        self.house = place
        self.read = 0

    async def text(self, words: str, number: str = MOBILE) -> list[str]:
        """Let the citizen write and return what he gets back."""
        before = len(self.house.texts(number))
        form = self.house.sms.write(number, words)
        async with self.house.database.write() as session:
            await channels.store_inbound(session, self.house.sms.parse_inbound(form))
        await self.house.run()
        return self.house.texts(number)[before:]

    async def ticket(self, **columns: Any) -> Ticket:
        """Return the newest ticket."""
        async with self.house.database.read() as session:
            query = select(Ticket).filter_by(**columns).order_by(Ticket.id.desc()).limit(1)
            found = (await session.scalars(query)).one()
            session.expunge(found)
            return found

    async def count(self, table: Any) -> int:
        """Count the rows of a table."""
        async with self.house.database.read() as session:
            return int(await session.scalar(select(func.count()).select_from(table)) or 0)

    async def act(self, action: str, actor: Actor, **payload: Any) -> list[str]:
        """Act on the newest ticket; returns what the citizen is told."""
        ticket = await self.ticket()
        before = len(self.house.texts())
        async with self.house.database.write() as session:
            await service.act_latest(
                session, ticket_id=ticket.id, action=action, actor=actor, payload=payload
            )
        await self.house.run()
        return self.house.texts()[before:]

    def staff(self, role: str, unit: str = "FS-CC-ZM") -> Actor:
        """Somebody with one role, by default of a unit that handles nothing here."""
        unit_id = self.house.units[unit]
        return Actor(
            account_id=f"{role}.{unit}"[:26],
            name=role,
            roles=frozenset({role}),
            permissions=PERMISSIONS[Role(role)],
            unit_id=unit_id,
            unit_path=f"/{unit_id}/",
            vendor=False,
            kind="staff",
        )

    async def dispatch(self, **approved: Any) -> list[str]:
        """Review and dispatch the newest ticket to the bureau."""
        await self.act("APPROVE", self.staff("reviewer"), **(APPROVED | approved))
        return await self.act(
            "DISPATCH",
            self.staff("dispatcher"),
            lead_unit_id=self.house.units["FS-CG"],
            dispatch_basis="城市管理局负责路灯",
        )

    async def handle(self) -> None:
        """Let the bureau sign, reach the citizen and reply, by two persons."""
        ticket = await self.ticket()
        if ticket.status == "DISPATCHED":
            await self.act("SIGN", self.staff("unit_clerk", "FS-CG"))
        await self.act(
            "LOG_CONTACT",
            self.staff("handler", "FS-CG"),
            contacted_at=self.house.now,
            channel="VOICE",
            outcome="REACHED",
            summary="已致电诉求人",
        )
        await self.act(
            "REPLY",
            self.staff("handler", "FS-CG"),
            **REPLY,
            public_answer=ANSWER,
            evidence=await self._evidence(),
        )
        async with self.house.database.read() as session:
            proposal = await session.scalar(select(Proposal.id).where(Proposal.state == "PENDING"))
        await self.act("CONFIRM", self.staff("unit_approver", "FS-CG"), proposal_id=proposal)

    async def accept(self) -> list[str]:
        """Let the hotline accept the result; returns M24."""
        points = [point.value for point in CheckPoint]
        return await self.act("ACCEPT_RESULT", self.staff("result_reviewer"), checklist=points)

    async def answered(self, **approved: Any) -> list[str]:
        """Bring the newest ticket to the question "solved? satisfied?"."""
        await self.dispatch(**approved)
        await self.handle()
        return await self.accept()

    async def callbacks(self) -> int:
        """Count the call-back requests."""
        return await self.count(CallbackRequest)

    async def dead_letters(self) -> list[tuple[str, str]]:
        """List the deliveries that failed."""
        async with self.house.database.read() as session:
            rows = await session.execute(
                select(OutboxDelivery.handler, OutboxDelivery.last_error).where(
                    OutboxDelivery.last_error.is_not(None)
                )
            )
            return [(str(h), str(e)) for h, e in rows]

    async def later(self, **span: float) -> list[str]:
        """Let time pass; returns what the citizen gets."""
        before = len(self.house.texts())
        await self.house.wait_until(self.house.now + timedelta(**span))
        return self.house.texts()[before:]

    async def _evidence(self) -> list[dict[str, str]]:
        ticket, file_id = await self.ticket(), new_id()
        row = StoredFile(
            id=file_id,
            storage_name=file_id,
            kind="IMAGE",
            extension="jpg",
            mime="image/jpeg",
            size=10,
            sha256="0" * 64,
            claim_hash="0" * 64,
            uploaded_at=self.house.now,
            owner_kind="ticket",
            owner_id=ticket.id,
        )
        async with self.house.database.write() as session:
            session.add(row)
        return [{"file_id": file_id, "kind": "HANDLING_PROOF"}]


@asynccontextmanager
async def desk(database: Database) -> AsyncIterator[Desk]:
    """Open the house with a desk; at the end nothing may have failed on the way."""
    async with house(database) as place:
        found = Desk(place)
        yield found
        assert await found.dead_letters() == []
