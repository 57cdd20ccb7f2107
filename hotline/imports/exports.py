"""Exporting what an administrator owns (基础数据导出): every kind as the file that its import takes."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.imports.documents import Book, export_document
from hotline.kit.audit.service import Export, record_export
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.auth.exchange import account_table
from hotline.kit.calendars import exchange as years
from hotline.kit.calendars import queries as calendars
from hotline.kit.errors import Invalid
from hotline.kit.labels import LabelledEnum
from hotline.kit.organisation.exchange import unit_table
from hotline.kit.sheets import SheetFormat
from hotline.kit.transfer import Table, table_bytes
from knowledge.articles.exports import export_articles
from routing import queries as routing
from routing.catalogue.service import catalogue_table
from routing.extract.place_files import place_table
from routing.limits.files import limit_table
from routing.models import PolicyName
from routing.rules import files as policy_files
from routing.rules import policies
from routing.taxonomy.files import tree_table

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
    if owned in _TABLES:
        table = await _TABLES[owned](session)
        return await table_bytes(session, table, _table_form(wanted), actor=SYSTEM)
    return await _EXPORTS[owned](session, wanted)


async def _taxonomy(session: AsyncSession) -> Table:
    return tree_table(await routing.load_taxonomy(session))


_TABLES: Mapping[Owned, Callable[[AsyncSession], Awaitable[Table]]] = {
    Owned.UNITS: unit_table,
    Owned.TAXONOMY: _taxonomy,
    Owned.LIMITS: limit_table,
    Owned.CATALOGUE: catalogue_table,
    Owned.PLACES: place_table,
    Owned.ACCOUNTS: account_table,
}


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


async def _policy(session: AsyncSession, _wanted: Wanted) -> bytes:
    return await export_document(session, Book.LIMITS, actor=SYSTEM)


async def _supervision(session: AsyncSession, _wanted: Wanted) -> bytes:
    return await export_document(session, Book.SUPERVISION, actor=SYSTEM)


_EXPORTS: Mapping[Owned, Callable[[AsyncSession, Wanted], Awaitable[bytes]]] = {
    Owned.RULES: _rules,
    Owned.CALENDAR: _calendar,
    Owned.ARTICLES: _articles,
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
