"""Words that fit a text message (短信文字), pure: cut at a whole character, without addresses of pages.

Carriers of mainland China refuse texts with links, and every segment costs; what is cut says where the
whole can be read.
"""

import re
from collections.abc import Callable

from channels.sms.segments import count

MAX_SEGMENTS = 3
ELLIPSIS = "……"
LINK_WORD = "（网址见完整答复）"
_LINK = re.compile(r"(?:[a-z][a-z0-9+.\-]*://|www\.)[!#-;=?-~]*", re.IGNORECASE | re.ASCII)
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_BLANKS = re.compile(r"\s+")


def speakable(text: str) -> str:
    """Return ``text`` on one line, without control characters and direction marks."""
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()


def without_links(text: str) -> str:
    """Replace every address of a page by words that say where it can be found."""
    return _LINK.sub(LINK_WORD, text).replace("://", "：//")


def fit(text: str, *, hint: str = "", segments: int = MAX_SEGMENTS) -> str:
    """Return ``text``, cut so that it and ``hint`` fill at most ``segments``; whole texts need no hint."""
    return fit_inside(text, lambda part: part, hint=hint, segments=segments)


def fit_inside(
    text: str, frame: Callable[[str], str], *, hint: str = "", segments: int = MAX_SEGMENTS
) -> str:
    """Return ``frame(text)``, with ``text`` cut so that the whole fills at most ``segments``.

    A cut text ends with an ellipsis and ``hint``. A frame that is too long by itself is sent as it is.
    """
    whole = frame(text)
    if count(whole).segments <= segments:
        return whole
    low, high = 0, len(text)
    while low < high:  # the longest beginning that fits
        middle = (low + high + 1) // 2
        if count(frame(_cut(text, middle, hint))).segments <= segments:
            low = middle
        else:
            high = middle - 1
    return frame(_cut(text, low, hint))


def _cut(text: str, length: int, hint: str) -> str:
    return text[:length].rstrip(" ，、；：,;:") + ELLIPSIS + hint
