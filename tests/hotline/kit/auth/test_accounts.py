"""Administering accounts: roles, resets, tokens, and what contracted staff never get."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from hotline.kit import clock
from hotline.kit.audit.models import AuditEntry
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.auth.errors import LastAdministrator
from hotline.kit.auth.models import Account, Employer
from hotline.kit.auth.service import change_account
from hotline.kit.db import Database
from tests.conftest import BACKENDS
from tests.support.kit_app import BOOK, PASSWORD, Person, auth_context, browser, hire, log_in

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
NEW = {"login": "Chen.Yi", "name": "陈𠮷", "roles": ["clerk"], "phone": "+86 138-1234-5678"}


@pytest.fixture
async def boss(client: httpx.AsyncClient, admin: Account) -> httpx.AsyncClient:
    await log_in(client, "boss")
    return client


async def audited(database: Database, action: str) -> list[Any]:
    async with database.read() as session:
        query = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.seq)
        entries = list((await session.execute(query)).scalars())
        session.expunge_all()
        return entries


@both
async def test_a_new_account_gets_a_password_that_must_be_changed_first(
    app: FastAPI, boss: httpx.AsyncClient, database: Database
) -> None:
    made = await boss.post("/api/accounts", json=NEW)
    assert made.status_code == 201
    account = made.json()["account"]
    assert account["login"] == "chen.yi"
    assert account["phone_masked"] == "138****5678"
    initial = made.json()["initial_password"]
    async with browser(app) as chen:
        assert (await log_in(chen, "chen.yi", password=initial)).json()["duty"] == "change_password"
        assert (await chen.get("/probe")).json() == {"name": None}
        weak = {"old_password": initial, "new_password": "short"}
        assert (await chen.post("/api/auth/password", json=weak)).json()["code"] == "password_weak"
        wrong = {"old_password": "x", "new_password": "Yue-Hai-88-Road"}
        answer = await chen.post("/api/auth/password", json=wrong)
        assert answer.json()["code"] == "password_wrong"
        right = {"old_password": initial, "new_password": "Yue-Hai-88-Road"}
        assert (await chen.post("/api/auth/password", json=right)).status_code == 204
        assert (await chen.get("/api/auth/me")).json()["duty"] is None
        assert (await chen.get("/probe")).json() == {"name": "陈𠮷"}
    *_, entry = await audited(database, "account.created")
    assert entry.object_id == account["id"]
    assert entry.after["roles"] == ["clerk"]
    assert "13812345678" not in str(vars(entry))


async def test_changing_the_password_ends_other_sessions(
    app: FastAPI, client: httpx.AsyncClient, clerk: Account
) -> None:
    await log_in(client)
    async with browser(app) as other:
        await log_in(other)
        body = {"old_password": PASSWORD, "new_password": "Yue-Hai-88-Road"}
        assert (await client.post("/api/auth/password", json=body)).status_code == 204
        assert (await other.get("/api/auth/me")).status_code == 401
    assert (await client.get("/api/auth/me")).status_code == 200
    same = {"old_password": "Yue-Hai-88-Road", "new_password": "Yue-Hai-88-Road"}
    assert (await client.post("/api/auth/password", json=same)).status_code == 422


async def test_an_old_password_must_be_changed(
    app: FastAPI, client: httpx.AsyncClient, clerk: Account
) -> None:
    app.state.auth = auth_context(password_max_age_days=90)
    with clock.frozen(clock.now() + timedelta(days=91)):
        assert (await log_in(client)).json()["duty"] == "change_password"


async def test_guessing_the_present_password_inside_a_session_is_stopped(
    client: httpx.AsyncClient, clerk: Account
) -> None:
    with clock.frozen(clock.now()):
        await log_in(client)
        for _ in range(5):
            await client.post("/api/auth/totp", json={"password": "guess"})
        assert (await client.post("/api/auth/totp", json={"password": PASSWORD})).status_code == 429


async def test_only_an_administrator_manages_accounts(
    app: FastAPI, client: httpx.AsyncClient, clerk: Account
) -> None:
    assert (await client.get("/api/accounts")).status_code == 401
    await log_in(client)
    for method, path in (
        ("GET", ""),
        ("POST", ""),
        ("GET", "/roles"),
        ("GET", f"/{clerk.id}"),
        ("PATCH", f"/{clerk.id}"),
        ("POST", f"/{clerk.id}/reset-password"),
        ("POST", f"/{clerk.id}/unlock"),
        ("POST", f"/{clerk.id}/reset-second-factor"),
        ("GET", f"/{clerk.id}/tokens"),
        ("POST", f"/{clerk.id}/tokens"),
        ("DELETE", f"/{clerk.id}/tokens/{clerk.id}"),
    ):
        answer = await client.request(method, f"/api/accounts{path}", json=NEW)
        assert answer.status_code == 403, (method, path)


@both
async def test_a_role_change_works_at_once_and_is_audited_with_before_and_after(
    app: FastAPI, boss: httpx.AsyncClient, clerk: Account, database: Database
) -> None:
    async with browser(app) as mei:
        await log_in(mei)
        body = {"version": 1, "roles": ["auditor"]}
        changed = await boss.patch(f"/api/accounts/{clerk.id}", json=body)
        assert changed.json()["version"] == 2
        me = (await mei.get("/api/auth/me")).json()["account"]
        assert me["permissions"] == ["audit.read"]
    (entry,) = await audited(database, "account.changed")
    assert (entry.before, entry.after) == ({"roles": ["clerk"]}, {"roles": ["auditor"]})
    stale = await boss.patch(f"/api/accounts/{clerk.id}", json=body)
    assert stale.status_code == 409
    assert stale.json()["code"] == "stale_version"


async def test_switching_an_account_off_signs_it_out(
    app: FastAPI, boss: httpx.AsyncClient, clerk: Account
) -> None:
    async with browser(app) as mei:
        await log_in(mei)
        off = await boss.patch(f"/api/accounts/{clerk.id}", json={"version": 1, "active": False})
        assert off.json()["active"] is False
        assert (await mei.get("/api/auth/me")).status_code == 401


async def test_nobody_changes_his_own_roles_or_switches_himself_off(
    boss: httpx.AsyncClient, admin: Account
) -> None:
    for change in ({"roles": ["clerk"]}, {"active": False}):
        body = {"version": admin.version, **change}
        assert (await boss.patch(f"/api/accounts/{admin.id}", json=body)).status_code == 409


@pytest.mark.parametrize(
    "change",
    [
        {"login": "ab"},
        {"login": "有中文"},
        {"login": "lin.mei\u0000"},
        {"name": ""},
        {"name": "两\n行"},
        {"name": "名" * 61},
        {"name": "a\u0000b"},
        {"name": 5},
        {"roles": []},
        {"roles": ["emperor"]},
        {"roles": ["system"]},
        {"roles": "clerk"},
        {"unit_id": "x"},
        {"unit_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV"},
        {"employer": "BOTH"},
        {"phone": "call me"},
        {"password": "own"},
    ],
)
async def test_a_wrong_account_is_refused_and_not_stored(
    boss: httpx.AsyncClient, change: dict[str, Any]
) -> None:
    answer = await boss.post("/api/accounts", json=NEW | change)
    assert answer.status_code == 422
    assert len((await boss.get("/api/accounts")).json()["items"]) == 1


async def test_a_login_is_taken_whatever_its_case(boss: httpx.AsyncClient, clerk: Account) -> None:
    answer = await boss.post("/api/accounts", json=NEW | {"login": "LIN.MEI"})
    assert answer.json()["code"] == "login_taken"


@pytest.mark.parametrize("account_id", ["x", "%00" * 26, "0" * 26, "𠮷" * 26])
async def test_a_nonsense_account_id_is_a_clear_refusal(
    boss: httpx.AsyncClient, account_id: str
) -> None:
    assert (await boss.get(f"/api/accounts/{account_id}")).status_code in {404, 422}


async def test_the_list_is_paged_and_filtered(boss: httpx.AsyncClient, database: Database) -> None:
    for number in range(5):
        await hire(database, Person(login=f"clerk{number}"))
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await boss.get("/api/accounts", params={"limit": 2, **cursor})).json()
        seen += [item["login"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert seen == ["boss", *(f"clerk{n}" for n in range(5))]
    admins = (await boss.get("/api/accounts", params={"role": "admin"})).json()["items"]
    assert [item["login"] for item in admins] == ["boss"]
    started = (await boss.get("/api/accounts", params={"text": "clerk3"})).json()["items"]
    assert [item["login"] for item in started] == ["clerk3"]
    assert (await boss.get("/api/accounts", params={"text": "%"})).json()["items"] == []
    assert (await boss.get("/api/accounts", params={"cursor": "zzz"})).status_code == 422


@both
async def test_an_administrator_lifts_a_lock(
    app: FastAPI, boss: httpx.AsyncClient, clerk: Account
) -> None:
    with clock.frozen(clock.now()):
        async with browser(app) as mei:
            for _ in range(5):
                await log_in(mei, password="x")
            detail = (await boss.get(f"/api/accounts/{clerk.id}")).json()
            assert detail["locked_until"] is not None
            unlocked = await boss.post(f"/api/accounts/{clerk.id}/unlock")
            assert unlocked.json()["locked_until"] is None
            assert (await log_in(mei)).status_code == 200


async def test_a_reset_gives_a_new_password_and_ends_sessions(
    app: FastAPI, boss: httpx.AsyncClient, clerk: Account
) -> None:
    async with browser(app) as mei:
        await log_in(mei)
        reset = (await boss.post(f"/api/accounts/{clerk.id}/reset-password")).json()
        assert (await mei.get("/api/auth/me")).status_code == 401
        assert (await log_in(mei)).status_code == 401
        fresh = await log_in(mei, password=reset["initial_password"])
        assert fresh.json()["duty"] == "change_password"


async def test_a_lost_phone_is_helped_by_dropping_the_second_factor(
    boss: httpx.AsyncClient, clerk: Account
) -> None:
    answer = await boss.post(f"/api/accounts/{clerk.id}/reset-second-factor")
    assert answer.json()["second_factor"] is False


async def test_contracted_staff_never_get_a_denied_permission(
    client: httpx.AsyncClient, database: Database
) -> None:
    await hire(database, Person(login="vendor", employer=Employer.VENDOR))
    me = (await log_in(client, "vendor")).json()["account"]
    assert me["vendor"] is True
    assert me["permissions"] == ["paper.read"]


async def make_token(boss: httpx.AsyncClient, account: Account, **more: Any) -> httpx.Response:
    body = {"name": "交换平台", "scopes": ["paper.read"]} | more
    return await boss.post(f"/api/accounts/{account.id}/tokens", json=body)


@both
async def test_a_machine_acts_with_its_scopes_only_and_needs_no_cookie(
    app: FastAPI, boss: httpx.AsyncClient, admin: Account
) -> None:
    token = (await make_token(boss, admin, scopes=["*"])).json()["token"]
    async with browser(app) as machine:
        del machine.headers["X-Requested-With"]
        machine.headers["authorization"] = f"Bearer {token}"
        assert (await machine.get("/api/accounts")).status_code == 200
        assert (await machine.post("/probe")).json() == {"name": "林 梅"}
        narrow = (await make_token(boss, admin)).json()["token"]
        machine.headers["authorization"] = f"bearer {narrow}"
        assert (await machine.get("/api/accounts")).status_code == 403
    listed = (await boss.get(f"/api/accounts/{admin.id}/tokens")).json()
    assert len(listed) == 2
    assert token not in str(listed)


async def test_a_revoked_or_expired_token_is_nobody(
    app: FastAPI, boss: httpx.AsyncClient, admin: Account
) -> None:
    start = clock.now()
    soon = (start + timedelta(minutes=1)).isoformat()
    made = (await make_token(boss, admin, scopes=["*"])).json()
    brief = (await make_token(boss, admin, scopes=["*"], expires_at=soon)).json()
    url = f"/api/accounts/{admin.id}/tokens/{made['id']}"
    assert (await boss.delete(url)).status_code == 204
    assert (await boss.delete(url)).status_code == 404
    async with browser(app) as machine:
        machine.headers["authorization"] = f"Bearer {made['token']}"
        assert (await machine.get("/api/accounts")).status_code == 401
        machine.headers["authorization"] = f"Bearer {brief['token']}"
        assert (await machine.get("/api/accounts")).status_code == 200
        with clock.frozen(start + timedelta(minutes=2)):
            assert (await machine.get("/api/accounts")).status_code == 401


@pytest.mark.parametrize("scopes", [[], ["paper.burn"], [""]])
async def test_a_token_needs_scopes_that_exist(
    boss: httpx.AsyncClient, admin: Account, scopes: list[str]
) -> None:
    assert (await make_token(boss, admin, scopes=scopes)).status_code == 422


async def test_the_roles_that_can_be_given_are_listed_with_labels(boss: httpx.AsyncClient) -> None:
    roles = {role["name"]: role["label"] for role in (await boss.get("/api/accounts/roles")).json()}
    assert roles == {"admin": "管理员", "auditor": "审计员", "clerk": "办事员"}


@both
async def test_two_administrators_cannot_strip_each_other(
    database: Database, admin: Account, app: FastAPI
) -> None:
    """Both were let in before either change was made: the second is refused, one of them stays."""
    other = await hire(database, Person("second", ("admin",)))
    async with browser(app) as one, browser(app) as two:
        await log_in(one, "boss")
        await log_in(two, "second")
        async with database.write() as holder:
            await holder.execute(select(Account.id).with_for_update())
            strip = {"version": 1, "roles": ["clerk"]}
            first = asyncio.create_task(one.patch(f"/api/accounts/{other.id}", json=strip))
            off = {"version": 1, "active": False}
            second = asyncio.create_task(two.patch(f"/api/accounts/{admin.id}", json=off))
            await asyncio.sleep(0.3)
        answers = [await first, await second]
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (refused,) = [answer for answer in answers if answer.status_code == 409]
    assert refused.json()["code"] == "last_administrator"
    assert "最后一个能登录的管理员" in refused.json()["detail"]
    async with database.read() as session:
        rows = (await session.execute(select(Account.roles, Account.active))).all()
    assert sum("admin" in roles and active for roles, active in rows) == 1


@pytest.mark.parametrize("change", [{"roles": ["clerk"]}, {"active": False}])
async def test_the_last_administrator_stays_whoever_asks(
    database: Database, admin: Account, change: dict[str, Any]
) -> None:
    """One who can never sign on (no password, never there) or is contracted out of it is no other."""
    away = await hire(database, Person("away", ("admin",)))
    async with database.write() as session:
        never = update(Account).where(Account.id == away.id).values(password_hash=None)
        await session.execute(never)
        with pytest.raises(LastAdministrator):
            await change_account(session, SYSTEM, BOOK, admin.id, {"version": 1, **change})
    await hire(database, Person("helper", ("admin",)))
    async with database.write() as session:
        done = await change_account(session, SYSTEM, BOOK, admin.id, {"version": 1, **change})
    assert done.version == 2
