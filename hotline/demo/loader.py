"""Loading the demonstration city (演示数据装载), through the same imports an administrator uses.

Every step is idempotent: loading again repairs what is missing and touches nothing that is there, so that
what an administrator of the demonstration changed outlives its next start.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files

import yaml
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from hotline.kit import clock
from hotline.kit.auth import passwords
from hotline.kit.auth import service as accounts
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.auth.models import Account, Employer
from hotline.kit.calendars import seed as calendars
from hotline.kit.db import Database
from hotline.kit.organisation import exchange
from hotline.kit.organisation import queries as organisation
from hotline.kit.organisation import service as organisation_service
from hotline.kit.organisation.schemas import MemberIn
from hotline.kit.sheets import SheetRow
from hotline.roles import PERMISSIONS, Role, role_book
from knowledge.articles.imports import ImportOptions, import_articles
from knowledge.articles.models import Article
from knowledge.directory.imports import import_numbers
from knowledge.directory.models import PublishedNumber
from knowledge.items.imports import ItemOptions, import_items
from knowledge.items.models import ServiceItem
from knowledge.items.preparing import prepare
from knowledge.lexicon.imports import import_words
from knowledge.lexicon.models import LexiconWord
from knowledge.notices.imports import NoticeOptions, import_notices
from knowledge.notices.models import Notice
from routing import commands as routing
from routing.models import (
    CategoryLimit,
    PlaceName,
    PolicyName,
    Responsibility,
    TaxonomyVersion,
)
from routing.queries import find_policy
from routing.rules.bench import NONE, read_cases
from routing.taxonomy.examples import import_examples
from routing.taxonomy.models import ExampleText

DEMO_PASSWORD = "Foshan-12345-demo"  # noqa: S105 — printed on purpose; the demonstration only
TAXONOMY_VERSION = "demo-2026"
ALARMS = tuple(
    f"alarms_{part}.tsv"
    for part in ("bench", "classes", "unseen", "fresh", "flags", "fifth", "short")
)
_DUTIES = {"unit_clerk": "CLERK", "unit_approver": "APPROVER"}


@dataclass(frozen=True)
class Login:
    """One demonstration login as it is printed."""

    login: str
    name: str
    roles: tuple[str, ...]
    unit_code: str


def read(name: str) -> bytes:
    """Return one of the packaged data files."""
    return (files("hotline.demo") / "data" / name).read_bytes()


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a packaged CSV file."""
    yield from csv.DictReader(io.StringIO(read(name).decode()))


def dangers() -> list[dict[str, str]]:
    """Return the labelled sentences of the rules as the book of examples."""
    cases = [case for name in ALARMS for case in read_cases(read(name))]
    return [{"text": case.text, "expected": case.expected or NONE} for case in cases]


def logins() -> list[Login]:
    """List the demonstration logins."""
    return [
        Login(r["login"], r["name"], tuple(r["roles"].split()), r["unit_code"])
        for r in rows("accounts.csv")
    ]


def shown() -> list[Login]:
    """List the logins that are printed: one of every role, two of those that approve each other's proposals.

    Nobody approves what he proposed himself, so that one administrator alone could bring nothing into force.
    """
    wanted = Counter({str(role): 2 if _in_pairs(role) else 1 for role in PERMISSIONS})
    found = []
    for login in logins():
        if any(wanted[role] > 0 for role in login.roles):
            wanted.subtract(login.roles)
            found.append(login)
    return found


def _in_pairs(role: Role) -> bool:
    """Tell whether the role both proposes and approves something (catalogue rows, ranges, limits, calendars)."""
    held = PERMISSIONS[role]
    subjects = {name.removesuffix(".approve") for name in held if name.endswith(".approve")}
    return any({f"{subject}.propose", f"{subject}.manage"} & held for subject in subjects)


async def load(database: Database) -> None:
    """Load everything, each part in a transaction of its own."""
    for part in (
        _frame,
        _subjects,
        _examples,
        _catalogue,
        _rules,
        _words,
        _dangers,
        _items,
        _articles,
        _numbers,
        _notices,
    ):
        async with database.write() as session:
            await part(session)
    await _staff(database)


async def _frame(session: AsyncSession) -> None:
    await calendars.seed(session)
    known = await organisation.ids_by_code(session)
    missing = [row for row in rows("units.csv") if row["code"] not in known]
    if missing:
        await exchange.import_units(session, _sheet(missing), actor=SYSTEM)


def _sheet(missing: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(missing[0]))
    writer.writeheader()
    writer.writerows(missing)
    return out.getvalue().encode()


async def _subjects(session: AsyncSession) -> None:
    if await _none(session, TaxonomyVersion.version):
        await routing.import_taxonomy(
            session, read("categories.csv"), version=TAXONOMY_VERSION, actor=SYSTEM
        )
    if await _none(session, CategoryLimit.id):
        await routing.import_limits(session, read("sla.csv"), actor=SYSTEM)
    if await _none(session, PlaceName.id):
        await routing.import_places(session, read("gazetteer.csv"), actor=SYSTEM)


