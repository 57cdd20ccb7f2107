"""An item changes: the articles that cite the field are flagged until a person settles it."""

from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import SYSTEM
from hotline.kit.db import Database
from knowledge.articles.citations import (
    ItemChanged,
    flag_articles,
    flags_of,
    list_flags,
    settle_flag,
    under_correction,
)
from knowledge.articles.cited import CitedField, FlagState
from knowledge.articles.corrections import report_error, settle_error
from knowledge.articles.errors import (
    ArticleFlagUnknown,
    ArticleStepIllegal,
    ContentInvalid,
    NotInCapacity,
)
from knowledge.articles.imports import ImportOptions, import_articles
from knowledge.articles.models import Article, ErrorReason, ErrorState
from knowledge.articles.schemas import ErrorIn, FlagEndIn, SettleIn
from knowledge.articles.service import revise
from knowledge.items.schemas import ItemContent
from tests.conftest import BACKENDS
from tests.knowledge.articles.shelf import (
    AGENT,
    AUTHOR,
    EDITOR,
    OWNER,
    STRANGER,
    UNIT,
    content,
    current_id,
    published,
    released,
)
from tests.knowledge.articles.test_imports import line
from tests.knowledge.items.shelf import row, take, units

CITES = [{"item": "FS-GA-010", "field": "fee"}, {"item": "FS-GA-010", "field": "materials"}]
STILL_RIGHT = FlagEndIn(outcome=FlagState.STILL_RIGHT, note="只改了错别字")


def changed(*fields: str, version: int = 2, abolished: bool = False) -> ItemChanged:
    return ItemChanged("01" + "T" * 24, "FS-GA-010", version, fields, abolished)


async def test_only_a_cited_field_flags(session: AsyncSession) -> None:
    article = await published(session, cites=CITES)
    seen = []
    for fields in (("visits", "name"), ("visits", "fee")):
        count = await flag_articles(session, [changed(*fields)])
        seen.append((count, article.under_correction))
    assert seen == [(0, False), (1, True)]
    (flag,) = await list_flags(session)
    assert (flag.article_title, flag.fields, flag.item_version) == (article.title, ["fee"], 2)
    assert flag.owner_unit_id == UNIT


async def test_an_open_flag_grows_by_later_changes(session: AsyncSession) -> None:
    article = await published(session, cites=CITES)
    await flag_articles(session, [changed("fee")])
    await flag_articles(session, [changed("materials", version=3)])
    (flag,) = await flags_of(session, article.id, article.title)
    assert (flag.fields, flag.item_version) == (["fee", "materials"], 3)


async def test_an_abolished_item_flags_whoever_names_it(session: AsyncSession) -> None:
    await published(session, items=["FS-GA-010"])
    assert await flag_articles(session, [changed("fee")]) == 0
    assert await flag_articles(session, [changed(abolished=True)]) == 1
    assert (await list_flags(session))[0].abolished is True


async def test_a_draft_or_an_earlier_revision_is_not_flagged(session: AsyncSession) -> None:
    article = await published(session, cites=CITES)
    await revise(
        session, article_id=article.id, version=article.version, content=content(), actor=AUTHOR
    )
    await released(session, article)
    assert await flag_articles(session, [changed("fee")]) == 0


async def test_a_flag_is_settled_by_the_correcting_revision_in_force(
    session: AsyncSession,
) -> None:
    article = await published(session, cites=CITES)
    before = await current_id(session, article)
    await flag_articles(session, [changed("fee")])
    (flag,) = await list_flags(session)
    same = FlagEndIn(outcome=FlagState.CORRECTED, revision_id=before)
    with pytest.raises(ContentInvalid):
        await settle_flag(session, flag_id=flag.id, end=same, actor=OWNER)
    revision = await revise(
        session,
        article_id=article.id,
        version=article.version,
        content=content(answer="工本费二十元。", cites=CITES),
        actor=AUTHOR,
    )
    end = FlagEndIn(outcome=FlagState.CORRECTED, revision_id=revision.id)
    with pytest.raises(ContentInvalid):
        await settle_flag(session, flag_id=flag.id, end=end, actor=OWNER)
    await released(session, article)
    settled = await settle_flag(session, flag_id=flag.id, end=end, actor=OWNER)
    assert settled.state is FlagState.CORRECTED
    assert article.under_correction is False
    with pytest.raises(ArticleStepIllegal):
        await settle_flag(session, flag_id=flag.id, end=end, actor=OWNER)


