"""What routing tells (分类与派单目录事件): the snapshot of every process is built anew on each."""

from dataclasses import dataclass
from typing import ClassVar

from hotline.kit.events import Event


@dataclass(frozen=True)
class TaxonomyChanged(Event):
    """Another version of the subject tree is in force."""

    name: ClassVar[str] = "taxonomy.changed"

    version: str


@dataclass(frozen=True)
class CatalogueChanged(Event):
    """Rows of the dispatch catalogue were approved or ended."""

    name: ClassVar[str] = "catalogue.changed"

    row_ids: list[str]


@dataclass(frozen=True)
class GazetteerChanged(Event):
    """Place names were imported."""

    name: ClassVar[str] = "gazetteer.changed"

    places: int


@dataclass(frozen=True)
class RoutingPolicyChanged(Event):
    """Another version of the rules or of the wording table is in force."""

    name: ClassVar[str] = "routing_policy.changed"

    policy: str
    number: int


@dataclass(frozen=True)
class HotTopicTold(Event):
    """A hot topic opened, grew or ended; ``change`` is one of ``HotChange``."""

    name: ClassVar[str] = "hot_topic.told"

    topic_id: str
    change: str


@dataclass(frozen=True)
class HotAlertsHeldBack(Event):
    """The day's limit of hot topic alerts was reached; what follows stands in the list only."""

    name: ClassVar[str] = "hot_topic.held_back"

    day: str


@dataclass(frozen=True)
class HotBriefMade(Event):
    """The briefs of ``days`` (ISO dates) were written."""

    name: ClassVar[str] = "hot_brief.made"

    days: list[str]


@dataclass(frozen=True)
class AgreementFell(Event):
    """People agreed less with the suggestions of ``question`` in an ISO ``week`` than before."""

    name: ClassVar[str] = "drift.fell"

    week: str
    question: str
    alert_ids: list[str]
