"""Accounts as a table (账号导入导出): logins, names, roles and units; never a password, hash or telephone.

A new account has no password: its person signs on by the identity provider, or by a start password that
is shown once and must be changed. Nobody's import changes his own roles, and one administrator who can
sign on always stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from sqlalchemy import String, column, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.audit.service import Change, record_change
from hotline.kit.auth import administrators, passwords
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.context import RoleBook
from hotline.kit.auth.login import normalise_login
from hotline.kit.auth.models import Account, Employer
from hotline.kit.auth.schemas import AccountIn
from hotline.kit.auth.service import NewAccount, change_account, create_account
from hotline.kit.db import Database
from hotline.kit.errors import Invalid, Problem
from hotline.kit.fieldfaults import field_errors
from hotline.kit.sheets import SheetRow, read_rows, read_switch
from hotline.kit.transfer import Refusal, Table, TransferReport, refused

COLUMNS = ("login", "name", "roles", "unit_code", "employer", "active")
NEEDED = ("login", "name", "roles")
# A password's hash costs a good tenth of a second on purpose; more belongs into several files.
MAX_START_PASSWORDS = 200
_UNITS = table("units", column("id", String), column("code", String))
_EMPLOYERS = {word: e for e in Employer for word in (e.value, e.label)}
_BETWEEN = str.maketrans(dict.fromkeys("，,；;、|", " "))


class StartPasswordsTooMany(Invalid):
    """More start passwords at once than are worth waiting for."""

    code = "start_passwords_too_many"
    title_zh = f"一次最多为 {MAX_START_PASSWORDS} 个新账号生成初始口令，请分成几个文件"
    title_en = f"At most {MAX_START_PASSWORDS} start passwords at once; split the file"


@dataclass(frozen=True)
class AccountFile:
    """A table of accounts; with ``start_passwords`` new active accounts get one each."""

    raw: bytes
    dry_run: bool = False
    start_passwords: bool = False


@dataclass
class AccountReport(TransferReport):
    """What the table did to whom (logins); ``start_passwords`` by login are told here and nowhere else."""

    start_passwords: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Row:
    """One row that can be read; ``given`` are the columns of the table, the others change nothing."""

    number: int
    login: str
    wanted: Mapping[str, Any]
    unit_code: str
    given: frozenset[str]

    @property
    def active(self) -> bool:
        return bool(self.wanted["active"])


@dataclass(frozen=True)
class _Job:
    session: AsyncSession
    actor: Actor
    roles: RoleBook
    report: AccountReport
    units: Mapping[str, str]
    hashes: Mapping[str, str]


async def import_accounts(
    database: Database, file: AccountFile, *, actor: Actor, roles: RoleBook
) -> AccountReport:
    """Create and change accounts by login; a wrong row is listed and never stops the others.

    Columns: login, name, roles, and optionally unit_code, employer, active; a column that is absent
    changes nothing. It opens its own transaction, so that no password is hashed inside one. Raises
    ``SheetUnreadable`` and ``StartPasswordsTooMany`` (422).
    """
    report = AccountReport(dry_run=file.dry_run)
    rows = _parsed(read_rows(file.raw, needed=NEEDED), report)
    made = await _start_passwords(database, file, rows)
    hashes = {login: await passwords.hash_password(word) for login, word in made.items()}
    async with database.write() as session:
        await administrators.lock_all(session, roles)
        savepoint = await session.begin_nested()
        job = _Job(session, actor, roles, report, await _unit_ids(session), hashes)
        for row in rows:
            await _take(job, row)
        await (savepoint.rollback() if file.dry_run else savepoint.commit())
        if report.changes and not file.dry_run:
            after = {"added": len(report.added), "changed": len(report.changed)}
            await record_change(
                session, actor, Change("account.import", "account", "-", None, after)
            )
    report.start_passwords = {login: made[login] for login in report.added if login in made}
    report.refused.sort(key=lambda refusal: refusal.row)
    return report


def _parsed(rows: Sequence[SheetRow], report: AccountReport) -> list[_Row]:
    parsed: dict[str, _Row] = {}
    for row in rows:
        login = normalise_login(row.cells["login"])
        reason = row.fault
        try:
            if login in parsed:
                reason = f"与第 {parsed[login].number} 行的登录名重复"
            if not reason:
                parsed[login] = _read(row, login)
        except ValidationError as error:
            first = field_errors(error.errors())[0]
            reason = f"{first['field']}：{first['reason']}"
        except ValueError as error:
            reason = str(error)
        if reason:
            report.refused.append(Refusal(row.number, login[:40], reason, "The row is not valid"))
    return list(parsed.values())


def _read(row: SheetRow, login: str) -> _Row:
    cells = row.cells
    employer = _EMPLOYERS.get(cells.get("employer", "") or Employer.STAFF.value)
    if employer is None:
        msg = f"用工性质“{cells['employer'][:20]}”应写作 {'、'.join(_EMPLOYERS)}"
        raise ValueError(msg)
    good = AccountIn(
        login=login,
        name=cells["name"],
        roles=cells["roles"].translate(_BETWEEN).split(),
        employer=employer,
    )
    wanted = {
        "display_name": good.name,
        "roles": sorted(set(good.roles)),
        "employer": employer.value,
        "active": read_switch(cells.get("active", ""), default=True),
    }
    return _Row(row.number, login, wanted, cells.get("unit_code", ""), frozenset(cells))


async def _start_passwords(
    database: Database, file: AccountFile, rows: Sequence[_Row]
) -> dict[str, str]:
    if file.dry_run or not file.start_passwords:
        return {}
    async with database.read() as session:
        known = set(await session.scalars(select(Account.login)))
    new = [row.login for row in rows if row.active and row.login not in known]
    if len(new) > MAX_START_PASSWORDS:
        raise StartPasswordsTooMany
    return {login: passwords.new_initial_password() for login in new}


async def _unit_ids(session: AsyncSession) -> dict[str, str]:
    rows = await session.execute(select(_UNITS.c.code, _UNITS.c.id))
    return {row.code: row.id for row in rows}


async def _take(job: _Job, row: _Row) -> None:
    try:
        async with job.session.begin_nested():
            outcome = await _apply(job, row)
    except Problem as problem:
        job.report.refused.append(refused(row.number, row.login, problem))
        return
    outcome.append(row.login)


async def _apply(job: _Job, row: _Row) -> list[str]:
    unit_id = job.units.get(row.unit_code)
    if row.unit_code and unit_id is None:
        raise Invalid(f"没有编码为 {row.unit_code[:40]} 的单位", "No unit of this code")
    wanted = {**row.wanted, "unit_id": unit_id}
    account = await job.session.scalar(select(Account).where(Account.login == row.login))
    if account is None:
        await _create(job, row, wanted)
        return job.report.added
    absent = {"unit_code": "unit_id", "employer": "employer", "active": "active"}
    kept = {name for heading, name in absent.items() if heading not in row.given}
    changes = {
        name: value
        for name, value in wanted.items()
        if name not in kept and value != getattr(account, name)
    }
    if not changes:
        return job.report.unchanged
    changes["version"] = account.version
    await change_account(job.session, job.actor, job.roles, account.id, changes)
    return job.report.changed


async def _create(job: _Job, row: _Row, wanted: Mapping[str, Any]) -> None:
    hashed = job.hashes.get(row.login)
    new = NewAccount(
        login=row.login,
        name=wanted["display_name"],
        roles=tuple(wanted["roles"]),
        password_hash=hashed,
        unit_id=wanted["unit_id"],
        employer=Employer(wanted["employer"]),
        must_change_password=hashed is not None,
        active=row.active,
    )
    account = await create_account(job.session, job.actor, job.roles, new)
    if hashed is None:
        account.password_changed_at = None  # a password that is not there cannot grow too old


async def account_table(session: AsyncSession) -> Table:
    """Return every account, switched off ones too, in the columns of the import."""
    query = (
        select(
            Account.login,
            Account.display_name,
            Account.roles,
            _UNITS.c.code,
            Account.employer,
            Account.active,
        )
        .outerjoin(_UNITS, _UNITS.c.id == Account.unit_id)
        .order_by(Account.login)
    )
    rows = (await session.execute(query)).all()
    records = [
        dict(
            zip(
                COLUMNS,
                (login, name, " ".join(sorted(roles)), unit, employer, int(active)),
                strict=True,
            )
        )
        for login, name, roles, unit, employer, active in rows
    ]
    return Table("accounts", COLUMNS, records)
