"""The demonstration city in a test: the real application, real rows, fake providers, a clock we move."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from channels.fake import FakeSms
from channels.messages import ChannelKind
from hotline.app import attach, create_app
from hotline.bootstrap import Hotline, build
from hotline.kit import clock
from hotline.kit.auth.context import ALL_SCOPES
from hotline.kit.auth.models import Account, ApiToken
from hotline.kit.auth.tokens import hash_token
from hotline.kit.ids import new_id
from hotline.settings import Settings
from hotline.supervision import sweep
from knowledge.understanding.lexicon import Lexicon
from routing.state import RoutingState

Json = dict[str, Any]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478da63f8cfc0"
    "000003010100c9fe92ef0000000049454e44ae426082"
)


def settings_for(url: str, folder: Path, **more: Any) -> Settings:
    """Settings of a test: nothing outside the folder, a known Twilio token."""
    return Settings.model_validate(
        {
            "environment": "test",
            "database_url": url,
            "data_dir": folder,
            "public_base_url": "http://test",
            "channels": {"twilio": {"account_sid": "AC" + "0" * 32, "auth_token": "test-token"}},
            **more,
        }
    )


@dataclass
class Desk:
    """One signed-in person of the city."""

    city: "City"
    client: httpx.AsyncClient

    async def ticket(self, ticket_id: str) -> Json:
        """Open the ticket's page."""
        response = await self.client.get(f"/api/tickets/{ticket_id}")
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def queue(self, name: str) -> list[Json]:
        """List a queue."""
        response = await self.client.get("/api/tickets", params={"queue": name})
        assert response.status_code == 200, response.text
        return list(response.json()["items"])

    async def may(self, ticket_id: str) -> set[str]:
        """Names of the actions offered."""
        return {a["action"] for a in (await self.ticket(ticket_id))["allowed_actions"]}

    async def does(self, ticket_id: str, action: str, **fields: Any) -> Json:
        """Take an action at the present version; it must work."""
        response = await self.tries(ticket_id, action, **fields)
        assert response.status_code == 200, f"{action}: {response.text}"
        await self.city.settle()
        return dict(response.json())

    async def tries(self, ticket_id: str, action: str, **fields: Any) -> httpx.Response:
        """Take an action and return the answer, whatever it is."""
        version = (await self.ticket(ticket_id))["version"]
        body = {"version": version, **fields}
        return await self.client.post(f"/api/tickets/{ticket_id}/actions/{action}", json=body)

    async def confirms(self, ticket_id: str) -> Json:
        """The second person confirms what is proposed."""
        page = await self.ticket(ticket_id)
        offer = next(a for a in page["allowed_actions"] if a["action"] == "CONFIRM")
        spec = next(f for f in offer["fields"] if f["name"] == "proposal_id")
        return await self.does(ticket_id, "CONFIRM", proposal_id=spec["options"][0]["value"])

    async def proves(self, ticket_id: str) -> list[Json]:
        """Upload a picture and attach it as proof of handling."""
        sent = await self.client.post("/api/uploads", files={"file": ("a.png", PNG, "image/png")})
        assert sent.status_code == 201, sent.text
        body = {"claims": [sent.json()["claim"]], "kind": "HANDLING_PROOF"}
        attached = await self.client.post(f"/api/tickets/{ticket_id}/files", json=body)
        assert attached.status_code == 201, attached.text
        return [{"file_id": i, "kind": "HANDLING_PROOF"} for i in attached.json()["ids"]]


