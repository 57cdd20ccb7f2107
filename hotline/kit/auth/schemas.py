"""Shapes of sign-on over HTTP (登录与账号接口的数据)."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from hotline.kit.auth.context import AuthContext
from hotline.kit.auth.identity import AccountFacts, actor_of
from hotline.kit.auth.models import Employer
from hotline.kit.auth.passwords import MAX_PASSWORD
from hotline.kit.inputs import IdField, Instant, Line, SecretText

_STRICT = ConfigDict(extra="forbid", str_max_length=1000)
_CODE = r"^\d{6}$"


class LoginIn(BaseModel):
    """What someone types to sign in."""

    model_config = _STRICT

    login: Line = Field(min_length=1, max_length=40, examples=["huawu01"])
    password: SecretText = Field(min_length=1, max_length=MAX_PASSWORD)
    code: str | None = Field(None, pattern=_CODE, description="动态口令（六位数字）")


class UnitOut(BaseModel):
    """The unit someone belongs to."""

    id: str
    name: str


class AccountMe(BaseModel):
    """One's own account."""

    id: str
    login: str
    name: str
    roles: list[str]
    role_labels: list[str]
    unit: UnitOut | None
    permissions: list[str]
    vendor: bool
    second_factor: bool


class MeOut(BaseModel):
    """Who is signed in; ``duty`` is ``change_password``, ``enrol_second_factor`` or null."""

    account: AccountMe
    duty: str | None


class SessionOut(BaseModel):
    """One signed-in browser."""

    id: str
    device: str
    created_at: datetime
    last_seen_at: datetime
    current: bool


class PasswordIn(BaseModel):
    """A change of one's own password."""

    model_config = _STRICT

    old_password: SecretText = Field(min_length=1, max_length=MAX_PASSWORD)
    new_password: SecretText = Field(min_length=1, max_length=MAX_PASSWORD)


class PasswordCheckIn(BaseModel):
    """The present password, asked again before something grave."""

    model_config = _STRICT

    password: SecretText = Field(min_length=1, max_length=MAX_PASSWORD)


class CodeIn(BaseModel):
    """Six digits of an authenticator."""

    model_config = _STRICT

    code: str = Field(pattern=_CODE)


class EnrolmentOut(BaseModel):
    """A fresh second factor, shown once."""

    secret: str
    uri: str


class AccountIn(BaseModel):
    """An account to create; its random initial password is in the answer."""

    model_config = _STRICT

    login: str = Field(pattern=r"^[a-zA-Z0-9][a-zA-Z0-9._-]{2,39}$", examples=["huawu01"])
    name: Line = Field(min_length=1, max_length=60)
    roles: list[Line] = Field(min_length=1, max_length=20)
    unit_id: IdField | None = None
    employer: Employer = Employer.STAFF
    phone: Line | None = Field(None, max_length=40)


class AccountPatch(BaseModel):
    """Changes to an account; only the members that are sent change."""

    model_config = _STRICT

    version: int = Field(ge=1, le=2**31 - 1)
    name: Line = Field("", min_length=1, max_length=60)
    roles: list[Line] = Field([], min_length=1, max_length=20)
    unit_id: IdField | None = None
    employer: Employer = Employer.STAFF
    phone: Line | None = Field(None, max_length=40)
    active: bool = True

    def changes(self) -> dict[str, Any]:
        """Return the members that were sent, under the names of the table."""
        sent = self.model_dump(exclude_unset=True, mode="json")
        if "name" in sent:
            sent["display_name"] = sent.pop("name")
        return sent


class AccountOut(BaseModel):
    """An account as a list shows it."""

    id: str
    login: str
    name: str
    roles: list[str]
    role_labels: list[str]
    unit: UnitOut | None
    employer: Employer
    active: bool
    second_factor: bool
    must_change_password: bool


class AccountDetail(AccountOut):
    """An account on its own page; the telephone number is masked."""

    version: int
    phone_masked: str | None
    locked_until: datetime | None
    last_login_at: datetime | None
    created_at: datetime


class InitialPasswordOut(BaseModel):
    """A new or reset account with its initial password, shown once."""

    account: AccountDetail
    initial_password: str


class RoleOut(BaseModel):
    """A role that an account may hold."""

    name: str
    label: str
    permissions: list[str]


class TokenIn(BaseModel):
    """A machine token to create."""

    model_config = _STRICT

    name: Line = Field(min_length=1, max_length=60)
    scopes: list[Line] = Field(min_length=1, max_length=60)
    expires_at: Instant | None = None


class TokenOut(BaseModel):
    """A machine token without its secret."""

    id: str
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class TokenCreated(BaseModel):
    """A machine token, shown once."""

    id: str
    token: str


def _unit(account: AccountFacts) -> UnitOut | None:
    if account.unit_id is None:
        return None
    return UnitOut(id=account.unit_id, name=account.unit_name or "")


def me_out(context: AuthContext, account: AccountFacts, duty: str | None) -> MeOut:
    """Build the answer of login and me."""
    actor = actor_of(context, account)
    return MeOut(
        account=AccountMe(
            id=account.id,
            login=account.login,
            name=account.name,
            roles=sorted(account.roles),
            role_labels=context.roles.labels_of(sorted(account.roles)),
            unit=_unit(account),
            permissions=sorted(actor.permissions),
            vendor=actor.vendor,
            second_factor=account.second_factor,
        ),
        duty=duty,
    )


def account_out(context: AuthContext, account: AccountFacts) -> AccountOut:
    """Build one row of the list of accounts."""
    return AccountOut(
        id=account.id,
        login=account.login,
        name=account.name,
        roles=sorted(account.roles),
        role_labels=context.roles.labels_of(sorted(account.roles)),
        unit=_unit(account),
        employer=Employer[account.employer],
        active=account.active,
        second_factor=account.second_factor,
        must_change_password=account.must_change_password,
    )
