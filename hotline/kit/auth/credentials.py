"""One's own credentials (本人口令·动态口令): changing, enrolling, confirming, disabling."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock, lockout
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth import queries, sessions, totp
from hotline.kit.auth.context import AuthContext
from hotline.kit.auth.errors import CodeWrong, PasswordWeak, PasswordWrong, SecondFactorState
from hotline.kit.auth.identity import SignedIn
from hotline.kit.auth.login import TOTP_FIELD, lock_rule
from hotline.kit.auth.models import Account
from hotline.kit.auth.passwords import check_strength, hash_password, verify_password
from hotline.kit.db import Database
from hotline.kit.lockout import attempt_key
from hotline.kit.vault.service import create_key, seal_value, unseal_value


@dataclass(frozen=True)
class Enrolment:
    """A fresh second factor, shown once; it counts only after ``confirm``."""

    secret: str
    uri: str


async def confirm_password(
    database: Database, context: AuthContext, account_id: str, password: str
) -> None:
    """Check the password of someone who is signed in already.

    Raises ``PasswordWrong`` (422), or ``TooMany`` (429) after as many failures as lock an account.
    """
    rule = lock_rule(context.settings)
    key = attempt_key(database.info["key_ring"], "password-check", account_id)
    await lockout.refuse(database, [key], rule)
    async with database.read() as session:
        stored = await queries.find_password_hash_by_id(session, account_id)
    right, _ = await verify_password(password, stored)
    async with database.write() as session:
        await lockout.refuse_if_exhausted(session, key, rule)
        if right:
            await lockout.forget(session, key)
        else:
            await lockout.count_attempt(session, key, rule)
    if not right:
        raise PasswordWrong


async def change_password(
    database: Database, context: AuthContext, signed_in: SignedIn, old: str, new: str
) -> None:
    """Replace one's own password and sign all other sessions out.

    Raises ``PasswordWeak`` or ``PasswordWrong`` (422), ``TooMany`` (429).
    """
    account = signed_in.account
    check_strength(new, login=account.login, min_length=context.settings.password_min_length)
    if new == old:
        raise PasswordWeak("新口令不能与原口令相同", "The new password must differ")
    await confirm_password(database, context, account.id, old)
    hashed = await hash_password(new)
    async with database.write() as session:
        row = await queries.get_account(session, account.id)
        row.password_hash = hashed
        row.must_change_password = False
        row.password_changed_at = clock.now()
        row.version += 1
        await session.flush()
        await sessions.revoke_all(session, account.id, keep=signed_in.session_id)
        await _note(session, signed_in, "account.password_changed")


async def enrol(
    database: Database, context: AuthContext, signed_in: SignedIn, password: str
) -> Enrolment:
    """Prepare a second factor; raises ``SecondFactorState`` (409) if one is active."""
    await confirm_password(database, context, signed_in.account.id, password)
    secret = totp.new_secret()
    async with database.write() as session:
        row = await queries.get_account(session, signed_in.account.id)
        if row.totp_confirmed:
            raise SecondFactorState("动态口令已启用，请先停用", "A second factor is active already")
        row.totp_enc = await seal_value(session, await key_id_of(session, row), TOTP_FIELD, secret)
        row.totp_last_step = 0
        await session.flush()
        await _note(session, signed_in, "account.second_factor_prepared")
    uri = totp.provisioning_uri(
        secret, login=signed_in.account.login, issuer=context.settings.issuer
    )
    return Enrolment(secret, uri)


async def confirm(database: Database, context: AuthContext, signed_in: SignedIn, code: str) -> None:
    """Activate the prepared second factor by its first code; raises ``CodeWrong`` (422)."""
    rule = lock_rule(context.settings)
    key = attempt_key(database.info["key_ring"], "totp-confirm", signed_in.account.id)
    await lockout.refuse(database, [key], rule)
    async with database.write() as session:
        await lockout.refuse_if_exhausted(session, key, rule)
        row = await queries.get_account(session, signed_in.account.id)
        if row.totp_confirmed or row.totp_enc is None:
            raise SecondFactorState("没有待确认的动态口令", "Nothing waits to be confirmed")
        secret = await unseal_value(session, TOTP_FIELD, row.totp_enc)
        step = totp.matching_step(secret, code, now=clock.now(), last_step=row.totp_last_step)
        if step is None:
            await lockout.count_attempt(session, key, rule)
        else:
            row.totp_confirmed, row.totp_last_step = True, step
            await session.flush()
            await lockout.forget(session, key)
            await _note(session, signed_in, "account.second_factor_enabled")
    if step is None:
        raise CodeWrong


async def disable(
    database: Database, context: AuthContext, signed_in: SignedIn, password: str
) -> None:
    """Drop the second factor; raises ``SecondFactorState`` (409) if there is none."""
    await confirm_password(database, context, signed_in.account.id, password)
    async with database.write() as session:
        row = await queries.get_account(session, signed_in.account.id)
        if row.totp_enc is None:
            raise SecondFactorState("尚未启用动态口令", "There is no second factor")
        drop_second_factor(row)
        await session.flush()
        await _note(session, signed_in, "account.second_factor_disabled")


def drop_second_factor(account: Account) -> None:
    """Forget the secret of an account."""
    account.totp_enc = None
    account.totp_confirmed = False
    account.totp_last_step = 0


async def key_id_of(session: AsyncSession, account: Account) -> str:
    """Return the id of the account's data key, making one if needed."""
    if account.key_id is None:
        account.key_id = (await create_key(session, kind="account")).id
    return account.key_id


async def _note(session: AsyncSession, signed_in: SignedIn, action: str) -> None:
    await record_change(session, signed_in.actor, Change(action, "account", signed_in.account.id))
