"""Words of foreign catalogues (词语对照): which value of ours a word means; the words are data."""

import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from hotline.kit.labels import LabelledEnum
from hotline.kit.sheets import RowFault
from knowledge.items.vocabulary import KINDS


def folded(word: str) -> str:
    """Return a word without case, width and blanks."""
    return "".join(unicodedata.normalize("NFKC", word).split()).casefold()


@cache
def _book(field: str) -> Mapping[str, LabelledEnum]:
    kind = KINDS[field]
    told = yaml.safe_load((files("knowledge.items") / "words.yaml").read_text("utf-8"))[field]
    book = {folded(word): kind[name] for name, words in told.items() for word in words}
    for member in kind:
        book[folded(member.value)] = book[folded(member.label)] = member
    return book


def meant(field: str, word: str) -> LabelledEnum:
    """Return the value that ``word`` means in ``field``; raises ``RowFault`` for an unknown word."""
    found = _book(field).get(folded(word))
    if found is None:
        known = "、".join(member.label for member in KINDS[field])
        raise RowFault(
            f"不认识“{word[:20]}”，可写 {known}",
            f"{word[:20]!r} is not known; use one of {[m.value for m in KINDS[field]]}",
        )
    return found


def is_own(field: str, word: str) -> bool:
    """Tell whether ``word`` says no more than the value it stands for."""
    found = _book(field).get(folded(word))
    return found is not None and folded(word) in {folded(found.value), folded(found.label)}
