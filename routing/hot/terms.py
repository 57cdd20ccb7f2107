"""Words and examples of a hot topic (热词·代表诉求): what rises together, and which texts stand for the rest."""

import re
from collections.abc import Iterable, Mapping, Sequence

from hotline.kit.text import Tokenizer, default_tokenizer, normalise

MAX_TERMS = 40
MAX_READ = 1_000  # characters; what a citizen says first names the matter
MEDOIDS = 3
COMPARED = 60  # texts; the newest are enough to find the typical one
SHARED = 3  # texts; what fewer have in common may point at one person
_CHINESE = re.compile(r"[\u3400-\u9fff]{2,8}")
_LATIN = re.compile(r"[a-z]{3,20}")
# Words of courtesy and of telling, which carry no matter.
_EMPTY = frozenset(
    re.findall(
        r"\S+",
        """
你好 您好 谢谢 请问 希望 要求 反映 来电 市民 尽快 处理 部门 相关 有关 我们 他们 我家 现在
已经 一直 没有 什么 怎么 这个 那个 还是 就是 因为 所以 但是 而且 或者 可以 不能 不是 今天
昨天 昨晚 晚上 早上 上午 下午 每天 非常 严重 影响 问题 情况 附近 旁边 这里 那里 时候 知道
觉得 如果 以及 进行 请求 核实 跟进 回复 来电人 投诉 举报 咨询 建议 求助 表扬 热线 工单 政府
街道 镇街 佛山 佛山市
""",
    )
)


def terms_of(
    text: str, spots: Iterable[str] = (), *, tokenizer: Tokenizer | None = None
) -> frozenset[str]:
    """Return the words that may name a matter, and the names of ``spots`` (estates, markets, roads).

    ``text`` must be masked: names of persons and numbers must not come here. Words with digits, single
    characters and words of courtesy are left out. Never raises.
    """
    words = (tokenizer or default_tokenizer()).cut(normalise(text[:MAX_READ]))
    chosen = dict.fromkeys(normalise(spot.strip()) for spot in spots if spot.strip())
    for word in words:
        if len(chosen) >= MAX_TERMS:
            break
        if word not in _EMPTY and (_CHINESE.fullmatch(word) or _LATIN.fullmatch(word)):
            chosen[word] = None
    return frozenset(chosen)


def medoids(texts: Mapping[str, frozenset[str]], count: int = MEDOIDS) -> tuple[str, ...]:
    """Return the ids of the texts that stand for all: each next one covers most of what is not covered.

    Similarity is the Jaccard share of words; ties go to the smaller id. At most ``COMPARED`` texts, the
    last of ``texts``, are compared.
    """
    ids = list(texts)[-COMPARED:]
    covered = dict.fromkeys(ids, 0.0)
    chosen: list[str] = []
    near = {a: {b: _jaccard(texts[a], texts[b]) for b in ids} for a in ids}
    while len(chosen) < min(count, len(ids)):
        gains = {
            a: sum(max(near[a][b] - covered[b], 0.0) for b in ids) for a in ids if a not in chosen
        }
        best = min(gains, key=lambda key: (-round(gains[key], 9), key))
        chosen.append(best)
        covered = {b: max(covered[b], near[best][b]) for b in ids}
    return tuple(chosen)


def common_words(texts: Sequence[frozenset[str]], *, limit: int = 5) -> tuple[str, ...]:
    """Return the words that most of the texts share, the most frequent first; at least a third, and three."""
    counts: dict[str, int] = {}
    for words in texts:
        for word in words:
            counts[word] = counts.get(word, 0) + 1
    often = [word for word, found in counts.items() if found >= max(SHARED, len(texts) / 3)]
    return tuple(sorted(often, key=lambda word: (-counts[word], word))[:limit])


def _jaccard(left: frozenset[str], right: frozenset[str]) -> float:
    if not left or not right:
        return float(left == right)
    shared = len(left & right)
    return shared / (len(left) + len(right) - shared)
