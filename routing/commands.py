"""What the command line and the pages import into routing (导入命令): plain functions; see `training.commands` to train."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import Actor
from hotline.kit.sheets import read_rows
from routing.catalogue import service as catalogue_service
from routing.catalogue.files import CatalogueReport
from routing.extract import place_files
from routing.imports import ImportReport
from routing.limits import files as limit_files
from routing.models import PolicyName, RoutingPolicy
from routing.rules import policies
from routing.rules.ruleset import Alarm, Listener, RuleError, RuleSet, inspect_rules
from routing.taxonomy import service as taxonomy_service
from routing.taxonomy.files import TaxonomyReport


async def import_taxonomy(
    session: AsyncSession, raw: bytes, *, version: str, actor: Actor, dry_run: bool = False
) -> TaxonomyReport:
    """Import a subject tree from CSV or XLSX (see ``taxonomy.service.import_taxonomy``)."""
    return await taxonomy_service.import_taxonomy(
        session, read_rows(raw), version=version, actor=actor, dry_run=dry_run
    )


async def import_limits(
    session: AsyncSession, raw: bytes, *, actor: Actor, dry_run: bool = False
) -> ImportReport:
    """Import limits from CSV or XLSX (see ``limits.files.import_limits``)."""
    return await limit_files.import_limits(session, read_rows(raw), actor=actor, dry_run=dry_run)


async def import_places(
    session: AsyncSession, raw: bytes, *, actor: Actor, dry_run: bool = False
) -> ImportReport:
    """Import place names from CSV or XLSX (see ``extract.place_files.import_places``)."""
    return await place_files.import_places(session, read_rows(raw), actor=actor, dry_run=dry_run)


async def import_catalogue(
    session: AsyncSession, raw: bytes, *, actor: Actor, dry_run: bool = False
) -> CatalogueReport:
    """Import the dispatch catalogue from CSV or XLSX (see ``catalogue.service.import_rows``)."""
    return await catalogue_service.import_rows(
        session, read_rows(raw), actor=actor, dry_run=dry_run
    )


async def import_rules(
    session: AsyncSession, content: Any, *, note: str, actor: Actor
) -> RoutingPolicy:
    """Propose rules (a list of mappings); the system's own are in force at once."""
    return await policies.propose_policy(
        session, name=PolicyName.RULES, content=content, note=note, actor=actor
    )


async def import_dangers(
    session: AsyncSession, content: Any, *, note: str, actor: Actor
) -> RoutingPolicy:
    """Propose sentences of danger and of daily life; the system's own are in force at once."""
    return await policies.propose_policy(
        session, name=PolicyName.DANGERS, content=content, note=note, actor=actor
    )


async def import_wording(
    session: AsyncSession, content: Any, *, note: str, actor: Actor
) -> RoutingPolicy:
    """Propose the dialect wording table (a mapping); the system's own is in force at once."""
    return await policies.propose_policy(
        session, name=PolicyName.WORDING, content=content, note=note, actor=actor
    )


@dataclass(frozen=True)
class BenchRow:
    """One text of the rules' test bench with the rules that apply."""

    text: str
    alarms: tuple[Alarm, ...]


def try_rules(
    content: Any, texts: Sequence[str], ear: Listener | None = None
) -> tuple[list[BenchRow], list[RuleError]]:
    """Try rules on texts without storing anything (规则试验台); faults of rules are listed, not raised."""
    good, errors = inspect_rules(content)
    rules = RuleSet(good, ear)
    return [BenchRow(text, tuple(rules.test(text))) for text in texts], errors
