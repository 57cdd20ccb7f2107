"""Choosing an answer (选定答复): from ranked hits and what their sources say to one answer; pure.

Nothing is said that stands in no source: an answer is pieces of a source between words of the fixed table.
Below the threshold the nearest matters are offered to choose from, and still below that nothing is said at all.
"""

from collections.abc import Sequence
from dataclasses import replace

from knowledge.answer.amounts import amount_in_text, amounts, asks_amount, tells_amount
from knowledge.answer.answers import (
    Answer,
    AnswerKind,
    Asks,
    Option,
    Paragraph,
    Piece,
    Refusal,
    Voice,
)
from knowledge.answer.cases import CLOSE, Case
from knowledge.answer.clarifying import other_situations, which_district, which_situation
from knowledge.answer.confidence import gap, seen, signals
from knowledge.answer.fields import field_in_short, field_of_article, field_of_item, overview
from knowledge.answer.frames import REFUSALS, Frame, paragraph
from knowledge.answer.marking import marks
from knowledge.answer.matters import first_matter, matter_of
from knowledge.answer.points import points
from knowledge.answer.texts import ArticleText, ItemText, PlainText, Text, UnitText, words_of
from knowledge.answer.units import field_of_unit, unit_in_short, unit_overview
from knowledge.search.ranking import Ranked
from knowledge.understanding.grams import fold
from knowledge.understanding.question import ItemField
from knowledge.understanding.smalltalk import Talk, talk_of

MOST_CANDIDATES = 4
_FAR = 0.3  # of the first score: what is further behind is seldom meant (benchmarks/notes/q4.md)
_BEHIND = 0.25  # of the first score: what tells a field is further behind about something else
_CHOICE = 2  # one situation is no choice
_TALKS = {
    Talk.NOTHING: Refusal.NOTHING_SAID,
    Talk.GREETING: Refusal.GREETING,
    Talk.COURTESY: Refusal.COURTESY,
    Talk.TICKET: Refusal.WANTS_TICKET,
    Talk.HUMAN: Refusal.WANTS_PERSON,
}


def choose(case: Case) -> Answer:
    """Return the one answer to a case; words that look for nothing are answered with fixed ones."""
    talk = None if case.chosen else talk_of(case.question.raw)
    if talk is not None:
        return _refuse(case, _TALKS[talk])
    if case.question.bare and not case.chosen:
        progress = case.question.intent is ItemField.PROGRESS
        return _refuse(case, Refusal.PROGRESS if progress else Refusal.NOTHING_SAID)
    if not case.hits:
        silent = case.question.empty and not case.chosen
        return _refuse(case, Refusal.NOTHING_SAID if silent else Refusal.NOTHING_FOUND)
    same, rest = first_matter(case.hits, case.texts)
    sure = 1.0 if case.chosen else case.calibration.of(signals_of(case))
    made = _decide(case, same, rest, sure)
    return replace(made, confidence=round(sure, 4), calibrated=case.calibration.fitted)


def signals_of(case: Case) -> dict[str, float]:
    """Return what tells how sure the first hit of a case is; there must be one."""
    _same, rest = first_matter(case.hits, case.texts)
    return signals_for(case, case.hits[0], rest[0] if rest else None)


def signals_for(case: Case, hit: Ranked, rival: Ranked | None = None) -> dict[str, float]:
    """Return what tells of any one hit by itself, or beside the best hit about another matter."""
    source = case.text_of(hit)
    read = seen(case.question, case.weights, hit.found.line, words_of(source))
    found = signals(case.question, hit, rival, read)
    asked = case.question.intent
    found["bare"] = float(asked is None and isinstance(source, (ItemText, UnitText)))
    found["says"] = float(asked is not None and bool(_says(source, asked)))
    found["silent"] = float(asked is not None and not found["says"])
    return found


def _says(source: Text, asked: ItemField) -> list[Paragraph]:
    """Return what a source tells of a field, wherever that is."""
    if isinstance(source, ArticleText):
        return field_of_article(source, asked)
    if isinstance(source, ItemText):
        return field_of_item(source, asked)
    return field_of_unit(source, asked) if isinstance(source, UnitText) else []


