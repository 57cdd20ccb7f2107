"""Exporting what an administrator owns (基础数据导出): every kind as the file that its import takes."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.imports.documents import Book, export_document
from hotline.kit.audit.service import Export, record_export
from hotline.kit.auth import exchange as accounts
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.calendars import exchange as years
from hotline.kit.calendars import queries as calendars
from hotline.kit.errors import Invalid
from hotline.kit.labels import LabelledEnum
from hotline.kit.organisation import exchange as units
from hotline.kit.sheets import SheetFormat, write_sheet
from knowledge.articles.exports import export_articles
from routing import queries as routing
from routing.catalogue import files as catalogue_import
from routing.extract import place_files
from routing.limits import files as limit_files
from routing.models import PolicyName, RowStatus
from routing.rules import files as policy_files
from routing.rules import policies
from routing.taxonomy import files as taxonomy_import

Records = Sequence[Mapping[str, Any]]
SHEETS = ("csv", "xlsx")
WITH_JSON = ("csv", "xlsx", "json")


class Owned(LabelledEnum):
    """What leaves; the value is the word on the command line."""

    UNITS = "units", "单位"
    TAXONOMY = "taxonomy", "事项分类"
    LIMITS = "limits", "办理时限"
    CATALOGUE = "catalogue", "派单目录"
    PLACES = "places", "地名"
    RULES = "rules", "规则"
    CALENDAR = "calendar", "放假安排"
    ARTICLES = "articles", "知识条目"
    ACCOUNTS = "accounts", "账号"
    POLICY = "policy", "时限政策"
    SUPERVISION_RULES = "supervision-rules", "监察政策"


class FormatUnknown(Invalid):
    """This kind of data is not written in that form."""

    code = "export_format_unknown"
    title_zh = "不支持这种文件格式"
    title_en = "The data is not written in this form"


@dataclass(frozen=True)
class Wanted:
    """The form of the file; ``policy`` tells which rules, ``calendar`` and ``year`` which arrangement."""

    form: str
    policy: PolicyName = PolicyName.RULES
    calendar: str | None = None
    year: int = 0


async def export_owned(session: AsyncSession, owned: Owned, wanted: Wanted) -> bytes:
    """Return the file of one kind of data, as the system; the export is audited.

    Raises ``FormatUnknown`` (422) for a form that the import of this kind would not take.
    """
    if wanted.form not in FORMS[owned]:
        told = "、".join(FORMS[owned])
        raise FormatUnknown(f"{owned.label}的文件应为 {told}", f"The file must be {told}")
    return await _EXPORTS[owned](session, wanted)


async def _sheet(
    session: AsyncSession, owned: Owned, wanted: Wanted, table: tuple[Sequence[str], Records]
) -> bytes:
    columns, records = table
    told = {"format": wanted.form}
    await record_export(
        session, SYSTEM, Export(owned.value, len(records), masked=False, filters=told)
    )
    return write_sheet(_table_form(wanted), columns, records)


async def _units(session: AsyncSession, wanted: Wanted) -> bytes:
    table = (units.COLUMNS, await units.unit_records(session))
    return await _sheet(session, Owned.UNITS, wanted, table)


async def _taxonomy(session: AsyncSession, wanted: Wanted) -> bytes:
    tree = await routing.load_taxonomy(session)
    records = [taxonomy_import.to_record(category) for category in tree.walk()]
    return await _sheet(session, Owned.TAXONOMY, wanted, (taxonomy_import.COLUMNS, records))


async def _limits(session: AsyncSession, wanted: Wanted) -> bytes:
    table = (limit_files.COLUMNS, await limit_files.limit_records(session))
    return await _sheet(session, Owned.LIMITS, wanted, table)


async def _catalogue(session: AsyncSession, wanted: Wanted) -> bytes:
    book = await routing.load_units(session)
    stored = await routing.stored_responsibilities(session, (RowStatus.APPROVED,))
    records = [catalogue_import.to_record(row, book) for row in stored]
    return await _sheet(session, Owned.CATALOGUE, wanted, (catalogue_import.COLUMNS, records))


async def _places(session: AsyncSession, wanted: Wanted) -> bytes:
    table = (place_files.COLUMNS, await place_files.place_records(session))
    return await _sheet(session, Owned.PLACES, wanted, table)


async def _rules(session: AsyncSession, wanted: Wanted) -> bytes:
    name = wanted.policy
    found = await routing.find_policy(session, name)
    content = policies.empty(name) if found is None else found.content
    rows = len(policy_files.canonical(name, content))
    told = {"format": wanted.form, "number": found.number if found else 0}
    export = Export(f"routing_policy.{name.value}", rows, masked=False, filters=told)
    await record_export(session, SYSTEM, export)
    return policy_files.write_policy(name, content, _form(wanted))


def _table_form(wanted: Wanted) -> SheetFormat:
    return "xlsx" if wanted.form == "xlsx" else "csv"


def _form(wanted: Wanted) -> years.YearFormat:
    return "json" if wanted.form == "json" else _table_form(wanted)


async def _calendar(session: AsyncSession, wanted: Wanted) -> bytes:
    calendar = await calendars.get_by_code(session, wanted.calendar)
    return await years.export_year(session, calendar, wanted.year, _form(wanted), actor=SYSTEM)


async def _articles(session: AsyncSession, _wanted: Wanted) -> bytes:
    return await export_articles(session, actor=SYSTEM)


async def _accounts(session: AsyncSession, wanted: Wanted) -> bytes:
    return await accounts.export_accounts(session, _table_form(wanted), actor=SYSTEM)


async def _policy(session: AsyncSession, _wanted: Wanted) -> bytes:
    return await export_document(session, Book.LIMITS, actor=SYSTEM)


async def _supervision(session: AsyncSession, _wanted: Wanted) -> bytes:
    return await export_document(session, Book.SUPERVISION, actor=SYSTEM)


_EXPORTS: Mapping[Owned, Callable[[AsyncSession, Wanted], Awaitable[bytes]]] = {
    Owned.UNITS: _units,
    Owned.TAXONOMY: _taxonomy,
    Owned.LIMITS: _limits,
    Owned.CATALOGUE: _catalogue,
    Owned.PLACES: _places,
    Owned.RULES: _rules,
    Owned.CALENDAR: _calendar,
    Owned.ARTICLES: _articles,
    Owned.ACCOUNTS: _accounts,
    Owned.POLICY: _policy,
    Owned.SUPERVISION_RULES: _supervision,
}
FORMS: Mapping[Owned, tuple[str, ...]] = {
    **dict.fromkeys(Owned, SHEETS),
    Owned.RULES: WITH_JSON,
    Owned.CALENDAR: WITH_JSON,
    Owned.ARTICLES: ("jsonl",),
    Owned.POLICY: ("json",),
    Owned.SUPERVISION_RULES: ("json",),
}
