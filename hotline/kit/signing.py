"""Signed tokens and files (签名): short-lived links, and tags on files that must not be swapped."""

import base64
import binascii
import hashlib
import hmac
from datetime import timedelta

from hotline.kit import clock
from hotline.kit.errors import Problem

MAX_TOKEN = 512
_MAC_BYTES = 16


class TokenInvalid(Problem):
    """The signed token was altered, made for another purpose, or is no token at all."""

    status = 403
    code = "signed_token_invalid"
    title_zh = "链接无效"
    title_en = "The link is not valid"


class TokenExpired(Problem):
    """The signed token is genuine but too old."""

    status = 410
    code = "signed_token_expired"
    title_zh = "链接已过期，请重新获取"
    title_en = "The link has expired; request a new one"


def sign_token(key: bytes, purpose: str, subject: str, *, lifetime: timedelta) -> str:
    """Return a URL-safe token that names ``subject`` (an id) for one ``purpose`` until it expires.

    The subject is readable by anybody: never put personal data into it.
    """
    expires = int((clock.now() + lifetime).timestamp())
    body = f"{expires}.{_encode(subject.encode())}"
    return f"{body}.{_encode(_mac(key, purpose, body.encode())[:_MAC_BYTES])}"


def read_token(key: bytes, purpose: str, token: str) -> str:
    """Return the subject; raises ``TokenInvalid`` (403) or ``TokenExpired`` (410)."""
    body, _, tag = token.rpartition(".")
    expires, _, subject = body.partition(".")
    if len(token) > MAX_TOKEN or not token.isascii():
        raise TokenInvalid
    expected = _encode(_mac(key, purpose, body.encode())[:_MAC_BYTES])
    if not hmac.compare_digest(expected.encode(), tag.encode()):
        raise TokenInvalid
    if int(expires) <= clock.now().timestamp():
        raise TokenExpired
    return _decode(subject)


def tag_of(key: bytes, purpose: str, content: bytes) -> str:
    """Return the tag (64 hex digits) of a file's content, for example of a model file."""
    return _mac(key, purpose, hashlib.sha256(content).digest()).hex()


def is_genuine(key: bytes, purpose: str, content: bytes, tag: str) -> bool:
    """Tell whether ``content`` is what was tagged; check before reading anything inside it."""
    return hmac.compare_digest(tag_of(key, purpose, content).encode(), tag.strip().encode())


def _mac(key: bytes, purpose: str, message: bytes) -> bytes:
    own_key = hmac.digest(key, b"purpose\0" + purpose.encode(), "sha256")
    return hmac.digest(own_key, message, "sha256")


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> str:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, ValueError) as error:
        raise TokenInvalid from error
