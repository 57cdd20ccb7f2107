"""Accounts (账号管理): creating, changing, resetting and their machine tokens, every step audited."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock, lockout
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth import administrators, queries, sessions
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.context import ALL_SCOPES, RoleBook
from hotline.kit.auth.credentials import drop_second_factor, key_id_of
from hotline.kit.auth.errors import AccountChanged, LoginTaken, RoleUnknown
from hotline.kit.auth.login import lock_key, normalise_login
from hotline.kit.auth.models import Account, ApiToken, Employer
from hotline.kit.auth.tokens import hash_token, new_api_token
from hotline.kit.errors import Conflict, Invalid, NotFound
from hotline.kit.identifiers import normalise_phone
from hotline.kit.ids import new_id
from hotline.kit.vault.service import seal_value, session_ring

PHONE_FIELD = "phone"
_STRIPPING = frozenset({"roles", "employer", "active"})
_AUDITED = ("display_name", "roles", "unit_id", "employer", "active")


@dataclass(frozen=True)
class NewAccount:
    """An account to create; the password is hashed already (argon2 never runs in a transaction)."""

    login: str
    name: str
    roles: tuple[str, ...]
    password_hash: str | None
    unit_id: str | None = None
    employer: Employer = Employer.STAFF
    phone: str | None = None
    must_change_password: bool = True
    active: bool = True


@dataclass(frozen=True)
class NewToken:
    """A machine token to create; scopes are permissions, or ``*`` for all of the account's."""

    name: str
    scopes: tuple[str, ...]
    expires_at: datetime | None = None


async def create_account(
    session: AsyncSession, actor: Actor, roles: RoleBook, new: NewAccount
) -> Account:
    """Create an account.

    Raises ``LoginTaken`` (409), ``RoleUnknown`` or ``Invalid`` (422, unknown unit or no phone number).
    """
    login = normalise_login(new.login)
    check_roles(roles, new.roles)
    await _check_unit(session, new.unit_id)
    if await session.scalar(select(Account.id).where(Account.login == login)):
        raise LoginTaken
    now = clock.now()
    account = Account(
        id=new_id(),
        login=login,
        display_name=new.name,
        password_hash=new.password_hash,
        roles=sorted(new.roles),
        unit_id=new.unit_id,
        employer=new.employer.value,
        active=new.active,
        must_change_password=new.must_change_password,
        password_changed_at=now,
        created_at=now,
    )
    await _set_phone(session, account, new.phone)
    session.add(account)
    await session.flush()
    change = Change("account.created", "account", account.id, after=_audited(account))
    await record_change(session, actor, change)
    return account


async def change_account(
    session: AsyncSession,
    actor: Actor,
    roles: RoleBook,
    account_id: str,
    changes: dict[str, Any],
) -> Account:
    """Change ``display_name``, ``roles``, ``unit_id``, ``employer``, ``phone`` or ``active``.

    ``changes`` carries the expected ``version``. Raises ``AccountChanged`` (409) if it is stale,
    ``LastAdministrator`` (409) if nobody could manage accounts any more, and ``Conflict`` if someone
    changes his own roles or switches himself off.
    """
    if _STRIPPING & changes.keys():
        await administrators.lock_all(session, roles)
    account = await queries.get_account(session, account_id)
    changes = dict(changes)
    if changes.pop("version") != account.version:
        raise AccountChanged(version=account.version)
    await _check_changes(session, actor, roles, account, changes)
    before = _audited(account)
    if "phone" in changes:
        await _set_phone(session, account, changes.pop("phone"))
    for name, value in changes.items():
        setattr(account, name, value)
    account.version += 1
    await session.flush()
    if not account.active:
        await sessions.revoke_all(session, account.id)
    await _note_change(session, actor, account, before)
    return account


async def _note_change(
    session: AsyncSession, actor: Actor, account: Account, before: dict[str, Any]
) -> None:
    after = _audited(account)
    changed = [name for name in _AUDITED if before[name] != after[name]]
    await record_change(
        session,
        actor,
        Change(
            "account.changed",
            "account",
            account.id,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        ),
    )


async def _check_changes(
    session: AsyncSession,
    actor: Actor,
    roles: RoleBook,
    account: Account,
    changes: dict[str, Any],
) -> None:
    if account.id == actor.account_id and ("roles" in changes or changes.get("active") is False):
        raise Conflict(
            "不能修改自己的角色或停用自己的账号",
            "Nobody changes his own roles or switches himself off",
        )
    if "roles" in changes:
        check_roles(roles, changes["roles"])
        changes["roles"] = sorted(changes["roles"])
    if "unit_id" in changes:
        await _check_unit(session, changes["unit_id"])
    if _STRIPPING & changes.keys():
        await administrators.keep_one(session, roles, account, changes)


