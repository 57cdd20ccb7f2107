"""Opt-out words (退订词): the whole text must be the word, so that no complaint is swallowed."""

import unicodedata

from channels.messages import InboundKind

OPT_OUT = frozenset({"退订", "退訂", "td", "t", "r", "stop", "stopall", "unsubscribe", "取消订阅"})
OPT_IN = frozenset({"订阅", "訂閱", "恢复订阅", "dy", "start", "unstop"})
_ENGLISH = frozenset({"stop", "stopall", "unsubscribe", "start", "unstop"})
CONFIRM_OUT = "您已退订12345热线的通知短信，办理进展可来电12345查询。恢复请回复DY。"
CONFIRM_IN = "您已恢复接收12345热线的通知短信。"
CONFIRM_OUT_ENGLISH = "12345 will send you no more notices. Call 12345 to hear how your request stands. START: notices again."
CONFIRM_IN_ENGLISH = "You will get notices from 12345 again."
_PROVIDER_WORDS = {
    "STOP": InboundKind.OPT_OUT,
    "START": InboundKind.OPT_IN,
    "HELP": InboundKind.HELP,
}


def kind_of(text: str, *, provider_verdict: str = "") -> InboundKind:
    """Tell whether ``text`` is an opt-out or opt-in word; the provider's own verdict comes first."""
    if (verdict := _PROVIDER_WORDS.get(provider_verdict.upper())) is not None:
        return verdict
    word = _word(text)
    if word in OPT_OUT:
        return InboundKind.OPT_OUT
    if word in OPT_IN:
        return InboundKind.OPT_IN
    return InboundKind.TEXT


def confirmation(kind: InboundKind, text: str) -> str:
    """Return what is answered to the opt-out or opt-in word ``text``, in its language."""
    if _word(text) in _ENGLISH:
        return CONFIRM_OUT_ENGLISH if kind is InboundKind.OPT_OUT else CONFIRM_IN_ENGLISH
    return CONFIRM_OUT if kind is InboundKind.OPT_OUT else CONFIRM_IN


def _word(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().strip("。.!！ ").lower()
