"""Importing what an administrator owns (基础数据导入): units, subject tree, limits, catalogue, articles and rules.

Each kind keeps its own import; here their reports become one form for the command line.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.imports.documents import Book, DocumentFile, import_document
from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.calendars import queries as calendars
from hotline.kit.calendars.arrangement import Proposal, read_upload
from hotline.kit.calendars.exchange import import_year
from hotline.kit.labels import LabelledEnum
from hotline.kit.organisation import exchange
from hotline.kit.organisation import queries as organisation
from knowledge.articles.imports import ImportOptions, import_articles
from knowledge.articles.rows import read_articles
from knowledge.differences import shortened
from routing import commands as routing
from routing.models import PolicyName
from routing.rules.transfer import PolicyFile, import_policy


class Kind(LabelledEnum):
    """What is imported."""

    UNITS = "units", "单位"
    TAXONOMY = "taxonomy", "事项分类"
    LIMITS = "limits", "办理时限"
    CATALOGUE = "catalogue", "派单目录"
    PLACES = "places", "地名"
    ARTICLES = "articles", "知识条目"
    RULES = "rules", "规则"
    CALENDAR = "calendar", "放假安排"
    POLICY = "policy", "时限政策"
    SUPERVISION_RULES = "supervision-rules", "监察政策"


@dataclass(frozen=True)
class Report:
    """What an import did or would do: counts by Chinese name, and (line, reason) of refused rows."""

    counts: Mapping[str, int]
    rejected: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    stored: bool = True

    @property
    def in_vain(self) -> bool:
        """Tell whether rows were refused and not one can be used."""
        return bool(self.rejected) and not any(self.counts.values())


@dataclass(frozen=True)
class Source:
    """The bytes of a file; ``version`` names a new subject tree.

    ``reason`` and ``effective_from`` (default: now) belong to a proposal, ``policy`` tells which rules,
    ``calendar`` (a code; default: the default calendar) and ``year`` which arrangement.
    """

    content: bytes
    version: str = ""
    dry_run: bool = False
    reason: str = "文件导入"
    effective_from: datetime | None = None
    policy: PolicyName = PolicyName.RULES
    calendar: str | None = None
    year: int = 0


async def import_master(session: AsyncSession, kind: Kind, source: Source) -> Report:
    """Import one file as the system; a dry run changes nothing.

    Raises ``Problem`` (422) for a file that is no table of this kind.
    """
    return await _IMPORTS[kind](session, source)


async def _units(session: AsyncSession, source: Source) -> Report:
    done = await exchange.import_units(
        session, source.content, actor=SYSTEM, dry_run=source.dry_run
    )
    counts = {
        "新增": len(done.added),
        "变更": len(done.changed),
        "调整隶属": len(done.moved),
        "未变": len(done.unchanged),
    }
    return Report(counts, [(r.row, f"{r.key} {r.reason}".strip()) for r in done.refused])


async def _taxonomy(session: AsyncSession, source: Source) -> Report:
    done = await routing.import_taxonomy(
        session,
        source.content,
        version=source.version,
        actor=SYSTEM,
        dry_run=source.dry_run,
    )
    counts = {
        "分类": done.categories,
        "新增": len(done.added),
        "变更": len(done.changed),
        "删除": len(done.removed),
    }
    return Report(counts, _lines(done.errors), stored=done.stored)


async def _limits(session: AsyncSession, source: Source) -> Report:
    return _rows(
        await routing.import_limits(session, source.content, actor=SYSTEM, dry_run=source.dry_run)
    )


async def _places(session: AsyncSession, source: Source) -> Report:
    return _rows(
        await routing.import_places(session, source.content, actor=SYSTEM, dry_run=source.dry_run)
    )


async def _catalogue(session: AsyncSession, source: Source) -> Report:
    done = await routing.import_catalogue(
        session, source.content, actor=SYSTEM, dry_run=source.dry_run
    )
    counts = {"新增": done.added, "替换": done.superseded, "未变": done.unchanged}
    warnings = [f"{fault.finding.label}：{fault.subject}" for fault in done.faults]
    return Report(counts, _lines(done.errors), warnings, stored=done.stored)


async def _articles(session: AsyncSession, source: Source) -> Report:
    options = ImportOptions(await organisation.ids_by_code(session), dry_run=source.dry_run)
    entries = read_articles(source.content)
    done = await import_articles(session, entries, options=options, actor=SYSTEM)
    counts = {
        "新增": len(done.added),
        "修订": len(done.changed),
        "未变": len(done.unchanged),
    }
    warnings = [
        f"{one.key} {field.label}：{shortened(field.before)} → {shortened(field.after)}"
        for one in done.differences
        for field in one.fields
    ]
    return Report(counts, done.rejected, warnings)


async def _rules(session: AsyncSession, source: Source) -> Report:
    wanted = PolicyFile(source.policy, source.content, source.reason, source.dry_run)
    done = await import_policy(session, wanted, actor=SYSTEM)
    counts = {
        "新增": len(done.added),
        "变更": len(done.changed),
        "删除": len(done.removed),
        "未变": len(done.unchanged),
    }
    told = [(r.row, f"{r.key} {r.reason}".strip()) for r in done.refused]
    return Report(counts, told, stored=done.policy is not None)


async def _calendar(session: AsyncSession, source: Source) -> Report:
    calendar = await calendars.get_by_code(session, source.calendar)
    days = tuple(read_upload(source.content))
    proposal = Proposal(source.reason, source.year, days)
    actor = None if source.dry_run else SYSTEM
    done = await import_year(session, calendar.id, proposal, actor=actor)
    report = done.report
    counts = {"日期": len(days), "待批准版本": done.version.number if done.version else 0}
    if report is None:
        return Report(counts, stored=done.version is not None)
    counts |= {"新增": len(report.added), "删除": len(report.removed)}
    faults = [(0, error) for error in report.errors]
    warnings = ["与现行安排相同，无需提交"] if done.unchanged else report.warnings
    return Report(counts, faults, warnings, stored=done.version is not None)


async def _policy(session: AsyncSession, source: Source) -> Report:
    return await _document(session, Book.LIMITS, source)


async def _supervision(session: AsyncSession, source: Source) -> Report:
    return await _document(session, Book.SUPERVISION, source)


async def _document(session: AsyncSession, book: Book, source: Source) -> Report:
    begins = source.effective_from or clock.now()
    file = DocumentFile(source.content, source.reason, begins, source.dry_run)
    done = await import_document(session, book, file, actor=SYSTEM)
    counts = {
        "变更": len(done.changed),
        "未变": len(done.unchanged),
        "待批准版本": done.proposal or 0,
    }
    warnings = [f"变更：{'、'.join(done.changed)}"] if done.changed else []
    warnings += [f"开关：{words}" for words in done.turned]
    return Report(counts, [], warnings, stored=done.proposal is not None)


def _rows(done: Any) -> Report:
    counts = {"新增": done.added, "变更": done.changed, "未变": done.unchanged}
    return Report(counts, _lines(done.errors), stored=done.stored)


def _lines(errors: Any) -> list[tuple[int, str]]:
    return [(error.line, error.reason) for error in errors]


_IMPORTS: Mapping[Kind, Callable[[AsyncSession, Source], Awaitable[Report]]] = {
    Kind.UNITS: _units,
    Kind.TAXONOMY: _taxonomy,
    Kind.LIMITS: _limits,
    Kind.CATALOGUE: _catalogue,
    Kind.PLACES: _places,
    Kind.ARTICLES: _articles,
    Kind.RULES: _rules,
    Kind.CALENDAR: _calendar,
    Kind.POLICY: _policy,
    Kind.SUPERVISION_RULES: _supervision,
}
