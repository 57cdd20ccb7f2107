"""Citizens in and out (市民关系数据格式); what goes out is masked."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from crm.conduct import ConductState
from crm.models import CitizenKind, ContactKind, Language, ListKind, SpecialGroup
from hotline.kit.inputs import IdField, clean_text


def _clean(value: Any) -> Any:
    return clean_text(value) if isinstance(value, str) else value


Clean = BeforeValidator(_clean)
Name = Annotated[str, Clean, StringConstraints(min_length=1, max_length=60)]
Address = Annotated[str, Clean, StringConstraints(min_length=1, max_length=200)]
Contact = Annotated[str, Clean, StringConstraints(min_length=3, max_length=320)]
Reason = Annotated[str, Clean, StringConstraints(min_length=2, max_length=200)]
Words = Annotated[str, Clean, StringConstraints(min_length=2, max_length=2000)]
Ref = Annotated[str, Clean, StringConstraints(min_length=1, max_length=120)]
Tag = Annotated[str, Clean, StringConstraints(min_length=1, max_length=20)]


class Strict(BaseModel):
    """Unknown fields are refused, so that a typing error is seen."""

    model_config = ConfigDict(extra="forbid")


class LookupIn(Strict):
    """Exact look-up; in a body, so that no number stands in an address or a log."""

    kind: ContactKind = ContactKind.PHONE
    value: Contact


class CitizenIn(Strict):
    """A person entered by staff."""

    kind: CitizenKind = CitizenKind.PERSON
    name: Name | None = None
    phone: Contact | None = None
    email: Contact | None = None
    address: Address | None = None
    company_name: Annotated[str, Clean, StringConstraints(min_length=2, max_length=120)] | None = (
        None
    )
    credit_code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{18}$")] | None = None
    language: Language = Language.CMN
    special_group: SpecialGroup = SpecialGroup.NONE


class PreferencesIn(Strict):
    """How a person wants to be served; an absent field stays as it is."""

    version: int = Field(ge=1)
    language: Language | None = None
    preferred_channel: Annotated[str, StringConstraints(pattern=r"^[A-Z_]{2,16}$")] | None = None
    callback_time: Annotated[str, Clean, StringConstraints(max_length=40)] | None = None
    special_group: SpecialGroup | None = None
    tags: Annotated[list[Tag], Field(max_length=20)] | None = None
    wants_secrecy: bool | None = None
    may_publish: bool | None = None


class RevealIn(Strict):
    """Which field is to be seen in full, and what for."""

    field: Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,20}$")]
    purpose: Reason


class RevealOut(BaseModel):
    """The full values; the act is on record."""

    field: str
    values: list[str]


class MergeIn(Strict):
    """The other record goes into this one."""

    merged_id: IdField
    reason: Reason


class UnmergeIn(Strict):
    """Why a merge is undone."""

    reason: Reason


class ConductIn(Strict):
    """What a conduct step carries."""

    reason: Words
    recordings: Annotated[list[Ref], Field(max_length=50)] = Field(default_factory=list)
    channel: Annotated[str, StringConstraints(pattern=r"^[A-Z_]{2,16}$")] | None = None


class ProposalOut(BaseModel):
    """A step that waits for its second person."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    citizen_id: str
    action: str
    proposed_by: str | None
    proposed_at: datetime
    decided_at: datetime | None
    accepted: bool | None


class ConfirmIn(Strict):
    """The second person's decision."""

    accept: bool


class ListIn(Strict):
    """A place on a list."""

    kind: ListKind
    reason: Reason
    days: Annotated[int, Field(ge=1, le=3650)] | None = None


class EraseIn(Strict):
    """Erasure is for ever: the rule or the request it rests on."""

    rule: Annotated[str, Clean, StringConstraints(min_length=4, max_length=120)]


class ContactOut(BaseModel):
    """One contact, masked."""

    id: str
    kind: ContactKind
    value: str
    is_primary: bool
    verified: bool


class CardOut(BaseModel):
    """The citizen card; every personal field is masked."""

    id: str
    kind: CitizenKind
    name: str | None
    address: str | None
    contacts: list[ContactOut]
    company_name: str | None
    credit_code: str | None
    language: Language
    preferred_channel: str | None
    callback_time: str | None
    special_group: SpecialGroup
    tags: list[str]
    wants_secrecy: bool
    may_publish: bool
    lists: list[ListKind]
    conduct: ConductState
    restricted: bool
    merged_records: int
    erased: bool
    version: int


class TimelineOut(BaseModel):
    """One line of the 360° view."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    label: str
    object_kind: str
    object_id: str
    occurred_at: datetime


class StepOut(BaseModel):
    """One conduct step."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    action: str
    from_state: str
    to_state: str
    reason: str
    channel: str | None
    until: datetime | None
    actor_id: str | None
    second_actor_id: str | None
    taken_at: datetime


class MergeOut(BaseModel):
    """One merge and, if undone, its end."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kept_id: str
    merged_id: str
    reason: str
    merged_by: str | None
    merged_at: datetime
    unmerge_reason: str | None
    unmerged_at: datetime | None


class CertificateOut(BaseModel):
    """Proof of a deletion."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    what: str
    rule: str
    subject_id: str | None
    counts: dict[str, int]
    made_at: datetime
