"""Delivery states (投递状态) and the pure rule that joins news in any order to the same state.

States have ranks and news only ever raises the rank, so a receipt that comes late, twice or before
its elder sister changes nothing that it should not. Of two pieces of news of one rank the reason
that sorts first wins: the join is commutative, associative and idempotent, hence order and
duplication cannot matter. UNDELIVERED gives way to DELIVERED only: proof of arrival beats a doubt.
"""

from dataclasses import dataclass

from hotline.kit.labels import LabelledEnum


class DeliveryState(LabelledEnum):
    """Where one attempt stands."""

    QUEUED = "QUEUED", "待发送"
    SENDING = "SENDING", "发送中"
    UNKNOWN = "UNKNOWN", "结果不明"
    REJECTED = "REJECTED", "未受理"
    ACCEPTED = "ACCEPTED", "已受理"
    UNDELIVERED = "UNDELIVERED", "未送达"
    DELIVERED = "DELIVERED", "已送达"


class Reason(LabelledEnum):
    """Why an attempt did not succeed, in our words."""

    NONE = "NONE", "无"
    BAD_ADDRESS = "BAD_ADDRESS", "号码或地址无效"
    NOT_PERMITTED = "NOT_PERMITTED", "运营商不允许"
    OPTED_OUT = "OPTED_OUT", "对方已退订"
    CANNOT_RECEIVE = "CANNOT_RECEIVE", "固定电话或无法接收"
    THROTTLED = "THROTTLED", "发送过快"
    UNREACHABLE = "UNREACHABLE", "对方关机或不可达"
    BLOCKED = "BLOCKED", "被拦截"
    FILTERED = "FILTERED", "被运营商过滤"
    CONTENT_REFUSED = "CONTENT_REFUSED", "内容被拒绝"
    CREDENTIALS_REFUSED = "CREDENTIALS_REFUSED", "账号或密码被拒绝"
    ADDRESS_FORBIDDEN = "ADDRESS_FORBIDDEN", "设置的服务商地址不允许访问"
    UNAVAILABLE = "UNAVAILABLE", "服务商不可用"
    NO_ANSWER = "NO_ANSWER", "未收到服务商答复"
    NOT_SENT = "NOT_SENT", "经核对未发出"
    UNRESOLVED = "UNRESOLVED", "无法核实是否发出"
    ERASED = "ERASED", "对方信息已依法删除"
    EXPIRED = "EXPIRED", "超过有效期未能发出"
    SUPERSEDED = "SUPERSEDED", "已由其他发送送达"
    OTHER = "OTHER", "其他原因"


RANK = {
    DeliveryState.QUEUED: 0,
    DeliveryState.SENDING: 1,
    DeliveryState.UNKNOWN: 2,
    DeliveryState.REJECTED: 3,
    DeliveryState.ACCEPTED: 4,
    DeliveryState.UNDELIVERED: 5,
    DeliveryState.DELIVERED: 6,
}
ON_ITS_WAY = frozenset({DeliveryState.ACCEPTED, DeliveryState.DELIVERED})


@dataclass(frozen=True)
class Standing:
    """What is known about one attempt."""

    state: DeliveryState
    reason: Reason = Reason.NONE
    provider_message_id: str = ""


def join(known: Standing, news: Standing) -> Standing:
    """Return what is known after ``news``."""
    winner = min(known, news, key=_precedence)
    return Standing(
        winner.state,
        winner.reason,
        max(known.provider_message_id, news.provider_message_id),
    )


def _precedence(standing: Standing) -> tuple[int, str]:
    return -RANK[standing.state], standing.reason.value


def back_off_seconds(attempt: int, *, cap: int) -> int:
    """Return the pause in seconds before attempt ``attempt + 1``: 5, 10, 20 … at most ``cap``."""
    return min(5 << (min(attempt, 20) - 1), cap)
