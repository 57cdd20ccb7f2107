"""Segments of a text message (短信分条): GSM-7 or UCS-2, counted as the carrier counts.

A text of GSM-7 characters only has 160 septets alone or 153 a part; anything else makes the whole
text UCS-2 with 70 UTF-16 units alone or 67 a part. A rare character such as 𠮷 is two units and is
never cut in half; a GSM-7 extension character is two septets and is never cut either.
"""

from dataclasses import dataclass

from hotline.kit.labels import LabelledEnum

_GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM7_EXTENSION = frozenset("\f^{}\\[~]|€")


class Encoding(LabelledEnum):
    """How a text message is coded on the air."""

    GSM7 = "GSM7", "7位编码"
    UCS2 = "UCS2", "双字节编码"


_SINGLE = {Encoding.GSM7: 160, Encoding.UCS2: 70}
_PART = {Encoding.GSM7: 153, Encoding.UCS2: 67}


@dataclass(frozen=True)
class Count:
    """Encoding, length in its units (septets or UTF-16 units) and number of segments."""

    encoding: Encoding
    units: int
    segments: int


def encoding_of(text: str) -> Encoding:
    """Return the encoding that the whole of ``text`` needs."""
    known = _GSM7 | _GSM7_EXTENSION
    return Encoding.GSM7 if all(char in known for char in text) else Encoding.UCS2


def count(text: str) -> Count:
    """Count ``text``; an empty text is one segment of no units."""
    encoding = encoding_of(text)
    units = sum(_units(char, encoding) for char in text)
    return Count(encoding, units, len(split(text)))


def split(text: str) -> list[str]:
    """Cut ``text`` into parts that fit one segment each; joined they are ``text`` again."""
    encoding = encoding_of(text)
    if sum(_units(char, encoding) for char in text) <= _SINGLE[encoding]:
        return [text]
    parts: list[str] = []
    start = filled = 0
    for index, char in enumerate(text):
        size = _units(char, encoding)
        if filled + size > _PART[encoding]:
            parts.append(text[start:index])
            start, filled = index, 0
        filled += size
    return [*parts, text[start:]]


def _units(char: str, encoding: Encoding) -> int:
    if encoding is Encoding.GSM7:
        return 2 if char in _GSM7_EXTENSION else 1
    return 2 if ord(char) > 0xFFFF else 1
