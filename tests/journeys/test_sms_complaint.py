"""A request lives its whole life by text alone: open, ask, answer, rate, "not solved", again."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from hotline.kit.db import Database
from hotline.tickets.papers import CaseRating
from tests.conftest import BACKENDS
from tests.hotline.process.mailroom import MOBILE
from tests.journeys.sms_desk import ANSWER, Desk, desk, wired_info

LAMPS = "祖庙街道建新路有三盏路灯坏了，晚上很黑，老人不敢出门"
pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("backend", BACKENDS, indirect=True),
]


@pytest.fixture
def session_info(tmp_path: Path) -> dict[str, Any]:
    return wired_info(tmp_path)


@pytest.fixture
async def at(database: Database) -> AsyncIterator[Desk]:
    async with desk(database) as found:
        yield found


async def test_open_progress_answer_and_satisfied(at: Desk) -> None:
    (receipt,) = await at.text(LAMPS)
    found = re.search(r"编号(FS\d{15})，查询码(\d{6})，最迟3月18日17:30前给您答复", receipt)
    assert found, receipt
    number = found[1]
    assert (await at.ticket()).channel == "SMS"
    assert await at.text(number) == [f"工单{number}：已登记，最迟3月18日17:30前答复。"]
    (dispatched,) = await at.dispatch()
    assert dispatched == "已派至佛山市城市管理局，承诺3月18日17:30前答复。"
    (where,) = await at.text("进度")
    assert where == f"工单{number}：已派至佛山市城市管理局，最迟3月18日17:30前答复。"
    await at.handle()
    (answer,) = await at.accept()
    assert answer.startswith(f"承办单位答复：{ANSWER}")
    assert "例：112" in answer
    (closed,) = await at.text("112 师傅来得很快")
    assert closed == "您的事项已办结，感谢反映。15天内如有反复可一键重办。"
    ticket = await at.ticket()
    assert (ticket.status, ticket.close_outcome) == ("CLOSED", "RESOLVED")
    assert (ticket.first_rating, ticket.final_rating) == ("SATISFIED", "SATISFIED")


async def test_not_solved_is_redone_and_asked_again(at: Desk) -> None:
    await at.text(LAMPS)
    await at.answered()
    (redo,) = await at.text("没解决")
    assert redo.startswith("您反映未解决，已要求佛山市城市管理局重新办理，")
    ticket = await at.ticket()
    assert (ticket.status, ticket.redo_round) == ("HANDLING", 1)
    told = redo.partition("重新办理，")[2]
    (progress,) = await at.text("进度")
    assert told.removesuffix("。") in progress  # the redo's own limit, not the old promise
    await at.later(days=1)
    await at.handle()
    (answer,) = await at.accept()
    assert "例：112" in answer
    # A redone ticket is followed up by a person: the good answer is noted, not acted upon.
    (noted,) = await at.text("111")
    assert noted.startswith("感谢您的评价，已如实记录")
    assert (await at.ticket()).status == "FOLLOWING_UP"


async def test_one_digit_reopens_what_was_closed(at: Desk) -> None:
    await at.text(LAMPS)
    await at.answered()
    await at.text("112")
    (redo,) = await at.text("未解决，又黑了")
    assert redo.startswith("您反映未解决，已要求佛山市城市管理局重新办理，")
    ticket = await at.ticket()
    assert (ticket.status, ticket.first_rating) == ("HANDLING", "SATISFIED")


async def test_a_later_rating_stands_beside_the_first(at: Desk) -> None:
    await at.text(LAMPS)
    await at.answered()
    await at.text("111")
    (thanks,) = await at.text("123")
    assert thanks.startswith("感谢您的再次评价")
    ticket = await at.ticket()
    assert (ticket.first_rating, ticket.final_rating) == ("VERY_SATISFIED", "BASIC")
    assert await at.count(CaseRating) == 2


async def test_the_units_hear_of_it_without_the_citizens_words(at: Desk) -> None:
    await at.text(LAMPS)
    await at.answered()
    await at.text("没解决")
    told = at.house.mail.texts_to("fs-cg@units.example")
    assert [t[:6] for t in told] == ["新派主办工单", "诉求人反映未"]
    assert not any(MOBILE in t or "老人" in t for t in told)


async def test_an_opt_out_is_honoured_and_texting_still_works(at: Desk) -> None:
    await at.text(LAMPS)
    (confirmed,) = await at.text("退订")
    assert confirmed.startswith("您已退订")
    assert await at.dispatch() == []
    (where,) = await at.text("进度")
    assert "已派至佛山市城市管理局" in where
    await at.handle()
    assert await at.accept() == []
    (closed,) = await at.text("112")
    assert closed.startswith("您的事项已办结")
