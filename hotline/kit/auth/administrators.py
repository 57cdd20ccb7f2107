"""The last administrator (最后一个管理员): whoever manages accounts, one of them can always sign on."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import String, cast, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.context import RoleBook
from hotline.kit.auth.errors import LastAdministrator
from hotline.kit.auth.models import Account, Employer

MANAGE = "account.manage"


def _manages(roles: RoleBook, held: list[str], employer: str) -> bool:
    return MANAGE in roles.permissions_of(held, vendor=employer == Employer.VENDOR)


async def lock_all(session: AsyncSession, roles: RoleBook) -> None:
    """Lock every account that may manage accounts, in one order, until the transaction ends.

    Called before a single account is locked: two administrators can then neither strip each other nor
    wait for each other for ever.
    """
    written = cast(Account.roles, String)
    managing = [role for role, held in roles.permissions.items() if MANAGE in held]
    query = select(Account.id).where(
        or_(false(), *(written.contains(f'"{role}"', autoescape=True) for role in managing))
    )
    await session.execute(query.order_by(Account.id).with_for_update())


async def keep_one(
    session: AsyncSession, roles: RoleBook, account: Account, changes: Mapping[str, Any]
) -> None:
    """Refuse ``changes`` that would leave nobody who manages accounts; raises ``LastAdministrator`` (409).

    The caller holds ``lock_all``. Who has neither a password nor ever signed on is not counted among the
    others: he may never come.
    """
    after = {name: getattr(account, name) for name in ("roles", "employer", "active")} | {**changes}
    was = account.active and _manages(roles, account.roles, account.employer)
    if not was or (after["active"] and _manages(roles, after["roles"], after["employer"])):
        return
    query = select(Account.roles, Account.employer).where(
        Account.id != account.id,
        Account.active.is_(True),
        or_(Account.password_hash.is_not(None), Account.last_login_at.is_not(None)),
    )
    others = await session.execute(query)
    if not any(_manages(roles, held, employer) for held, employer in others.all()):
        raise LastAdministrator
