"""Sign-on by an identity provider: a real one for the way there and back, a lying one for its proofs."""

import base64
import hashlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import select, update

from hotline.kit.audit.models import AuditEntry
from hotline.kit.auth.models import Account
from hotline.kit.auth.oidc import ProofRefused, Provider, Start, read_proof
from hotline.kit.auth.settings import OidcSettings
from hotline.kit.db import Database
from hotline.kit.netguard import NetGuardSettings
from tests.support.kit_app import Person, auth_context, browser, hire, kit_app
from tests.support.server import free_port

CALLBACK = "http://hotline.test/api/auth/oidc/callback"
GUARD = NetGuardSettings(allow_hosts=["127.0.0.1"])
NOW = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
SETTINGS = OidcSettings(issuer="https://id.example.gov.cn", client_id="hotline")
GOOD: dict[str, Any] = {
    "iss": SETTINGS.issuer,
    "aud": "hotline",
    "sub": "1",
    "nonce": "n",
    "iat": NOW.timestamp(),
    "exp": (NOW + timedelta(minutes=5)).timestamp(),
    "preferred_username": "zhang.wei",
}


def test_sound_claims_name_the_login() -> None:
    proof = read_proof(GOOD, SETTINGS, nonce="n", now=NOW)
    assert (proof.login, proof.strong) == ("zhang.wei", False)
    assert read_proof({**GOOD, "amr": ["pwd", "otp"]}, SETTINGS, nonce="n", now=NOW).strong
    several = {**GOOD, "aud": ["hotline", "x"], "azp": "hotline"}
    assert read_proof(several, SETTINGS, nonce="n", now=NOW).login == "zhang.wei"


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://id.example.gov.cn.evil.cn"},
        {"aud": "another"},
        {"aud": ["hotline", "another"]},
        {"azp": "another"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": (NOW - timedelta(minutes=2)).timestamp()},
        {"exp": "soon"},
        {"exp": None},
        {"iat": (NOW + timedelta(minutes=2)).timestamp()},
        {"iat": float("inf")},
        {"preferred_username": ""},
        {"preferred_username": 7},
        {"preferred_username": None},
    ],
)
def test_every_wrong_claim_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ProofRefused):
        read_proof({**GOOD, **wrong}, SETTINGS, nonce="n", now=NOW)


def test_a_start_keeps_its_values_apart_and_proves_its_verifier() -> None:
    start = Start.new()
    values = {start.derived(purpose) for purpose in ("state", "nonce", "verifier")}
    assert len(values) == 3
    assert all(43 <= len(value) <= 128 for value in values)
    digest = hashlib.sha256(start.derived("verifier").encode()).digest()
    assert base64.urlsafe_b64decode(start.challenge() + "=") == digest
    assert start.owns(start.derived("state"))
    assert not start.owns(Start.new().derived("state"))


