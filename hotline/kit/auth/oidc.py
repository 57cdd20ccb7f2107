"""Sign-on by the government's identity provider (统一身份认证): OpenID Connect code flow with PKCE; pure steps and one client.

The provider proves who somebody is; what he may do stays with our own account. Nobody gets an account
by signing on: an administrator makes it, its login is what the provider's claim must say.
"""

import asyncio
import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode

import httpx
import jwt

from hotline.kit import clock
from hotline.kit.auth.settings import OidcSettings
from hotline.kit.errors import Problem, Unauthenticated
from hotline.kit.logs import get_logger
from hotline.kit.netguard import NetGuardSettings, UrlRefused, guarded_client

log = get_logger(__name__)
ALGORITHMS = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "ES256",
    "ES384",
    "EdDSA",
)  # never none, never HS*
STRONG = frozenset({"mfa", "otp", "hwk", "swk", "sc", "fpt", "face"})  # RFC 8176 methods
LEEWAY = timedelta(seconds=60)
KEEP = timedelta(hours=1)
ASK_AGAIN = timedelta(minutes=1)
START_MINUTES = 10
_MAX_ANSWER = 200_000


class ProviderUnavailable(Problem):
    """The identity provider cannot be reached or answers nonsense; passwords still work."""

    status = 503
    code = "oidc_unavailable"
    title_zh = "统一身份认证暂时无法使用，请改用口令登录"
    title_en = "The identity provider is not available; sign in by password"


class ProofRefused(Unauthenticated):
    """What came back from the provider does not prove anything."""

    code = "oidc_refused"
    title_zh = "统一身份认证未通过，请重新登录"
    title_en = "The identity provider's proof was refused; try again"


class NoAccount(Unauthenticated):
    """The person is genuine but has no active account here."""

    code = "oidc_no_account"
    title_zh = "您在本系统没有可用账号，请联系管理员"
    title_en = "You have no active account here; ask an administrator"


class SecondFactorByPassword(Unauthenticated):
    """The account has a second factor which the provider did not check."""

    code = "oidc_second_factor"
    title_zh = "此账号已启用动态口令，请用口令登录"
    title_en = "This account has a second factor; sign in by password"


@dataclass(frozen=True)
class Start:
    """One begun sign-on; everything secret in it follows from ``seed``, which only the browser keeps."""

    seed: str

    @classmethod
    def new(cls) -> "Start":
        """Draw a new seed of 256 bits."""
        return cls(secrets.token_urlsafe(32))

    def derived(self, purpose: str) -> str:
        """Return the value for one purpose: ``state``, ``nonce`` or ``verifier`` (43 characters)."""
        return _encoded(hmac.digest(self.seed.encode(), purpose.encode(), "sha256"))

    def challenge(self) -> str:
        """Return the PKCE challenge S256 of the verifier (RFC 7636)."""
        return _encoded(hashlib.sha256(self.derived("verifier").encode()).digest())

    def owns(self, state: str) -> bool:
        """Tell whether ``state`` belongs to this start."""
        return hmac.compare_digest(self.derived("state").encode(), state.encode())


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass(frozen=True)
class Proof:
    """What a checked identity token says: our login, and whether a second factor was used."""

    login: str
    strong: bool


def read_proof(
    claims: Mapping[str, Any], settings: OidcSettings, *, nonce: str, now: datetime
) -> Proof:
    """Judge the claims of a token whose signature holds; raises ``ProofRefused`` (401)."""
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else list(audience or [])
    party = claims.get("azp")
    fits = (
        claims.get("iss") == settings.issuer,
        settings.client_id in audiences,
        len(audiences) == 1 or party == settings.client_id,
        party in (None, settings.client_id),
        hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()),
        _instant(claims, "exp") + LEEWAY > now,
        _instant(claims, "iat") - LEEWAY < now,
    )
    login = claims.get(settings.login_claim)
    if not all(fits) or not isinstance(login, str) or not login.strip():
        raise ProofRefused
    methods = claims.get("amr")
    used = (
        set(methods)
        if isinstance(methods, list) and all(isinstance(m, str) for m in methods)
        else set()
    )
    return Proof(login, settings.trust_second_factor or bool(used & STRONG))


def _instant(claims: Mapping[str, Any], name: str) -> datetime:
    try:
        return datetime.fromtimestamp(float(claims[name]), tz=clock.now().tzinfo)
    except (KeyError, TypeError, ValueError, OverflowError, OSError) as error:
        raise ProofRefused from error


@dataclass(frozen=True)
class SingleSignOn:
    """Kept at ``app.state.single_sign_on``: the provider, where there is one, and the key of its cookie."""

    provider: "Provider | None"
    signing_key: bytes


