"""Answers about offices (问单位的答复): who names an office and asks where it is, is told of that office.

So is who names one of the windows (祖庙派出所, 车管所), which are no units: their owner's page tells of them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.answer.othersources import read_units
from knowledge.answer.texts import Reader, Texts, UnitText
from knowledge.answer.units import field_of_unit
from knowledge.audience import Audience
from knowledge.directory.offices import lines_of, read_offices
from knowledge.directory.queries import windows_by_unit
from knowledge.search.port import DocumentKind
from knowledge.understanding.lexicon import Lexicon
from knowledge.understanding.offices import NamedWindow, asks_for_office
from knowledge.understanding.question import ItemField

_DISTRICT = 6  # digits of a district in a longer code
_ALL_AT_ONCE = (ItemField.PLACE, ItemField.PHONE, ItemField.HOURS)  # the first tells the most


@dataclass(frozen=True)
class OfficeAsked:
    """An office that was asked for: its document, what of it, in which district, and what it says.

    ``text`` is ``None`` where the directory tells nothing of it: then nothing is told of another one either.
    """

    document: str
    field: ItemField
    district: str
    text: UnitText | None

    def among(self, texts: Texts) -> Texts:
        """Return the texts read with this one."""
        told = {self.document: self.text} if self.text is not None else {}
        return replace(texts, by_id={**texts.by_id, **told})


async def office_asked(
    session: AsyncSession, words: str, lexicon: Lexicon, reader: Reader, here: str = ""
) -> OfficeAsked | None:
    """Return the office that words ask for and nothing else; ``here`` is the asker's district."""
    wanted = asks_for_office(lexicon.wording.apply(words))
    if wanted is None:
        return None
    offices = await read_offices(session)
    meant = offices.meant(wanted.name, here=here, called=(lexicon.offices, lexicon.synonyms))
    if meant is None:
        return None
    text = await _read(session, meant.office.id, reader)
    document = f"{DocumentKind.UNIT.value}:{meant.office.id}"
    return OfficeAsked(document, _told_of(text, wanted.fields), meant.district or here, text)


async def windows_asked(
    session: AsyncSession, words: str, lexicon: Lexicon, reader: Reader, here: str = ""
) -> OfficeAsked | None:
    """Return the windows that words ask for and nothing else, as their owner's page tells of them.

    Of several owners it is the one called like the window, else the one that does most there.
    """
    wanted = asks_for_office(lexicon.wording.apply(words))
    if wanted is None:
        return None
    city = await windows_by_unit(session)
    kept = [(owner, window) for owner, windows in city.items() for window in windows]
    named = [NamedWindow(window.name, window.district_code[:_DISTRICT]) for _, window in kept]
    offices = await read_offices(session)
    called = (lexicon.offices, lexicon.synonyms)
    meant = offices.windows(wanted.name, named, here=here, called=called)
    owners = Counter(kept[place][0] for place in meant.places)
    names = {kept[place][1].name for place in meant.places}
    units = await read_units(session, sorted(owners), reader)
    if not units:
        return None
    owner = max(
        units, key=lambda unit: (_shared(unit.standing.title, wanted.name), owners[_key(unit)])
    )
    windows = tuple(window for window in owner.windows if window.name in names)
    title = windows[0].name if len(windows) == 1 else owner.standing.title
    standing = replace(owner.standing, title=title)
    text = replace(owner, standing=standing, duties="", numbers=(), windows=windows)
    district = meant.district or here
    return OfficeAsked(owner.standing.id, _told_of(text, wanted.fields), district, text)


def _key(unit: UnitText) -> str:
    return unit.standing.id.partition(":")[2]


def _shared(title: str, words: str) -> int:
    """Return how many neighbouring characters a unit's name shares with words."""
    return sum(first + second in words for first, second in pairwise(title))


async def _read(session: AsyncSession, unit_id: str, reader: Reader) -> UnitText | None:
    """Return what is told of a unit and its lines; a unit of which only a line is published is told of by that."""
    lines = await read_units(session, await lines_of(session, unit_id), reader)
    lines = tuple(line for line in lines if line.numbers)
    inside = replace(reader, audience=Audience.INTERNAL)
    for unit in await read_units(session, [unit_id], inside):
        if lines or unit.standing.audience is Audience.PUBLIC:
            standing = replace(unit.standing, audience=Audience.PUBLIC)
            return replace(unit, standing=standing, lines=lines)
    return None


def _told_of(text: UnitText | None, fields: Sequence[ItemField]) -> ItemField:
    """Return the one field that answers; of several the one that tells the others too."""
    if text is None or len(fields) == 1:
        return fields[0]
    told = (one for one in _ALL_AT_ONCE if one in fields and field_of_unit(text, one))
    return next(told, fields[0])
