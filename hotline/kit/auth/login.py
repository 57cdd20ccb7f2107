"""Signing in (登录): count, verify outside any transaction, then settle under the account's lock."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock, lockout
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth import identity, queries, sessions, totp
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.auth.context import AuthContext
from hotline.kit.auth.errors import (
    AccountLocked,
    LoginRefused,
    SecondFactorRequired,
    SecondFactorWrong,
)
from hotline.kit.auth.models import Account
from hotline.kit.auth.oidc import NoAccount, SecondFactorByPassword
from hotline.kit.auth.passwords import verify_password
from hotline.kit.auth.settings import AuthSettings
from hotline.kit.crypto import KeyRing
from hotline.kit.db import Database
from hotline.kit.errors import Problem
from hotline.kit.lockout import Rule, attempt_key
from hotline.kit.vault.service import unseal_value

TOTP_FIELD = "totp"


@dataclass(frozen=True)
class Attempt:
    """What someone typed, and from where."""

    login: str
    password: str
    code: str | None
    address: str
    device: str


@dataclass(frozen=True)
class Welcome:
    """A sign-on that worked; ``token`` goes into the cookie."""

    token: str
    account: identity.AccountFacts
    duty: str | None


def normalise_login(login: str) -> str:
    """Return the stored form of a login."""
    return unicodedata.normalize("NFKC", login).strip().lower()


def lock_rule(settings: AuthSettings) -> Rule:
    """Return how many failures in a row lock for how long (domain default 5 and 15 minutes)."""
    return Rule(settings.lock_after, settings.lock_minutes * 60)


def lock_key(ring: KeyRing, login: str) -> str:
    """Return the key under which failures of a login are counted, whether it exists or not."""
    return attempt_key(ring, "login-failure", login)


async def sign_in(database: Database, context: AuthContext, attempt: Attempt) -> Welcome:
    """Check login, password and second factor and open a session.

    Raises ``LoginRefused``, ``SecondFactorRequired``, ``SecondFactorWrong`` (401), ``AccountLocked``
    or ``TooMany`` (429). Attempts are counted even though the answer is a refusal, and the slow hash
    never runs inside a transaction.
    """
    login = normalise_login(attempt.login)
    async with database.write() as session:
        refusal = await _count(session, context, attempt, login)
        stored = None if refusal else await queries.find_password_hash(session, login)
    if refusal is not None:
        raise refusal
    right, fresher = await verify_password(attempt.password, stored)
    async with database.write() as session:
        account = await queries.find_account(session, login)
        if account is not None and (not account.active or account.password_hash != stored):
            right = False
        outcome = await _settle(session, context, attempt, account if right else None)
        if isinstance(outcome, Welcome) and account is not None and fresher is not None:
            account.password_hash = fresher
        if isinstance(outcome, LoginRefused) and account is not None:
            await _note_lock(session, context, account)
    if isinstance(outcome, Problem):
        raise outcome
    return outcome


async def welcome_proven(
    database: Database, context: AuthContext, attempt: Attempt, *, strong: bool
) -> Welcome:
    """Open a session for a login that the identity provider has proved; no password is looked at.

    ``strong`` says that the provider checked a second factor too. Raises ``NoAccount`` or
    ``SecondFactorByPassword`` (401). A lock after wrong passwords does not concern this way in.
    """
    async with database.write() as session:
        account = await queries.find_account(session, normalise_login(attempt.login))
        if account is None or not account.active:
            raise NoAccount
        if account.totp_confirmed and not strong:
            raise SecondFactorByPassword
        return await _welcome(session, context, attempt, account, how="account.login_oidc")


def _windows(
    session: AsyncSession, context: AuthContext, attempt: Attempt
) -> list[tuple[str, Rule]]:
    ring: KeyRing = session.info["key_ring"]
    login = normalise_login(attempt.login)
    return [
        (
            attempt_key(ring, "login-address", attempt.address),
            Rule(context.settings.attempts_per_address, 60),
        ),
        (attempt_key(ring, "login-name", login), Rule(context.settings.attempts_per_login, 60)),
    ]


async def _count(
    session: AsyncSession, context: AuthContext, attempt: Attempt, login: str
) -> Problem | None:
    """Count before the costly check; a success takes its attempt back."""
    for key, rule in _windows(session, context, attempt):
        if await lockout.count_attempt(session, key, rule) > rule.limit:
            until = await lockout.locked_until(session, key, rule)
            return lockout.too_many(until or clock.now())
    return await _locked(session, context, login)


async def _locked(session: AsyncSession, context: AuthContext, login: str) -> AccountLocked | None:
    rule = lock_rule(context.settings)
    ring: KeyRing = session.info["key_ring"]
    key = lock_key(ring, login)
    until = await lockout.locked_until(session, key, rule)
    if until is None:
        return None
    await lockout.cap(session, key, rule)
    return locked_problem(until)


def locked_problem(until: datetime) -> AccountLocked:
    """Build the refusal that tells how long the lock lasts."""
    waiting = lockout.too_many(until)
    return AccountLocked(waiting.detail_zh, waiting.detail_en, **waiting.extra)


async def _settle(
    session: AsyncSession, context: AuthContext, attempt: Attempt, account: Account | None
) -> Welcome | Problem:
    login = normalise_login(attempt.login)
    locked = await _locked(session, context, login)
    if locked is not None:
        return locked
    refusal: Problem | None = LoginRefused()
    if account is not None:
        refusal = await _second_factor(session, account, attempt.code)
    if refusal is None and account is not None:
        return await _welcome(session, context, attempt, account)
    if not isinstance(refusal, SecondFactorRequired):
        key = lock_key(session.info["key_ring"], login)
        await lockout.count_attempt(session, key, lock_rule(context.settings))
    return refusal or LoginRefused()


async def _second_factor(
    session: AsyncSession, account: Account, code: str | None
) -> Problem | None:
    if not account.totp_confirmed or account.totp_enc is None:
        return None
    if not code:
        return SecondFactorRequired()
    secret = await unseal_value(session, TOTP_FIELD, account.totp_enc)
    step = totp.matching_step(secret, code, now=clock.now(), last_step=account.totp_last_step)
    if step is None:
        return SecondFactorWrong()
    account.totp_last_step = step
    return None


async def _welcome(
    session: AsyncSession,
    context: AuthContext,
    attempt: Attempt,
    account: Account,
    how: str = "account.login",
) -> Welcome:
    now = clock.now()
    await lockout.forget(session, lock_key(session.info["key_ring"], account.login))
    for key, _ in _windows(session, context, attempt):
        await lockout.refund(session, key)
    account.last_login_at = now
    await session.flush()
    token = await sessions.open_session(
        session, context, account.id, address=attempt.address, device=attempt.device
    )
    facts = await queries.get_facts(session, account.id)
    actor = identity.actor_of(context, facts)
    await record_change(session, actor, Change(how, "account", account.id))
    return Welcome(token, facts, identity.duty_of(context, facts, now=now))


async def _note_lock(session: AsyncSession, context: AuthContext, account: Account) -> None:
    if await _locked(session, context, account.login) is not None:
        await record_change(session, SYSTEM, Change("account.locked", "account", account.id))
