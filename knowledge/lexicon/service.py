"""Editing the lexicon (维护词库): a word is written or taken out; every process reads it anew, no index is built."""

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock, counters
from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth.actor import Actor
from hotline.kit.ids import new_id
from hotline.kit.outbox.service import publish
from hotline.kit.text import normalise
from knowledge.events import LexiconChanged
from knowledge.lexicon.errors import WordStale
from knowledge.lexicon.models import LexiconWord
from knowledge.lexicon.queries import find_word, get_word
from knowledge.lexicon.schemas import WordIn, WordPut

_COUNTER = "knowledge.lexicon"


async def put_word(session: AsyncSession, *, word: WordPut, actor: Actor) -> LexiconWord:
    """Write a word, new or known; raises ``WordStale`` (409) unless ``version`` is the one that stands."""
    number = await next_version(session)  # locks the lexicon: what is read next is the newest
    row = await find_word(session, word.kind, word.key)
    seen = row.version if row is not None and not row.retired else 0
    if seen != word.version:
        raise WordStale
    before = {"values": list(row.values)} if row is not None and seen else None
    row = write(session, row, word, (number, actor))
    await session.flush()
    after = {"kind": row.kind, "word": row.word, "values": row.values}
    change = Change("lexicon.put", "lexicon_word", row.id, before=before, after=after)
    await record_change(session, actor, change)
    await publish(session, LexiconChanged(number))
    return row


async def remove_word(
    session: AsyncSession, *, word_id: str, version: int, actor: Actor
) -> LexiconWord:
    """Take a word out; raises ``WordUnknown`` (404), ``WordStale`` (409)."""
    number = await next_version(session)
    row = await get_word(session, word_id)
    if row.version != version:
        raise WordStale
    row.retired = True
    _touch(row, number, actor)
    before = {"kind": row.kind, "word": row.word, "values": row.values}
    change = Change("lexicon.remove", "lexicon_word", row.id, before=before)
    await record_change(session, actor, change)
    await publish(session, LexiconChanged(number))
    return row


async def next_version(session: AsyncSession) -> int:
    """Return the number of this change; later ones wait, so that numbers appear in their order."""
    return await counters.take(session, _COUNTER)


def write(
    session: AsyncSession, row: LexiconWord | None, word: WordIn, by: tuple[int, Actor]
) -> LexiconWord:
    """Store what ``word`` says in its row, or in a new one; ``by`` is the number of the change and who makes it."""
    if row is None:
        row = LexiconWord(id=new_id(), kind=word.kind.value, key=normalise(word.key))
        session.add(row)
    row.word, row.values, row.note = word.key, list(word.values), word.note
    row.retired = False
    _touch(row, *by)
    return row


def _touch(row: LexiconWord, number: int, actor: Actor) -> None:
    row.version = number
    row.changed_by, row.changed_at = actor.account_id, clock.now()
