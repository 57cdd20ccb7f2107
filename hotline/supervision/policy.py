"""Numbers of e-supervision as data (监察政策): ladders, cards, returns and grades in one document.

Domain rules §4.7, §10: every number may be changed by an administrator; a policy is one immutable
document with a number and an effective date. Nothing here computes: ``rules`` does.
"""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hotline.kit.fieldfaults import FieldFault
from hotline.supervision.vocabulary import OrderLevel


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Ladder(_Frozen):
    """One escalation ladder; empty ``profiles`` or ``levels`` mean every one, ``None`` drops a rung.

    ``levels`` are the tiers of units (2 city … 5 village). Days are working days after the due time.
    """

    profiles: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    remind_percent: int | None = Field(default=50, ge=1, le=99)
    urge_after: int | None = Field(default=1, ge=1, le=60)
    supervise_after: int | None = Field(default=1, ge=1, le=60)
    red_card_after: int | None = Field(default=2, ge=1, le=60)
    notify_above: int | None = Field(default=5, ge=1, le=60)
    list_after: int | None = Field(default=10, ge=1, le=60)
    summon_after: int | None = Field(default=15, ge=1, le=60)

    def covers(self, profile: str, level: int | None) -> bool:
        """Tell whether the ladder is for tickets of ``profile`` at units of ``level``."""
        by_profile = not self.profiles or profile in self.profiles
        return by_profile and (not self.levels or level in self.levels)


class GradeLimits(_Frozen):
    """Points taken for a card, and the least score of each grade (domain rules §10.5)."""

    yellow_points: int = Field(default=2, ge=0, le=100)
    red_points: int = Field(default=5, ge=0, le=100)
    excellent: int = Field(default=95, ge=0, le=100)
    good: int = Field(default=85, ge=0, le=100)
    passed: int = Field(default=70, ge=0, le=100)

    @model_validator(mode="after")
    def _falling(self) -> Self:
        if not self.excellent > self.good > self.passed:
            raise FieldFault(
                "优秀、良好、合格的分数线须依次降低",
                "must have falling marks from excellent over good to passed",
            )
        return self


class SupervisionRules(_Frozen):
    """All numbers of one installation; ``number`` rises with every change."""

    number: int = 1
    ladders: tuple[Ladder, ...] = (Ladder(),)
    explain_days: int = Field(default=2, ge=1, le=30)
    decide_days: int = Field(default=3, ge=1, le=30)
    appeal_days: int = Field(default=5, ge=1, le=30)
    appeal_decide_days: int = Field(default=5, ge=1, le=30)
    yellows_for_red: int = Field(default=3, ge=2, le=30)
    rejected_returns: int = Field(default=2, ge=1, le=20)
    rejected_within_days: int = Field(default=30, ge=1, le=366)
    urges_for_notice: int = Field(default=3, ge=1, le=50)
    massed_citizens: int = Field(default=3, ge=2, le=1000)
    reply_days: Mapping[OrderLevel, int] = Field(
        default_factory=lambda: {
            OrderLevel.SUPERVISED: 3,
            OrderLevel.LISTED: 3,
            OrderLevel.SUMMONED: 3,
        }
    )
    urge_reply_minutes: int = Field(default=420, ge=1, le=4200)
    grades: GradeLimits = GradeLimits()

    @model_validator(mode="after")
    def _something_for_everyone(self) -> Self:
        if not any(not ladder.profiles and not ladder.levels for ladder in self.ladders):
            raise FieldFault(
                "须有一个适用于全部类别和层级的阶梯",
                "must have a ladder for every profile and level",
            )
        return self

    def ladder(self, profile: str, level: int | None) -> Ladder:
        """Return the first ladder that covers the profile and the unit's tier."""
        return next(ladder for ladder in self.ladders if ladder.covers(profile, level))

    def document(self) -> dict[str, Any]:
        """Return the policy as JSON members; ``model_validate`` reads it back."""
        return self.model_dump(mode="json")


DEFAULT = SupervisionRules()
