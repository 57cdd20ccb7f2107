"""Rows and clauses (索引行与检索子句): how documents and questions look to both engines.

Both engines index the same tokens, joined by blanks, and score the same clauses: their results differ only
by what BM25 keeps of lengths.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from zlib import crc32

import orjson

from knowledge.audience import Audience
from knowledge.search.completion import beginnings
from knowledge.search.port import Candidate, Document, DocumentKind
from knowledge.understanding.grams import fold, grams, initials, sounds, spelled, wide_grams
from knowledge.understanding.question import Question

SCHEMA = 5
FOREVER = date.max.toordinal()
WHOLE = 0.3  # of the weight of a term in the line (measured: benchmarks/notes/q3.md)
SOUND = 0.25
ALONE = 0.9  # of a single character in a story: the first to be left out of a long one
MAX_CLAUSES = 300  # a story of 100 characters; of a longer one the rest finds no more (benchmarks/notes/q4.md)
_START = 16  # characters of a line that typing may have reached
_WANTED = "^"  # before a beginning of a line of a document that is often wanted
_OFTEN = 0.2  # the popularity from which a document is
_HURRIED = 3  # letters or characters of a beginning that says little
_BODY = 20_000  # characters of a body that are indexed; longer ones are appendices


@dataclass(frozen=True)
class Clause:
    """One term that should be found in a field, and what it weighs."""

    field: str
    term: str
    weight: float


def clauses(question: Question) -> list[Clause]:
    """Return what an engine adds up; the heaviest first, never more than engines take.

    A story shares few words with a title and many with a text about its matter: there the whole text counts
    as much as a line (``benchmarks/notes/q4.md``).
    """
    asked: list[Clause] = []
    whole = WHOLE + (1.0 - WHOLE) * question.story
    alone = 1.0 - (1.0 - ALONE) * question.story
    for term, weight in question.terms.items():
        if len(term) > 1:
            asked.append(Clause("line", term, weight))
            asked.append(Clause("whole", term, whole * weight))
        else:
            asked.append(Clause("line", term, alone * weight))
    asked += [Clause("sound", sound, SOUND) for sound in question.sounds]
    asked += [Clause("sound", letters, 1.0) for letters in question.letters]
    asked.sort(key=lambda c: -c.weight)
    return asked[:MAX_CLAUSES]


def completion_clauses(typed: str) -> list[Clause]:
    """Return the clauses of what was typed so far: as a beginning in characters, pinyin or initials, or inside.

    A short beginning fits a tenth of all lines: of those, what is wanted often must come first.
    """
    asked = []
    for form, weight in beginnings(typed):
        cut = form if form.isascii() else form[:_START]
        asked.append(Clause("start", cut, weight))
        if len(cut) <= _HURRIED:
            asked.append(Clause("start", _WANTED + cut, weight))
    words = dict.fromkeys(grams(typed[:_START])) if asked else ()
    return asked + [Clause("line", gram, 0.05) for gram in words]


def row_fields(document: Document) -> Iterator[dict[str, Any]]:
    """Yield one row a line; the tokens of the whole text are computed once."""
    whole = wide_grams("\n".join((*document.lines, document.body[:_BODY])))
    for line, kept in kept_of(document).items():
        yield {
            "doc": document.id,
            "kind": document.kind.value,
            "version": document.version,
            "since": document.valid_from.toordinal() if document.valid_from else 0,
            "until": document.valid_to.toordinal() if document.valid_to else FOREVER,
            "line": grams(line),
            "whole": whole,
            "sound": sounds(line),
            "start": starts(line, wanted=document.popularity >= _OFTEN),
            "data": kept,
        }


def kept_of(document: Document) -> dict[str, str]:
    """Return what an engine keeps of each line to show it; equal ones come of equal documents.

    ``h`` stands for the text that is searched and not kept.
    """
    body = crc32(document.body.encode())
    return {
        line: orjson.dumps(_data(document, line) | {"h": body}).decode()
        for line in dict.fromkeys(document.lines)
    }


def starts(line: str, *, wanted: bool = False) -> list[str]:
    """Return every beginning of a line: in characters, in pinyin, and in initials; the short ones of a wanted one twice."""
    folded = fold(line)[:_START]
    sounding = spelled(folded) if not folded.isascii() else ""
    short = initials(folded)
    made = [folded[:end] for end in range(1, len(folded) + 1)]
    made += [sounding[:end] for end in range(1, min(len(sounding), 3 * _START) + 1)]
    made += [short[:end] for end in range(1, len(short) + 1)]
    if wanted:
        made += [_WANTED + one for one in made if len(one) <= _HURRIED]
    return list(dict.fromkeys(made))


def _data(document: Document, line: str) -> dict[str, Any]:
    return {
        "i": document.id,
        "k": document.kind.value,
        "v": document.version,
        "t": document.title,
        "l": line,
        "n": fold(line),
        "u": document.unit_code,
        "a": document.audience.value,
        "c": document.category_code,
        "d": list(document.districts),
        "f": document.valid_from.isoformat() if document.valid_from else None,
        "e": document.valid_to.isoformat() if document.valid_to else None,
        "o": document.updated_on.isoformat() if document.updated_on else None,
        "p": document.popularity,
    }


def candidate(data: str, score: float) -> Candidate:
    """Return the line that an engine found, from what it kept of it."""
    row = orjson.loads(data)
    return Candidate(
        id=row["i"],
        kind=DocumentKind(row["k"]),
        version=row["v"],
        title=row["t"],
        line=row["l"],
        folded=row["n"],
        score=score,
        unit_code=row["u"],
        audience=Audience(row["a"]),
        category_code=row["c"],
        districts=tuple(row["d"]),
        valid_from=_day(row["f"]),
        valid_to=_day(row["e"]),
        updated_on=_day(row["o"]),
        popularity=row["p"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
