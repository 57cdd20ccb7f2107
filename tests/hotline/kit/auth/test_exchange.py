"""Accounts come and go as a table: no secret leaves, and nobody can lock the last administrator out."""

from datetime import date
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.audit.models import AuditEntry
from hotline.kit.auth import service
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.auth.exchange import (
    AccountFile,
    AccountReport,
    StartPasswordsTooMany,
    account_table,
    import_accounts,
)
from hotline.kit.auth.models import Account, Employer
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.kit.organisation.models import Unit
from hotline.kit.sheets import SheetUnreadable, read_sheet, write_xlsx
from hotline.kit.transfer import table_bytes
from tests.conftest import BACKENDS
from tests.support.kit_app import BOOK, PASSWORD, Person, browser, hire, log_in, password_hash

HEAD = "login,name,roles,unit_code,employer,active\n"
ROWS = (
    "zhang.san,张三,clerk,FS-CG,本单位,是\n"
    "li.si,=李四,clerk；auditor,,VENDOR,1\n"
    "wang.wu,王五,admin,,,否\n"
)


@pytest.fixture
async def unit(database: Database) -> str:
    """One unit, FS-CG."""
    unit_id = new_id()
    async with database.write() as session:
        session.add(
            Unit(
                id=unit_id,
                code="FS-CG",
                name="佛山市城市管理局",
                short_name="市城管局",
                level=2,
                kind="BUREAU",
                path=f"/{unit_id}/",
                valid_from=date(2020, 1, 1),
            )
        )
    return unit_id


async def take(database: Database, text: str | bytes, **more: Any) -> AccountReport:
    raw = text if isinstance(text, bytes) else (HEAD + text).encode()
    return await import_accounts(database, AccountFile(raw, **more), actor=SYSTEM, roles=BOOK)


async def exported(database: Database, kind: Any = "csv") -> bytes:
    async with database.write() as session:
        return await table_bytes(session, await account_table(session), kind, actor=SYSTEM)


async def find(session: AsyncSession, login: str) -> Account:
    found = await session.scalar(select(Account).where(Account.login == login))
    assert found is not None
    return found


def reasons(report: AccountReport) -> list[tuple[int, str]]:
    return [(refusal.row, refusal.reason) for refusal in report.refused]


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
@pytest.mark.usefixtures("unit")
async def test_accounts_come_out_of_an_emptied_database_with_the_same_bytes(
    database: Database,
) -> None:
    report = await take(database, ROWS)
    assert report.added == ["zhang.san", "li.si", "wang.wu"]
    raw, book = await exported(database), await exported(database, "xlsx")
    again = await take(database, raw)
    assert (again.changes, len(again.unchanged)) == (False, 3)
    for content in (raw, book):
        async with database.write() as session:
            await session.execute(delete(Account))
        assert len((await take(database, content)).added) == 3
        assert (await exported(database), await exported(database, "xlsx")) == (raw, book)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
@pytest.mark.usefixtures("unit")
async def test_a_new_account_is_as_the_row_says_and_cannot_sign_on_by_password(
    database: Database, encoding: str
) -> None:
    await take(database, (HEAD + ROWS).encode(encoding))
    async with database.read() as session:
        zhang, li = await find(session, "zhang.san"), await find(session, "li.si")
        assert (zhang.display_name, zhang.roles, zhang.active) == ("张三", ["clerk"], True)
        assert (li.roles, li.employer) == (["auditor", "clerk"], Employer.VENDOR.value)
        assert (zhang.password_hash, zhang.password_changed_at) == (None, None)
        assert not zhang.must_change_password
        assert not (await find(session, "wang.wu")).active


async def test_no_secret_and_no_formula_leaves(database: Database) -> None:
    async with database.write() as session:
        new = service.NewAccount(
            login="chen.yi",
            name="=HYPERLINK(0)",
            roles=("clerk",),
            password_hash=password_hash(),
            phone="13812345678",
        )
        account = await service.create_account(session, SYSTEM, BOOK, new)
        sealed = account.phone_enc
    text = (await exported(database)).decode("utf-8-sig")
    assert text.splitlines()[1] == "chen.yi,'=HYPERLINK(0),clerk,,STAFF,1"
    assert "5678" not in text
    assert str(sealed) not in text
    assert "argon2" not in text


async def test_a_start_password_works_once_and_must_be_changed(
    app: FastAPI, database: Database
) -> None:
    report = await take(
        database, "zhang.san,张三,clerk,,,\nold,老张,clerk,,,0\n", start_passwords=True
    )
    assert list(report.start_passwords) == ["zhang.san"]
    async with browser(app) as zhang:
        answer = await log_in(zhang, "zhang.san", password=report.start_passwords["zhang.san"])
    assert answer.json()["duty"] == "change_password"
    again = await take(database, "zhang.san,张三丰,clerk,,,\n", start_passwords=True)
    assert (again.changed, again.start_passwords) == (["zhang.san"], {})
    async with database.read() as session:
        told = [str(vars(entry)) for entry in await session.scalars(select(AuditEntry))]
    assert not any(report.start_passwords["zhang.san"] in entry for entry in told)


async def test_a_dry_run_says_the_same_and_stores_nothing(database: Database) -> None:
    report = await take(database, "zhang.san,张三,clerk,,,\n", dry_run=True, start_passwords=True)
    assert (report.added, report.start_passwords) == (["zhang.san"], {})
    async with database.read() as session:
        assert (await session.scalars(select(Account))).all() == []
        assert (await session.scalars(select(AuditEntry))).all() == []


