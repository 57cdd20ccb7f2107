"""Several questions in one text (一问多事): what each of them is answered with, put together; pure.

Whoever asks two things and is answered one believes that the other has been answered too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from knowledge.answer.answers import Answer, AnswerKind, Asks, Option, Paragraph
from knowledge.answer.cases import MOST_OPTIONS
from knowledge.answer.frames import Frame, paragraph, said

MOST_QUESTIONS = (
    3  # that are answered one after the other; more is a list that a person should read
)
_TOLD = frozenset({AnswerKind.FIELD, AnswerKind.PASSAGE})
_ASKED_BACK = frozenset({AnswerKind.CANDIDATES, AnswerKind.CLARIFY})
_FIRST = 2  # lines of an answer that has no shorter way


def together(whole: Answer, parts: Sequence[Answer], *, more: bool = False) -> Answer:
    """Return one answer to a text of several questions.

    ``whole`` is what the text is answered with as it stands, ``parts`` what each of its questions is answered
    with by itself; ``more`` says that there were others. Where two of them and more are answered surely, from
    different sources, all are told; where one is not, that is said. Where none is, what the whole seems to be
    about is one thing among those offered.
    """
    told = list({part.paragraphs: part for part in parts if part.kind in _TOLD}.values())
    left_open = more or any(_open(part) for part in parts)
    if len({part.sources[0].id for part in told}) > 1:
        return _joined(whole, told, left_open=left_open)
    if whole.kind is AnswerKind.REFUSE or whole.asks is Asks.PERHAPS:
        return whole
    if told and left_open:
        return replace(told[0], question=whole.question, left_open=True)
    if all(part.kind in _ASKED_BACK for part in parts) and _of_several(parts):
        return _offered(whole, parts)
    return whole


def _open(part: Answer) -> bool:
    """Tell whether something was asked and not answered."""
    return part.kind not in _TOLD and (part.kind is not AnswerKind.REFUSE or part.hands_over)


def _of_several(parts: Sequence[Answer]) -> bool:
    """Tell whether the likeliest of each question is not one and the same matter."""
    return len({part.sources[0].id for part in parts if part.sources}) > 1


def _joined(whole: Answer, told: Sequence[Answer], *, left_open: bool) -> Answer:
    sources = {source.id: source for part in told for source in part.sources}
    options = _once(option for part in told for option in part.options)
    return replace(
        whole,
        kind=AnswerKind.PASSAGE,
        paragraphs=tuple(line for part in told for line in _headed(part)),
        brief=tuple(line for part in told for line in part.brief or part.paragraphs[:_FIRST]),
        sources=tuple(sources.values()),
        options=tuple(o for o in options if o.document not in sources)[:MOST_OPTIONS],
        asks=None,
        refusal=None,
        field=None,
        title=told[0].title,
        confidence=min(part.confidence for part in told),
        left_open=left_open,
    )


def _offered(whole: Answer, parts: Sequence[Answer]) -> Answer:
    """Offer what each question may be about, the likeliest of each first."""
    turns = chain.from_iterable(zip_longest(*(_matters(part) for part in parts)))
    kept = _once(option for option in turns if option is not None)[:MOST_OPTIONS]
    sources = {source.id: source for part in parts for source in part.sources}
    return replace(
        whole,
        kind=AnswerKind.CANDIDATES,
        paragraphs=(paragraph(Frame.WHICH_MATTER),),
        brief=(),
        sources=tuple(sources[option.document] for option in kept),
        options=tuple(kept),
        field=None,
        title="",
        confidence=min(part.confidence for part in parts),
    )


def _matters(part: Answer) -> list[Option]:
    """Return the matters that a question may be about; what it is asked back about one is asked when chosen."""
    if part.kind is AnswerKind.CANDIDATES:
        return list(part.options)
    return [Option(part.title, part.question.raw, source.id) for source in part.sources[:1]]


def _once(options: Iterable[Option]) -> list[Option]:
    found: dict[str, Option] = {}
    for option in options:
        found.setdefault(option.document, option)
    return list(found.values())


def _headed(part: Answer) -> list[Paragraph]:
    """Name the matter above an answer that does not name it itself."""
    lines = list(part.paragraphs)
    if lines and part.title in lines[0].text:
        return lines
    return [paragraph(Frame.ABOUT, said(part.title), Frame.OF_ALL), *lines]