async def _examples(session: AsyncSession) -> None:
    """Load what our categories sound like: synonyms, and the requests we wrote ourselves."""
    if await _none(session, ExampleText.id):
        await import_examples(session, example_rows(), actor=SYSTEM)


def example_rows() -> list[SheetRow]:
    """Return the packaged examples as rows of an import."""
    found: list[dict[str, str]] = list(rows("synonyms.csv"))
    for line in read("requests.jsonl").decode().splitlines():
        request = json.loads(line)
        found.append({"category_code": request["category"], "text": request["text"]})
    return [SheetRow(number, cells) for number, cells in enumerate(found, start=2)]


async def _none(session: AsyncSession, key: InstrumentedAttribute[str]) -> bool:
    """Tell whether a table is empty."""
    return await session.scalar(select(key).limit(1)) is None


async def _catalogue(session: AsyncSession) -> None:
    if await _none(session, Responsibility.id):
        await routing.import_catalogue(session, read("catalogue.csv"), actor=SYSTEM)


async def _rules(session: AsyncSession) -> None:
    if await find_policy(session, PolicyName.RULES) is not None:
        return
    rules = yaml.safe_load(read("rules.yaml"))
    await routing.import_rules(session, rules, note="演示规则", actor=SYSTEM)
    wording = {r["cantonese"]: r["standard"] for r in rows("cantonese.csv")}
    await routing.import_wording(session, wording, note="演示方言对照", actor=SYSTEM)


async def _words(session: AsyncSession) -> None:
    """Load the words of the search: those of the wording policy, then our own, which may correct them."""
    kinds = set(await session.scalars(select(LexiconWord.kind).distinct()))
    if missing := search_words(known=kinds):
        await import_words(session, missing, actor=SYSTEM)


def search_words(known: Collection[str] = ()) -> bytes:
    """Return the packaged words of the search as lines of an import, those of ``known`` kinds left out."""
    dialect = [
        {"kind": "WORDING", "key": r["cantonese"], "values": [r["standard"]]}
        for r in rows("cantonese.csv")
    ]
    own = [
        {**r, "values": [value for value in r["values"].split("；") if value]}
        for name in ("search_words.csv", "search_places.csv")
        for r in rows(name)
    ]
    words = [word for word in (*dialect, *own) if word["kind"] not in known]
    return "\n".join(json.dumps(word, ensure_ascii=False) for word in words).encode()


async def _dangers(session: AsyncSession) -> None:
    if await find_policy(session, PolicyName.DANGERS) is None:
        await routing.import_dangers(session, dangers(), note="演示提示例句", actor=SYSTEM)


async def _items(session: AsyncSession) -> None:
    if await _none(session, ServiceItem.id):
        prepared = prepare(read("service_items.jsonl"))
        await import_items(session, prepared, options=ItemOptions("演示目录"), actor=SYSTEM)


async def _articles(session: AsyncSession) -> None:
    if not await _none(session, Article.id):
        return
    options = ImportOptions(unit_ids=await organisation.ids_by_code(session))
    await import_articles(
        session, read("articles.jsonl").decode().splitlines(), options=options, actor=SYSTEM
    )


async def _numbers(session: AsyncSession) -> None:
    if await _none(session, PublishedNumber.id):
        await import_numbers(session, read("phones.jsonl"), dry_run=False, actor=SYSTEM)


async def _notices(session: AsyncSession) -> None:
    if await _none(session, Notice.id):
        content = read("notices.jsonl")
        await import_notices(session, content, options=NoticeOptions(), actor=SYSTEM)


async def _staff(database: Database) -> None:
    hashed = await passwords.hash_password(DEMO_PASSWORD)
    async with database.write() as session:
        units = await organisation.ids_by_code(session)
        known = set((await session.execute(select(Account.login))).scalars())
        for row in rows("accounts.csv"):
            if row["login"] not in known:
                await _add_account(session, row, units, hashed)


async def _add_account(
    session: AsyncSession, row: dict[str, str], units: dict[str, str], hashed: str
) -> None:
    roles = tuple(row["roles"].split())
    unit_id = units.get(row["unit_code"])
    account = await accounts.create_account(
        session,
        SYSTEM,
        role_book(),
        accounts.NewAccount(
            login=row["login"],
            name=row["name"],
            roles=roles,
            password_hash=hashed,
            unit_id=unit_id,
            employer=Employer[row["employer"]],
            phone=row["phone"] or None,
            must_change_password=False,
        ),
    )
    for role, duty in _DUTIES.items():
        if role in roles and unit_id is not None:
            member = MemberIn(
                account_id=account.id,
                duty=duty,
                valid_from=clock.local_date() - timedelta(days=1),
            )
            await organisation_service.assign_member(
                session, unit_id=unit_id, member=member, actor=SYSTEM
            )
