"""Keeping a citizen's record (市民档案维护): registered by staff, preferences, the special-group flag."""

from sqlalchemy.ext.asyncio import AsyncSession

from crm.errors import CitizenErased, CitizenStale
from crm.identity import ContactPoint, NewCitizen, contact_point, match_or_create
from crm.models import Citizen, ContactKind
from crm.queries import get_citizen
from crm.schemas import CitizenIn, PreferencesIn
from crm.settings import settings_of
from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor

_PLAIN = ("preferred_channel", "callback_time", "tags", "wants_secrecy", "may_publish")
_ENUMS = ("language", "special_group")


async def register(
    session: AsyncSession, *, person: CitizenIn, actor: Actor
) -> tuple[Citizen, bool]:
    """Return the person of the given contacts, or a new record; ``True`` means new."""
    area = settings_of(session).area_code
    points: list[ContactPoint] = []
    if person.phone:
        points.append(contact_point(ContactKind.PHONE, person.phone, area_code=area))
    if person.email:
        points.append(contact_point(ContactKind.EMAIL, person.email))
    command = NewCitizen(
        kind=person.kind,
        name=person.name,
        contacts=tuple(points),
        address=person.address,
        company_name=person.company_name,
        credit_code=person.credit_code,
        language=person.language,
        special_group=person.special_group,
    )
    citizen, created = await match_or_create(session, command=command)
    if created:
        change = Change("citizen.register", "citizen", citizen.id, after={"kind": citizen.kind})
        await record_change(session, actor, change)
    return citizen, created


async def update_preferences(
    session: AsyncSession, *, citizen_id: str, wanted: PreferencesIn, actor: Actor
) -> Citizen:
    """Change what the person prefers; raises ``CitizenStale`` or ``CitizenErased`` (409)."""
    citizen = await get_citizen(session, citizen_id)
    if citizen.erased_at is not None:
        raise CitizenErased
    if citizen.version != wanted.version:
        raise CitizenStale(version=citizen.version)
    given = wanted.model_dump(exclude_unset=True, exclude={"version"}, mode="json")
    before = {name: getattr(citizen, name) for name in given}
    for name in (*_PLAIN, *_ENUMS):
        if name in given and (
            given[name] is not None or name in {"preferred_channel", "callback_time"}
        ):
            setattr(citizen, name, given[name])
    citizen.version += 1
    citizen.updated_at = clock.now()
    change = Change("citizen.preferences", "citizen", citizen.id, before=before, after=given)
    await record_change(session, actor, change)
    return citizen
