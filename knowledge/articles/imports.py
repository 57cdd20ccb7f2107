"""Importing articles (知识导入): JSON lines or a table, idempotent by key, with a dry run and reasons."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.errors import Problem
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish
from hotline.kit.transfer import Refusal
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
from knowledge.lines import (
    Entry,
    LineInvalid,
    fault_of,
    json_entries,
    read_entries,
    refusal,
    taken,
)
from knowledge.owning import require_answering
from knowledge.search.port import DocumentKind

_UNPLACED = (
    "归属与现有不同，未改动；请在知识页调整归属",
    "Belongs elsewhere than the file says; left as it is, to be placed by itself",
)
# A table may be headed in Chinese.
_HEADINGS = {
    "编码": "key",
    "标题": "title",
    "问法": "questions",
    "关键词": "keywords",
    "口径": "spoken",
    "答案": "answer",
    "条件": "conditions",
    "材料": "materials",
    "步骤": "steps",
    "费用": "fee",
    "地点": "place",
    "电话": "phone",
    "依据": "basis",
    "相关事项": "items",
    "引用": "cites",
    "分类": "category",
    "责任单位": "owner_unit_code",
    "公开范围": "audience",
    "区划": "districts",
    "生效日期": "valid_from",
    "失效日期": "valid_to",
    "复审日期": "review_by",
}
_SEVERAL = ("questions", "keywords", "conditions", "materials", "steps", "basis", "items", "cites")
_LISTS = frozenset({*_SEVERAL, "districts"}) | {
    name for name, ours in _HEADINGS.items() if ours in {*_SEVERAL, "districts"}
}
MANY = 50  # changes beyond which the index is built anew once, which is quicker than one by one


def _cite(given: Any) -> Any:
    """Take ``item:field`` of a cell for what it says."""
    item, colon, cited = given.rpartition(":") if isinstance(given, str) else ("", "", "")
    return {"item": item, "field": cited} if colon else given


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
    cites: list[Annotated[Cite, BeforeValidator(_cite)]] = Field(default_factory=list)
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
    """What an import did or, in a dry run, would do; ``unplaced`` keep the place that they have."""

    created: list[str] = field(default_factory=list)
    revised: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    unplaced: list[Refusal] = field(default_factory=list)

    @property
    def rejected(self) -> list[tuple[int, str]]:
        """Return the number and the reason of every entry that is not taken."""
        return [(refusal.row, refusal.reason) for refusal in self.refused]


@dataclass(frozen=True)
class ImportOptions:
    """``unit_ids`` maps the known unit codes to ids; a row of an unknown unit is rejected.

    With ``as_drafts`` the texts wait for their two approvals instead of being published, and where an
    article belongs stays as it is; the report says so where the file wants it elsewhere.
    """

    unit_ids: Mapping[str, str]
    dry_run: bool = False
    as_drafts: bool = False


def read_articles(content: bytes) -> Iterator[Entry]:
    """Yield the entries of a file: JSON lines, CSV or XLSX, headed by our names or their Chinese ones.

    Raises ``SheetUnreadable`` (422) for what is neither.
    """
    for entry in read_entries(content, _LISTS):
        named = {_HEADINGS.get(name, name): cell for name, cell in entry.cells.items()}
        yield replace(entry, cells=named)


async def import_articles(
    session: AsyncSession,
    entries: Iterable[str | Entry],
    *,
    options: ImportOptions,
    actor: Actor,
) -> ImportReport:
    """Import and publish articles, lines of JSON or entries that were read; what is in force changes nothing.

    The import is an administrator's act: it is recorded as IMPORTED beside each revision instead
    of the two approvals, unless the texts come ``as_drafts``. A wrong row is listed with its reason and
    never stops the others.
    """
    report = ImportReport()
    for entry in _entries(entries):
        try:
            await _take(session, entry, (options, report), actor)
        except Problem as problem:
            report.refused.append(refusal(entry, "key", problem))
    if not options.dry_run and (report.created or report.revised):
        after = {"created": len(report.created), "revised": len(report.revised)}
        await record_change(session, actor, Change("article.import", "article", "-", None, after))
        if not options.as_drafts:
            await _tell_the_index(session, [*report.created, *report.revised])
    return report


def _entries(given: Iterable[str | Entry]) -> Iterator[Entry]:
    for number, one in enumerate(given, start=1):
        if isinstance(one, Entry):
            yield one
        else:
            yield from (replace(entry, number=number) for entry in json_entries([one]))


async def _take(
    session: AsyncSession,
    entry: Entry,
    wanted: tuple[ImportOptions, ImportReport],
    actor: Actor,
) -> None:
    options, report = wanted
    given = _given(entry, options.unit_ids)
    article = await find_article_by_key(session, given.key)
    if article is not None:
        await require_answering(session, actor, article.owner_unit_id)
        if options.as_drafts and not _placed(article, given.placement):
            report.unplaced.append(Refusal(entry.number, given.key, *_UNPLACED))
    same = await _same(session, article, given, as_draft=options.as_drafts)
    if not same and not options.dry_run:
        store = _draft if options.as_drafts else _store
        async with session.begin_nested():  # of an entry that is refused nothing stays
            await store(session, article, given, actor)
    _outcome(report, article, same).append(given.key)


def _given(entry: Entry, unit_ids: Mapping[str, str]) -> ArticleIn:
    """Return what an entry wants; raises ``LineInvalid`` (422)."""
    row = taken(entry, ArticleRow)
    try:
        given = ArticleIn(key=row.key, placement=row.placement(unit_ids), content=row.content())
    except ValidationError as error:
        raise fault_of(error) from error
    if given.placement.owner_unit_id is None:
        code = row.owner_unit_code[:40]
        raise LineInvalid(f"没有编码为 {code} 的单位", f"No unit with the code {code!r}")
    return given


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
