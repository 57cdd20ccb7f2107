"""The words that the demonstration brings (演示词库), as one snapshot."""

from functools import cache

import orjson

from hotline.demo.loader import search_words
from knowledge.lexicon.schemas import WordIn
from knowledge.understanding.lexicon import Lexicon, Word


def words() -> list[WordIn]:
    return [WordIn.model_validate(orjson.loads(line)) for line in search_words().splitlines()]


@cache
def lexicon() -> Lexicon:
    return Lexicon.of((Word(w.kind, w.key, tuple(w.values)) for w in words()), version=1)