def check_roles(roles: RoleBook, wanted: tuple[str, ...] | list[str]) -> None:
    """Refuse roles that do not exist or that no account may hold; raises ``RoleUnknown`` (422)."""
    wrong = sorted(set(wanted) - set(roles.assignable()))
    if wrong:
        named, known = ", ".join(wrong), ", ".join(sorted(roles.assignable()))
        raise RoleUnknown(
            f"角色不存在或不能授予：{named}；可用：{known}",
            f"Unknown roles: {named}; known: {known}",
        )


async def _check_unit(session: AsyncSession, unit_id: str | None) -> None:
    if unit_id is not None and not await queries.unit_exists(session, unit_id):
        raise Invalid("单位不存在", "No such unit")


async def _set_phone(session: AsyncSession, account: Account, phone: str | None) -> None:
    if phone is None:
        account.phone_enc = None
        return
    number = normalise_phone(phone)
    if number is None:
        raise Invalid("电话号码格式不正确", "Not a telephone number")
    key_id = await key_id_of(session, account)
    account.phone_enc = await seal_value(session, key_id, PHONE_FIELD, number)


def _audited(account: Account) -> dict[str, Any]:
    return {name: getattr(account, name) for name in _AUDITED}


async def reset_password(
    session: AsyncSession, actor: Actor, account_id: str, password_hash: str
) -> Account:
    """Set an initial password that must be changed; signs every session out and lifts a lock."""
    account = await queries.get_account(session, account_id)
    account.password_hash = password_hash
    account.must_change_password = True
    account.password_changed_at = clock.now()
    account.version += 1
    await session.flush()
    await sessions.revoke_all(session, account.id)
    await lockout.forget(session, lock_key(session_ring(session), account.login))
    await record_change(session, actor, Change("account.password_reset", "account", account.id))
    return account


async def unlock(session: AsyncSession, actor: Actor, account_id: str) -> Account:
    """Lift the lock of too many failures."""
    account = await queries.get_account(session, account_id)
    await lockout.forget(session, lock_key(session_ring(session), account.login))
    await record_change(session, actor, Change("account.unlocked", "account", account.id))
    return account


async def reset_second_factor(session: AsyncSession, actor: Actor, account_id: str) -> Account:
    """Drop the second factor of someone who lost his phone; signs every session out."""
    account = await queries.get_account(session, account_id)
    drop_second_factor(account)
    account.version += 1
    await session.flush()
    await sessions.revoke_all(session, account.id)
    change = Change("account.second_factor_reset", "account", account.id)
    await record_change(session, actor, change)
    return account


async def create_token(
    session: AsyncSession, actor: Actor, roles: RoleBook, account_id: str, new: NewToken
) -> tuple[str, str]:
    """Create a machine token; returns (id, token), the token is never shown again.

    Raises ``RoleUnknown`` (422) for a scope that is no permission.
    """
    account = await queries.get_account(session, account_id)
    wrong = sorted(set(new.scopes) - roles.all_permissions() - {ALL_SCOPES})
    if wrong or not new.scopes:
        raise RoleUnknown(
            f"权限不存在：{'、'.join(wrong) or '（空）'}", "Unknown or missing scopes"
        )
    token_id, token = new_id(), new_api_token()
    await session.execute(
        insert(ApiToken).values(
            id=token_id,
            account_id=account.id,
            name=new.name,
            token_hash=hash_token(token),
            scopes=sorted(new.scopes),
            created_at=clock.now(),
            created_by=actor.account_id or "",
            expires_at=new.expires_at,
        )
    )
    after = {"name": new.name, "scopes": sorted(new.scopes), "account": account.id}
    await record_change(
        session, actor, Change("api_token.created", "api_token", token_id, None, after)
    )
    return token_id, token


async def revoke_token(session: AsyncSession, actor: Actor, account_id: str, token_id: str) -> None:
    """Revoke a machine token at once; raises ``NotFound``."""
    result = await session.execute(
        update(ApiToken)
        .where(
            ApiToken.id == token_id,
            ApiToken.account_id == account_id,
            ApiToken.revoked_at.is_(None),
        )
        .values(revoked_at=clock.now())
    )
    if not result.rowcount:  # type: ignore[attr-defined]
        raise NotFound("没有这个令牌，或已吊销", "No such token, or revoked already")
    await record_change(session, actor, Change("api_token.revoked", "api_token", token_id))
