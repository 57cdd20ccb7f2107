"""What is new in it (新情况): the clauses of a later text that an earlier one does not have.

Greetings and requests to hurry tell nothing of the matter and never count as news.
"""

import re

from hotline.kit.text import Wording, normalise

_CLAUSES = re.compile(r"[^，,。.！!？?；;：:、\n…]+")
_LETTERS = re.compile(r"[^0-9a-z\u3400-\u4dbf\u4e00-\u9fff]")
# Words of politeness, of pressing and of having told it before.
_EMPTY = re.compile(
    "您好|你好|谢谢|麻烦|请问|辛苦|希望|请求|请|尽快|尽早|抓紧|马上|立即|及时|赶快|赶紧|快点|有关部门|相关部门|部门|政府|"
    "领导|处理|解决|答复|回复|回应|反映|投诉|举报|来电|来电人|市民|本人|再次|又|还是|依然|仍然|仍|一直|至今|现在|"
    "目前|之前|上次|已经|多次|问题|情况|没有|没|未|人|这个|这件事|该|此|我|们|的|了|吧|啊|呢|要求|进行|给予|催|一下|予以"
)
SHORTEST = 3  # letters that must be left of a clause for it to tell anything
KNOWN = (
    0.5  # share of a clause's pairs of letters that the earlier text has: half of them retells it
)


def news(text: str, earlier: str, wording: Wording) -> list[str]:
    """Return the clauses of ``text``, as they were written, that ``earlier`` does not have."""
    known = _pairs(_plain(earlier, wording))
    found = []
    for match in _CLAUSES.finditer(text):
        clause = match[0].strip()
        left = _EMPTY.sub("", _plain(clause, wording))
        pairs = _pairs(_plain(clause, wording))
        if len(left) >= SHORTEST and len(pairs & known) < KNOWN * len(pairs):
            found.append(clause)
    return found


def _plain(text: str, wording: Wording) -> str:
    return _LETTERS.sub("", wording.apply(normalise(text)))


def _pairs(letters: str) -> set[str]:
    return {letters[at : at + 2] for at in range(len(letters) - 1)} or {letters}
