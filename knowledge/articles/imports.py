"""Importing articles (知识导入): JSON lines, idempotent by key, with a dry run and reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import orjson
from pydantic import Field, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.fieldfaults import field_errors
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish
from knowledge.articles.models import Article, ArticleState, Capacity, Review, ReviewStep, Revision
from knowledge.articles.queries import find_article_by_key, get_revision
from knowledge.articles.schemas import (
    ArticleIn,
    CategoryCode,
    Cite,
    Content,
    Details,
    ItemCode,
    Key,
    Line,
    Placement,
    Short,
    Strict,
)
from knowledge.articles.service import (
    create_article,
    place,
    put_in_force,
    revise,
)
from knowledge.audience import Audience
from knowledge.events import KnowledgeChanged
from knowledge.owning import OfAnotherUnit, answers_for
from knowledge.search.port import DocumentKind

MANY = 50  # changes beyond which the index is built anew once, which is quicker than one by one


class ArticleRow(Strict):
    """One line of an import file."""

    key: Key
    title: str
    questions: list[Line] = Field(default_factory=list)
    keywords: list[Line] = Field(default_factory=list)
    spoken: str
    answer: str
    conditions: list[Line] = Field(default_factory=list)
    materials: list[Line] = Field(default_factory=list)
    steps: list[Line] = Field(default_factory=list)
    fee: Short = ""
    place: Short = ""
    phone: Short = ""
    basis: list[Line] = Field(default_factory=list)
    items: list[ItemCode] = Field(default_factory=list)
    cites: list[Cite] = Field(default_factory=list)
    category: CategoryCode | None = None
    owner_unit_code: str
    audience: Audience = Audience.PUBLIC
    districts: list[str] = Field(default_factory=list)
    valid_from: date
    valid_to: date | None = None
    review_by: date | None = None

    def content(self) -> Content:
        """Return what the revision says."""
        return Content(
            title=self.title,
            questions=self.questions,
            keywords=self.keywords,
            spoken=self.spoken,
            answer=self.answer,
            details=Details(
                conditions=self.conditions,
                materials=self.materials,
                steps=self.steps,
                fee=self.fee,
                place=self.place,
                phone=self.phone,
                basis=self.basis,
            ),
            items=self.items,
            cites=self.cites,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            review_by=self.review_by,
        )

    def placement(self, unit_ids: Mapping[str, str]) -> Placement:
        """Return where the article belongs; ``unit_ids`` maps unit codes to ids."""
        return Placement(
            owner_unit_code=self.owner_unit_code,
            owner_unit_id=unit_ids.get(self.owner_unit_code),
            category_code=self.category,
            districts=self.districts,
            audience=self.audience,
        )


@dataclass
class ImportReport:
    """What an import did or, in a dry run, would do; ``rejected`` holds (line number, reason)."""

    created: list[str] = field(default_factory=list)
    revised: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    rejected: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class ImportOptions:
    """``unit_ids`` maps the known unit codes to ids; a row of an unknown unit is rejected.

    With ``as_drafts`` the texts wait for their two approvals instead of being published, and where an
    article belongs stays as it is.
    """

    unit_ids: Mapping[str, str]
    dry_run: bool = False
    as_drafts: bool = False


async def import_articles(
    session: AsyncSession, lines: Iterable[str], *, options: ImportOptions, actor: Actor
) -> ImportReport:
    """Import and publish articles; a row whose content is already in force changes nothing.

    The import is an administrator's act: it is recorded as IMPORTED beside each revision instead
    of the two approvals, unless the texts come ``as_drafts``. A wrong row is listed with its reason and
    never stops the others.
    """
    report = ImportReport()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = ArticleRow.model_validate(orjson.loads(line))
            content, placement = row.content(), row.placement(options.unit_ids)
        except (ValueError, ValidationError) as error:
            report.rejected.append((number, _reason(error)))
            continue
        if placement.owner_unit_id is None:
            report.rejected.append((number, f"没有编码为 {row.owner_unit_code} 的单位"))
            continue
        article = await find_article_by_key(session, row.key)
        if article is not None and not await answers_for(session, actor, article.owner_unit_id):
            report.rejected.append((number, OfAnotherUnit.title_zh))
            continue
        wanted = ArticleIn(key=row.key, placement=placement, content=content)
        same = await _same(session, article, wanted, as_draft=options.as_drafts)
        _outcome(report, article, same).append(row.key)
        if not same and not options.dry_run:
            store = _draft if options.as_drafts else _store
            await store(session, article, wanted, actor)
    if not options.dry_run and (report.created or report.revised):
        after = {"created": len(report.created), "revised": len(report.revised)}
        await record_change(session, actor, Change("article.import", "article", "-", None, after))
        if not options.as_drafts:
            await _tell_the_index(session, [*report.created, *report.revised])
    return report


async def _tell_the_index(session: AsyncSession, keys: list[str]) -> None:
    kind = DocumentKind.ARTICLE.value
    if len(keys) > MANY:
        await publish(session, KnowledgeChanged(kind, "", 0))
        return
    for key in keys:
        article = await find_article_by_key(session, key)
        if article is not None:
            await publish(session, KnowledgeChanged(kind, article.id, article.version))


def _outcome(report: ImportReport, article: Article | None, same: bool) -> list[str]:  # noqa: FBT001 — internal
    if article is None:
        return report.created
    return report.unchanged if same else report.revised


async def _same(
    session: AsyncSession, article: Article | None, wanted: ArticleIn, *, as_draft: bool
) -> bool:
    """Tell whether the text is in force in its place, or waits as the draft that it would become."""
    if article is None:
        return False
    if as_draft and article.draft_revision_id is not None:
        draft = await get_revision(session, article.draft_revision_id)
        return _says(draft, wanted.content)
    if article.current_revision_id is None or article.state != ArticleState.PUBLISHED.value:
        return False
    placed = as_draft or _placed(article, wanted.placement)
    return placed and _says(
        await get_revision(session, article.current_revision_id), wanted.content
    )


def _placed(article: Article, placement: Placement) -> bool:
    return (
        article.owner_unit_id == placement.owner_unit_id
        and article.category_code == placement.category_code
        and article.districts == placement.districts
        and article.audience == placement.audience.value
    )


def _says(revision: Revision, content: Content) -> bool:
    """Compare a stored text with a wanted one; a review day left open is as it stands."""
    stored = Content(
        title=revision.title,
        questions=revision.questions,
        keywords=revision.keywords,
        spoken=revision.spoken,
        answer=revision.answer,
        details=Details.model_validate(revision.details),
        items=revision.items,
        cites=revision.cites,
        valid_from=revision.valid_from,
        valid_to=revision.valid_to,
        review_by=revision.review_by,
    )
    review_by = content.review_by or revision.review_by
    return stored == content.model_copy(update={"review_by": review_by})


async def _draft(
    session: AsyncSession, article: Article | None, wanted: ArticleIn, actor: Actor
) -> None:
    if article is None:
        await create_article(session, draft=wanted, actor=actor)
        return
    await revise(
        session,
        article_id=article.id,
        version=article.version,
        content=wanted.content,
        actor=actor,
    )


async def _store(
    session: AsyncSession, article: Article | None, wanted: ArticleIn, actor: Actor
) -> None:
    if article is None:
        article = await create_article(session, draft=wanted, actor=actor)
        revision = await get_revision(session, article.draft_revision_id or "")
    else:
        await place(
            session,
            article_id=article.id,
            version=article.version,
            placement=wanted.placement,
            actor=actor,
        )
        revision = await revise(
            session,
            article_id=article.id,
            version=article.version,
            content=wanted.content,
            actor=actor,
        )
    session.add(_imported(revision, actor))
    await put_in_force(session, article, revision, quietly=True)


def _imported(revision: Revision, actor: Actor) -> Review:
    return Review(
        id=new_id(),
        article_id=revision.article_id,
        revision_id=revision.id,
        step=ReviewStep.IMPORTED.value,
        capacity=Capacity.SYSTEM.value,
        actor_id=actor.account_id,
        note="",
        decided_at=clock.now(),
    )


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = field_errors(error.errors())[0]
        return f"{first['field'] or '本行'}：{first['reason']}"
    return "不是有效的 JSON"
