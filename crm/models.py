"""Citizen tables (市民档案): one person over all channels, sealed under his own key."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.kit.db import Base, Json, UtcDateTime
from hotline.kit.labels import LabelledEnum


class CitizenKind(LabelledEnum):
    """Who asks."""

    PERSON = "PERSON", "个人"
    ENTERPRISE = "ENTERPRISE", "企业"
    ORGANISATION = "ORGANISATION", "社会组织"
    ANONYMOUS = "ANONYMOUS", "匿名"


class ContactKind(LabelledEnum):
    """How a person is recognised and reached; every value is unique over all citizens."""

    PHONE = "PHONE", "电话"
    EMAIL = "EMAIL", "邮箱"
    ACCOUNT = "ACCOUNT", "网上账号"


class Language(LabelledEnum):
    """The language a person prefers (domain rules §13.5)."""

    CMN = "CMN", "普通话"
    YUE = "YUE", "粤语"
    OTHER_DIALECT = "OTHER_DIALECT", "其他方言"
    FOREIGN = "FOREIGN", "外语"
    SIGN = "SIGN", "手语"


class SpecialGroup(LabelledEnum):
    """Who needs a suitable channel; travels with the ticket (domain rules §13.4)."""

    NONE = "NONE", "无"
    ELDERLY = "ELDERLY", "老年人"
    DISABLED = "DISABLED", "残疾人"
    MINOR = "MINOR", "未成年人"
    FOREIGNER = "FOREIGNER", "外籍人士"


class ListKind(LabelledEnum):
    """Lists a person may be on; none of them ever closes the emergency path."""

    SPECIAL_CARE = "SPECIAL_CARE", "重点关爱"
    BUSINESS = "BUSINESS", "涉企专席"
    REPEAT = "REPEAT", "多次来电"


class Citizen(Base):
    """One asking person or body; ``*_sealed`` columns open only with the subject key."""

    __tablename__ = "citizens"
    __table_args__ = (
        Index("ix_citizens_merged_into_id", "merged_into_id"),
        Index(
            "ix_citizens_legal_hold",
            "legal_hold",
            sqlite_where=text("legal_hold = 1"),
            postgresql_where=text("legal_hold"),
        ),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    subject_key_id: Mapped[str | None] = mapped_column(ForeignKey("subject_keys.id"))
    name_sealed: Mapped[str | None] = mapped_column(Text)
    address_sealed: Mapped[str | None] = mapped_column(Text)
    company_name: Mapped[str | None] = mapped_column(String(120))
    credit_code: Mapped[str | None] = mapped_column(String(18))
    language: Mapped[str] = mapped_column(String(16))
    preferred_channel: Mapped[str | None] = mapped_column(String(16))
    callback_time: Mapped[str | None] = mapped_column(String(40))
    special_group: Mapped[str] = mapped_column(String(12))
    tags: Mapped[list[str]] = mapped_column(Json)
    wants_secrecy: Mapped[bool] = mapped_column(default=False)
    may_publish: Mapped[bool] = mapped_column(default=False)
    identity_verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("citizens.id"))
    legal_hold: Mapped[bool] = mapped_column(default=False)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CitizenContact(Base):
    """One contact point; the keyed hash is unique, so one number belongs to one citizen."""

    __tablename__ = "citizen_contacts"
    __table_args__ = (
        UniqueConstraint("value_hash", "kind"),  # asked for by the hash alone, too
        Index("ix_citizen_contacts_citizen_id", "citizen_id"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"))
    kind: Mapped[str] = mapped_column(String(8))
    value_hash: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[str] = mapped_column(Text)
    is_primary: Mapped[bool] = mapped_column(default=False)
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CitizenMerge(Base):
    """History of merging and unmerging; ``moved_contact_ids`` go back when it is undone."""

    __tablename__ = "citizen_merges"
    __table_args__ = (
        Index("ix_citizen_merges_kept_id", "kept_id"),
        Index("ix_citizen_merges_merged_id", "merged_id"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    kept_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"))
    merged_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"))
    reason: Mapped[str] = mapped_column(String(200))
    moved_contact_ids: Mapped[list[str]] = mapped_column(Json)
    merged_by: Mapped[str | None] = mapped_column(String(26))
    merged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    unmerge_reason: Mapped[str | None] = mapped_column(String(200))
    unmerged_by: Mapped[str | None] = mapped_column(String(26))
    unmerged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CallerConduct(Base):
    """Where a caller stands (domain rules §3.2 G); no row means NONE."""

    __tablename__ = "caller_conducts"
    __table_args__ = (Index("ix_caller_conducts_restricted_until", "restricted_until"),)

    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    restrictions: Mapped[int] = mapped_column(default=0)
    restricted_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    restriction_step_id: Mapped[str | None] = mapped_column(String(26))
    contested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    contest_decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ConductStep(Base):
    """One step of the conduct machine, append-only."""

    __tablename__ = "conduct_steps"
    __table_args__ = (Index("ix_conduct_steps_citizen_id", "citizen_id", "taken_at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"))
    action: Mapped[str] = mapped_column(String(20))
    from_state: Mapped[str] = mapped_column(String(20))
    to_state: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    recordings: Mapped[list[str]] = mapped_column(Json)
    channel: Mapped[str | None] = mapped_column(String(16))
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    actor_id: Mapped[str | None] = mapped_column(String(26))
    second_actor_id: Mapped[str | None] = mapped_column(String(26))
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ConductProposal(Base):
    """A step that waits for its second person (four eyes)."""

    __tablename__ = "conduct_proposals"
    __table_args__ = (Index("ix_conduct_proposals_citizen_id", "citizen_id"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"))
    action: Mapped[str] = mapped_column(String(20))
    carried: Mapped[dict[str, Any]] = mapped_column(Json)
    roles: Mapped[list[str]] = mapped_column(Json)
    proposed_by: Mapped[str | None] = mapped_column(String(26))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(26))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted: Mapped[bool | None]


class ListEntry(Base):
    """A person's place on a list, with reason, beginning and end."""

    __tablename__ = "citizen_list_entries"
    __table_args__ = (Index("ix_citizen_list_entries_citizen_id", "citizen_id", "kind"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"))
    kind: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_to: Mapped[datetime | None] = mapped_column(UtcDateTime)
    added_by: Mapped[str | None] = mapped_column(String(26))
    removed_by: Mapped[str | None] = mapped_column(String(26))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TimelineEntry(Base):
    """One line of the 360° view (时间轴): an id and a label, never a text of the person."""

    __tablename__ = "citizen_timeline"
    __table_args__ = (
        UniqueConstraint("citizen_id", "source"),
        Index("ix_citizen_timeline_citizen_id", "citizen_id", "occurred_at"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizens.id"))
    source: Mapped[str] = mapped_column(String(120))
    label: Mapped[str] = mapped_column(String(60))
    object_kind: Mapped[str] = mapped_column(String(20))
    object_id: Mapped[str] = mapped_column(String(40))
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DeletionCertificate(Base):
    """Proof of a deletion: what, how many, by which rule (domain rules §13.2)."""

    __tablename__ = "deletion_certificates"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    what: Mapped[str] = mapped_column(String(60))
    rule: Mapped[str] = mapped_column(String(120))
    subject_id: Mapped[str | None] = mapped_column(String(26))
    counts: Mapped[dict[str, int]] = mapped_column(Json)
    actor_id: Mapped[str | None] = mapped_column(String(26))
    made_on: Mapped[date] = mapped_column(Date)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
