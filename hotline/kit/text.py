"""Chinese text (文本规范化与分词): one normal form and one tokenizer for classifier, search and rules.

``normalise`` keeps the length: character *i* of the result stands for character *i* of the input, so
spans found in the normal form are spans of the citizen's own words, which are never changed.
"""

import re
import sys
import tempfile
import threading
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
from ahocorasick_rs import AhoCorasick, MatchKind
from numpy.typing import NDArray

from hotline.kit.errors import Invalid

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_DIRECTION = re.compile(r"[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_HALF = re.compile("[\ud800-\udfff]")
_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_RUNS = re.compile(f"[{_CJK}]+|[a-z0-9]+")
_WORD = re.compile(f"[{_CJK}a-z0-9]")
_LONG = 40  # characters from which an array is quicker than a dictionary
_COMPATIBLE = (
    (0x2160, 0x2190),
    (0x2460, 0x24EB),
    (0x2E80, 0x2FE0),
    (0x3000, 0x3001),
    (0xF900, 0xFB00),
    (0xFE30, 0xFE70),
    (0xFF00, 0xFFF0),
    (0x2F800, 0x2FA20),
)


class TextNotAcceptable(Invalid):
    """The text holds control characters or half characters, which neither logs nor databases hold."""

    code = "text_not_acceptable"
    title_zh = "文字中含有不允许的字符"
    title_en = "The text holds characters that are not allowed"


def clean_input(text: str) -> str:
    """Return ``text`` with uniform line ends and without invisible direction marks, ends stripped.

    Raises ``TextNotAcceptable`` (422) for NUL, other control characters and lone surrogates. Emoji
    and rare characters (𠮷) stay.
    """
    found = _CONTROL.search(text)
    if found is not None:
        raise TextNotAcceptable(
            f"第 {found.start() + 1} 个字符（U+{ord(found.group()):04X}）不允许使用，请删去后重试",
            f"Character {found.start() + 1} (U+{ord(found.group()):04X}) is not allowed",
        )
    return _DIRECTION.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def normalise(text: str) -> str:
    """Return the normal form: half width, simplified, lower case; same length as ``text``.

    Never raises: half characters, which no library takes, become U+FFFD.
    """
    folded = _HALF.sub("\ufffd", _narrowed(text))
    folded = _same_length(folded, folded.lower())
    if folded.isascii():
        return folded
    return _same_length(folded, _converter().convert(folded))


def _narrowed(text: str) -> str:
    """Return ``text`` in half width; a long one by one look-up in an array, seven times as fast."""
    if len(text) < _LONG:
        return text.translate(_width_table())
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return _width_array().take(points).tobytes().decode("utf-32-le", "surrogatepass")


@cache
def _width_array() -> NDArray[np.uint32]:
    """Map every code point as ``_width_table`` does."""
    points = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    points[list(_width_table())] = [ord(narrow) for narrow in _width_table().values()]
    return points


def _same_length(before: str, after: str) -> str:
    return after if len(after) == len(before) else before


@cache
def _width_table() -> dict[int, str]:
    """Map compatible characters of one character each (full width, radicals, ①) as NFKC does."""
    table = {}
    for first, end in _COMPATIBLE:
        for point in range(first, end):
            folded = unicodedata.normalize("NFKC", chr(point))
            if len(folded) == 1 and folded != chr(point):
                table[point] = folded
    table.update({ord(mark): " " for mark in "\t\n\r\v\f\xa0"})
    return table


@cache
def _converter() -> Any:
    import opencc  # noqa: PLC0415 — loads its dictionaries, only when text comes

    return opencc.OpenCC("t2s")


def is_chinese(char: str) -> bool:
    """Tell whether ``char`` is a Chinese character."""
    return re.fullmatch(f"[{_CJK}]", char) is not None


def bigrams(text: str) -> list[str]:
    """Return overlapping pairs of Chinese characters and whole Latin or digit runs of the normal form.

    A single Chinese character between other signs stands alone.
    """
    grams: list[str] = []
    for run in _RUNS.findall(normalise(text)):
        if run.isascii() or len(run) == 1:
            grams.append(run)
        else:
            grams += [run[i : i + 2] for i in range(len(run) - 1)]
    return grams


class Wording:
    """Replaces dialect wording by standard words (粤语用词对照), for search and classification only."""

    def __init__(self, words: Mapping[str, str]) -> None:
        """Prepare the table; keys are put into normal form, the longest key wins."""
        self.words = {normalise(key): value for key, value in sorted(words.items()) if key}
        self._values = list(self.words.values())
        self._matcher = _matcher(tuple(self.words))
        pairs = "\n".join(f"{key}\t{value}" for key, value in self.words.items())
        self.digest = sha256(pairs.encode()).hexdigest()[:16]

    def apply(self, text: str) -> str:
        """Return the normal form ``text`` with dialect words replaced; its length may change."""
        found = self._matcher.find_matches_as_indexes(text) if self._matcher else []
        if not found:
            return text
        parts: list[str] = []
        end = 0
        for index, start, stop in found:
            parts += (text[end:start], self._values[index])
            end = stop
        return "".join((*parts, text[end:]))


@lru_cache(maxsize=8)
def _matcher(keys: tuple[str, ...]) -> Any:
    return AhoCorasick(list(keys), matchkind=MatchKind.LeftmostLongest) if keys else None


class _Engine(Protocol):
    name: str

    def cut(self, text: str) -> list[str]:
        """Cut ``text`` into pieces."""

    def cut_for_search(self, text: str) -> list[str]:
        """Cut ``text`` into pieces and the shorter words inside them."""

    def add(self, word: str) -> None:
        """Keep ``word`` whole."""

    def tag(self, text: str) -> list[tuple[str, str]]:
        """Cut ``text`` into pieces, each with its part of speech: ``nr`` for what may name a person."""


class _Rjieba:
    def __init__(self, *, shared: bool) -> None:
        import rjieba  # noqa: PLC0415 — loads a dictionary: 24 MB, enough for all that add no words

        self.name = f"rjieba-{version('rjieba')}"
        self._jieba: Any = rjieba if shared else rjieba.Jieba()

    def cut(self, text: str) -> list[str]:
        return self._jieba.cut(text)  # type: ignore[no-any-return]

    def cut_for_search(self, text: str) -> list[str]:
        return self._jieba.cut_for_search(text)  # type: ignore[no-any-return]

    def add(self, word: str) -> None:
        self._jieba.add_word(word, None, None)

    def tag(self, text: str) -> list[tuple[str, str]]:
        return self._jieba.tag(text)  # type: ignore[no-any-return]


class _Jieba:
    def __init__(self) -> None:
        import jieba  # noqa: PLC0415 — loads its dictionary

        self.name = f"jieba-{version('jieba')}"
        self._jieba: Any = jieba.Tokenizer()
        # The cache file has a guessable name and is read with marshal: keep it in a private folder.
        with tempfile.TemporaryDirectory(prefix="words-") as private:
            self._jieba.tmp_dir = private
            self._jieba.initialize()
        self._tagger: Any = None

    def cut(self, text: str) -> list[str]:
        return self._jieba.lcut(text)  # type: ignore[no-any-return]

    def cut_for_search(self, text: str) -> list[str]:
        return self._jieba.lcut_for_search(text)  # type: ignore[no-any-return]

    def add(self, word: str) -> None:
        self._jieba.add_word(word)

    def tag(self, text: str) -> list[tuple[str, str]]:
        if self._tagger is None:
            from jieba import posseg  # noqa: PLC0415 — loads its tables

            self._tagger = posseg.POSTokenizer(self._jieba)
        return [(piece.word, piece.flag) for piece in self._tagger.cut(text)]


class Tokenizer:
    """The one tokenizer; loads on first use, and ``stamp`` names what an index or a model was made with."""

    def __init__(self, words: Iterable[str] = (), *, engine: str | None = None) -> None:
        """Keep domain ``words`` whole; ``engine`` is ``rjieba``, ``jieba`` or ``None`` for the faster present."""
        self.words = tuple(sorted({normalise(word.strip()) for word in words} - {""}))
        self._wanted = engine or ("rjieba" if find_spec("rjieba") else "jieba")
        if self._wanted not in {"rjieba", "jieba"}:
            msg = f"unknown engine: {engine!r}"
            raise ValueError(msg)
        self._engine: _Engine | None = None
        self._lock = threading.Lock()

    def load(self) -> _Engine:
        """Load the dictionary once; safe to call from several threads."""
        with self._lock:
            if self._engine is None:
                rjieba = self._wanted == "rjieba"
                engine: _Engine = _Rjieba(shared=not self.words) if rjieba else _Jieba()
                for word in self.words:
                    engine.add(word)
                self._engine = engine
            return self._engine

    def warm_up(self) -> threading.Thread:
        """Load in the background; returns the thread."""
        thread = threading.Thread(target=self.load, name="tokenizer", daemon=True)
        thread.start()
        return thread

    @property
    def stamp(self) -> str:
        """Return the engine, its version and a digest of the domain words."""
        digest = sha256("\n".join(self.words).encode()).hexdigest()[:8]
        return f"{self._wanted}-{version(self._wanted)}+{digest}"

    def cut(self, normal: str) -> list[str]:
        """Cut a text that is already in normal form into words, punctuation and blanks left out."""
        engine = self._engine or self.load()
        word = _WORD.search
        return [piece for piece in engine.cut(normal) if word(piece)]

    def tokens(self, text: str) -> list[str]:
        """Return the words of ``text`` in normal form."""
        return self.cut(normalise(text))

    def tagged(self, normal: str) -> list[tuple[str, str]]:
        """Return all pieces of a normal form in order, each with its part of speech (``nr``: a name)."""
        return (self._engine or self.load()).tag(normal)

    def search_tokens(self, text: str) -> list[str]:
        """Return the words of ``text`` and the shorter words inside them, for an index or a query."""
        engine = self._engine or self.load()
        return [piece for piece in engine.cut_for_search(normalise(text)) if _WORD.search(piece)]


_default = Tokenizer()


def default_tokenizer() -> Tokenizer:
    """Return the process's tokenizer without domain words."""
    return _default


def tokens(text: str) -> list[str]:
    """Return the words of ``text`` by the default tokenizer."""
    return _default.tokens(text)


def search_tokens(text: str) -> list[str]:
    """Return the search words of ``text`` by the default tokenizer."""
    return _default.search_tokens(text)
