"""Reads of sign-on (账号查询)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, column, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.identity import AccountFacts, SessionFacts
from hotline.kit.auth.models import Account, ApiToken, AuthSession
from hotline.kit.errors import NotFound

# The three columns of a unit that sign-on needs; its model lives in kit.organisation, which may
# import sign-on and therefore is not imported here.
UNITS = table("units", column("id", String), column("path", String), column("name", String))

_ACCOUNT_COLUMNS = (
    Account.id,
    Account.login,
    Account.display_name,
    Account.roles,
    Account.unit_id,
    UNITS.c.path,
    UNITS.c.name,
    Account.employer,
    Account.active,
    Account.must_change_password,
    Account.password_changed_at,
    Account.totp_confirmed,
)


@dataclass(frozen=True)
class TokenFacts:
    """What of an API token decides whether it still counts."""

    id: str
    scopes: list[str]
    expires_at: datetime | None
    revoked_at: datetime | None


def _facts(row: Any) -> AccountFacts:
    return AccountFacts(
        id=row[0],
        login=row[1],
        name=row[2],
        roles=tuple(row[3]),
        unit_id=row[4],
        unit_path=row[5],
        unit_name=row[6],
        employer=row[7],
        active=row[8],
        must_change_password=row[9],
        password_changed_at=row[10],
        second_factor=row[11],
    )


def _accounts(*more: Any) -> Select[Any]:
    return select(*_ACCOUNT_COLUMNS, *more).outerjoin(UNITS, UNITS.c.id == Account.unit_id)


async def find_by_session(
    session: AsyncSession, token_hash: str
) -> tuple[AccountFacts, SessionFacts] | None:
    """Return the account and the session behind a cookie's hash."""
    query = (
        _accounts(
            AuthSession.id,
            AuthSession.last_seen_at,
            AuthSession.expires_at,
            AuthSession.revoked_at,
        )
        .join(AuthSession, AuthSession.account_id == Account.id)
        .where(AuthSession.token_hash == token_hash)
    )
    row = (await session.execute(query)).one_or_none()
    return None if row is None else (_facts(row), SessionFacts(*row[len(_ACCOUNT_COLUMNS) :]))


async def find_by_token(
    session: AsyncSession, token_hash: str
) -> tuple[AccountFacts, TokenFacts] | None:
    """Return the account and the API token behind a bearer token's hash."""
    query = (
        _accounts(ApiToken.id, ApiToken.scopes, ApiToken.expires_at, ApiToken.revoked_at)
        .join(ApiToken, ApiToken.account_id == Account.id)
        .where(ApiToken.token_hash == token_hash)
    )
    row = (await session.execute(query)).one_or_none()
    return None if row is None else (_facts(row), TokenFacts(*row[len(_ACCOUNT_COLUMNS) :]))


async def find_facts(session: AsyncSession, account_id: str) -> AccountFacts | None:
    """Return what decides about the access of one account."""
    row = (await session.execute(_accounts().where(Account.id == account_id))).one_or_none()
    return None if row is None else _facts(row)


async def find_account(session: AsyncSession, login: str) -> Account | None:
    """Return the account of a normalised login, locked for change where the database can."""
    query = select(Account).where(Account.login == login).with_for_update()
    return (await session.execute(query)).scalar_one_or_none()


async def get_account(session: AsyncSession, account_id: str) -> Account:
    """Return one account, locked for change; raises ``NotFound``."""
    query = select(Account).where(Account.id == account_id).with_for_update()
    account = (await session.execute(query)).scalar_one_or_none()
    if account is None:
        raise NotFound("没有这个账号", "No such account")
    return account
