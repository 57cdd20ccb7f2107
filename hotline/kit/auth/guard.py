"""Who is calling, and may he (认证与鉴权依赖): the dependencies that every router uses."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated

from fastapi import Depends
from sqlalchemy import update
from starlette.requests import HTTPConnection

from hotline.kit import clock
from hotline.kit.audit.origin import client_address
from hotline.kit.auth import identity, queries
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.context import AuthContext
from hotline.kit.auth.errors import (
    PasswordChangeRequired,
    RequestForged,
    SecondFactorEnrolmentRequired,
)
from hotline.kit.auth.identity import SignedIn
from hotline.kit.auth.models import AuthSession
from hotline.kit.auth.tokens import MAX_TOKEN, hash_token
from hotline.kit.db import Database
from hotline.kit.errors import Forbidden, Unauthenticated
from hotline.kit.logs import get_logger
from hotline.kit.ratelimit import address_of

log = get_logger(__name__)
CSRF_HEADER = "x-requested-with"
CSRF_VALUE = "hotline"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_touches: set[asyncio.Task[None]] = set()


def get_context(connection: HTTPConnection) -> AuthContext:
    """Return what bootstrap gave to sign-on."""
    context: AuthContext = connection.app.state.auth
    return context


AuthContextDep = Annotated[AuthContext, Depends(get_context)]


async def find_signed_in(connection: HTTPConnection) -> SignedIn | None:
    """Authenticate a request or a WebSocket by bearer token or cookie; ``None`` if neither counts.

    It reads in a short session of its own, so that it never waits inside the request's transaction.
    """
    client_address.set(address_of(connection))
    context = get_context(connection)
    database: Database = connection.app.state.database
    bearer = bearer_token(connection)
    if bearer is not None:
        return await signed_in_by_token(database, context, bearer)
    cookie = connection.cookies.get(context.settings.cookie_name)
    if not cookie or len(cookie) > MAX_TOKEN:
        return None
    return await signed_in_by_session(database, context, cookie)


def bearer_token(connection: HTTPConnection) -> str | None:
    """Return the token of the Authorization header, if there is one."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip()[: MAX_TOKEN + 1] if scheme.lower() == "bearer" else None


async def signed_in_by_session(
    database: Database, context: AuthContext, token: str
) -> SignedIn | None:
    """Return the caller behind a session token, or ``None`` if it no longer counts."""
    async with database.read() as session:
        found = await queries.find_by_session(session, hash_token(token))
    now = clock.now()
    if found is None or not found[0].active or not identity.is_alive(context, found[1], now=now):
        return None
    account, facts = found
    return SignedIn(
        actor=identity.actor_of(context, account),
        account=account,
        session_id=facts.id,
        duty=identity.duty_of(context, account, now=now),
        needs_touch=identity.needs_touch(context, facts, now=now),
    )


async def signed_in_by_token(
    database: Database, context: AuthContext, token: str
) -> SignedIn | None:
    """Return the machine behind an API token, narrowed to its scopes."""
    async with database.read() as session:
        found = await queries.find_by_token(session, hash_token(token))
    if found is None or not found[0].active:
        return None
    account, facts = found
    expired = facts.expires_at is not None and facts.expires_at <= clock.now()
    if facts.revoked_at is not None or expired:
        return None
    actor = identity.narrowed(context, identity.actor_of(context, account), facts.scopes)
    return SignedIn(actor=actor, account=account, token_id=facts.id)


def is_forged(connection: HTTPConnection) -> bool:
    """Tell whether a change lacks the header that a foreign page cannot send."""
    if connection.scope.get("method", "GET") in _SAFE_METHODS:
        return False
    return connection.headers.get(CSRF_HEADER) != CSRF_VALUE


async def optional_signed_in(connection: HTTPConnection) -> SignedIn | None:
    """Authenticate where anonymous callers are welcome; a change without our header is anonymous."""
    signed_in = await find_signed_in(connection)
    if signed_in is None:
        return None
    if signed_in.session_id is not None:
        if is_forged(connection):
            return None
        touch_later(connection.app.state.database, signed_in)
    return signed_in


async def required_signed_in(connection: HTTPConnection) -> SignedIn:
    """Authenticate, or refuse; a pending duty (changing the password) does not matter here."""
    signed_in = await find_signed_in(connection)
    if signed_in is None:
        raise Unauthenticated
    if signed_in.session_id is not None:
        if is_forged(connection):
            raise RequestForged
        touch_later(connection.app.state.database, signed_in)
    return signed_in


def refuse_while_duty(signed_in: SignedIn) -> None:
    """Refuse all work until the person has changed the password or enrolled the second factor."""
    if signed_in.duty == identity.CHANGE_PASSWORD:
        raise PasswordChangeRequired
    if signed_in.duty == identity.ENROL_SECOND_FACTOR:
        raise SecondFactorEnrolmentRequired


CurrentSignIn = Annotated[SignedIn, Depends(required_signed_in)]


async def current_actor(signed_in: CurrentSignIn) -> Actor:
    """Return the acting person or machine, free of duties."""
    refuse_while_duty(signed_in)
    return signed_in.actor


async def optional_actor(
    signed_in: Annotated[SignedIn | None, Depends(optional_signed_in)],
) -> Actor | None:
    """Return the acting person, or ``None`` for an anonymous caller."""
    return None if signed_in is None or signed_in.duty else signed_in.actor


CurrentActor = Annotated[Actor, Depends(current_actor)]
OptionalActor = Annotated[Actor | None, Depends(optional_actor)]


def require(*permissions: str) -> Callable[[CurrentActor], Awaitable[Actor]]:
    """Return a dependency that gives the actor if he holds one of ``permissions``, else refuses (403).

    Use it as ``Annotated[Actor, Depends(require("ticket.dispatch"))]``.
    """

    async def permitted(actor: CurrentActor) -> Actor:
        if actor.permissions.isdisjoint(permissions):
            raise Forbidden("您的角色没有此项权限", "Your roles do not include this permission")
        return actor

    return permitted


def touch_later(database: Database, signed_in: SignedIn) -> None:
    """Write the last activity down beside the request, which may itself hold the one writer's place."""
    if not signed_in.needs_touch or signed_in.session_id is None:
        return
    task = asyncio.get_running_loop().create_task(
        _touch(database, signed_in.session_id, clock.now())
    )
    _touches.add(task)
    task.add_done_callback(_touches.discard)


async def settle() -> None:
    """Wait until every activity is written down (before the database closes)."""
    await asyncio.gather(*_touches)


async def _touch(database: Database, session_id: str, now: datetime) -> None:
    try:
        async with database.write() as session:
            await session.execute(
                update(AuthSession)
                .where(AuthSession.id == session_id, AuthSession.last_seen_at < now)
                .values(last_seen_at=now)
            )
    except Exception as error:
        log.warning("auth.touch_failed", error=type(error).__name__)
