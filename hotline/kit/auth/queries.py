"""Reads of sign-on (账号查询)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, bindparam, cast, column, or_, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.identity import AccountFacts, SessionFacts
from hotline.kit.auth.models import Account, ApiToken, AuthSession
from hotline.kit.errors import NotFound
from hotline.kit.pagination import PageQuery, decode, encode

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


# Asked at every request: made once, because making such a statement takes longer than its answer.
_BY_SESSION = (
    _accounts(
        AuthSession.id,
        AuthSession.last_seen_at,
        AuthSession.expires_at,
        AuthSession.revoked_at,
    )
    .join(AuthSession, AuthSession.account_id == Account.id)
    .where(AuthSession.token_hash == bindparam("token_hash"))
)
_BY_TOKEN = (
    _accounts(ApiToken.id, ApiToken.scopes, ApiToken.expires_at, ApiToken.revoked_at)
    .join(ApiToken, ApiToken.account_id == Account.id)
    .where(ApiToken.token_hash == bindparam("token_hash"))
)


async def find_by_session(
    session: AsyncSession, token_hash: str
) -> tuple[AccountFacts, SessionFacts] | None:
    """Return the account and the session behind a cookie's hash."""
    found = await session.execute(_BY_SESSION, {"token_hash": token_hash})
    row = found.one_or_none()
    return None if row is None else (_facts(row), SessionFacts(*row[len(_ACCOUNT_COLUMNS) :]))


async def find_by_token(
    session: AsyncSession, token_hash: str
) -> tuple[AccountFacts, TokenFacts] | None:
    """Return the account and the API token behind a bearer token's hash."""
    found = await session.execute(_BY_TOKEN, {"token_hash": token_hash})
    row = found.one_or_none()
    return None if row is None else (_facts(row), TokenFacts(*row[len(_ACCOUNT_COLUMNS) :]))


async def find_facts(session: AsyncSession, account_id: str) -> AccountFacts | None:
    """Return what decides about the access of one account."""
    row = (await session.execute(_accounts().where(Account.id == account_id))).one_or_none()
    return None if row is None else _facts(row)


async def get_facts(session: AsyncSession, account_id: str) -> AccountFacts:
    """Return what decides about the access of one account; raises ``NotFound``."""
    facts = await find_facts(session, account_id)
    if facts is None:
        raise NotFound("没有这个账号", "No such account")
    return facts


async def find_password_hash(session: AsyncSession, login: str) -> str | None:
    """Return the stored hash of a normalised login."""
    return await session.scalar(select(Account.password_hash).where(Account.login == login))


async def find_password_hash_by_id(session: AsyncSession, account_id: str) -> str | None:
    """Return the stored hash of an account."""
    return await session.scalar(select(Account.password_hash).where(Account.id == account_id))


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


async def unit_exists(session: AsyncSession, unit_id: str) -> bool:
    """Tell whether a unit exists."""
    return await session.scalar(select(UNITS.c.id).where(UNITS.c.id == unit_id)) is not None


async def names_of(session: AsyncSession, account_ids: Iterable[str]) -> dict[str, str]:
    """Return the display names of staff, for lists of other packages."""
    query = select(Account.id, Account.display_name).where(Account.id.in_(set(account_ids)))
    return {row[0]: row[1] for row in (await session.execute(query)).all()}


async def list_by_unit(
    session: AsyncSession, unit_id: str, *, role: str | None = None
) -> list[AccountFacts]:
    """List the active accounts of one unit, optionally those that hold ``role``."""
    query = _accounts().where(Account.unit_id == unit_id, Account.active.is_(True))
    rows = (await session.execute(query.order_by(Account.login))).all()
    return [facts for facts in map(_facts, rows) if role is None or role in facts.roles]


@dataclass(frozen=True)
class AccountFilter:
    """Which accounts; every member narrows the list. ``text`` is the start of a login or a name."""

    unit_id: str | None = None
    role: str | None = None
    active: bool | None = None
    text: str | None = None


async def list_accounts(
    session: AsyncSession, wanted: AccountFilter, page: PageQuery
) -> tuple[list[AccountFacts], str | None]:
    """Return one page ordered by login, and the cursor of the next."""
    query = _wanted(_accounts(), wanted).order_by(Account.login)
    if page.cursor is not None:
        (login,) = decode(page.cursor, (str,))
        query = query.where(Account.login > login)
    rows = (await session.execute(query.limit(page.limit + 1))).all()
    shown = [_facts(row) for row in rows[: page.limit]]
    return shown, encode([shown[-1].login]) if len(rows) > page.limit else None


def _wanted(query: Select[Any], wanted: AccountFilter) -> Select[Any]:
    if wanted.unit_id is not None:
        query = query.where(Account.unit_id == wanted.unit_id)
    if wanted.active is not None:
        query = query.where(Account.active.is_(wanted.active))
    if wanted.role is not None:
        query = query.where(
            cast(Account.roles, String).contains(f'"{wanted.role}"', autoescape=True)
        )
    if wanted.text:
        query = query.where(
            or_(
                Account.login.startswith(wanted.text.lower(), autoescape=True),
                Account.display_name.startswith(wanted.text, autoescape=True),
            )
        )
    return query


async def list_tokens(session: AsyncSession, account_id: str) -> list[dict[str, Any]]:
    """List the machine tokens of an account, newest first, without the tokens themselves."""
    columns = (
        ApiToken.id,
        ApiToken.name,
        ApiToken.scopes,
        ApiToken.created_at,
        ApiToken.expires_at,
        ApiToken.revoked_at,
    )
    query = select(*columns).where(ApiToken.account_id == account_id)
    rows = (await session.execute(query.order_by(ApiToken.created_at.desc()))).mappings()
    return [dict(row) for row in rows]
