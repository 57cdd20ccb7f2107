"""Whoever steals the database steals no password, no session, no token and no second factor."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import inspect, select, table, text

from hotline.kit import clock
from hotline.kit.auth import passwords, totp
from hotline.kit.auth.models import Account, ApiToken, AuthSession
from hotline.kit.auth.passwords import hash_password
from hotline.kit.auth.tokens import API_PREFIX, hash_token, new_api_token, new_session_token
from hotline.kit.db import Database
from tests.conftest import BACKENDS
from tests.support import light_hashes
from tests.support.kit_app import PASSWORD, auth_context, browser, log_in

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
PHONE = "13812345678"


async def written(database: Database) -> str:
    """Return everything that stands in the database, as one text."""
    found = []
    async with database.read() as session:
        connection = await session.connection()
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        for name in names:
            rows = await session.execute(select(text("*")).select_from(table(name)))
            found += [str(tuple(row)) for row in rows]
    return "\n".join(found)


async def test_the_hash_has_the_strength_that_we_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id with 64 MiB, three passes and four lanes: above OWASP's least (19 MiB, two passes)."""
    monkeypatch.setattr(passwords, "_HASHER", light_hashes.SHIPPED)
    one, two = await asyncio.gather(hash_password(PASSWORD), hash_password(PASSWORD))
    assert one.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert one != two  # a salt of its own each time


def test_tokens_have_256_bits_and_are_stored_as_their_hash() -> None:
    made = {make() for make in (new_session_token, new_api_token) for _ in range(100)}
    assert len(made) == 200
    assert min(len(token.removeprefix(API_PREFIX)) for token in made) >= 43  # 32 bytes in base 64
    assert all(hash_token(token) != token and len(hash_token(token)) == 64 for token in made)


@both
async def test_nothing_that_opens_a_door_stands_in_the_database(
    app: FastAPI, client: httpx.AsyncClient, admin: Account, clerk: Account, database: Database
) -> None:
    await log_in(client, "boss")
    change = {"version": 1, "phone": PHONE}
    assert (await client.patch(f"/api/accounts/{clerk.id}", json=change)).status_code == 200
    body = {"name": "交换平台", "scopes": ["*"]}
    token = (await client.post(f"/api/accounts/{admin.id}/tokens", json=body)).json()["token"]
    async with browser(app) as mei:
        await log_in(mei)
        secret = (await mei.post("/api/auth/totp", json={"password": PASSWORD})).json()["secret"]
        code = totp.code_at(secret, clock.now())
        assert (await mei.post("/api/auth/totp/confirm", json={"code": code})).status_code == 204
        cookies = [*client.cookies.jar, *mei.cookies.jar]
    stolen = await written(database)
    assert {cookie.name for cookie in cookies} == {auth_context().settings.cookie_name}
    for open_secret in (PASSWORD, PHONE, token, secret, *(str(c.value) for c in cookies)):
        assert open_secret not in stolen
    async with database.read() as session:
        tokens = set(await session.scalars(select(ApiToken.token_hash)))
        opened = set(await session.scalars(select(AuthSession.token_hash)))
    assert tokens == {hash_token(token)}
    assert opened == {hash_token(str(cookie.value)) for cookie in cookies}


@both
async def test_one_code_opens_one_of_two_doors_knocked_at_together(
    app: FastAPI, client: httpx.AsyncClient, clerk: Account
) -> None:
    """A code read over somebody's shoulder is worth nothing once it was used, even at the same moment."""
    start = clock.now()
    with clock.frozen(start) as move:
        await log_in(client)
        secret = (await client.post("/api/auth/totp", json={"password": PASSWORD})).json()["secret"]
        first = totp.code_at(secret, start)
        await client.post("/api/auth/totp/confirm", json={"code": first})
        move(start + timedelta(minutes=2))
        code = totp.code_at(secret, clock.now())
        async with browser(app) as one, browser(app) as two:
            answers = await asyncio.gather(log_in(one, code=code), log_in(two, code=code))
    assert sorted(answer.status_code for answer in answers) == [200, 401]
    assert clerk.login == "lin.mei"


@pytest.mark.parametrize("drift", [-1, 0, 1])
def test_a_step_of_drift_is_allowed_and_no_more(drift: int) -> None:
    secret, now = totp.new_secret(), clock.now()
    step = totp.step_of(now) + drift
    code = totp.code_at(secret, now + timedelta(seconds=30 * drift))
    assert totp.matching_step(secret, code, now=now, last_step=0) == step
    assert totp.matching_step(secret, code, now=now, last_step=step) is None
    late = now + timedelta(seconds=30 * (drift + 2))
    assert totp.matching_step(secret, code, now=late, last_step=0) is None


def test_a_code_used_while_the_clock_ran_ahead_shuts_nobody_out_afterwards() -> None:
    now, secret = clock.now(), totp.new_secret()
    code, step = totp.code_at(secret, now), totp.step_of(now)
    hours_ahead = step + 5 * 3600 // totp.STEP_SECONDS
    assert totp.matching_step(secret, code, now=now, last_step=hours_ahead) == step
    assert totp.matching_step(secret, code, now=now, last_step=step + 1) is None
