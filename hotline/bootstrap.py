"""Putting the house together (装配): one place builds the real thing from the settings."""

import asyncio
import contextlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from channels import registry
from channels.registry import Channels
from hotline import outgoing, subscriptions
from hotline.gateway.presence import Presence
from hotline.kit import clock, crashpoints
from hotline.kit.auth import guard
from hotline.kit.auth.context import AuthContext
from hotline.kit.auth.oidc import Provider, SingleSignOn
from hotline.kit.db import Database
from hotline.kit.errors import Problem
from hotline.kit.files.service import STORE as FILE_STORE
from hotline.kit.files.store import FileStore
from hotline.kit.memory import give_back
from hotline.kit.outbox.relay import Lane, Relay
from hotline.kit.outbox.service import PUBLISHED
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.kit.ratelimit import MemoryLimiter
from hotline.kit.realtime.broker import Broker, broker_for
from hotline.kit.realtime.hub import Hub
from hotline.kit.realtime.service import TOUCHED
from hotline.kit.vault.settings import default_secrets_in_use
from hotline.process import survey, unit_notices
from hotline.process.drift import board as drift_board
from hotline.process.hot import brief as hot_brief
from hotline.process.intake import IntakeDesk
from hotline.process.search.desk import TicketSearch
from hotline.process.seen.index import KEY as TICKET_INDEX
from hotline.process.seen.index import TicketIndex
from hotline.process.wordmask import Masker
from hotline.roles import role_book
from hotline.settings import Environment, Settings
from hotline.supervision import appeals as card_appeals
from hotline.supervision import notify as supervision_notify
from hotline.tickets import appealable
from knowledge.desk import SearchDesk
from knowledge.directory.ports import WINDOWS as KNOWLEDGE_WINDOWS
from knowledge.elastic import Elastic
from knowledge.embedded import Embedded
from knowledge.feedback.recorder import KEY as SEARCH_LOG
from knowledge.feedback.recorder import SearchLog
from knowledge.itemwindows import ItemWindows
from knowledge.learned import FOLDER as RANKING
from knowledge.learned import Shelf, follow
from routing.classify.memory import Memory
from routing.decide import Policy
from routing.state import RoutingHolder
from routing.subjects import subjects_of


class DefaultSecrets(Problem):
    """Outside the demonstration the published keys open every door."""

    status = 500
    code = "default_secrets"
    title_zh = "仍在使用公开的演示密钥，拒绝启动"
    title_en = "Published demonstration keys are in use; start refused"


@dataclass
class Hotline:
    """The system of one process."""

    settings: Settings
    database: Database
    subscriptions: Subscriptions
    relays: tuple[Relay, ...]
    wakes: tuple[asyncio.Event, ...]
    hub: Hub
    broker: Broker
    auth: AuthContext
    single_sign_on: SingleSignOn
    files: FileStore
    limiter: MemoryLimiter
    channels: Channels
    routing: RoutingHolder
    intake: IntakeDesk
    presence: Presence
    search: SearchDesk
    ticket_search: TicketSearch

    async def start(self) -> None:
        """Load what is kept in memory."""
        await self.routing.refresh_if_stale(self.database)
        async with self.database.read() as session:
            await self.search.refresh(session)
            await self.ticket_search.refresh_words(session)
        follow(self.search, self.ranking)
        give_back()

    @property
    def ranking(self) -> Shelf:
        """Return where the learned weights of the ranking are kept."""
        return Shelf(self.settings.data_dir / RANKING, self.settings.vault.signing_bytes())

    async def close(self) -> None:
        """Finish accepted intakes and give every connection back."""
        await self.intake.close()
        with contextlib.suppress(Exception):  # rows that do no harm when they are lost
            await self.database.info[SEARCH_LOG].flush(self.database)
        with contextlib.suppress(Exception):  # else the lease runs out
            await self.ticket_search.stop(self.database)
        await guard.settle()
        await self.channels.close()
        await self.search.close()
        await self.ticket_search.close()
        await self.database.close()


def build(settings: Settings) -> Hotline:
    """Build the system; opens no connection yet.

    Raises:
        DefaultSecrets: published keys outside demonstration and tests.
        SettingRefused: an address among the settings that is never called.
    """
    refuse_default_secrets(settings)
    outgoing.refuse_forbidden(settings)
    if settings.environment is not Environment.PRODUCTION:
        crashpoints.arm(settings.crash_at or None, after=settings.crash_after)
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    channels = registry.build(
        settings.channels,
        public_base_url=settings.public_base_url,
        guard=outgoing.guard_of(settings),
    )
    routing = RoutingHolder(
        settings.routing.model_dir or settings.data_dir / "models",
        settings.vault.signing_bytes(),
        Policy(minimum_confidence=settings.routing.minimum_confidence),
        memory=Memory(settings.routing.memory_size) if settings.routing.memory_size else None,
    )
    search = _search(settings)
    search.subjects = lambda words: subjects_of(routing.state, words)
    table = subscriptions.build(channels=channels, routing=routing, search=search)
    database = Database(
        settings.effective_database_url(),
        durable=settings.durable,
        pool_size=settings.pool_size,
        info=_session_info(settings, channels, table),
    )
    window = timedelta(days=settings.routing.duplicate_days)
    database.info[TICKET_INDEX] = TicketIndex(routing, window)
    database.info[SEARCH_LOG] = SearchLog(lambda words: Masker((), clock.now()).text(words))
    return _assembled(settings, (channels, routing, search), database)


