"""Sessions (会话): opening, counting and revoking signed-in browsers."""

from datetime import timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.context import AuthContext
from hotline.kit.auth.models import AuthSession
from hotline.kit.auth.tokens import hash_token, new_session_token
from hotline.kit.ids import new_id
from hotline.kit.vault.service import hash_of

DEVICE_LENGTH = 120


async def open_session(
    session: AsyncSession, context: AuthContext, account_id: str, *, address: str, device: str
) -> str:
    """Open a session and return its token; the oldest ones beyond the limit are signed out."""
    now = clock.now()
    token = new_session_token()
    await session.execute(
        insert(AuthSession).values(
            id=new_id(),
            account_id=account_id,
            token_hash=hash_token(token),
            created_at=now,
            last_seen_at=now,
            expires_at=now + timedelta(hours=context.settings.absolute_hours),
            device="".join(c for c in device if c.isprintable())[:DEVICE_LENGTH],
            address_hash=hash_of(session, "address", address),
        )
    )
    await _revoke_beyond_limit(session, context, account_id)
    return token


async def _revoke_beyond_limit(
    session: AsyncSession, context: AuthContext, account_id: str
) -> None:
    alive = await list_sessions(session, context, account_id)
    surplus = [row.id for row in alive[context.settings.max_sessions :]]
    if surplus:
        await session.execute(
            update(AuthSession).where(AuthSession.id.in_(surplus)).values(revoked_at=clock.now())
        )


async def list_sessions(
    session: AsyncSession, context: AuthContext, account_id: str
) -> list[Row[str, str, str, str]]:
    """List living sessions (id, device, created_at, last_seen_at), the most recently used first."""
    now = clock.now()
    idle_since = now - timedelta(minutes=context.settings.idle_minutes)
    query = (
        select(AuthSession.id, AuthSession.device, AuthSession.created_at, AuthSession.last_seen_at)
        .where(
            AuthSession.account_id == account_id,
            AuthSession.revoked_at.is_(None),
            AuthSession.expires_at > now,
            AuthSession.last_seen_at > idle_since,
        )
        .order_by(AuthSession.last_seen_at.desc(), AuthSession.created_at.desc())
    )
    return list((await session.execute(query)).all())  # type: ignore[arg-type]


async def revoke(session: AsyncSession, account_id: str, session_id: str) -> bool:
    """Sign one session of the account out; tells whether it was alive."""
    result = await session.execute(
        update(AuthSession)
        .where(
            AuthSession.id == session_id,
            AuthSession.account_id == account_id,
            AuthSession.revoked_at.is_(None),
        )
        .values(revoked_at=clock.now())
    )
    return bool(result.rowcount)  # type: ignore[attr-defined]


async def revoke_all(session: AsyncSession, account_id: str, *, keep: str | None = None) -> int:
    """Sign every session of the account out, except ``keep``; returns how many."""
    statement = update(AuthSession).where(
        AuthSession.account_id == account_id, AuthSession.revoked_at.is_(None)
    )
    if keep is not None:
        statement = statement.where(AuthSession.id != keep)
    result = await session.execute(statement.values(revoked_at=clock.now()))
    return int(result.rowcount)  # type: ignore[attr-defined]


async def sweep(session: AsyncSession, *, keep_days: int = 30) -> int:
    """Delete sessions whose absolute limit passed ``keep_days`` ago; the audit keeps the sign-ons."""
    before = clock.now() - timedelta(days=keep_days)
    result = await session.execute(delete(AuthSession).where(AuthSession.expires_at < before))
    return int(result.rowcount)  # type: ignore[attr-defined]
