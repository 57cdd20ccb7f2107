"""Several questions in one text (一问多事): what each of them is answered with, put together; pure.

Whoever asks two things and is answered one believes that the other has been answered too.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from knowledge.answer.answers import Answer, AnswerKind, Option, Paragraph
from knowledge.answer.cases import MOST_OPTIONS
from knowledge.answer.frames import Frame, paragraph, said

_TOLD = frozenset({AnswerKind.FIELD, AnswerKind.PASSAGE})


def together(whole: Answer, parts: Sequence[Answer]) -> Answer:
    """Return one answer to a text of several questions.

    ``whole`` is what the text is answered with as it stands, ``parts`` what each of its questions is answered
    with by itself. Where two of them and more are answered surely, from different sources, all are told; where
    one is not, that is said. Where none is, what the whole seems to be about is one thing among those offered.
    """
    told = list({_source(part): part for part in parts if part.kind in _TOLD}.values())
    left_open = any(_open(part) for part in parts)
    if len(told) > 1:
        return _joined(whole, told, left_open=left_open)
    if told and left_open and whole.kind in _TOLD and _source(told[0]) == _source(whole):
        return _admitting(told[0])
    if whole.kind in _TOLD and all(part.kind is AnswerKind.CANDIDATES for part in parts):
        return _offered(whole, parts)
    return whole


def _source(answer: Answer) -> str:
    return answer.sources[0].id


def _open(part: Answer) -> bool:
    """Tell whether something was asked and not answered."""
    return part.kind not in _TOLD and (part.kind is not AnswerKind.REFUSE or part.hands_over)


def _joined(whole: Answer, told: Sequence[Answer], *, left_open: bool) -> Answer:
    options = [option for part in told for option in part.options]
    made = replace(
        whole,
        kind=AnswerKind.PASSAGE,
        paragraphs=tuple(line for part in told for line in _headed(part, part.paragraphs)),
        brief=tuple(line for part in told for line in _headed(part, part.brief or part.paragraphs)),
        sources=tuple({source.id: source for part in told for source in part.sources}.values()),
        options=tuple(options[:MOST_OPTIONS]),
        asks=None,
        refusal=None,
        field=None,
        title=told[0].title,
        confidence=min(part.confidence for part in told),
    )
    return _admitting(made) if left_open else made


def _offered(whole: Answer, parts: Sequence[Answer]) -> Answer:
    """Offer what each question may be about, the likeliest of each first."""
    turns = chain.from_iterable(zip_longest(*(part.options for part in parts)))
    options: dict[str, Option] = {}
    for option in filter(None, turns):
        options.setdefault(option.document, option)
    sources = {source.id: source for part in parts for source in part.sources}
    kept = list(options.values())[:MOST_OPTIONS]
    return replace(
        parts[0],
        question=whole.question,
        sources=tuple(sources[option.document] for option in kept),
        options=tuple(kept),
        confidence=min(part.confidence for part in parts),
    )


def _headed(part: Answer, lines: Sequence[Paragraph]) -> list[Paragraph]:
    """Name the matter above an answer that does not name it itself."""
    if part.title in lines[0].text:
        return list(lines)
    return [paragraph(Frame.ABOUT, said(part.title), Frame.OF_ALL), *lines]


def _admitting(answer: Answer) -> Answer:
    more = paragraph(Frame.ALSO_ASKED)
    brief = (*answer.brief, more) if answer.brief else ()
    return replace(answer, paragraphs=(*answer.paragraphs, more), brief=brief)