async def test_an_absent_column_changes_nothing(database: Database, unit: str) -> None:
    await take(database, "zhang.san,张三,clerk,FS-CG,VENDOR,0\n")
    report = await take(database, "login,name,roles\nzhang.san,张三丰,clerk\n".encode("gbk"))
    assert report.changed == ["zhang.san"]
    async with database.read() as session:
        zhang = await find(session, "zhang.san")
        assert (zhang.display_name, zhang.unit_id) == ("张三丰", unit)
        assert (zhang.employer, zhang.active) == ("VENDOR", False)


async def test_switching_off_and_the_summary_are_audited(database: Database) -> None:
    await take(database, "zhang.san,张三,clerk,,,\n")
    await take(database, "zhang.san,张三,clerk,,,0\n")
    async with database.read() as session:
        query = select(AuditEntry.action).order_by(AuditEntry.seq)
        actions = list(await session.scalars(query))
    assert actions == ["account.created", "account.import", "account.changed", "account.import"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("x,张三,clerk,,,", "login"),
        ("zhang.san,,clerk,,,", "name"),
        ("zhang.san,张三,,,,", "roles"),
        ("zhang.san,张三,emperor,,,", "emperor"),
        ("zhang.san,张三,system,,,", "system"),
        ("zhang.san,张三,clerk,FS-NO,,", "没有编码为 FS-NO"),
        ("zhang.san,张三,clerk,,临时,", "用工性质"),
        ("zhang.san,张三,clerk,,,也许", "也许"),
        ("zhang.san,张\x01三,clerk,,,", "控制字符"),
        ("LI.SI,张三,clerk,,,", "与第 2 行"),
    ],
)
async def test_a_wrong_row_is_listed_by_its_number_and_stops_no_other(
    database: Database, row: str, reason: str
) -> None:
    report = await take(database, f"li.si,李四,clerk,,,\n\n{row}\nwang.wu,王五,clerk,,,\n")
    assert report.added == ["li.si", "wang.wu"]
    ((number, told),) = reasons(report)
    assert number == 4
    assert reason in told


async def test_a_table_of_something_else_is_refused(database: Database) -> None:
    with pytest.raises(SheetUnreadable, match="roles"):
        await take(database, b"login,name\nx,y\n")
    rows = [{"login": f"user{n}", "name": "某", "roles": "clerk"} for n in range(201)]
    raw = write_xlsx(("login", "name", "roles"), rows)
    assert len(read_sheet(raw)) == 201
    with pytest.raises(StartPasswordsTooMany):
        await take(database, raw, start_passwords=True)


@pytest.mark.parametrize("row", ["boss,老板,admin,,,0\n", "boss,老板,clerk,,,\n"])
async def test_the_last_administrator_who_can_sign_on_stays(
    database: Database, admin: Account, row: str
) -> None:
    other = "second,二把手,admin,,,\n"
    report = await take(database, other + row)
    assert report.added == ["second"]
    ((number, told),) = reasons(report)
    assert (number, "最后一个" in told) == (3, True)
    async with database.write() as session:
        await session.execute(
            update(Account).where(Account.login == "second").values(password_hash="x")
        )
    assert (await take(database, row)).changed == [admin.login]


async def test_an_import_over_http_never_changes_the_importers_own_roles(
    client: httpx.AsyncClient, admin: Account, database: Database
) -> None:
    await hire(database, Person(login="other.boss", roles=("admin",)))
    await log_in(client, "boss", password=PASSWORD)
    for row in ("boss,林 梅,clerk,,,1", "boss,林 梅,admin,,,0"):
        answer = await client.post(
            "/api/accounts/import",
            files={"file": ("a.csv", (HEAD + row).encode())},
            data={"dry_run": "false"},
        )
        (refusal,) = answer.json()["refused"]
        assert (refusal["row"], refusal["key"]) == (2, "boss")
        assert "自己" in refusal["reason"]
        assert refusal["reason_en"]
    async with database.read() as session:
        boss = await find(session, "boss")
        assert (boss.roles, boss.active, boss.id) == (["admin"], True, admin.id)


async def test_over_http_a_dry_run_is_the_default_and_exports_are_audited(
    client: httpx.AsyncClient, admin: Account, database: Database
) -> None:
    await log_in(client, admin.login)
    sent = {"file": ("a.csv", (HEAD + "zhang.san,张三,clerk,,,").encode())}
    tried = await client.post("/api/accounts/import", files=sent)
    assert (tried.json()["dry_run"], tried.json()["added"]) == (True, ["zhang.san"])
    form = {"dry_run": "false", "start_passwords": "true"}
    done = await client.post("/api/accounts/import", files=sent, data=form)
    assert list(done.json()["start_passwords"]) == ["zhang.san"]
    assert done.headers["cache-control"] == "no-store"
    given = await client.get("/api/accounts/export")
    assert given.headers["content-type"].startswith("text/csv")
    assert [row["login"] for row in read_sheet(given.content)] == ["boss", "zhang.san"]
    async with database.read() as session:
        query = select(AuditEntry).where(AuditEntry.action == "list.export")
        entry = (await session.scalars(query)).one()
        assert (entry.object_id, entry.actor_id) == ("accounts", admin.id)


async def test_who_may_not_manage_accounts_may_not_move_them(
    client: httpx.AsyncClient, clerk: Account
) -> None:
    await log_in(client, clerk.login)
    sent = {"file": ("a.csv", HEAD.encode())}
    assert (await client.post("/api/accounts/import", files=sent)).status_code == 403
    assert (await client.get("/api/accounts/export")).status_code == 403
