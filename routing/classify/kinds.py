"""Telling the kind without a model (诉求类型线索): the words by which people ask, blame, propose or thank."""

from collections.abc import Mapping
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from hotline.kit.text import normalise
from routing.taxonomy.tree import RequestKind

_CUES: Mapping[RequestKind, str] = {
    RequestKind.REPORT: "举报 检举 揭发 涉嫌违法 违法经营 无证经营 非法 偷税 制假 售假 假冒",
    RequestKind.COMPLAINT: (
        "投诉 扰民 太吵 很吵 态度差 态度恶劣 乱收费 不退款 拒绝退款 不退钱 退款 欺骗 被骗 不合理 不满 拖欠 推诿 "
        "没人管 无人处理 多次反映 不作为 赔偿 维权 讨说法 违约 服务差 影响休息 影响生活 臭味"
    ),
    RequestKind.HELP: (
        "求助 求助一下 帮忙 帮我 请帮 麻烦派人 坏了 不亮 停水 停电 堵塞 漏水 破损 塌陷 积水 丢失 走失 "
        "希望处理 尽快处理 尽快维修 请维修 清理一下 需要帮助"
    ),
    RequestKind.SUGGEST: "建议 提议 提个建议 希望增设 希望增加 能否增加 能不能增加 可否增设 应该增加 优化一下 改进",
    RequestKind.CONSULT: (
        "咨询 请问 想问 问一下 想了解 了解一下 怎么办理 如何办理 怎样办理 怎么申请 如何申请 需要什么 什么材料 哪些材料 "
        "什么条件 多少钱 什么时候 何时 在哪里 去哪里 能不能办 可不可以 是否可以 吗? 流程 进度查询"
    ),
    RequestKind.PRAISE: "表扬 感谢 点赞 锦旗 致谢 谢谢你们 好人好事 服务很好 非常满意",
}
# An open word of intent counts three times a hint: who says "我要投诉" asks for redress, whatever else he asks.
_DECLARED = frozenset({"举报", "投诉", "建议", "咨询", "表扬", "求助", "检举"})
DECLARED_WEIGHT, CUE_WEIGHT, HINT_WEIGHT = 3.0, 1.0, 0.5
Span = tuple[int, int]


class KindCues:
    """Finds the cue words of all kinds in one pass."""

    def __init__(self) -> None:
        """Build the automaton."""
        self._cues = [
            (normalise(word), kind) for kind, words in _CUES.items() for word in words.split()
        ]
        self._matcher: Any = AhoCorasick(
            [word for word, _ in self._cues], matchkind=MatchKind.LeftmostLongest
        )

    def score(
        self, normal: str, hint: RequestKind | None = None
    ) -> tuple[dict[RequestKind, float], dict[RequestKind, list[Span]]]:
        """Return shares that sum below one, and the spans that speak for each kind.

        ``hint`` is the usual kind of the category; without any sign every share is zero.
        """
        points: dict[RequestKind, float] = {}
        spans: dict[RequestKind, list[Span]] = {}
        for index, start, end in self._matcher.find_matches_as_indexes(normal):
            word, kind = self._cues[index]
            weight = DECLARED_WEIGHT if word in _DECLARED else CUE_WEIGHT
            points[kind] = points.get(kind, 0.0) + weight
            spans.setdefault(kind, []).append((start, end))
        if hint is not None:
            points[hint] = points.get(hint, 0.0) + HINT_WEIGHT
        total = sum(points.values()) + CUE_WEIGHT
        return {kind: weight / total for kind, weight in points.items()}, spans