def _assembled(
    settings: Settings, made: tuple[Channels, RoutingHolder, SearchDesk], database: Database
) -> Hotline:
    channels, routing, search = made
    wakes = (asyncio.Event(), asyncio.Event())
    broker = broker_for(database)
    database.after_commit.append(_announcer(wakes, broker))
    table: Subscriptions = database.info["subscriptions"]
    return Hotline(
        settings=settings,
        database=database,
        subscriptions=table,
        relays=tuple(Relay(database, table, lane=lane) for lane in (Lane.HANDLERS, Lane.EFFECTS)),
        wakes=wakes,
        hub=Hub(database),
        broker=broker,
        auth=_auth(settings),
        single_sign_on=_single_sign_on(settings),
        files=database.info[FILE_STORE],
        limiter=MemoryLimiter(),
        channels=channels,
        routing=routing,
        intake=IntakeDesk(database, routing, wakes, city_prefix=settings.city_prefix),
        presence=Presence(),
        search=search,
        ticket_search=_ticket_search(settings, routing),
    )


def _ticket_search(settings: Settings, routing: RoutingHolder) -> TicketSearch:
    """An index of its own beside that of the answers, on the same engines."""
    embedded = Embedded(settings.data_dir / "search-tickets", tagged=True)
    named = settings.knowledge
    if not named.elasticsearch_url:
        return TicketSearch(embedded, routing)
    elastic = Elastic(named.elasticsearch_url, prefix=named.index_prefix, index="tickets")
    return TicketSearch(elastic, routing, embedded, seconds=named.search_seconds)


def _search(settings: Settings) -> SearchDesk:
    """Elasticsearch where one is named, with the embedded index standing in; else the embedded one alone."""
    embedded = Embedded(settings.data_dir / "search")
    named = settings.knowledge
    if not named.elasticsearch_url:
        return SearchDesk(embedded)
    elastic = Elastic(named.elasticsearch_url, prefix=named.index_prefix)
    return SearchDesk(elastic, embedded, seconds=named.search_seconds)


def _auth(settings: Settings) -> AuthContext:
    secure = settings.public_base_url.startswith("https://")
    return AuthContext(roles=role_book(), settings=settings.auth, secure_cookie=secure)


def _single_sign_on(settings: Settings) -> SingleSignOn:
    provider = None
    if settings.auth.oidc.issuer:
        callback = f"{settings.public_base_url.rstrip('/')}/api/auth/oidc/callback"
        provider = Provider(settings.auth.oidc, outgoing.guard_of(settings), callback_url=callback)
    return SingleSignOn(provider, settings.vault.signing_bytes())


def refuse_default_secrets(settings: Settings) -> None:
    """Refuse published keys in production."""
    found = default_secrets_in_use(settings.vault)
    if found and settings.environment is Environment.PRODUCTION:
        names = "、".join(found)
        raise DefaultSecrets(f"请先更换：{names}", f"replace first: {', '.join(found)}")


def _session_info(settings: Settings, channels: Channels, table: Subscriptions) -> dict[str, Any]:
    return {
        "subscriptions": table,
        "key_ring": settings.vault.ring(),
        "channels": channels,
        "reveals_per_day": settings.audit.reveals_per_day,
        "knowledge": settings.knowledge,
        KNOWLEDGE_WINDOWS: ItemWindows(),
        "crm": settings.crm,
        "process": settings.process,
        FILE_STORE: FileStore(settings.data_dir / settings.files.folder, settings.files),
        supervision_notify.SETTINGS: settings.supervision,
        hot_brief.SETTINGS: settings.routing.hot,
        drift_board.SETTINGS: settings.routing.drift,
        appealable.CARDS: card_appeals.stands,
        survey.SAMPLE_KEY: settings.follow_up_sample_percent,
        unit_notices.MAIL_PATTERN: settings.unit_mail_pattern,
        "city_prefix": settings.city_prefix,
        "public_base_url": settings.public_base_url,
    }


def _announcer(wakes: tuple[asyncio.Event, ...], broker: Broker) -> Any:
    """After a commit: wake the relays, tell the sockets. Losing this loses only time, never a message."""

    async def announce(info: dict[str, Any]) -> None:
        if info.pop(PUBLISHED, False):
            for wake in wakes:
                wake.set()
        if touched := info.pop(TOUCHED, None):
            await broker.tell(sorted(touched))

    return announce
