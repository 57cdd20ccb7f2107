"""Reading the lexicon (查词库): lists for staff, and the snapshot that understanding uses."""

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.pagination import Page, PageQuery, after, decode, encode
from hotline.kit.text import normalise
from hotline.kit.transfer import Table
from knowledge.lexicon.errors import WordUnknown
from knowledge.lexicon.models import LexiconWord
from knowledge.lexicon.schemas import WordOut
from knowledge.models import IndexBuild
from knowledge.understanding.lexicon import Lexicon, Word, WordKind

COLUMNS = ("kind", "key", "values", "note")
BETWEEN = "；"


@dataclass(frozen=True)
class WordFilter:
    """Which words a list shows; ``text`` stands in the word or its note."""

    kind: WordKind | None = None
    text: str = ""


async def lexicon_version(session: AsyncSession) -> int:
    """Return the number of the newest change; 0 for an empty lexicon."""
    return await session.scalar(select(func.max(LexiconWord.version))) or 0


async def read_lexicon(session: AsyncSession) -> Lexicon:
    """Return the snapshot of all words in use."""
    rows = await session.execute(
        select(LexiconWord.kind, LexiconWord.word, LexiconWord.values)
        .where(LexiconWord.retired.is_(False))
        .order_by(LexiconWord.kind, LexiconWord.key)
    )
    words = tuple(Word(WordKind(kind), word, tuple(values)) for kind, word, values in rows)
    return _lexicon(words, await lexicon_version(session))


@lru_cache(maxsize=2)
def _lexicon(words: tuple[Word, ...], version: int) -> Lexicon:
    """Return the snapshot of these words: the search and the tickets' search share it."""
    return Lexicon.of(words, version)


async def find_word(session: AsyncSession, kind: WordKind, key: str) -> LexiconWord | None:
    """Return the row of a word, also of one that was taken out."""
    wanted = (LexiconWord.kind == kind.value) & (LexiconWord.key == normalise(key))
    found: LexiconWord | None = await session.scalar(select(LexiconWord).where(wanted))
    return found


async def get_word(session: AsyncSession, word_id: str) -> LexiconWord:
    """Return a word in use; raises ``WordUnknown`` (404)."""
    found = await session.get(LexiconWord, word_id, with_for_update=True)
    if found is None or found.retired:
        raise WordUnknown
    return found


async def list_words(session: AsyncSession, wanted: WordFilter, page: PageQuery) -> Page[WordOut]:
    """List words in use by kind and word."""
    table = LexiconWord.__table__.c
    order = (table.kind, table.key)
    query = select(LexiconWord).where(LexiconWord.retired.is_(False))
    if wanted.kind is not None:
        query = query.where(LexiconWord.kind == wanted.kind.value)
    if wanted.text:
        sought = normalise(wanted.text)
        query = query.where(
            or_(
                LexiconWord.key.contains(sought, autoescape=True),
                LexiconWord.note.contains(wanted.text, autoescape=True),
            )
        )
    if page.cursor:
        query = query.where(after(order, decode(page.cursor, (str, str))))
    rows = list(await session.scalars(query.order_by(*order).limit(page.limit + 1)))
    shown = rows[: page.limit]
    more = len(rows) > page.limit
    return Page(
        items=[WordOut.model_validate(row) for row in shown],
        next_cursor=encode([shown[-1].kind, shown[-1].key]) if more else None,
    )


async def word_table(session: AsyncSession, kind: WordKind | None = None) -> Table:
    """Return the words in use as the import takes them."""
    query = select(LexiconWord).where(LexiconWord.retired.is_(False))
    if kind is not None:
        query = query.where(LexiconWord.kind == kind.value)
    rows = await session.scalars(query.order_by(LexiconWord.kind, LexiconWord.key))
    records = [
        {"kind": r.kind, "key": r.word, "values": BETWEEN.join(r.values), "note": r.note}
        for r in rows
    ]
    return Table("lexicon", COLUMNS, records, {"kind": kind.value if kind else None})


async def newest_build(session: AsyncSession, *engine_names: str) -> str:
    """Return the id of the newest build of any of these engines without its weights; empty before the first."""
    newest = (
        select(IndexBuild.id)
        .where(IndexBuild.engine.in_(engine_names))
        .order_by(IndexBuild.built_at.desc(), IndexBuild.id.desc())
        .limit(1)
    )
    return await session.scalar(newest) or ""
