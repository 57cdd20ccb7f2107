"""A text published early waits: what is valid stays until the first day of the next one."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.db import Database
from hotline.kit.outbox.models import OutboxEvent
from hotline.kit.outbox.relay import Relay
from knowledge.articles.documents import some
from knowledge.articles.errors import ArticleStepIllegal, RevisionNotCitable
from knowledge.articles.events import ArticleTurns
from knowledge.articles.exports import export_articles
from knowledge.articles.imports import ImportOptions, import_articles
from knowledge.articles.models import Article, ArticleState
from knowledge.articles.queries import (
    get_article,
    get_article_detail,
    get_citable_revision,
    get_public_article,
    list_revisions,
)
from knowledge.articles.rows import ArticlePush
from knowledge.articles.schemas import ArticleOut
from knowledge.articles.service import (
    Step,
    create_article,
    expire,
    place,
    revise,
    withdraw,
    withdraw_waiting,
)
from knowledge.articles.taking import push_article
from knowledge.articles.turning import on_turn
from knowledge.owning import OwnerUnknown
from tests.conftest import BACKENDS
from tests.knowledge.articles.shelf import (
    AUTHOR,
    EDITOR,
    OWNER,
    UNIT,
    content,
    draft,
    published,
    released,
    staff,
)
from tests.knowledge.articles.test_imports import line
from tests.knowledge.items.shelf import CIVIL, POLICE, units

TODAY, DAY = "2026-11-26 10:00", date(2027, 1, 1)
OPTIONS = ImportOptions(unit_ids={"FS-GA": UNIT})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


@dataclass
class Shelf:
    """One article in force, a clock and a relay that keeps the timers."""

    database: Database
    article_id: str
    move: Callable[[datetime], None]

    async def pass_to(self, text: str) -> None:
        self.move(at(text))
        await Relay(self.database, self.database.info["subscriptions"]).drain()

    async def release(self, **changes: Any) -> str:
        async with self.database.write() as session:
            article = await get_article(session, self.article_id)
            revision = await revise(
                session,
                article_id=article.id,
                version=article.version,
                content=content(**changes),
                actor=AUTHOR,
            )
            await released(session, article)
            return revision.id

    async def shown(self) -> str:
        async with self.database.read() as session:
            public = await get_public_article(session, self.article_id)
            (document,) = await some(session, [self.article_id])
            assert document.body.endswith(public.answer)
            cited = await get_citable_revision(session, public.revision_id)
            assert cited.answer == public.answer
            return public.answer

    async def article(self) -> ArticleOut:
        async with self.database.read() as session:
            return ArticleOut.model_validate(await get_article(session, self.article_id))

    async def told(self, name: str) -> int:
        async with self.database.read() as session:
            names = await session.scalars(select(OutboxEvent.name))
            return list(names).count(name)


@pytest.fixture
async def shelf(database: Database) -> AsyncIterator[Shelf]:
    table = database.info["subscriptions"]
    table.on(ArticleTurns, "knowledge.article_turns", on_turn)
    with clock.frozen(at(TODAY)) as move:
        async with database.write() as session:
            article = await published(session, valid_from=date(2026, 11, 1), answer="旧的。")
        yield Shelf(database, article.id, move)


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_the_valid_text_stays_until_the_day_of_the_next_one(shelf: Shelf) -> None:
    waiting = await shelf.release(valid_from=DAY, answer="新的。")
    await shelf.pass_to("2026-12-31 23:59")
    assert await shelf.shown() == "旧的。"
    assert await shelf.told("article.published") == 1
    await shelf.pass_to("2027-01-01 00:00")
    assert await shelf.shown() == "新的。"
    article = await shelf.article()
    assert (article.current_revision_id, article.valid_from) == (waiting, DAY)
    assert (article.waiting_revision_id, article.waiting_from) == (None, None)
    assert (await shelf.told("article.published"), await shelf.told("knowledge.changed")) == (2, 2)


async def test_staff_see_which_version_waits_and_since_when_it_will_count(shelf: Shelf) -> None:
    waiting = await shelf.release(valid_from=DAY, answer="新的。")
    async with shelf.database.read() as session:
        versions = await list_revisions(session, shelf.article_id)
        detail = await get_article_detail(session, shelf.article_id)
    told = [(v.standing.label if v.standing else "", v.valid_from) for v in versions]
    assert told == [("待生效", DAY), ("现行版本", date(2026, 11, 1))]
    assert detail.waiting is not None
    assert (detail.waiting.id, detail.article.waiting_from) == (waiting, DAY)
    assert detail.current is not None
    assert detail.current.answer == "旧的。"
    assert detail.draft is None


async def test_the_waiting_text_is_not_citable_before_its_day(shelf: Shelf) -> None:
    waiting = await shelf.release(valid_from=DAY)
    async with shelf.database.read() as session:
        with pytest.raises(RevisionNotCitable) as refused:
            await get_citable_revision(session, waiting)
    assert refused.value.extra["reason"] == "NOT_YET_VALID"


async def test_the_review_day_is_that_of_the_text_in_force(shelf: Shelf) -> None:
    before = (await shelf.article()).review_by
    await shelf.release(valid_from=DAY, review_by=date(2027, 6, 30))
    assert (await shelf.article()).review_by == before
    await shelf.pass_to("2027-01-01 00:00")
    assert (await shelf.article()).review_by == date(2027, 6, 30)


async def test_a_still_newer_text_wins_and_the_timer_of_the_former_changes_nothing(
    shelf: Shelf,
) -> None:
    former = await shelf.release(valid_from=DAY, answer="先定的。")
    await shelf.release(valid_from=date(2027, 2, 1), answer="后定的。")
    await shelf.pass_to("2027-01-01 00:00")
    assert await shelf.shown() == "旧的。"
    async with shelf.database.read() as session:
        with pytest.raises(RevisionNotCitable) as refused:
            await get_citable_revision(session, former)
    assert refused.value.extra["reason"] == "SUPERSEDED"
    await shelf.pass_to("2027-02-01 00:00")
    assert await shelf.shown() == "后定的。"


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_a_correction_counts_at_once_and_what_waits_still_takes_over(shelf: Shelf) -> None:
    waiting = await shelf.release(valid_from=DAY, answer="新年的。")
    await shelf.release(valid_from=date(2026, 11, 1), answer="更正的。")
    article = await shelf.article()
    assert (article.waiting_revision_id, article.waiting_from) == (waiting, DAY)
    assert await shelf.shown() == "更正的。"
    await shelf.pass_to("2027-01-01 00:00")
    assert await shelf.shown() == "新年的。"
    assert (await shelf.article()).waiting_from is None


async def test_a_text_of_the_same_day_takes_the_place_of_what_waits(shelf: Shelf) -> None:
    await shelf.release(valid_from=date(2026, 11, 1), valid_to=date(2026, 12, 20))
    await shelf.release(valid_from=DAY, answer="先定的。")
    shelf.move(at("2026-12-21 03:00"))
    await shelf.release(valid_from=DAY, answer="后定的。")  # nothing is in force meanwhile
    assert (await shelf.article()).waiting_from is None
    await shelf.pass_to("2027-01-01 00:00")
    assert await shelf.shown() == "后定的。"


async def test_an_earlier_day_is_kept_too(shelf: Shelf) -> None:
    await shelf.release(valid_from=DAY, answer="新的。")
    await shelf.release(valid_from=date(2026, 12, 1), answer="提前了。")
    await shelf.pass_to("2026-12-01 00:00")
    assert await shelf.shown() == "提前了。"


async def test_taking_back_what_waits_leaves_the_valid_text(shelf: Shelf) -> None:
    await shelf.release(valid_from=DAY, answer="新的。")
    async with shelf.database.write() as session:
        article = await get_article(session, shelf.article_id)
        await withdraw_waiting(
            session, step=Step(article.id, article.version, "政策推迟"), actor=OWNER
        )
        with pytest.raises(ArticleStepIllegal):
            await withdraw_waiting(session, step=Step(article.id, article.version), actor=OWNER)
    await shelf.pass_to("2027-01-01 00:00")
    assert await shelf.shown() == "旧的。"


async def test_a_withdrawn_article_does_not_come_back_on_that_day(shelf: Shelf) -> None:
    await shelf.release(valid_from=DAY)
    async with shelf.database.write() as session:
        article = await get_article(session, shelf.article_id)
        await withdraw(session, step=Step(article.id, article.version, "停办"), actor=EDITOR)
    await shelf.pass_to("2027-01-01 00:00")
    assert (await shelf.article()).state is ArticleState.WITHDRAWN


async def test_a_text_that_ends_the_day_before_is_followed_without_a_gap(shelf: Shelf) -> None:
    await shelf.release(valid_from=date(2026, 11, 1), valid_to=date(2026, 12, 31), answer="本年。")
    await shelf.release(valid_from=DAY, answer="明年。")
    assert await shelf.shown() == "本年。"
    shelf.move(at("2027-01-01 00:00"))
    async with shelf.database.write() as session:
        assert await expire(session) == 0  # the sweep finds it before the timer does
    assert await shelf.shown() == "明年。"
    version = (await shelf.article()).version
    await shelf.pass_to("2027-01-01 00:01")
    assert (await shelf.article()).version == version


async def test_a_text_takes_over_from_one_that_ran_out_meanwhile(shelf: Shelf) -> None:
    await shelf.release(valid_from=date(2026, 11, 1), valid_to=date(2026, 12, 20))
    await shelf.release(valid_from=DAY, answer="明年。")
    shelf.move(at("2026-12-21 03:00"))
    async with shelf.database.write() as session:
        assert await expire(session) == 1
    await shelf.pass_to("2027-01-01 00:00")
    assert await shelf.shown() == "明年。"


async def test_an_import_that_comes_early_waits_and_is_recognised_again(shelf: Shelf) -> None:
    today = line("file", valid_from="2026-11-01")
    early = line("file", valid_from="2027-01-01", answer="新的。")
    async with shelf.database.write() as session:
        for one in (today, early):
            await import_articles(session, [one], options=OPTIONS, actor=SYSTEM)
        for one in (today, early):
            again = await import_articles(session, [one], options=OPTIONS, actor=SYSTEM)
            assert (again.changed, again.unchanged) == ([], ["file"])
        exported = (await export_articles(session, actor=SYSTEM)).decode().splitlines()
        (told,) = [one for one in exported if '"key":"file"' in one]
        assert "新的。" not in told
        back = await import_articles(session, [told], options=OPTIONS, actor=SYSTEM)
        assert back.unchanged == ["file"]
        waits = await session.scalar(select(Article.waiting_from).where(Article.key == "file"))
    assert waits == DAY


async def test_an_older_number_is_refused_while_a_newer_version_waits(shelf: Shelf) -> None:
    async with shelf.database.write() as session:
        for number, begins in ((4, "2026-11-01"), (5, "2027-01-01")):
            numbered = line("sent", valid_from=begins, version=number)
            await import_articles(session, [numbered], options=OPTIONS, actor=SYSTEM)
        late = line("sent", valid_from="2026-11-01", version=4)
        report = await import_articles(session, [late], options=OPTIONS, actor=SYSTEM)
        assert [refusal.reason for refusal in report.refused] == ["送来的版本 4 比已有的 5 旧"]
        waits = await session.scalar(select(Article.waiting_from).where(Article.key == "sent"))
    assert waits == DAY


async def test_a_newer_number_with_the_text_in_force_takes_back_what_waits(shelf: Shelf) -> None:
    async with shelf.database.write() as session:
        waits = []
        for number, begins in ((4, "2026-11-01"), (5, "2027-01-01"), (6, "2026-11-01")):
            numbered = line("sent", valid_from=begins, version=number)
            await import_articles(session, [numbered], options=OPTIONS, actor=SYSTEM)
            asked = select(Article.waiting_from).where(Article.key == "sent")
            waits.append(await session.scalar(asked))
    assert waits == [None, DAY, None]


async def test_a_corrected_line_leaves_what_waits_and_warns_of_it(shelf: Shelf) -> None:
    corrected = line("file", valid_from="2026-11-01", answer="更正的。")
    async with shelf.database.write() as session:
        for begins in ("2026-11-01", "2027-01-01"):
            one = line("file", valid_from=begins)
            await import_articles(session, [one], options=OPTIONS, actor=SYSTEM)
        report = await import_articles(session, [corrected], options=OPTIONS, actor=SYSTEM)
        again = await import_articles(session, [corrected], options=OPTIONS, actor=SYSTEM)
        waits = await session.scalar(select(Article.waiting_from).where(Article.key == "file"))
    told = "另有版本自 2027-01-01 起待生效，不含这次的更正"
    assert [warning.reason for warning in report.warnings] == [told]
    assert (again.unchanged, again.warnings, waits) == (["file"], [], DAY)


async def test_a_pushed_draft_is_compared_with_what_waits(shelf: Shelf) -> None:
    async with shelf.database.write() as session:
        await units(session)
        for begins in ("2026-11-01", "2027-01-01"):
            early = line("sent", valid_from=begins)
            await import_articles(session, [early], options=OPTIONS, actor=SYSTEM)
        pushed = ArticlePush.model_validate_json(line("sent", valid_from="2027-01-01", version=6))
        told = await push_article(session, key="sent", version=pushed, actor=SYSTEM, dry_run=False)
    assert (told.changes, told.article and told.article.draft_revision_id) == ([], None)


async def test_an_owner_named_by_its_code_alone_approves(session: AsyncSession) -> None:
    await units(session)
    wanted = draft()
    alone = wanted.placement.model_copy(update={"owner_unit_id": None})
    article = await create_article(
        session, draft=wanted.model_copy(update={"placement": alone}), actor=AUTHOR
    )
    assert article.owner_unit_id == POLICE
    owner = staff(7, "knowledge_owner", unit=POLICE)
    await released(session, article, owner=owner)
    assert article.state == ArticleState.PUBLISHED.value
    elsewhere = alone.model_copy(update={"owner_unit_code": "FS-MZ"})
    await place(
        session, article_id=article.id, version=article.version, placement=elsewhere, actor=EDITOR
    )
    assert article.owner_unit_id == CIVIL


async def test_an_unknown_owner_is_refused(session: AsyncSession) -> None:
    wanted = draft()
    nobody = wanted.placement.model_copy(update={"owner_unit_id": None, "owner_unit_code": "FS-NO"})
    with pytest.raises(OwnerUnknown):
        await create_article(
            session, draft=wanted.model_copy(update={"placement": nobody}), actor=AUTHOR
        )
