"""Signing in: lock-out, second factor, sessions and the forged request."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update

from hotline.kit import clock
from hotline.kit.auth import totp
from hotline.kit.auth.guard import settle
from hotline.kit.auth.models import Account, AuthSession
from hotline.kit.auth.tokens import hash_token
from hotline.kit.db import Database
from tests.conftest import BACKENDS
from tests.support.kit_app import (
    PASSWORD,
    Person,
    auth_context,
    browser,
    hire,
    log_in,
)

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


@both
async def test_the_right_password_signs_in_with_a_cookie_that_scripts_cannot_read(
    client: httpx.AsyncClient, clerk: Account, database: Database
) -> None:
    answer = await log_in(client, " Lin.Mei ")
    assert answer.status_code == 200
    account = answer.json()["account"]
    assert account["id"] == clerk.id
    assert account["role_labels"] == ["办事员"]
    assert account["permissions"] == ["paper.read", "paper.sign"]
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    async with database.read() as session:
        stored = await session.scalar(select(AuthSession.token_hash))
    token = client.cookies["hotline_session"]
    assert stored == hash_token(token)
    assert (await client.get("/api/auth/me")).json() == answer.json()


async def test_the_cookie_is_secure_when_the_hotline_is_served_by_https(
    app: FastAPI, client: httpx.AsyncClient, clerk: Account
) -> None:
    context = app.state.auth
    app.state.auth = type(context)(context.roles, context.settings, secure_cookie=True)
    assert "Secure" in (await log_in(client)).headers["set-cookie"]


async def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(
    client: httpx.AsyncClient, clerk: Account
) -> None:
    wrong = await log_in(client, password="Wrong-Password-1")
    unknown = await log_in(client, "nobody", password="Wrong-Password-1")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.json()["code"] == "login_refused"
    assert "set-cookie" not in wrong.headers


@both
@pytest.mark.parametrize("login", ["lin.mei", "nobody"])
async def test_five_failures_lock_for_fifteen_minutes_whether_the_login_exists_or_not(
    client: httpx.AsyncClient, clerk: Account, login: str
) -> None:
    start = clock.now()
    with clock.frozen(start) as move:
        for _ in range(5):
            assert (await log_in(client, login, password="x")).status_code == 401
        locked = await log_in(client, login)
        assert locked.status_code == 429
        assert locked.json()["code"] == "account_locked"
        assert 0 < int(locked.headers["retry-after"]) <= 15 * 60
        move(start + timedelta(minutes=15, seconds=1))
        assert (await log_in(client, login)).status_code == (200 if login == "lin.mei" else 401)


@both
async def test_a_clock_set_back_does_not_lengthen_the_lock(
    client: httpx.AsyncClient, clerk: Account
) -> None:
    right = clock.now()
    with clock.frozen(right + timedelta(hours=5)) as move:
        for _ in range(5):
            await log_in(client, password="x")
        move(right)
        locked = await log_in(client)
        assert locked.status_code == 429
        assert int(locked.headers["retry-after"]) == 15 * 60
        move(right + timedelta(minutes=14))
        assert (await log_in(client)).status_code == 429
        move(right + timedelta(minutes=15))
        assert (await log_in(client)).status_code == 200


async def test_a_success_forgets_earlier_failures(
    client: httpx.AsyncClient, clerk: Account
) -> None:
    for password in ("x", "x", "x", "x", PASSWORD, "x", "x", "x", "x"):
        await log_in(client, password=password)
    assert (await log_in(client)).status_code == 200


async def test_an_inactive_account_cannot_sign_in(
    client: httpx.AsyncClient, clerk: Account, database: Database
) -> None:
    async with database.write() as session:
        await session.execute(update(Account).values(active=False))
    assert (await log_in(client)).json()["code"] == "login_refused"


async def test_one_address_cannot_try_many_logins(
    app: FastAPI, client: httpx.AsyncClient, clerk: Account
) -> None:
    app.state.auth = auth_context(attempts_per_address=3)
    with clock.frozen(clock.now()):
        codes = [(await log_in(client, f"user{i}")).status_code for i in range(4)]
        codes.append((await log_in(client)).status_code)
    assert codes == [401, 401, 401, 429, 429]


async def test_a_whole_office_behind_one_address_signs_in(
    app: FastAPI, client: httpx.AsyncClient, clerk: Account
) -> None:
    app.state.auth = auth_context(attempts_per_address=2, attempts_per_login=2)
    with clock.frozen(clock.now()):
        codes = [(await log_in(client)).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 200]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"login": "a"},
        {"login": 7, "password": "x"},
        {"login": "a\u0000b", "password": "x"},
        {"login": "a", "password": "x\u0000"},
        {"login": "a" * 41, "password": "x"},
        {"login": "a", "password": "x" * 129},
        {"login": "a", "password": "x", "code": "12345a"},
        {"login": "a", "password": "x", "role": "admin"},
        {"login": ["a"], "password": {"x": 1}},
        [],
    ],
)
async def test_a_malformed_login_is_refused_in_chinese_and_stores_nothing(
    client: httpx.AsyncClient, database: Database, body: Any
) -> None:
    answer = await client.post("/api/auth/login", json=body)
    assert answer.status_code == 422
    assert "修改" in answer.json()["detail"]
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(AuthSession)) == 0


async def test_half_a_character_is_refused(client: httpx.AsyncClient) -> None:
    for body in (rb'{"login":"\ud800","password":"x"}', rb'{"login":"a","password":"\ud800"}'):
        answer = await client.post(
            "/api/auth/login", content=body, headers={"content-type": "application/json"}
        )
        assert answer.status_code == 422


async def test_a_rare_character_and_emoji_in_a_password_are_just_characters(
    client: httpx.AsyncClient, clerk: Account
) -> None:
    assert (await log_in(client, password="𠮷野家🍜" * 5)).status_code == 401


async def enrolled(client: httpx.AsyncClient) -> str:
    made = await client.post("/api/auth/totp", json={"password": PASSWORD})
    assert made.status_code == 201
    assert made.json()["uri"].startswith("otpauth://totp/")
    secret: str = made.json()["secret"]
    code = {"code": totp.code_at(secret, clock.now())}
    assert (await client.post("/api/auth/totp/confirm", json=code)).status_code == 204
    return secret


@both
async def test_a_second_factor_is_asked_for_and_each_code_works_once(
    client: httpx.AsyncClient, clerk: Account
) -> None:
    start = clock.now()
    with clock.frozen(start) as move:
        await log_in(client)
        secret = await enrolled(client)
        assert (await log_in(client)).json()["code"] == "second_factor_required"
        replayed = await log_in(client, code=totp.code_at(secret, clock.now()))
        assert replayed.json()["code"] == "second_factor_wrong"
        move(start + timedelta(seconds=60))
        code = totp.code_at(secret, clock.now())
        assert (await log_in(client, code=code)).status_code == 200
        assert (await log_in(client, code=code)).json()["code"] == "second_factor_wrong"


async def test_guessing_codes_locks_the_account(client: httpx.AsyncClient, clerk: Account) -> None:
    with clock.frozen(clock.now()):
        await log_in(client)
        await enrolled(client)
        for _ in range(5):
            await log_in(client, code="000000")
        assert (await log_in(client)).json()["code"] == "account_locked"


async def test_a_second_factor_counts_only_after_its_confirmation_and_can_be_dropped(
    client: httpx.AsyncClient, clerk: Account
) -> None:
    start = clock.now()
    with clock.frozen(start):
        await log_in(client)
        await client.post("/api/auth/totp", json={"password": PASSWORD})
        wrong = await client.post("/api/auth/totp/confirm", json={"code": "000000"})
        assert wrong.json()["code"] == "code_wrong"
        assert (await log_in(client)).status_code == 200
        await enrolled(client)
        again = await client.post("/api/auth/totp", json={"password": PASSWORD})
        assert again.status_code == 409
        wrong = await client.post("/api/auth/totp/disable", json={"password": "x"})
        assert wrong.json()["code"] == "password_wrong"
        dropped = await client.post("/api/auth/totp/disable", json={"password": PASSWORD})
        assert dropped.status_code == 204
        assert (await log_in(client)).status_code == 200


async def test_a_role_that_needs_a_second_factor_can_only_enrol_first(
    app: FastAPI, client: httpx.AsyncClient, admin: Account
) -> None:
    app.state.auth = auth_context(second_factor_roles={"admin"})
    with clock.frozen(clock.now()):
        assert (await log_in(client, "boss")).json()["duty"] == "enrol_second_factor"
        refused = await client.get("/api/accounts")
        assert refused.json()["code"] == "second_factor_enrolment_required"
        await enrolled(client)
        assert (await client.get("/api/accounts")).status_code == 200


async def test_a_session_ends_when_idle_and_at_its_absolute_limit(
    client: httpx.AsyncClient, clerk: Account
) -> None:
    start = clock.now()
    with clock.frozen(start) as move:
        await log_in(client)
        for minutes in range(25, 12 * 60, 25):
            move(start + timedelta(minutes=minutes))
            assert (await client.get("/api/auth/me")).status_code == 200
            await settle()
        move(start + timedelta(hours=12))
        assert (await client.get("/api/auth/me")).status_code == 401
        again = clock.now()
        await log_in(client)
        move(again + timedelta(minutes=30))
        assert (await client.get("/api/auth/me")).status_code == 401


async def test_the_oldest_session_ends_when_there_are_too_many(
    app: FastAPI, client: httpx.AsyncClient, clerk: Account
) -> None:
    start = clock.now()
    with clock.frozen(start) as move:
        await log_in(client)
        for second in range(1, 6):
            move(start + timedelta(seconds=second))
            async with browser(app) as other:
                assert (await log_in(other)).status_code == 200
        assert (await client.get("/api/auth/me")).status_code == 401


async def test_signing_out_kills_the_session_even_if_the_cookie_is_kept(
    app: FastAPI, client: httpx.AsyncClient, clerk: Account
) -> None:
    await log_in(client)
    token = client.cookies["hotline_session"]
    assert (await client.post("/api/auth/logout")).status_code == 204
    assert "hotline_session" not in client.cookies
    async with browser(app) as thief:
        thief.cookies.set("hotline_session", token)
        assert (await thief.get("/api/auth/me")).status_code == 401


async def test_one_sees_and_ends_ones_own_sessions_only(
    app: FastAPI, client: httpx.AsyncClient, clerk: Account, database: Database
) -> None:
    await hire(database, Person(login="other"))
    await log_in(client)
    async with browser(app) as stranger:
        await log_in(stranger, "other")
        (theirs,) = (await stranger.get("/api/auth/sessions")).json()
        (mine,) = (await client.get("/api/auth/sessions")).json()
        assert mine["current"] is True
        assert (await client.delete(f"/api/auth/sessions/{theirs['id']}")).status_code == 404
        assert (await stranger.get("/api/auth/me")).status_code == 200
    assert (await client.delete(f"/api/auth/sessions/{mine['id']}")).status_code == 204
    assert (await client.get("/api/auth/me")).status_code == 401


async def test_other_devices_can_be_signed_out_together(
    app: FastAPI, client: httpx.AsyncClient, clerk: Account
) -> None:
    await log_in(client)
    async with browser(app) as other:
        await log_in(other)
        assert (await client.post("/api/auth/sessions/revoke-others")).status_code == 204
        assert (await other.get("/api/auth/me")).status_code == 401
    assert (await client.get("/api/auth/me")).status_code == 200


async def test_a_change_by_cookie_without_our_header_is_refused_or_anonymous(
    client: httpx.AsyncClient, clerk: Account
) -> None:
    await log_in(client)
    del client.headers["X-Requested-With"]
    assert (await client.get("/api/auth/me")).status_code == 200
    forged = await client.post("/api/auth/sessions/revoke-others")
    assert forged.status_code == 403
    assert forged.json()["code"] == "request_forged"
    assert (await client.post("/probe")).json() == {"name": None}
    assert (await client.get("/probe")).json() == {"name": "林 梅"}


@pytest.mark.parametrize("cookie", ["", "x", "x" * 5000, "%00", "%ud83d"])
async def test_a_nonsense_cookie_is_simply_nobody(client: httpx.AsyncClient, cookie: str) -> None:
    client.headers["cookie"] = f"hotline_session={cookie}"
    assert (await client.get("/api/auth/me")).status_code == 401
    assert (await client.get("/probe")).json() == {"name": None}