@pytest.fixture(scope="module")
def provider_url() -> Iterator[str]:
    """A real OpenID provider in a process of its own."""
    port = free_port()
    users = [
        {"sub": "u1", "preferred_username": "ZHANG.wei"},
        {"sub": "u2", "preferred_username": "stranger"},
    ]
    claims = [part for user in users for part in ("--user-claims", json.dumps(user))]
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "oidc_provider_mock",
        "--port",
        str(port),
        *claims,
    ]
    process = subprocess.Popen([*command, "--require-nonce", "true"], stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            if httpx.get(f"{url}/.well-known/openid-configuration").status_code == 200:
                break
        except httpx.HTTPError:
            time.sleep(0.1)
    yield url
    process.terminate()
    process.wait(timeout=20)


def sign_on(database: Database, folder: Path, issuer: str) -> FastAPI:
    """The floor with this identity provider."""
    settings = OidcSettings(
        issuer=issuer, client_id="hotline", client_secret=SecretStr("s3cret"), label="粤政易"
    )
    provider = Provider(settings, GUARD, callback_url=CALLBACK)
    return kit_app(database, folder, auth_context(oidc=settings), provider)


@pytest.fixture
async def visitor(
    database: Database, tmp_path: Path, provider_url: str
) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(sign_on(database, tmp_path, provider_url)) as client:
        yield client


async def agreed(visitor: httpx.AsyncClient, subject: str, page: str = "/console") -> str:
    """Go to the provider, agree there as ``subject``, and return the way back."""
    there = await visitor.get("/api/auth/oidc/start", params={"next": page})
    assert there.status_code == 303
    async with httpx.AsyncClient() as outside:
        back = await outside.post(there.headers["location"], data={"sub": subject})
    assert back.status_code == 302
    assert back.headers["location"].startswith(CALLBACK)
    return back.headers["location"].removeprefix("http://hotline.test")


async def test_a_clerk_signs_on_by_the_provider(
    visitor: httpx.AsyncClient, clerk: Account, database: Database
) -> None:
    async with database.write() as session:
        await session.execute(
            update(Account).where(Account.id == clerk.id).values(login="zhang.wei")
        )
    assert (await visitor.get("/api/auth/oidc")).json() == {"enabled": True, "label": "粤政易"}
    home = await visitor.get(await agreed(visitor, "u1", "/console/tickets"))
    assert (home.status_code, home.headers["location"]) == (303, "/console/tickets")
    me = await visitor.get("/api/auth/me")
    assert (me.status_code, me.json()["account"]["login"]) == (200, "zhang.wei")
    async with database.read() as session:
        actions = (await session.execute(select(AuditEntry.action))).scalars().all()
    assert "account.login_oidc" in actions


async def test_the_way_back_works_once_and_only_for_its_browser(
    visitor: httpx.AsyncClient,
    clerk: Account,
    database: Database,
    tmp_path: Path,
    provider_url: str,
) -> None:
    async with database.write() as session:
        await session.execute(
            update(Account).where(Account.id == clerk.id).values(login="zhang.wei")
        )
    way = await agreed(visitor, "u1")
    async with browser(sign_on(database, tmp_path / "b", provider_url)) as other:
        refused = await other.get(way)
        assert refused.headers["location"] == "/console/sign-in?refused=signed_token_invalid"
    assert (await visitor.get(way)).headers["location"] == "/console"
    again = await visitor.get(way)
    assert again.headers["location"].startswith("/console/sign-in?refused=")


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("https://evil.cn", "/console"),
        ("//evil.cn", "/console"),
        ("/console/../x", "/console"),
        ("/console/a?b", "/console"),
    ],
)
async def test_only_pages_of_the_console_are_returned_to(
    visitor: httpx.AsyncClient, clerk: Account, database: Database, page: str, shown: str
) -> None:
    async with database.write() as session:
        await session.execute(
            update(Account).where(Account.id == clerk.id).values(login="zhang.wei")
        )
    assert (await visitor.get(await agreed(visitor, "u1", page))).headers["location"] == shown


async def test_somebody_without_an_active_account_stays_outside(
    visitor: httpx.AsyncClient, clerk: Account, database: Database
) -> None:
    assert (
        (await visitor.get(await agreed(visitor, "u2")))
        .headers["location"]
        .endswith("oidc_no_account")
    )
    async with database.write() as session:
        await session.execute(
            update(Account).where(Account.id == clerk.id).values(login="zhang.wei", active=False)
        )
    assert (
        (await visitor.get(await agreed(visitor, "u1")))
        .headers["location"]
        .endswith("oidc_no_account")
    )
    assert (await visitor.get("/api/auth/me")).status_code == 401


async def test_a_second_factor_is_not_walked_around(
    visitor: httpx.AsyncClient, clerk: Account, database: Database
) -> None:
    async with database.write() as session:
        await session.execute(
            update(Account)
            .where(Account.id == clerk.id)
            .values(login="zhang.wei", totp_confirmed=True)
        )
    refused = await visitor.get(await agreed(visitor, "u1"))
    assert refused.headers["location"].endswith("oidc_second_factor")


async def test_refusal_at_the_provider_and_foreign_states_come_back_as_words(
    visitor: httpx.AsyncClient,
) -> None:
    await visitor.get("/api/auth/oidc/start")
    for query in ({"error": "access_denied"}, {"code": "x", "state": "y"}, {"code": "x" * 1999}):
        answer = await visitor.get("/api/auth/oidc/callback", params=query)
        assert answer.headers["location"].startswith("/console/sign-in?refused=")


