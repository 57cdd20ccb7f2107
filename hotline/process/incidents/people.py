"""Who answers for a measure (提出人·审核人): the person as he is when his measure is carried out.

A measure runs after the request of its second person is over. What a role was taken from since, or an
account that was closed, no longer acts.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.models import Employer
from hotline.kit.auth.queries import find_facts
from hotline.roles import role_book


async def actor_of(session: AsyncSession, account_id: str | None) -> Actor | None:
    """Return the actor of an active account with its present roles, ``None`` for any other."""
    facts = await find_facts(session, account_id) if account_id is not None else None
    if facts is None or not facts.active:
        return None
    vendor = facts.employer == Employer.VENDOR.value
    return Actor(
        account_id=facts.id,
        name=facts.name,
        roles=frozenset(facts.roles),
        permissions=role_book().permissions_of(facts.roles, vendor=vendor),
        unit_id=facts.unit_id,
        unit_path=facts.unit_path,
        vendor=vendor,
        kind="staff",
    )