async def test_still_right_needs_a_reason_and_somebody_who_answers_for_it(
    session: AsyncSession,
) -> None:
    article = await published(session, cites=CITES)
    await flag_articles(session, [changed("fee")])
    (flag,) = await list_flags(session, owner_unit_id=UNIT)
    with pytest.raises(ValidationError):
        FlagEndIn(outcome=FlagState.STILL_RIGHT)
    with pytest.raises(ValidationError):
        FlagEndIn(outcome=FlagState.OPEN, note="再看看")
    outsider = AGENT.__class__(**{**vars(STRANGER), "permissions": frozenset({"knowledge.own"})})
    with pytest.raises(NotInCapacity):
        await settle_flag(session, flag_id=flag.id, end=STILL_RIGHT, actor=outsider)
    await settle_flag(session, flag_id=flag.id, end=STILL_RIGHT, actor=EDITOR)
    assert (article.under_correction, await list_flags(session)) == (False, [])
    with pytest.raises(ArticleFlagUnknown):
        await settle_flag(session, flag_id="0" * 26, end=STILL_RIGHT, actor=EDITOR)


async def test_an_error_report_and_a_flag_hold_the_banner_for_each_other(
    session: AsyncSession,
) -> None:
    article = await published(session, cites=CITES)
    await flag_articles(session, [changed("fee")])
    wrong = ErrorIn(
        revision_id=await current_id(session, article), reason=ErrorReason.OUTDATED, text=""
    )
    report = await report_error(session, article_id=article.id, report=wrong, actor=AGENT)
    await session.flush()
    rejected = SettleIn(outcome=ErrorState.REJECTED, note="内容无误")
    await settle_error(session, error_id=report.id, end=rejected, actor=OWNER)
    assert article.under_correction is True
    (flag,) = await list_flags(session)
    await settle_flag(session, flag_id=flag.id, end=STILL_RIGHT, actor=OWNER)
    assert await under_correction(session, article.id) is False


async def test_articles_are_imported_with_their_citations(session: AsyncSession) -> None:
    options = ImportOptions(unit_ids={"FS-GA": UNIT})
    cited = line(items=["FS-GA-010"], cites=CITES)
    assert (await import_articles(session, [cited], options=options, actor=SYSTEM)).added
    again = await import_articles(session, [cited], options=options, actor=SYSTEM)
    assert again.unchanged == ["id-card"]
    fewer = line(items=["FS-GA-010"])
    assert (await import_articles(session, [fewer], options=options, actor=SYSTEM)).changed
    bad = line("other", cites=[{"item": "FS-GA-010", "field": "magic"}])
    report = await import_articles(session, [bad], options=options, actor=SYSTEM)
    assert report.rejected[0][0] == 1


def test_whatever_may_be_cited_is_a_field_of_an_item() -> None:
    assert {field.value for field in CitedField} <= set(ItemContent.model_fields)


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_an_imported_catalogue_flags_the_article(database: Database) -> None:
    async def receive(**changes: Any) -> None:
        async with database.write() as session:
            await take(session, row(**changes))

    async with database.write() as session:
        await units(session)
        await published(session, cites=CITES)
    await receive()
    await receive(version=2, visits=1)
    async with database.read() as session:
        assert await list_flags(session) == []
    await receive(version=3, visits=1, fee={"charged": True, "text": "二十元"})
    async with database.read() as session:
        (flag,) = await list_flags(session)
        assert (flag.item_code, flag.fields, flag.item_version) == ("FS-GA-010", ["fee"], 3)
        assert await session.scalar(select(Article.under_correction)) is True
