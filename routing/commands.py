"""What the command line does with routing (训练与导入命令): plain functions with a progress callback."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import Actor
from hotline.kit.sheets import decode, read_rows, read_sheet
from hotline.kit.text import Wording
from routing import catalogue_flow, limits, modelfile, places, policies, service
from routing.catalogue_import import CatalogueReport
from routing.coldstart import ColdStart
from routing.errors import NothingToLearn
from routing.kinds import KindCues
from routing.models import PolicyName, RoutingPolicy
from routing.rules import RuleError, RuleSet, inspect_rules
from routing.service import ImportReport
from routing.suggestion import Evidence
from routing.taxonomy import Taxonomy
from routing.taxonomy_import import TaxonomyReport
from routing.training import Options, Progress, Sample, prepare
from routing.training import train as fit

HEADS = ("kind", "category", "unit")


@dataclass(frozen=True)
class Columns:
    """Which columns of a file hold the text and the label of every question."""

    text: str = "text"
    labels: Mapping[str, str] = field(default_factory=lambda: {head: head for head in HEADS})


@dataclass(frozen=True)
class TrainPlan:
    """Where the model goes, the key it is signed with, and whether a worse one may replace it."""

    folder: Path
    key: bytes
    options: Options = field(default_factory=Options)
    force: bool = False


@dataclass(frozen=True)
class TrainOutcome:
    """What a training did; ``told`` explains it in one Chinese sentence."""

    card: dict[str, Any]
    promoted: bool
    told: str
    path: Path | None = None


def read_samples(raw: bytes, columns: Columns | None = None) -> list[Sample]:
    """Return the labelled texts of a JSONL, CSV or XLSX file.

    Raises ``NothingToLearn`` (422) naming a missing column or the wrong line, ``SheetUnreadable`` (422).
    """
    wanted = columns or Columns()
    records = (
        list(_jsonl(raw)) if raw.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"{") else read_sheet(raw)
    )
    if records and not any(wanted.text in record for record in records):
        known = "、".join(sorted(records[0]))
        raise NothingToLearn(
            f"没有名为“{wanted.text}”的文本列，现有：{known}", f"No column {wanted.text}"
        )
    return [_sample(record, wanted) for record in records]


def _jsonl(raw: bytes) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(decode(raw).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise NothingToLearn(
                f"第 {number} 行不是有效的 JSON", f"Line {number} is no JSON"
            ) from error
        if not isinstance(record, dict):
            raise NothingToLearn(f"第 {number} 行应为对象", f"Line {number} is no object")
        yield record


def _sample(record: Mapping[str, Any], columns: Columns) -> Sample:
    labels = {head: _first(record.get(name)) for head, name in columns.labels.items()}
    return Sample(
        str(record.get(columns.text) or ""),
        {head: found for head, found in labels.items() if found},
    )


def _first(value: Any) -> str:
    """Return one label; of a list the first, the lead unit."""
    if isinstance(value, list):
        return str(value[0]).strip() if value else ""
    return "" if value is None else str(value).strip()


def options_for(taxonomy: Taxonomy, wording: Wording | None = None) -> Options:
    """Return the settings to train with beside a tree: it teaches, and its words speak along."""
    cold, cues = ColdStart(taxonomy), KindCues()

    def kinds(prepared: str) -> dict[str, float]:
        return {kind.value: share for kind, share in cues.score(prepared)[0].items()}

    def categories(prepared: str) -> dict[str, float]:
        return {guess.code: guess.confidence for guess in cold.guess(prepared)}

    return Options(
        heads=HEADS,
        wording=wording or Wording({}),
        extra=tree_samples(taxonomy),
        words={"kind": kinds, "category": categories},
    )


def tree_samples(taxonomy: Taxonomy) -> tuple[Sample, ...]:
    """Return what the tree itself teaches: names, scope notes and keywords of its leaves (冷启动语料)."""
    samples = []
    for leaf in taxonomy.leaves():
        labels = {"category": leaf.code}
        if leaf.kind_hint is not None:
            labels["kind"] = leaf.kind_hint.value
        told = (f"{leaf.name}。{leaf.scope_note}", " ".join((leaf.name, *leaf.keywords)))
        samples += [Sample(text, labels) for text in dict.fromkeys(told)]
    return tuple(samples)


def train(
    samples: Iterable[Sample], plan: TrainPlan, progress: Progress | None = None
) -> TrainOutcome:
    """Train, store the signed model, and promote it unless it is worse than the present one.

    Nothing is trained when neither data nor settings changed, and the outcome says so. Raises
    ``NothingToLearn`` (422).
    """
    given = list(samples)
    present = modelfile.load(plan.folder, plan.key)
    digest = present.card["data_digest"] if present.card and not plan.force else None
    if digest is not None and digest == prepare(given, plan.options).digest:
        told = "数据与设置均未变化，沿用现有模型"
        return TrainOutcome(present.card or {}, promoted=False, told=told)
    trained = fit(given, plan.options, progress)
    version = trained.classifier.version
    path = modelfile.path_of(plan.folder, version)
    modelfile.write(path, modelfile.pack(trained.classifier, trained.card, plan.key))
    modelfile.write(path.with_suffix(".card.json"), orjson.dumps(trained.card, option=2))
    worse = worse_heads(trained.card, present.card)
    if worse and not plan.force:
        told = f"新模型在 {'、'.join(worse)} 上不如现有模型，未启用；文件已保存"
        return TrainOutcome(trained.card, promoted=False, told=told, path=path)
    modelfile.promote(plan.folder, version)
    return TrainOutcome(trained.card, promoted=True, told=f"已启用模型 {version}", path=path)


def worse_heads(new: Mapping[str, Any], old: Mapping[str, Any] | None) -> list[str]:
    """List the questions the new model answers worse, by more than the held-out figure's own error."""
    worse = []
    for head, before in (old or {}).get("heads", {}).items():
        figures = new["heads"].get(head)
        if figures is None:
            worse.append(head)
            continue
        share, texts = before["top1"], max(figures["texts"], 1)
        if figures["top1"] < share - sqrt(share * (1 - share) / texts):
            worse.append(head)
    return worse