def _decide(case: Case, same: list[Ranked], rest: list[Ranked], sure: float) -> Answer:
    if sure < case.calibration.offer:
        return _refuse(case, Refusal.NOT_SURE)
    if sure < case.calibration.threshold:
        return replace(_candidates(case, nearest(case), Frame.PERHAPS), asks=Asks.PERHAPS)
    if case.question.intent is ItemField.PROGRESS and isinstance(case.text_of(same[0]), ItemText):
        return _refuse(case, Refusal.PROGRESS, same[0])
    rivals = [] if case.chosen else [hit for hit in rest if gap(same[0], hit) < CLOSE]
    if rivals:
        return _candidates(case, _as_close(case, same, rivals)[:MOST_CANDIDATES])
    return _by_name(case, same) or _of_matter(case, same)


def _by_name(case: Case, same: list[Ranked]) -> Answer | None:
    """Ask which situation is meant by whoever says a name and nothing else: 身份证 may be lost, old or the first.

    An article about one of them holds the name as well, and would be told as if it had been asked for.
    """
    if case.chosen or case.question.intent is not None:
        return None
    named = [h for h in same if _is_item(case, h) and fold(h.found.line) == case.question.text]
    if len(named) < _CHOICE:
        return None
    first = case.text_of(named[0])
    return which_situation(case, named[0], first) if isinstance(first, ItemText) else None


def _as_close(case: Case, same: list[Ranked], rivals: list[Ranked]) -> list[Ranked]:
    """Return the rivals with the first hit and the other situations of its item that are as close."""
    close = [hit for hit in same[1:] if gap(same[0], hit) < CLOSE]
    items = [hit for hit in close if _is_item(case, hit)]
    return sorted([same[0], *items, *rivals], key=lambda hit: (-hit.score, hit.found.id))


def _refuse(case: Case, why: Refusal, about: Ranked | None = None) -> Answer:
    return Answer(
        kind=AnswerKind.REFUSE,
        question=case.question,
        paragraphs=(paragraph(REFUSALS[why]),),
        sources=(case.source_of(about),) if about else (),
        refusal=why,
        field=case.question.intent,
        title=case.text_of(about).standing.title if about else "",
    )


def nearest(case: Case) -> Sequence[Ranked]:
    """Return what is offered where none is sure: whatever is not far behind the first hit."""
    return [hit for hit in case.hits if gap(case.hits[0], hit) < _FAR][:MOST_CANDIDATES]


def _candidates(case: Case, close: Sequence[Ranked], asking: Frame = Frame.WHICH_MATTER) -> Answer:
    sources = tuple(case.source_of(hit) for hit in close)
    return Answer(
        kind=AnswerKind.CANDIDATES,
        question=case.question,
        paragraphs=(paragraph(asking),),
        sources=sources,
        options=tuple(Option(s.title, case.question.raw, s.id) for s in sources),
        field=case.question.intent,
    )


def _of_matter(case: Case, same: list[Ranked]) -> Answer:
    """Answer from the best source of the matter that says what is asked, or with the first text itself."""
    asked = case.question.intent
    if asked is not None:
        for hit in _beside(case, same):
            answer = _field_from(case, hit, asked)
            if answer is not None:
                return answer
    return _whole(case, _teller(case, same))


def _beside(case: Case, same: list[Ranked]) -> list[Ranked]:
    """Return what may tell a field in place of the first text: of an article, only what is close to it.

    The question may stand word for word in the article that does not call its answer a field.
    """
    if not _is_article(case, same[0]):
        return same
    return [hit for hit in same if gap(same[0], hit) < _BEHIND]


def _teller(case: Case, same: list[Ranked]) -> Ranked:
    """Return the text of a matter that tells it: an article that holds as much of the question as the item does.

    An item in short says what to bring and what it costs; whoever asked for no field asked for more than that.
    """
    first = same[0]
    if case.chosen or case.question.intent is not None:
        return first
    if asks_amount(case.question):
        figures = (hit for hit in same if amount_in_text(case.text_of(hit)))
        return next(figures, first)
    if not _is_item(case, first):
        return first
    least = _told(case, first)
    about = matter_of(case.text_of(first))
    articles = (
        hit for hit in same[1:] if about & matter_of(case.text_of(hit)) and _is_article(case, hit)
    )
    return next((hit for hit in articles if _told(case, hit) >= least), first)


def _is_article(case: Case, hit: Ranked) -> bool:
    return isinstance(case.text_of(hit), ArticleText)


def _is_item(case: Case, hit: Ranked) -> bool:
    return isinstance(case.text_of(hit), ItemText)


