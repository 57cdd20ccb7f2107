"""From a token to an actor (认证): pure rules over the rows that the queries found."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.context import ALL_SCOPES, AuthContext
from hotline.kit.auth.models import Employer

CHANGE_PASSWORD = "change_password"  # noqa: S105 — the name of a duty, not a password
ENROL_SECOND_FACTOR = "enrol_second_factor"


@dataclass(frozen=True)
class AccountFacts:
    """What of an account decides about access."""

    id: str
    login: str
    name: str
    roles: tuple[str, ...]
    unit_id: str | None
    unit_path: str | None
    unit_name: str | None
    employer: str
    active: bool
    must_change_password: bool
    password_changed_at: datetime | None
    second_factor: bool


@dataclass(frozen=True)
class SessionFacts:
    """What of a session decides whether it still counts."""

    id: str
    last_seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True)
class SignedIn:
    """An authenticated caller; ``duty`` names what must be done before anything else."""

    actor: Actor
    account: AccountFacts
    session_id: str | None = None
    token_id: str | None = None
    duty: str | None = None
    needs_touch: bool = False


def actor_of(context: AuthContext, account: AccountFacts) -> Actor:
    """Build the actor of an account with all its roles."""
    vendor = account.employer == Employer.VENDOR.value
    return Actor(
        account_id=account.id,
        name=account.name,
        roles=frozenset(account.roles),
        permissions=context.roles.permissions_of(account.roles, vendor=vendor),
        unit_id=account.unit_id,
        unit_path=account.unit_path,
        vendor=vendor,
        kind="staff",
    )


def narrowed(context: AuthContext, actor: Actor, scopes: list[str]) -> Actor:
    """Keep only the permissions in ``scopes`` and the roles that these cover wholly."""
    if ALL_SCOPES in scopes:
        return actor
    return replace(
        actor,
        roles=context.roles.covered_roles(actor.roles, scopes),
        permissions=actor.permissions & frozenset(scopes),
    )


def is_alive(context: AuthContext, session: SessionFacts, *, now: datetime) -> bool:
    """Tell whether a session is neither revoked, nor idle too long, nor past its absolute limit."""
    idle = timedelta(minutes=context.settings.idle_minutes)
    return (
        session.revoked_at is None
        and now < session.expires_at
        and now < session.last_seen_at + idle
    )


def needs_touch(context: AuthContext, session: SessionFacts, *, now: datetime) -> bool:
    """Tell whether the last activity should be written down again."""
    return now >= session.last_seen_at + timedelta(seconds=context.settings.touch_seconds)


def duty_of(context: AuthContext, account: AccountFacts, *, now: datetime) -> str | None:
    """Return what the person must do before working: change the password or enrol a second factor."""
    max_age = context.settings.password_max_age_days
    changed = account.password_changed_at
    too_old = max_age > 0 and changed is not None and now >= changed + timedelta(days=max_age)
    if account.must_change_password or too_old:
        return CHANGE_PASSWORD
    required = not context.settings.second_factor_roles.isdisjoint(account.roles)
    return ENROL_SECOND_FACTOR if required and not account.second_factor else None
