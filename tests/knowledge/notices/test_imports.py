"""Notices come from files: JSON lines or a table, twice without harm, wrong ones told by number."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.sheets import write_csv
from hotline.kit.transfer import TransferReport
from knowledge.notices.imports import NoticeOptions, import_notices
from knowledge.notices.models import NoticeState
from knowledge.notices.queries import find_notice, list_current
from tests.knowledge.items.shelf import POLICE_OWNER, units

NOW = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)


def line(key: str, **changes: Any) -> dict[str, Any]:
    return {
        "key": key,
        "title": "户政窗口周六开放",
        "text": "七月起周六上午开放。",
        "unit_code": "FS-GA",
        "valid_from": "2026-07-01T00:00:00+08:00",
        **changes,
    }


async def take(
    session: AsyncSession, *lines: dict[str, Any], actor: Any = SYSTEM, **options: bool
) -> TransferReport:
    content = "\n".join(json.dumps(one, ensure_ascii=False) for one in lines).encode()
    with clock.frozen(NOW):
        return await import_notices(session, content, options=NoticeOptions(**options), actor=actor)


async def test_a_repeat_changes_nothing_and_a_dry_run_stores_nothing(session: AsyncSession) -> None:
    await units(session)
    dry = await take(session, line("aa"), dry_run=True)
    assert dry.added == ["aa"]
    assert await find_notice(session, "aa") is None
    assert (await take(session, line("aa"))).added == ["aa"]
    assert (await take(session, line("aa"))).unchanged == ["aa"]
    assert (await take(session, line("aa", text="七月起周六全天开放。"))).changed == ["aa"]
    with clock.frozen(NOW):
        (told,) = await list_current(session)
    assert told.text == "七月起周六全天开放。"


async def test_wrong_lines_are_told_and_stop_no_other(session: AsyncSession) -> None:
    await units(session)
    report = await take(
        session,
        line("BAD KEY"),
        line("bb", unit_code="FS-NO"),
        line("cc", colour="red"),
        line("dd"),
    )
    assert report.added == ["dd"]
    assert [r.row for r in report.refused] == [1, 2, 3]
    assert [r.key for r in report.refused] == ["BAD KEY", "bb", "cc"]
    assert "FS-NO" in report.refused[1].reason
    broken = await import_notices(session, b"{oops", options=NoticeOptions(), actor=SYSTEM)
    assert broken.refused[0].row == 1


async def test_a_notice_of_the_past_is_kept_and_counts_no_more(session: AsyncSession) -> None:
    await units(session)
    over = line("over", valid_to="2026-07-01T01:00:00+08:00")
    assert (await take(session, over)).added == ["over"]
    found = await find_notice(session, "over")
    assert found is not None
    assert found.state == NoticeState.EXPIRED
    assert (await take(session, over)).unchanged == ["over"]
    with clock.frozen(NOW):
        assert await list_current(session) == []


async def test_a_table_holds_lists_in_one_cell(session: AsyncSession) -> None:
    await units(session)
    row = line("tt", questions="周六开门吗；星期六办不办", districts="440604")
    content = write_csv(list(row), [row])
    with clock.frozen(NOW):
        report = await import_notices(session, content, options=NoticeOptions(), actor=SYSTEM)
    assert report.added == ["tt"]
    found = await find_notice(session, "tt")
    assert found is not None
    assert found.questions == ["周六开门吗", "星期六办不办"]


async def test_an_owner_imports_drafts_of_its_own_unit_only(session: AsyncSession) -> None:
    await units(session)
    lines = (line("own"), line("other", unit_code="FS-MZ"))
    report = await take(session, *lines, actor=POLICE_OWNER, as_drafts=True)
    assert (report.added, [r.key for r in report.refused]) == (["own"], ["other"])
    found = await find_notice(session, "own")
    assert found is not None
    assert found.state == NoticeState.DRAFT
    again = await take(session, lines[0], actor=POLICE_OWNER, as_drafts=True)
    assert again.unchanged == ["own"]