async def test_a_provider_that_is_down_leaves_the_password(
    database: Database, tmp_path: Path
) -> None:
    async with browser(sign_on(database, tmp_path, f"http://127.0.0.1:{free_port()}")) as visitor:
        answer = await visitor.get("/api/auth/oidc/start")
        assert answer.headers["location"] == "/console/sign-in?refused=oidc_unavailable"


async def test_without_a_provider_there_is_no_door(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/auth/oidc")).json() == {"enabled": False, "label": ""}
    assert (await client.get("/api/auth/oidc/start")).status_code == 404
    assert (await client.get("/api/auth/oidc/callback")).status_code == 404


KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Liar:
    """A provider whose token we choose."""

    def __init__(self) -> None:
        self.token: str = ""
        self.issuer = ""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        liar = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self, told: dict[str, Any]) -> None:
                body = json.dumps(told).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self) -> None:
                if "well-known" in self.path:
                    ends = {
                        n: f"{liar.url}/{n}"
                        for n in ("authorization_endpoint", "token_endpoint", "jwks_uri")
                    }
                    self._answer({"issuer": liar.issuer or liar.url, **ends})
                else:
                    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
                    self._answer({"keys": [{**public, "kid": "k1", "use": "sig"}]})

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                form = parse_qs(self.rfile.read(length).decode())
                assert form["code_verifier"][0]
                self._answer({"id_token": liar.token, "access_token": "a", "token_type": "Bearer"})

            def log_message(self, *_args: object) -> None:
                pass

        return Handler

    def claims(self, nonce: str) -> dict[str, Any]:
        now = time.time()
        mine = {"iss": self.url, "aud": "hotline", "nonce": nonce, "iat": now, "exp": now + 300}
        return {"sub": "1", "preferred_username": "zhang.wei", **mine}


@pytest.fixture
def liar() -> Iterator[Liar]:
    found = Liar()
    yield found
    found.server.shutdown()
    found.server.server_close()


def provider_of(liar: Liar) -> Provider:
    settings = OidcSettings(issuer=liar.url, client_id="hotline")
    return Provider(settings, GUARD, callback_url=CALLBACK)


async def test_only_the_providers_own_signature_counts(liar: Liar) -> None:
    provider, start = provider_of(liar), Start.new()
    claims = liar.claims(start.derived("nonce"))
    there = parse_qs(urlsplit(await provider.address(start)).query)
    assert (there["code_challenge_method"], there["state"]) == (["S256"], [start.derived("state")])
    liar.token = jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "k1"})
    assert (await provider.prove(start, "code")).login == "zhang.wei"
    secret = "not-a-key-of-the-provider-but-long-enough"
    for forged in (
        jwt.encode(claims, OTHER, algorithm="RS256", headers={"kid": "k1"}),
        jwt.encode(claims, OTHER, algorithm="RS256", headers={"kid": "k2"}),
        jwt.encode(claims, secret, algorithm="HS256", headers={"kid": "k1"}),
        jwt.encode(claims, "", algorithm="none", headers={"kid": "k1"}),
        jwt.encode({**claims, "nonce": "x"}, KEY, algorithm="RS256", headers={"kid": "k1"}),
        "no.token.atall",
    ):
        liar.token = forged
        with pytest.raises(ProofRefused):
            await provider.prove(start, "code")


async def test_a_description_of_another_issuer_is_not_believed(
    liar: Liar, database: Database, tmp_path: Path
) -> None:
    liar.issuer = "https://somebody.else"
    async with browser(sign_on(database, tmp_path, liar.url)) as visitor:
        answer = await visitor.get("/api/auth/oidc/start")
    assert answer.headers["location"] == "/console/sign-in?refused=oidc_unavailable"


async def test_the_guard_stands_before_the_provider_too(database: Database, tmp_path: Path) -> None:
    await hire(database, Person())
    settings = OidcSettings(issuer="http://127.0.0.1:1", client_id="hotline")
    provider = Provider(settings, NetGuardSettings(), callback_url=CALLBACK)
    async with browser(kit_app(database, tmp_path, auth_context(), provider)) as visitor:
        answer = await visitor.get("/api/auth/oidc/start")
    assert answer.headers["location"] == "/console/sign-in?refused=oidc_unavailable"
