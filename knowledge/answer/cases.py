"""The case (待答问题): a question with its hits and what their sources say; what choosing and asking share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.answer.answers import Answer, AnswerKind, Paragraph, Source, Why
from knowledge.answer.confidence import Calibration
from knowledge.answer.marking import pieces
from knowledge.answer.texts import Standing, Text, Texts, UnitText
from knowledge.search.ranking import Ranked
from knowledge.search.weights import GramWeights
from knowledge.understanding.question import Question

MOST_OPTIONS = 6  # a person at a phone keeps no more in mind
_DISTRICT = 6  # digits of a district in the code of a town
CLOSE = 0.12  # of the first score: what is no further behind is as likely (benchmarks/notes/q4.md)


@dataclass(frozen=True)
class Case:
    """One question with its hits, best first, each with its text.

    ``district`` is the asker's code if known; ``chosen`` tells that he named the first hit himself, so
    that it needs no confidence.
    """

    question: Question
    hits: Sequence[Ranked]
    texts: Texts
    calibration: Calibration = field(default_factory=Calibration)
    weights: GramWeights = field(default_factory=GramWeights)
    district: str = ""
    chosen: bool = False

    @property
    def place(self) -> str:
        """Return the code of the district that the question names, or else of the asker's."""
        named = {code[:_DISTRICT] for code in self.question.districts}
        return named.pop() if len(named) == 1 else self.district[:_DISTRICT]

    def text_of(self, hit: Ranked) -> Text:
        """Return what the source of ``hit`` says."""
        return self.texts.by_id[hit.found.id]

    def source_of(self, hit: Ranked) -> Source:
        """Return the source with the reasons why it was found (domain rules §12.8)."""
        found = hit.found
        why = Why(found.line, pieces(found.line, self.question), dict(hit.features))
        return source(self.text_of(hit).standing, why, self.place, self.texts.districts)

    def lines_of(self, unit: UnitText) -> tuple[Source, ...]:
        """Return the other lines of a unit as the sources of their numbers."""
        return tuple(
            source(line.standing, Why(line.standing.title), self.place, self.texts.districts)
            for line in unit.lines
        )

    def answer(self, hit: Ranked, kind: AnswerKind, told: Sequence[Paragraph]) -> Answer:
        """Return an answer whose words are those of one source."""
        return Answer(
            kind=kind,
            question=self.question,
            paragraphs=tuple(told),
            sources=(self.source_of(hit),),
            field=self.question.intent if kind is AnswerKind.FIELD else None,
            title=self.text_of(hit).standing.title,
        )


@dataclass(frozen=True)
class Hit:
    """One search result with its source and what it says."""

    source: Source
    score: float
    text: Text


def source(standing: Standing, why: Why, district: str, names: Mapping[str, str]) -> Source:
    """Return a source as an answer names it; one of another district than the asker's is marked.

    Where his is not known, the districts of the source are named.
    """
    own = dict.fromkeys(code[:_DISTRICT] for code in standing.districts)
    limited = bool(district and own)
    return Source(
        id=standing.id,
        kind=standing.kind,
        title=standing.title,
        version=standing.version,
        revision_id=standing.revision_id,
        unit_code=standing.unit_code,
        unit_name=standing.unit_name,
        audience=standing.audience,
        valid_from=standing.valid_from,
        valid_to=standing.valid_to,
        updated_on=standing.updated_on,
        districts=standing.districts,
        out_of_district=limited and district not in own,
        only_in=() if district else tuple(names[code] for code in own if code in names),
        under_correction=standing.under_correction,
        why=why,
    )
