"""Proof that a webhook comes from Twilio (签名校验); whatever goes wrong is a refusal, never a fault.

The address is built from configuration and from the raw, undecoded path: host and scheme of the
request are forgeable, and decoded text differs from what was signed. Values are neither dropped nor
merged: blanks and repetitions count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.datastructures import FormData, Headers
from starlette.requests import Request
from twilio.request_validator import (
    HMAC_SHA1,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

from channels.errors import SignatureInvalid, WebhookTooLarge
from channels.messages import RawForm
from channels.settings import TwilioSettings
from hotline.kit.logs import get_logger

log = get_logger(__name__)
_MAX_FIELDS = 500


@dataclass(frozen=True)
class Signed:
    """What was signed: address, headers and body of one request."""

    url: str
    headers: Mapping[str, str]
    body: bytes


async def read_capped(request: Request, *, cap: int) -> bytes:
    """Read the body once, at most ``cap`` bytes; raises ``WebhookTooLarge`` (413)."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > cap:
            raise WebhookTooLarge
        chunks.append(chunk)
    return b"".join(chunks)


def signed_url(request: Request, public_base_url: str) -> str:
    """Return the address as the provider called it: configured base, raw path, raw query."""
    path = request.scope["raw_path"].decode("ascii")
    query = request.scope["query_string"].decode("ascii")
    return f"{public_base_url}{path}?{query}" if query else f"{public_base_url}{path}"


def verify(signed: Signed, settings: TwilioSettings) -> RawForm:
    """Return the form of a proven webhook; a JSON body gives an empty form.

    Raises:
        SignatureInvalid: no secret is configured, the signature is missing or wrong, or the request
            cannot even be read (403).
    """
    try:
        form = _proven(signed, settings)
    except Exception as error:
        log.warning("channels.webhook_unreadable", error=type(error).__name__)
        raise SignatureInvalid from None
    if form is None:
        raise SignatureInvalid
    return form


def sign(url: str, pairs: Sequence[tuple[str, str]], secret: str) -> str:
    """Return the signature Twilio would send (for the simulation and for tests)."""
    return str(RequestValidator(secret).compute_signature(url, _form(pairs)))


def _proven(signed: Signed, settings: TwilioSettings) -> RawForm | None:
    headers = Headers(dict(signed.headers))
    settings_header = headers.get(SIGNATURE_SETTINGS_HEADER, "")
    secret = _secret(settings_header, settings)
    signature = headers.get(SIGNATURE_HEADER, "")
    if not secret or not signature:
        return None
    algorithm = get_signature_algorithm(settings_header) if settings_header else HMAC_SHA1
    validator = RequestValidator(secret)
    if headers.get("content-type", "").startswith("application/json"):
        is_valid = "bodySHA256=" in signed.url and validator.validate(
            signed.url, signed.body.decode(), signature, algorithm
        )
        return RawForm(()) if is_valid else None
    pairs = parse_qsl(
        signed.body.decode("ascii"),
        keep_blank_values=True,
        errors="strict",
        max_num_fields=_MAX_FIELDS,
    )
    if not validator.validate(signed.url, _form(pairs), signature, algorithm):
        return None
    return RawForm(tuple(pairs))


def _form(pairs: Sequence[tuple[str, str]]) -> FormData:
    """Return a mapping whose ``getlist`` keeps repeated names, as the validator needs it."""
    return FormData([(name, value) for name, value in pairs])


def _secret(settings_header: str, settings: TwilioSettings) -> str:
    """Choose the secret: a shared-key signature counts only with that very key's secret."""
    if not settings_header:
        return settings.auth_token.get_secret_value()
    parts = (part.partition("=") for part in settings_header.split(","))
    named = {name.strip(): value.strip() for name, _, value in parts}
    if settings.shared_key_id and named.get("key") == settings.shared_key_id:
        return settings.shared_key_secret.get_secret_value()
    return ""
