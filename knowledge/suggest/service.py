"""Suggesting (联想与推荐): how typing goes on, what belongs beside a document, what many people want now."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from knowledge.articles.cited import ArticleCitation
from knowledge.articles.models import Article
from knowledge.audience import Audience
from knowledge.desk import Asked, SearchDesk
from knowledge.feedback.errors import DocumentUnknown
from knowledge.feedback.queries import hottest
from knowledge.index import SOURCES, current, may_be_shown
from knowledge.items.models import ServiceItem
from knowledge.search.completion import Completion, CompletionAsked
from knowledge.search.port import Candidate, Document, DocumentKind
from knowledge.search.ranking import Ranked
from knowledge.suggest.schemas import HotOut, Kinship, RelatedOut, SuggestOut, completion_out
from knowledge.understanding.question import MAX_QUERY
from knowledge.understanding.understand import understand

FEW = 3  # completions from which nobody needs to be asked what he meant
ASKERS = 5  # different people before a document is called hot: nobody's single question shows
ALIKE = 0.35  # of the weight of a title's characters and pairs that another title shares
# Beside the shared words: what is of one subject or one office is sought together more often.
_CATEGORY, _UNIT = 0.2, 0.1
_LOOKED_AT = 40


@dataclass(frozen=True)
class Beside:
    """For which document others are looked for, by whom."""

    document: str
    audience: Audience = Audience.PUBLIC
    limit: int = 6


async def suggest(session: AsyncSession, desk: SearchDesk, asked: CompletionAsked) -> SuggestOut:
    """Return completions; with few of them also what was probably meant. Raises ``EngineDown``.

    A correction is shown only if something that the asker may see goes on from it: the words of internal
    titles are known to the corrector too.
    """
    found = await _completed(session, desk, asked)
    meant = None
    if len(found) < FEW:
        meant = understand(asked.typed[:MAX_QUERY], desk.lexicon).corrected
    if meant is not None:
        further = await _completed(session, desk, replace(asked, typed=meant))
        known = {one.found.id for one in found}
        found += [one for one in further if one.found.id not in known]
        if not found:
            found = await _sought(session, desk, replace(asked, typed=meant))
        meant = meant if further else None
    return SuggestOut(
        completions=[completion_out(one) for one in found[: asked.limit]], did_you_mean=meant
    )


async def _completed(
    session: AsyncSession, desk: SearchDesk, asked: CompletionAsked
) -> list[Completion]:
    """Return completions that the database too lets the asker see: an index may be a moment behind."""
    return await _shown_to(session, asked, (await desk.complete(asked))[: 2 * asked.limit])


async def _sought(
    session: AsyncSession, desk: SearchDesk, asked: CompletionAsked
) -> list[Completion]:
    """Return the lines that a search finds where none begins with what was meant: 结婚登记 for jhdj yuyue."""
    wanted = Asked(asked.typed, asked.audience, asked.district, asked.kinds, asked.limit)
    hits = (await desk.search(wanted)).hits
    lines = {hit.found.line: Completion(hit.found.line, (), hit.found) for hit in reversed(hits)}
    return await _shown_to(session, asked, list(reversed(lines.values())))


async def _shown_to(
    session: AsyncSession, asked: CompletionAsked, found: list[Completion]
) -> list[Completion]:
    shown = await may_be_shown(session, [one.found.id for one in found], asked.audience)
    return [one for one in found if one.found.id in shown]


async def related(session: AsyncSession, desk: SearchDesk, beside: Beside) -> list[RelatedOut]:
    """Return what belongs beside a document: citations first, then what shares its rare words.

    Raises:
        DocumentUnknown: no such document, or not for this audience.
        EngineDown: no engine answers.
    """
    origin = await _shown(session, beside)
    cited = await _cited(session, origin)
    found = {d.id: (d, Kinship.CITES) for d in cited if _may_see(d, beside.audience)}
    district = origin.districts[0] if origin.districts else ""
    asked = Asked(origin.title, beside.audience, district, limit=_LOOKED_AT)
    hits = (await desk.search(asked)).hits
    alike = [(hit.found, *_kinship(origin, hit)) for hit in hits]
    alike.sort(key=lambda one: (-one[2], one[0].id))
    told = [_told(document, why) for document, why in found.values()]
    told += [
        _told(candidate, why)
        for candidate, why, nearness in alike
        if nearness >= ALIKE and candidate.id not in found
    ]
    titles = {origin.title}
    return [one for one in told if one.document != origin.id and not _seen(one.title, titles)][
        : beside.limit
    ]


def _seen(title: str, titles: set[str]) -> bool:
    """Tell whether a title was told already; the same thing of another town is not told twice."""
    known = title in titles
    titles.add(title)
    return known


async def _shown(session: AsyncSession, beside: Beside) -> Document:
    kind, _, key = beside.document.partition(":")
    known = kind in DocumentKind.__members__ and DocumentKind(kind) in SOURCES
    found = await current(session, DocumentKind(kind), key) if known else None
    if found is None or not _may_see(found, beside.audience):
        raise DocumentUnknown
    return found


def _may_see(document: Document, audience: Audience) -> bool:
    today = clock.local_date()
    begun = document.valid_from is None or document.valid_from <= today
    lasts = document.valid_to is None or document.valid_to >= today
    open_to = audience is Audience.INTERNAL or document.audience is Audience.PUBLIC
    return begun and lasts and open_to


def _kinship(origin: Document, hit: Ranked) -> tuple[Kinship, float]:
    """Return why a hit belongs beside ``origin``, and how near it is."""
    near = hit.features["covered"]
    same_unit = bool(origin.unit_code) and hit.found.unit_code == origin.unit_code
    same_category = bool(origin.category_code) and (hit.found.category_code == origin.category_code)
    if same_category:
        return Kinship.CATEGORY, near + _CATEGORY + (_UNIT if same_unit else 0.0)
    return (Kinship.UNIT, near + _UNIT) if same_unit else (Kinship.WORDS, near)


async def _cited(session: AsyncSession, origin: Document) -> list[Document]:
    """Return the articles that cite an item, or the items that an article cites."""
    in_force = and_(
        Article.id == ArticleCitation.article_id,
        Article.current_revision_id == ArticleCitation.revision_id,
    )
    if origin.kind is DocumentKind.ITEM:
        query = (
            select(Article.id)
            .join(ArticleCitation, in_force)
            .join(ServiceItem, ServiceItem.code == ArticleCitation.item_code)
            .where(ServiceItem.id == origin.key)
        )
        other = DocumentKind.ARTICLE
    elif origin.kind is DocumentKind.ARTICLE:
        query = (
            select(ServiceItem.id)
            .join(ArticleCitation, ServiceItem.code == ArticleCitation.item_code)
            .join(Article, in_force)
            .where(Article.id == origin.key)
        )
        other = DocumentKind.ITEM
    else:
        return []
    keys = list(dict.fromkeys(await session.scalars(query.limit(_LOOKED_AT))))
    return await SOURCES[other].some(session, keys)


def _told(found: Document | Candidate, why: Kinship) -> RelatedOut:
    return RelatedOut(
        document=found.id,
        kind=found.kind,
        kind_label=found.kind.label,
        title=found.title,
        unit_code=found.unit_code,
        why=why,
        why_label=why.label,
    )


async def hot_now(session: AsyncSession, *, limit: int) -> list[HotOut]:
    """Return the public documents that most different people wanted in the last days, the hottest first.

    Only titles are told, never anybody's words, and none that fewer than five people wanted.
    """
    wanted = await hottest(session, askers=ASKERS, limit=3 * limit)
    documents = await _documents(session, [one.document_id for one in wanted])
    return [
        HotOut(
            document=one.document_id,
            kind=document.kind,
            kind_label=document.kind.label,
            title=document.title,
            heat=round(one.heat, 2),
        )
        for one in wanted
        if (document := documents.get(one.document_id)) and _may_see(document, Audience.PUBLIC)
    ][:limit]


async def _documents(session: AsyncSession, ids: Iterable[str]) -> dict[str, Document]:
    keys: dict[DocumentKind, list[str]] = {}
    for one in ids:
        kind, _, key = one.partition(":")
        keys.setdefault(DocumentKind(kind), []).append(key)
    found: list[Document] = []
    for kind, some in keys.items():
        if kind in SOURCES:
            found += await SOURCES[kind].some(session, some)
    return {document.id: document for document in found}
