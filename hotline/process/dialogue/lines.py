"""Our own lines (自动对话的话) read again: which ask for a field, which say that a person takes over; pure.

A transcript keeps what was said and not why; the fixed words tell it.
"""

import re
from collections.abc import Iterable

from hotline.kit.labels import LabelledEnum
from hotline.process.dialogue import words
from hotline.tickets.messages import Template


class LinePurpose(LabelledEnum):
    """What a line of ours is for in a talk."""

    FORM = "FORM", "收集要素"
    REPEATS = "REPEATS", "重复上一问"
    PERSON = "PERSON", "转人工"
    OTHER = "OTHER", "其他"


_FORM = (
    words.ASK_PLACE,
    words.ASK_PLACE_AGAIN,
    words.CONFIRM_SPOT,
    words.ASK_FIELD,
    words.ASK_FIELD_AGAIN,
)
_PERSON = (words.WILL_CALL, words.WITH_PERSON)
_VALUE = re.compile(r"\\\{[a-z]+\\\}")


def _pattern(templates: Iterable[Template]) -> re.Pattern[str]:
    """Return what fits these words whatever was filled in, with or without options below."""
    texts = (text for one in templates for text in (one.cmn, one.eng, one.yue))
    fits = "|".join(_VALUE.sub(".+", re.escape(text)) for text in texts)
    return re.compile(rf"(?:{fits})(?:\n|$)")


_BY_PURPOSE = (
    (LinePurpose.FORM, _pattern(_FORM)),
    (LinePurpose.REPEATS, _pattern((words.NO_SUCH_OPTION,))),
    (LinePurpose.PERSON, _pattern(_PERSON)),
)


def purpose_of(text: str) -> LinePurpose:
    """Return what a line of ours is for."""
    fits = (purpose for purpose, pattern in _BY_PURPOSE if pattern.match(text))
    return next(fits, LinePurpose.OTHER)
