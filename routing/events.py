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
