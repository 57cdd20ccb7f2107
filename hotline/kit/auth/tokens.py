"""Random tokens (令牌): shown once, stored as SHA-256."""

import hashlib
import secrets

API_PREFIX = "hlt_"
MAX_TOKEN = 128


def new_session_token() -> str:
    """Return 256 random bits for a cookie."""
    return secrets.token_urlsafe(32)


def new_api_token() -> str:
    """Return 256 random bits with a prefix that secret scanners can recognise."""
    return API_PREFIX + secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return the stored form; the token has full entropy, so a plain hash suffices."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