def _told(case: Case, hit: Ranked) -> float:
    text = words_of(case.text_of(hit))
    return seen(case.question, case.weights, hit.found.line, text).get("told", 0.0)


def _field_from(case: Case, hit: Ranked, asked: ItemField) -> Answer | None:
    text = case.text_of(hit)
    if isinstance(text, ArticleText):
        return _field_of_article(case, hit, text, asked)
    if isinstance(text, ItemText):
        return _field_of_item(case, hit, text, asked)
    return _field_of_unit(case, hit, text, asked) if isinstance(text, UnitText) else None


def _field_of_article(
    case: Case, hit: Ranked, article: ArticleText, asked: ItemField
) -> Answer | None:
    """Answer with the field below what the article says in short: a field alone says too little.

    免费吗 may ask for the fare as well as for the fee of a card; the article's own sentence tells which.
    """
    told = field_of_article(article, asked)
    if not told:
        return None
    also = [line for field in case.question.also for line in field_of_article(article, field)]
    whole = [*_passages(case, [article.spoken]), *told, *also]
    return replace(case.answer(hit, AnswerKind.FIELD, whole), brief=tuple(told))


def _field_of_item(case: Case, hit: Ranked, item: ItemText, asked: ItemField) -> Answer | None:
    back = which_situation(case, hit, item) or which_district(
        case, hit, asked, lambda code: field_of_item(item, asked, code)
    )
    if back is not None:
        return back
    told = field_of_item(item, asked, case.place)
    if not told:
        return None
    also = [line for field in case.question.also for line in field_of_item(item, field, case.place)]
    also += _amounts(case, item, [*told, *also])
    return replace(
        case.answer(hit, AnswerKind.FIELD, [*told, *also]),
        brief=tuple(field_in_short(item, asked, case.place)),
        options=other_situations(case, item),
    )


def _field_of_unit(case: Case, hit: Ranked, unit: UnitText, asked: ItemField) -> Answer | None:
    back = which_district(case, hit, asked, lambda code: field_of_unit(unit, asked, code))
    if back is not None:
        return back
    told = field_of_unit(unit, asked, case.place)
    if not told:
        return None
    brief = tuple(unit_in_short(unit, asked, case.place))
    made = case.answer(hit, AnswerKind.FIELD, told)
    lines = case.lines_of(unit) if asked is ItemField.PHONE else ()
    return replace(made, brief=brief, sources=(*made.sources, *lines))


def _whole(case: Case, hit: Ranked) -> Answer:
    """Answer with the text itself; an item or a unit that does not tell what is asked is handed over."""
    text = case.text_of(hit)
    if isinstance(text, ItemText):
        return _item(case, hit, text)
    if isinstance(text, UnitText):
        told = unit_overview(text, case.place) if case.question.intent is None else []
        return _overview(case, hit, told)
    if isinstance(text, PlainText):
        return case.answer(hit, AnswerKind.PASSAGE, _passages(case, text.paragraphs))
    lines = [text.spoken, *text.answer.split("\n")]
    made = case.answer(hit, AnswerKind.PASSAGE, _passages(case, lines))
    return replace(made, brief=tuple(_passages(case, [text.spoken])))


def _overview(case: Case, hit: Ranked, told: Sequence[Paragraph]) -> Answer:
    if not told:
        return _refuse(case, Refusal.NOT_TOLD, hit)
    return case.answer(hit, AnswerKind.PASSAGE, told)


def _item(case: Case, hit: Ranked, item: ItemText) -> Answer:
    back = which_situation(case, hit, item)
    if back is not None:
        return back
    told = overview(item) if case.question.intent is None else []
    if told:
        figures = _amounts(case, item, told)
        told[1:1] = figures or points(item, case.question, case.weights, told)
    return replace(_overview(case, hit, told), options=other_situations(case, item))


def _amounts(case: Case, item: ItemText, told: Sequence[Paragraph]) -> list[Paragraph]:
    """Return how much it is where that is asked and not told yet."""
    if not asks_amount(case.question) or tells_amount(told):
        return []
    return amounts(item)


def _passages(case: Case, lines: Sequence[str]) -> list[Paragraph]:
    kept = dict.fromkeys(line.strip() for line in lines)
    return [
        paragraph(Piece(line, Voice.SOURCE, marks(line, case.question))) for line in kept if line
    ]
