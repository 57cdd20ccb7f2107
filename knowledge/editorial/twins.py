"""Twins (重复知识): published articles that say much the same, for an editor to join or to keep apart."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from knowledge.articles.queries import currently_valid
from knowledge.editorial.likeness import alike, vectors
from knowledge.editorial.schemas import TwinOut

# On our 229 articles three pairs are so alike: two are this year's and next year's text of one matter, the
# third is the two sides of one (tests/knowledge/editorial/test_twins.py). Plain strangers stay below 0.2.
TWINS = 0.3
MOST = 200


@dataclass(frozen=True)
class Told:
    """An article as it is compared; ``districts`` empty means the whole city."""

    id: str
    title: str
    unit: str
    districts: frozenset[str]
    text: str


def twins(articles: Sequence[Told], least: float = TWINS) -> list[TwinOut]:
    """Return the pairs that are at least so alike, the most alike first.

    Articles for different districts are no twins: they say the same of different places.
    """
    found = []
    for pair in alike(vectors([article.text for article in articles]), least):
        one, other = articles[pair.first], articles[pair.second]
        if one.districts and other.districts and not one.districts & other.districts:
            continue
        found.append(
            TwinOut(
                likeness=round(pair.likeness, 3),
                first_id=one.id,
                first_title=one.title,
                first_unit=one.unit,
                second_id=other.id,
                second_title=other.title,
                second_unit=other.unit,
            )
        )
    return found


async def list_twins(session: AsyncSession, *, least: float = TWINS) -> list[TwinOut]:
    """Return the twins among the articles that are valid today."""
    rows = await session.execute(currently_valid(clock.local_date()))
    told = [
        Told(
            id=article.id,
            title=revision.title,
            unit=article.owner_unit_code,
            districts=frozenset(article.districts),
            text="\n".join((revision.title, *revision.questions, revision.spoken, revision.answer)),
        )
        for article, revision in rows
    ]
    return (await asyncio.to_thread(twins, told, least))[:MOST]
