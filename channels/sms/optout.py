"""Opt-out words (退订词): the whole text must be the word, so that no complaint is swallowed."""

import unicodedata

from channels.messages import InboundKind

OPT_OUT = frozenset({"退订", "退訂", "td", "t", "r", "stop", "stopall", "unsubscribe", "取消订阅"})
OPT_IN = frozenset({"订阅", "訂閱", "恢复订阅", "dy", "start", "unstop"})
CONFIRM_OUT = "您已退订12345热线的通知短信，办理进展可来电12345查询。恢复请回复DY。"
CONFIRM_IN = "您已恢复接收12345热线的通知短信。"
_PROVIDER_WORDS = {
    "STOP": InboundKind.OPT_OUT,
    "START": InboundKind.OPT_IN,
    "HELP": InboundKind.HELP,
}


def kind_of(text: str, *, provider_verdict: str = "") -> InboundKind:
    """Tell whether ``text`` is an opt-out or opt-in word; the provider's own verdict comes first."""
    if (verdict := _PROVIDER_WORDS.get(provider_verdict.upper())) is not None:
        return verdict
    word = unicodedata.normalize("NFKC", text).strip().strip("。.!！ ").lower()
    if word in OPT_OUT:
        return InboundKind.OPT_OUT
    if word in OPT_IN:
        return InboundKind.OPT_IN
    return InboundKind.TEXT
