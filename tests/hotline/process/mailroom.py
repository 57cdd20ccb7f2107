"""How these tests put a house together (流程测试装配): fakes for channels, units, tickets, a moved clock."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from channels import delivering, registry
from channels.fake import FakeMail, FakeSms
from channels.messages import ChannelKind
from channels.models import Delivery, Message
from channels.registry import Channels
from channels.settings import ChannelsSettings
from crm.identity import NewCitizen, contact_point, key_of, match_or_create
from crm.models import ContactKind
from hotline.kit import clock, crypto
from hotline.kit.calendars import queries as calendars
from hotline.kit.calendars import seed as calendar_seed
from hotline.kit.calendars.models import WorkCalendar
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.organisation.models import Unit
from hotline.kit.outbox.relay import Relay
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.kit.vault.service import session_ring
from hotline.kit.vault.settings import VaultSettings
from hotline.tickets import opening
from hotline.tickets.models import Ticket, TicketAction, TicketClock
from hotline.tickets.opening import OpeningContext, OpeningIn
from hotline.tickets.policy import DEFAULT
from hotline.tickets.vocabulary import Channel

MOBILE = "13800138000"
LANDLINE = "075783301234"
NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)  # Wednesday, 12:00 in Foshan
WORDS = "祖庙街道建新路路灯坏了三盏，晚上很黑"


def house_info(**more: Any) -> dict[str, Any]:
    """What travels with every session of a house whose channels are the fakes."""
    channels = registry.build(ChannelsSettings(), public_base_url="https://hotline.example")
    subscriptions = Subscriptions()
    delivering.register(subscriptions, channels)
    return {
        "subscriptions": subscriptions,
        "key_ring": VaultSettings().ring(),
        "channels": channels,
        "city_prefix": "FS",
        "public_base_url": "https://hotline.example",
        "follow_up_sample_percent": 0,
        **more,
    }


@dataclass
class House:
    """A database with its channels and its relay, at a moment that tests move."""

    database: Database
    move: Callable[[datetime], None]
    now: datetime = NOON
    serial: int = 0
    units: dict[str, str] = field(default_factory=dict)

    @property
    def channels(self) -> Channels:
        found: Channels = self.database.info["channels"]
        return found

    @property
    def sms(self) -> FakeSms:
        provider = self.channels.providers[ChannelKind.SMS]
        assert isinstance(provider, FakeSms)
        return provider

    @property
    def mail(self) -> FakeMail:
        provider = self.channels.providers[ChannelKind.EMAIL]
        assert isinstance(provider, FakeMail)
        return provider

    def texts(self, number: str = MOBILE) -> list[str]:
        """The texts that a number got."""
        return self.sms.texts_to(number)

    async def run(self) -> None:
        """Let the relay do everything that is due."""
        await Relay(self.database, self.database.info["subscriptions"]).drain()

    async def wait(self, **span: float) -> None:
        """Move the clock on and let the relay work."""
        await self.wait_until(self.now + timedelta(**span))

    async def wait_until(self, at: datetime) -> None:
        """Move the clock to ``at`` and let the relay work."""
        self.now = at.astimezone(UTC)
        self.move(self.now)
        await self.run()

    async def outgoing(self) -> list[tuple[str, str]]:
        """List (purpose, state) of everything written, oldest first."""
        async with self.database.read() as session:
            rows = await session.execute(
                select(Message.purpose, Delivery.state)
                .join(Delivery, Delivery.message_id == Message.id)
                .order_by(Message.id)
            )
            return [(str(p), str(s)) for p, s in rows]


@asynccontextmanager
async def house(database: Database, at: datetime = NOON) -> AsyncIterator[House]:
    """Open the house at ``at`` with its calendar and two units."""
    with clock.frozen(at) as move:
        found = House(database, move, now=at)
        async with database.write() as session:
            if await session.scalar(select(WorkCalendar.id).limit(1)) is None:
                await calendar_seed.seed(session)
            for code, name in (("FS-CG", "佛山市城市管理局"), ("FS-CC-ZM", "祖庙街道办事处")):
                found.units[code] = await add_unit(session, code, name)
        yield found
        await found.channels.close()


async def add_unit(session: AsyncSession, code: str, name: str, **more: Any) -> str:
    """Add a unit without superior."""
    unit_id = new_id()
    plain = {
        "id": unit_id,
        "code": code,
        "name": name,
        "short_name": name[:8],
        "name_en": f"Bureau {code}",
        "level": 2,
        "kind": "BUREAU",
        "path": f"/{unit_id}/",
        "valid_from": date(2020, 1, 1),
    }
    session.add(Unit(**(plain | more)))
    await session.flush()
    return unit_id


@dataclass(frozen=True)
class Reporter:
    """Who reports, and in what way; ``phone`` ``None``: anonymous."""

    phone: str | None = MOBILE
    email: str | None = None
    channel: Channel = Channel.WEB
    language: str = "cmn"


async def add_ticket(
    session: AsyncSession, place: House, who: Reporter | None = None, **columns: Any
) -> Ticket:
    """Store a ticket as the intake would, then set ``columns`` as later steps would have."""
    who = who or Reporter()
    ring = session_ring(session)
    context = OpeningContext(DEFAULT, await calendars.load(session), "FS", ring)
    more, citizen_id = await _citizen(session, who)
    command = OpeningIn(
        channel=who.channel,
        content=WORDS,
        received_at=clock.now(),
        citizen_id=citizen_id,
        citizen_kind="PERSON" if citizen_id else "ANONYMOUS",
        language=who.language,
        more=more,
    )
    place.serial += 1
    opened = opening.build(command, context, place.serial)
    await session.execute(insert(Ticket), [opened.ticket])
    await session.execute(insert(TicketAction), [opened.action])
    await session.execute(insert(TicketClock), list(opened.clocks))
    ticket = await session.get_one(Ticket, opened.ticket["id"])
    for name, value in columns.items():
        setattr(ticket, name, value)
    await session.flush()
    return ticket


async def _citizen(session: AsyncSession, who: Reporter) -> tuple[dict[str, Any], str | None]:
    points = []
    if who.phone:
        points.append(contact_point(ContactKind.PHONE, who.phone))
    if who.email:
        points.append(contact_point(ContactKind.EMAIL, who.email))
    if not points:
        return {}, None
    citizen, _ = await match_or_create(session, command=NewCitizen(contacts=tuple(points)))
    if not who.phone:
        return {}, citizen.id
    key = await key_of(session, citizen)
    return {"contact_number_enc": crypto.seal(key, "contact_number", who.phone)}, citizen.id


async def add_action(session: AsyncSession, ticket: Ticket, action: str, **columns: Any) -> str:
    """Store a log row as the ticket's service would; the chain is of no account here."""
    action_id = new_id()
    seq = len(
        list(
            await session.scalars(
                select(TicketAction.id).where(TicketAction.ticket_id == ticket.id)
            )
        )
    )
    plain = {
        "id": action_id,
        "ticket_id": ticket.id,
        "seq": seq + 1,
        "action": action,
        "row_id": "X",
        "actor_kind": "staff",
        "at": clock.now(),
        "from_status": ticket.status,
        "to_status": ticket.status,
        "version": ticket.version,
        "payload": {},
        "changes": {},
        "digest": "0" * 64,
        "chain": "0" * 64,
    }
    session.add(TicketAction(**(plain | columns)))
    await session.flush()
    return action_id