def roll_back(folder: Path) -> bool:
    """Return to the model before the last promotion; false if there is none."""
    return modelfile.roll_back(folder)


async def import_taxonomy(
    session: AsyncSession, raw: bytes, *, version: str, actor: Actor, dry_run: bool = False
) -> TaxonomyReport:
    """Import a subject tree from CSV or XLSX (see ``service.import_taxonomy``)."""
    return await service.import_taxonomy(
        session, read_sheet(raw, gaps=True), version=version, actor=actor, dry_run=dry_run
    )


async def import_limits(
    session: AsyncSession, raw: bytes, *, actor: Actor, dry_run: bool = False
) -> ImportReport:
    """Import limits from CSV or XLSX (see ``limits.import_limits``)."""
    return await limits.import_limits(session, read_rows(raw), actor=actor, dry_run=dry_run)


async def import_places(
    session: AsyncSession, raw: bytes, *, actor: Actor, dry_run: bool = False
) -> ImportReport:
    """Import place names from CSV or XLSX (see ``places.import_places``)."""
    return await places.import_places(session, read_rows(raw), actor=actor, dry_run=dry_run)


async def import_catalogue(
    session: AsyncSession, raw: bytes, *, actor: Actor, dry_run: bool = False
) -> CatalogueReport:
    """Import the dispatch catalogue from CSV or XLSX (see ``catalogue_flow.import_rows``)."""
    records = read_sheet(raw, gaps=True)
    return await catalogue_flow.import_rows(session, records, actor=actor, dry_run=dry_run)


async def import_rules(
    session: AsyncSession, content: Any, *, note: str, actor: Actor
) -> RoutingPolicy:
    """Propose rules (a list of mappings); the system's own are in force at once."""
    return await policies.propose_policy(
        session, name=PolicyName.RULES, content=content, note=note, actor=actor
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
    rules: tuple[tuple[str, Evidence], ...]


def try_rules(content: Any, texts: Sequence[str]) -> tuple[list[BenchRow], list[RuleError]]:
    """Try rules on texts without storing anything (规则试验台); faults of rules are listed, not raised."""
    good, errors = inspect_rules(content)
    rules = RuleSet(good)
    rows = [
        BenchRow(
            text,
            tuple((a.rule.id, Evidence(a.start, a.end, "rule")) for a in rules.test(text)),
        )
        for text in texts
    ]
    return rows, errors
