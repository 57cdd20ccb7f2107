"""Answering (答复): one question in, one answer out; the same for citizens, staff and every channel."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from knowledge.answer.answers import Answer
from knowledge.answer.cases import Case, Hit
from knowledge.answer.choosing import choose, signals_of
from knowledge.answer.confidence import Calibration
from knowledge.answer.models import AnswerCalibration
from knowledge.answer.offices import OfficeAsked, office_asked, windows_asked
from knowledge.answer.queries import read_texts
from knowledge.answer.several import MOST_QUESTIONS, together
from knowledge.answer.telling import told_first
from knowledge.answer.texts import Reader, Text
from knowledge.audience import Audience
from knowledge.desk import Asked, Found, SearchDesk
from knowledge.index import stamp
from knowledge.search.port import Candidate, DocumentKind
from knowledge.search.ranking import Ranked
from knowledge.understanding.grams import initials
from knowledge.understanding.parting import questions_in
from knowledge.understanding.question import ItemField

_INITIALS = 3  # letters that may name a matter; two stand for too many
_DISTRICT = 6  # digits of a district in the code of a town
HITS = 12  # documents of which the sources are read; a right one behind them is not the answer


@dataclass(frozen=True)
class Asking:
    """A question to be answered, for whom, and what is settled already.

    ``about`` is the id of a document the asker chose among options; ``field`` what he wants to know of it
    when his words do not say so; ``kinds`` empty means all.
    """

    words: str
    audience: Audience = Audience.PUBLIC
    district: str = ""
    about: str = ""
    field: ItemField | None = None
    kinds: frozenset[DocumentKind] = frozenset()
    today: date | None = None


async def answer(session: AsyncSession, desk: SearchDesk, asking: Asking) -> Answer:
    """Return the answer; raises ``EngineDown`` when no engine answers."""
    made, _case, _found = await answer_with_case(session, desk, asking)
    return made


async def answer_with_case(
    session: AsyncSession, desk: SearchDesk, asking: Asking
) -> tuple[Answer, Case, Found]:
    """Return the answer, and what was found for the words as they stand.

    Words that ask several things are also asked one by one, unless the matter is settled already; a district
    named anywhere in them is where all of it is asked. Raises ``EngineDown`` when no engine answers.
    """
    case, found = await prepare(session, desk, asking)
    whole = _chosen_of(case, found)
    settled = asking.about or asking.field
    parts = () if settled else questions_in(asking.words)
    if len(parts) < 2:
        return whole, case, found
    places = {code[:_DISTRICT] for code in whole.question.districts}
    here = places.pop() if len(places) == 1 else asking.district
    asked = [replace(asking, words=part, district=here) for part in parts[:MOST_QUESTIONS]]
    each = [_chosen_of(*await prepare(session, desk, one)) for one in asked]
    return together(whole, each, more=len(parts) > len(asked)), case, found


def _chosen_of(case: Case, found: Found) -> Answer:
    return replace(choose(case), engine=found.engine, degraded=found.degraded)


async def prepare(session: AsyncSession, desk: SearchDesk, asking: Asking) -> tuple[Case, Found]:
    """Return everything that decides an answer; raises ``EngineDown`` when no engine answers."""
    today = asking.today or clock.local_date()
    office = await _office(session, desk, asking, today)
    if office is not None:
        asking = replace(
            asking, about=office.document, field=office.field, district=office.district
        )
    asked = Asked(
        asking.words, asking.audience, asking.district, asking.kinds, limit=HITS, today=today
    )
    found = await _searched(desk, asked)
    if asking.field is not None:
        found = replace(found, question=replace(found.question, intent=asking.field, also=()))
    ids = [hit.found.id for hit in found.hits]
    texts = await read_texts(session, [*ids, asking.about], Reader(asking.audience, today))
    texts = office.among(texts) if office else texts
    chosen = texts.by_id.get(asking.about)
    read = [hit for hit in found.hits if hit.found.id in texts.by_id]
    about = desk.subjects(asking.words)
    told = told_first(found.question, read, texts, desk.weights, about)
    hits = [_chosen(chosen)] if chosen else [] if office else told
    case = Case(
        question=found.question,
        hits=hits,
        texts=texts,
        calibration=await calibration(session),
        weights=desk.weights,
        district=asking.district,
        chosen=chosen is not None,
    )
    return case, found


async def _searched(desk: SearchDesk, asked: Asked) -> Found:
    """Search; letters that are the initials of one line they find ask what it says (jhdj: 结婚登记)."""
    found = await desk.search(asked)
    letters = found.question.text
    if not (letters.isascii() and letters.isalpha() and len(letters) >= _INITIALS):
        return found
    lines = {hit.found.line for hit in found.hits if initials(hit.found.line) == letters}
    if len(lines) != 1:  # jzz may be 居住证 or 接种证
        return found
    line = lines.pop()
    read = await desk.search(replace(asked, words=line))
    return replace(read, question=replace(read.question, raw=asked.words, corrected=line))


async def _office(
    session: AsyncSession, desk: SearchDesk, asking: Asking, today: date
) -> OfficeAsked | None:
    """Return the office that is asked for by name, unless another matter is settled already."""
    if asking.kinds and DocumentKind.UNIT not in asking.kinds:
        return None
    reader = Reader(asking.audience, today)
    found = await office_asked(session, asking.words, desk.lexicon, reader, asking.district)
    if found is None:
        found = await windows_asked(session, asking.words, desk.lexicon, reader, asking.district)
    if found is None or asking.about not in {"", found.document}:
        return None
    return replace(found, field=asking.field or found.field)


async def search(session: AsyncSession, desk: SearchDesk, asked: Asked) -> tuple[Found, list[Hit]]:
    """Return what was understood, and hits with their sources, those only that are valid now.

    How sure the first one is, is judged as for an answer: many hits may be the right one by no word.
    """
    found = await desk.search(asked)
    today = asked.today or clock.local_date()
    ids = [hit.found.id for hit in found.hits]
    texts = await read_texts(session, ids, Reader(asked.audience, today))
    case = Case(
        question=found.question,
        hits=[hit for hit in found.hits if hit.found.id in texts.by_id],
        texts=texts,
        calibration=await calibration(session),
        weights=desk.weights,
        district=asked.district,
    )
    if case.hits:
        sure = case.calibration.of(signals_of(case))
        certain = sure >= case.calibration.threshold
        found = replace(found, confidence=round(sure, 4), sure=certain)
    return found, [
        Hit(case.source_of(hit), round(hit.score, 4), case.text_of(hit)) for hit in case.hits
    ]


async def calibration(session: AsyncSession) -> Calibration:
    """Return the newest calibration of the index as it is built now, or the shipped one."""
    row = await session.scalar(
        select(AnswerCalibration)
        .where(AnswerCalibration.stamp == stamp())
        .order_by(AnswerCalibration.fitted_at.desc(), AnswerCalibration.id.desc())
        .limit(1)
    )
    if row is None:
        return Calibration()
    return Calibration(dict(row.coefficients), row.threshold, row.offer, fitted=True)


def _chosen(text: Text) -> Ranked:
    standing = text.standing
    found = Candidate(
        id=standing.id,
        kind=standing.kind,
        version=standing.version,
        title=standing.title,
        line=standing.title,
        score=0.0,
    )
    return Ranked(found, 0.0)
