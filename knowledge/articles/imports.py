"""Importing articles (知识导入): JSON lines or a table, idempotent by key, with a dry run and reasons."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.outbox.service import publish
from knowledge.articles.queries import find_article_by_key
from knowledge.articles.rows import ArticleRow, given
from knowledge.articles.taking import take_article
from knowledge.events import KnowledgeChanged
from knowledge.lines import Entry, EntryReport, Taken, Taking, json_entries, take_each, taken
from knowledge.search.port import DocumentKind

MANY = 50  # changes beyond which the index is built anew once, which is quicker than one by one


@dataclass(frozen=True)
class ImportOptions:
    """``unit_ids`` maps the known unit codes to ids; a row of an unknown unit is rejected.

    With ``as_drafts`` the texts wait for their two approvals instead of being published, and where an
    article belongs stays as it is; the report says so where the file wants it elsewhere.
    """

    unit_ids: Mapping[str, str]
    dry_run: bool = False
    as_drafts: bool = False


async def import_articles(
    session: AsyncSession,
    entries: Iterable[str | Entry],
    *,
    options: ImportOptions,
    actor: Actor,
) -> EntryReport:
    """Import and publish articles, lines of JSON or entries that were read; what is in force changes nothing.

    The import is an administrator's act: it is recorded as IMPORTED beside each revision instead
    of the two approvals, unless the texts come ``as_drafts``. A wrong row is listed with its reason and
    never stops the others.
    """
    report = EntryReport(dry_run=options.dry_run)

    async def take(entry: Entry) -> Taken:
        row = taken(entry, ArticleRow)
        how = Taking(row.version, options.dry_run, options.as_drafts)
        wanted = given(row, row.key, options.unit_ids)
        return await take_article(session, wanted, how=how, actor=actor)

    await take_each(_entries(entries), "key", report, take)
    if report.changes and not options.dry_run:
        after = {"created": len(report.added), "revised": len(report.changed)}
        await record_change(session, actor, Change("article.import", "article", "-", None, after))
        if not options.as_drafts:
            await _tell_the_index(session, [*report.added, *report.changed])
    return report


def _entries(given_lines: Iterable[str | Entry]) -> Iterator[Entry]:
    for number, one in enumerate(given_lines, start=1):
        if isinstance(one, Entry):
            yield one
        else:
            yield from (replace(entry, number=number) for entry in json_entries([one]))


async def _tell_the_index(session: AsyncSession, keys: list[str]) -> None:
    kind = DocumentKind.ARTICLE.value
    if len(keys) > MANY:
        await publish(session, KnowledgeChanged(kind, "", 0))
        return
    for key in keys:
        article = await find_article_by_key(session, key)
        if article is not None:
            await publish(session, KnowledgeChanged(kind, article.id, article.version))