class Provider:
    """The configured identity provider: where to send people, and what their return proves."""

    def __init__(
        self, settings: OidcSettings, guard: NetGuardSettings, *, callback_url: str
    ) -> None:
        """Prepare; nothing is called before somebody signs on."""
        self.settings = settings
        self.guard = guard
        self.callback_url = callback_url
        self._lock = asyncio.Lock()
        self._endpoints: dict[str, str] = {}
        self._keys: jwt.PyJWKSet | None = None
        self._read_at: datetime | None = None

    async def address(self, start: Start) -> str:
        """Return where the browser goes to sign on; raises ``ProviderUnavailable`` (503)."""
        await self._refresh(KEEP)
        query = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": self.callback_url,
            "scope": self.settings.scopes,
            "state": start.derived("state"),
            "nonce": start.derived("nonce"),
            "code_challenge": start.challenge(),
            "code_challenge_method": "S256",
        }
        base = self._endpoints["authorization_endpoint"]
        return f"{base}{'&' if '?' in base else '?'}{urlencode(query)}"

    async def prove(self, start: Start, code: str) -> Proof:
        """Turn the returned code into a proof.

        Raises ``ProofRefused`` (401) or ``ProviderUnavailable`` (503).
        """
        await self._refresh(KEEP)
        token = await self._token(start, code)
        claims = await self._claims(token)
        return read_proof(claims, self.settings, nonce=start.derived("nonce"), now=clock.now())

    async def _token(self, start: Start, code: str) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.callback_url,
            "code_verifier": start.derived("verifier"),
        }
        secret = self.settings.client_secret.get_secret_value()
        credentials: Any = httpx.BasicAuth(self.settings.client_id, secret)
        if not secret:  # a public client proves itself by PKCE alone
            credentials, form["client_id"] = None, self.settings.client_id
        async with guarded_client(self.guard) as client:
            answer = await _called(
                client.post(self._endpoints["token_endpoint"], data=form, auth=credentials)
            )
        if answer.status_code in (400, 401, 403):
            raise ProofRefused
        token = _json(answer).get("id_token")
        if not isinstance(token, str):
            raise ProofRefused
        return token

    async def _claims(self, token: str) -> dict[str, Any]:
        """Check the signature by the provider's keys; a key not known yet is asked for once."""
        try:
            key_id = jwt.get_unverified_header(token).get("kid")
            if self._key(key_id) is None:
                await self._refresh(ASK_AGAIN)
            key = self._key(key_id)
            if key is None:
                raise ProofRefused
            checks = {f"verify_{name}": False for name in ("exp", "nbf", "iat", "aud", "iss")}
            return jwt.decode(token, key, algorithms=list(ALGORITHMS), options=cast(Any, checks))
        except jwt.PyJWTError as error:
            raise ProofRefused from error

    def _key(self, key_id: str | None) -> jwt.PyJWK | None:
        keys = self._keys.keys if self._keys else []
        fitting = [k for k in keys if k.public_key_use in (None, "sig")]
        if key_id is None:
            return fitting[0] if len(fitting) == 1 else None
        return next((k for k in fitting if k.key_id == key_id), None)

    async def _refresh(self, older_than: timedelta) -> None:
        """Read the provider's own description and keys unless that was done lately."""
        async with self._lock:
            if self._read_at is not None and clock.now() - self._read_at < older_than:
                return
            async with guarded_client(self.guard) as client:
                where = f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration"
                told = _json(await _called(client.get(where)))
                if told.get("issuer") != self.settings.issuer:
                    raise ProviderUnavailable
                names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
                endpoints = {name: str(told.get(name) or "") for name in names}
                keys = _json(await _called(client.get(endpoints["jwks_uri"])))
            try:
                self._keys = jwt.PyJWKSet.from_dict(keys)
            except jwt.PyJWTError as error:
                raise ProviderUnavailable from error
            self._endpoints, self._read_at = endpoints, clock.now()


async def _called(call: Any) -> httpx.Response:
    try:
        return cast(httpx.Response, await call)
    except UrlRefused as error:  # a name that points inside our own network: told to the operator
        log.error("oidc.address_refused", detail=error.detail_en)
        raise ProviderUnavailable from error
    except httpx.HTTPError as error:
        raise ProviderUnavailable from error


def _json(answer: httpx.Response) -> dict[str, Any]:
    if answer.status_code != 200 or len(answer.content) > _MAX_ANSWER:
        raise ProviderUnavailable
    try:
        told = answer.json()
    except ValueError as error:
        raise ProviderUnavailable from error
    if not isinstance(told, dict):
        raise ProviderUnavailable
    return told