@dataclass
class City:
    """The running city."""

    hotline: Hotline
    public: httpx.AsyncClient
    stack: AsyncExitStack
    move_to: Any
    app: Any
    desks: dict[str, Desk] = field(default_factory=dict)
    index: Path | None = None

    async def desk(self, login: str) -> Desk:
        """Sit down at somebody's desk (a machine token stands for the password)."""
        if login not in self.desks:
            client = await self.stack.enter_async_context(_client(self.app))
            client.headers["Authorization"] = f"Bearer {await self._token(login)}"
            self.desks[login] = Desk(self, client)
        return self.desks[login]

    async def _token(self, login: str) -> str:
        token = f"test-token-of-{login}"
        async with self.hotline.database.write() as session:
            account_id = await session.scalar(select(Account.id).where(Account.login == login))
            session.add(
                ApiToken(
                    id=new_id(),
                    account_id=account_id,
                    name="test",
                    token_hash=hash_token(token),
                    scopes=[ALL_SCOPES],
                    created_at=clock.now(),
                    created_by=account_id,
                )
            )
        return token

    async def is_searched(self) -> None:
        """Bring the search up to date, from the index that the city was seeded with if there is one."""
        if self.index is not None and self.index.is_dir():
            folder = self.hotline.settings.data_dir / self.index.name
            shutil.copytree(self.index, folder, dirs_exist_ok=True)
        await self.hotline.search.keep_up(self.hotline.database)

    async def settle(self) -> None:
        """Let every due event reach its handlers."""
        for _ in range(20):
            tried = 0
            for relay in self.hotline.relays:
                tried += await relay.drain()
            if not tried:
                return

    async def passes(self, to: datetime) -> None:
        """Let time pass: the sweep looks at due clocks, events follow."""
        self.move_to(to)
        await sweep.run_once(self.hotline.database)
        await self.settle()

    async def submits(self, content: str, **more: Any) -> Json:
        """A citizen sends the web form; returns number, code and the ticket's id."""
        body: Json = {"content": content, **more}
        if not more.get("anonymous"):
            body.setdefault("contact", {"name": "王女士", "phone": "13800000001"})
        response = await self.public.post("/api/public/requests", json=body)
        assert response.status_code == 201, response.text
        await self.settle()
        receipt = dict(response.json())
        return {**receipt, "id": await self.id_of(receipt["number"])}

    async def id_of(self, number: str) -> str:
        """The id behind a number, as a supervisor sees it."""
        boss = await self.desk("banzhang")
        found = await boss.client.get("/api/tickets", params={"q": number})
        return str(found.json()["items"][0]["id"])

    async def tracks(self, receipt: Json) -> Json:
        """The citizen looks his request up."""
        body = {"number": receipt["number"], "code": receipt["query_code"]}
        response = await self.public.post("/api/public/track", json=body)
        assert response.status_code == 200, response.text
        return dict(response.json())

    @property
    def texts(self) -> list[str]:
        """Text messages the city has sent, oldest first."""
        sms = self.hotline.channels.provider(ChannelKind.SMS)
        assert isinstance(sms, FakeSms)
        return [sent.outbound.route.text for sent in sms.outbox]


@asynccontextmanager
async def _client(app: Any) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@contextmanager
def frozen_at(start: datetime) -> Iterator[Any]:
    """Hold the clock at ``start``."""
    with clock.frozen(start) as move:
        yield move


_idle: list[Any] = []


@contextmanager
def served(hotline: Hotline) -> Iterator[Any]:
    """Lend an application that serves ``hotline``: building its routes takes longer than most tests."""
    app = _idle.pop() if _idle else create_app(hotline)
    attach(app, hotline)
    yield app
    _idle.append(app)


async def index_nothing(hotline: Hotline) -> None:
    """Build indexes of nothing, which find nothing until ``keep_up``: those never built may not be searched."""
    for engine in (*hotline.search.engines, *hotline.ticket_search.engines):
        await (await engine.build("nothing")).publish()


_snapshots: dict[str, RoutingState] = {}  # by kind of database: its copies are seeded alike
_words: dict[str, tuple[Json, Lexicon]] = {}
_READ = ("_build", "weights", "_words", "lexicon")  # what a search reads, each with its number


async def started(hotline: Hotline) -> None:
    """Start with what the last city of this kind read, which is read anew unless its stamp is right."""
    kind, routing = hotline.database.engine.dialect.name, hotline.routing
    if known := _snapshots.get(kind):
        routing.state = replace(known, memory=routing.state.memory)
        if routing.state.memory is not None:
            routing.state.memory.wording = known.wording
        read, hotline.ticket_search.lexicon = _words[kind]
        vars(hotline.search).update(read)
    await hotline.start()
    _snapshots[kind] = replace(routing.state, memory=None)
    read = {name: getattr(hotline.search, name) for name in _READ}
    _words[kind] = read, hotline.ticket_search.lexicon


@asynccontextmanager
async def running_city(url: str, folder: Path, start: datetime) -> AsyncIterator[City]:
    """Build the application on a seeded database, with the clock held at ``start``."""
    with frozen_at(start) as move:
        hotline = build(settings_for(url, folder))
        await started(hotline)
        await index_nothing(hotline)
        async with AsyncExitStack() as stack:
            app = stack.enter_context(served(hotline))
            public = await stack.enter_async_context(_client(app))
            yield City(hotline, public, stack, move, app)
        await hotline.close()
