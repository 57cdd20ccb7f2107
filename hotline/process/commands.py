"""What comes in and what was registered (受理指令·受理结果): plain values of the intake."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crm.identity import NewCitizen
from hotline.kit.auth.actor import SYSTEM, Actor
from hotline.tickets.opening import OpeningIn
from hotline.tickets.vocabulary import Channel, SourcePlatform
from routing.suggestion import Suggestion
from routing.taxonomy.tree import RequestKind, RespondentKind, Urgency


@dataclass(frozen=True)
class Where:
    """The place as it was given; every part may be missing."""

    district_code: str | None = None
    town_code: str | None = None
    address: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    village_code: str | None = None

    @property
    def hint(self) -> str:
        """The finest code, else the address, as a hint for routing."""
        return self.town_code or self.district_code or self.address or ""


@dataclass(frozen=True)
class Respondent:
    """Whom the contact is about, as it was told; ``unknown`` says that nobody could be named."""

    kind: RespondentKind | None = None
    name: str | None = None
    address: str | None = None
    phone: str | None = None
    unknown: bool = False


@dataclass(frozen=True)
class IntakeCommand:
    """One contact as it came; what is not known is left out.

    ``citizen`` is ``None`` for somebody unknown and anonymous. ``submission_key`` makes a repeated
    submission find its first ticket, with the same query code. ``historical`` tickets are closed from the start, have no clocks and
    tell nobody. ``tell_receipt`` sends number and code to the citizen (M01) after the registration; a text
    message is answered by the inbox.
    """

    channel: Channel
    content: str
    received_at: datetime
    citizen: NewCitizen | None = None
    actor: Actor = SYSTEM
    kind: RequestKind | None = None
    category_code: str | None = None
    urgency: Urgency | None = None
    where: Where = field(default_factory=Where)
    answers: dict[str, str] = field(default_factory=dict)
    confidential: bool = False
    reply_wanted: bool = True
    publish_allowed: bool = False
    language: str = "cmn"
    source_platform: SourcePlatform = SourcePlatform.NONE
    external_ref: str | None = None
    external_due_at: datetime | None = None
    conversation_id: str | None = None
    call_id: str | None = None
    agent_note: str | None = None
    occurred_at: datetime | None = None
    occurred_until: datetime | None = None
    respondent: Respondent | None = None
    attachments: tuple[str, ...] = ()
    submission_key: str | None = None
    historical: bool = False
    tell_receipt: bool = False


@dataclass(frozen=True)
class Accepted:
    """What was registered; ``repeated`` tells that the submission was known already."""

    ticket_id: str
    number: str
    query_code: str
    promise_due_at: datetime | None
    suggestion: dict[str, Any]
    repeated: bool = False

    @property
    def alarms(self) -> list[dict[str, Any]]:
        """Rules that spoke: emergencies, secrecy, remit."""
        found: list[dict[str, Any]] = self.suggestion.get("alarms", [])
        return found


@dataclass(frozen=True)
class Prepared:
    """A command with everything that needed no database."""

    command: IntakeCommand
    opening: OpeningIn
    suggestion: Suggestion
    document: dict[str, Any]
