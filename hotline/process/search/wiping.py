"""Wiping (去号): what of a text may be indexed and shown as a hit; no number of a person is left in it.

Masks as pages show them keep some digits, and digits can be searched for. Here they go too, and with them
whatever else looks like a long number, however it was written: with blanks, in full width, in characters.
"""

import re

from hotline.kit.text import normalise
from hotline.process.wordmask import Masker

GONE = "***"
_DIGIT = "0-9〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_BETWEEN = r"[\s\-\u2010-\u2015\u2212_.·•,，、/()（）+\u00ad\u200b-\u200f\u2060\ufeff]{0,3}"
_LONG = 7  # digits of the shortest telephone number without its area
_TICKET = r"(?<![a-z0-9])[a-z]{1,4}\d{15}(?!\d)"
_DAY = r"(?<!\d)(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?![\d\-/.])"
_RUN = rf"[{_DIGIT}](?:{_BETWEEN}[{_DIGIT}]){{{_LONG - 1},}}x?"
_NUMBERS = re.compile(f"(?P<kept>{_TICKET}|{_DAY})|{_RUN}")
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_APART = r"[\s\-·•.]{0,2}"
_PLATE = re.compile(
    rf"[{_PROVINCES}]{_APART}[a-z](?:{_APART}[a-z0-9]){{4,5}}{_APART}[a-z0-9学警挂港澳](?![a-z0-9])"
)
_MAIL = re.compile(r"[\w.+-]{1,64}\s{0,2}@\s{0,2}[\w-]+(?:\.[\w-]+)+")
_DOOR = re.compile(r"(?<=[路街道巷里弄村坊苑园])\s?\d{1,5}\s?(?=号(?!线))")
_MASKED = re.compile(r"[0-9A-Za-z@._+\-]{0,64}\*+[0-9A-Za-z@._+\-*]{0,64}")


def wiped(text: str, masker: Masker) -> str:
    """Return ``text`` without names, door numbers, telephone, identity, card and plate numbers and addresses of mail."""
    if not text:
        return ""
    shown = _MASKED.sub(GONE, masker.text(_numberless(text)))
    return _numberless(shown)


def _numberless(text: str) -> str:
    normal = normalise(text)
    if len(normal) != len(text):
        text = normal
    spans = [found.span() for form in (_MAIL, _PLATE, _DOOR) for found in form.finditer(normal)]
    spans += [m.span() for m in _NUMBERS.finditer(normal) if m["kept"] is None]
    return _without(text, spans)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    parts, place = [], 0
    for start, end in sorted(spans):
        if start >= place:
            parts += [text[place:start], GONE]
        place = max(place, end)
    return "".join([*parts, text[place:]])
