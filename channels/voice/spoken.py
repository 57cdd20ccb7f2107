"""Numbers as they are spoken (读号): a voice reads 12345 as an amount unless it is written out.

Service numbers have their usual reading (110 is 幺幺零, never 一百一十); every other run of three or more
digits is read digit by digit.
"""

import re
from collections.abc import Mapping

from channels.voice.plan import Language

_DIGITS = re.compile(r"\d{3,}")
_PLAIN: Mapping[str, str] = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_YAO: Mapping[str, str] = {**_PLAIN, "1": "幺"}
_CITY_LINE = "12345"


def spoken(text: str, language: Language) -> str:
    """Return ``text`` with its long numbers written as they are said; short ones (按0) stay."""
    return _DIGITS.sub(lambda found: _said(found.group(), language), text)


def _said(digits: str, language: Language) -> str:
    names = _PLAIN if language is Language.CANTONESE or digits == _CITY_LINE else _YAO
    return "".join(names[digit] for digit in digits)
