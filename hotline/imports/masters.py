"""Importing what an administrator owns (基础数据导入): units, subject tree, limits, catalogue, places, articles.

Each kind keeps its own import; here their reports become one form for the command line.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import SYSTEM
from hotline.kit.labels import LabelledEnum
from hotline.kit.organisation import exchange
from hotline.kit.organisation import queries as organisation
from knowledge.imports import ImportOptions, import_articles
from routing import commands as routing


class Kind(LabelledEnum):
    """What is imported."""

    UNITS = "units", "单位"
    TAXONOMY = "taxonomy", "事项分类"
    LIMITS = "limits", "办理时限"
    CATALOGUE = "catalogue", "派单目录"
    PLACES = "places", "地名"
    ARTICLES = "articles", "知识条目"


@dataclass(frozen=True)
class Report:
    """What an import did or would do: counts by Chinese name, and (line, reason) of refused rows."""

    counts: Mapping[str, int]
    rejected: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    stored: bool = True


@dataclass(frozen=True)
class Source:
    """The bytes of a file; ``version`` names a new subject tree."""

    content: bytes
    version: str = ""
    dry_run: bool = False


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
        "新增": len(done.created),
        "变更": len(done.changed),
        "调整隶属": len(done.moved),
        "未变": len(done.unchanged),
    }
    return Report(counts, [(r.line, f"{r.code} {r.reason}".strip()) for r in done.rejected])


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
    lines = source.content.decode("utf-8-sig", errors="replace").splitlines()
    done = await import_articles(session, lines, options=options, actor=SYSTEM)
    counts = {
        "新增": len(done.created),
        "修订": len(done.revised),
        "未变": len(done.unchanged),
    }
    return Report(counts, list(done.rejected))


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
}
