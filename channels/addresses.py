"""Addresses (号码与邮箱) brought to one form at the edge, and back to what a provider wants."""

from channels.errors import AddressInvalid
from channels.messages import ChannelKind
from hotline.kit.identifiers import is_mobile, normalise_email, normalise_phone

_WITHHELD = frozenset({"", "anonymous", "restricted", "unavailable", "unknown", "+266696687"})
HASH_KINDS = {
    ChannelKind.SMS: "phone",
    ChannelKind.VOICE: "phone",
    ChannelKind.EMAIL: "email",
    ChannelKind.CHAT: "chat",
}


def normalise(channel: ChannelKind, address: str) -> str:
    """Return the normal form of ``address`` on ``channel``; raises ``AddressInvalid`` (422)."""
    to_normal = normalise_email if channel is ChannelKind.EMAIL else normalise_phone
    normal = to_normal(address)
    if normal is None:
        raise AddressInvalid
    return normal


def caller(number: str) -> str | None:
    """Return the normal form of a caller's number, ``None`` if he withholds it or it is no number."""
    if number.strip().lower() in _WITHHELD:
        return None
    return normalise_phone(number)


def may_be_rung(number: str) -> bool:
    """Tell whether a normalised number belongs to a person rather than to a service (12345, 110)."""
    return number.startswith(("+", "0")) or is_mobile(number)


def to_e164(number: str) -> str:
    """Return ``+86…`` for a normalised Chinese number; service codes have no such form.

    Raises:
        AddressInvalid: a short code (12345) or no telephone number at all.
    """
    if number.startswith("+"):
        return number
    if number.startswith("0"):
        return "+86" + number[1:]
    if len(number) == 11 and number.startswith("1"):
        return "+86" + number
    raise AddressInvalid("服务号码不能接收消息", "A service code cannot be written to")
