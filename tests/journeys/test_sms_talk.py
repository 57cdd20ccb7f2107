"""What a citizen may text beside his request: each wish has its answer, none of them is ever lost."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from channels import queries as channel_queries
from channels import service as channels
from channels.events import MessageReceived
from channels.messages import ChannelKind, RawForm
from channels.models import Message
from channels.sms.segments import count
from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.vault.service import session_ring
from hotline.process import notices
from hotline.process.inbox import Inbox
from hotline.tickets.events import InfoReminderDue
from hotline.tickets.messages import render
from hotline.tickets.models import Ticket
from hotline.tickets.numbering import code_matches
from routing.state import RoutingHolder
from tests.conftest import BACKENDS
from tests.hotline.process.mailroom import MOBILE
from tests.journeys.sms_desk import ANSWER, Desk, desk, wired_info

LAMPS = "祖庙街道建新路有三盏路灯坏了，晚上很黑，老人不敢出门"
OTHER = "13900139009"
pytestmark = pytest.mark.journey


@pytest.fixture
def session_info(tmp_path: Path) -> dict[str, Any]:
    return wired_info(tmp_path)


@pytest.fixture
async def at(database: Database) -> AsyncIterator[Desk]:
    async with desk(database) as found:
        yield found


async def test_a_person_in_distress_is_answered_with_words_to_him(at: Desk) -> None:
    first, *_ = await at.text("我真的不想活了，没有人管我")
    assert first.startswith("您不是一个人，请拨打110、120，或12356找人说说。")
    assert "不要挂断" not in first
    assert (await at.ticket()).urgency == "EMERGENCY"


async def test_danger_is_answered_first_and_registered_all_the_same(at: Desk) -> None:
    warning, receipt = await at.text("楼下闻到很重的煤气味，怀疑煤气泄漏，快来人，同济路12号")
    assert warning.startswith("如有人身危险，请立即拨打119！")
    assert "查询码" in receipt
    assert (await at.ticket()).urgency == "EMERGENCY"


async def test_what_may_be_outside_our_remit_comes_with_the_lawful_way(at: Desk) -> None:
    receipt, advice = await at.text("对禅城法院判决书不服，法院判决不公，请政府改判")
    assert "查询码" in receipt
    assert "可在上诉期内向上一级法院上诉" in advice
    assert "自动" in advice


async def test_help_fits_two_segments(at: Desk) -> None:
    (told,) = await at.text("帮助")
    assert count(told).segments <= 2
    assert await at.count(Ticket) == 0


async def test_a_person_is_one_word_away(at: Desk) -> None:
    (told,) = await at.text("人工")
    assert "回电" in told
    await at.text("转人工")
    assert await at.callbacks() == 1


async def test_what_we_ask_for_is_supplied_by_replying(at: Desk) -> None:
    await at.text(LAMPS)
    (asked,) = await at.act(
        "REQUEST_INFO", at.staff("agent"), missing_fields=["具体路段"], question="在哪个路口附近？"
    )
    assert asked == "为便于办理，请补充：具体路段；在哪个路口附近？请在3月9日17:30前回复。"
    (thanks,) = await at.text("建新路与同济路交叉口，靠近医院")
    assert thanks == "已收到您补充的信息，将一并办理。"
    ticket = await at.ticket()
    assert ticket.status == "DRAFT"
    assert "靠近医院" in ticket.content
    assert await at.count(Ticket) == 1


async def test_whoever_does_not_answer_is_asked_again(at: Desk) -> None:
    await at.text(LAMPS)
    missing = {"missing_fields": ["具体路段"], "question": "在哪个路口附近？"}
    await at.act("REQUEST_INFO", at.staff("agent"), **missing)
    ticket = await at.ticket()
    before = len(at.house.texts())
    async with at.house.database.write() as session:
        for number in (1, 1, 2):
            await notices.on_info_reminder(session, InfoReminderDue(ticket.id, number))
    await at.house.run()
    told = at.house.texts()[before:]
    assert len(told) == 2
    assert all(text.startswith("为便于办理，请补充：具体路段") for text in told)
    await at.text("建新路与同济路交叉口，靠近医院")
    before = len(at.house.texts())
    async with at.house.database.write() as session:
        await notices.on_info_reminder(session, InfoReminderDue(ticket.id, 3))
    await at.house.run()
    assert len(at.house.texts()) == before


async def test_a_supplement_goes_to_the_open_ticket(at: Desk) -> None:
    await at.text(LAMPS)
    await at.dispatch()
    (thanks,) = await at.text("补充：昨晚第四盏也坏了")
    assert thanks == "已收到您补充的信息，并转给承办单位。"
    assert "第四盏" in (await at.ticket()).content


async def test_the_same_matter_again_is_added_and_another_is_new(at: Desk) -> None:
    await at.text(LAMPS)
    await at.text("祖庙街道建新路路灯坏了还没修，晚上很黑，老人不敢出门散步")
    assert await at.count(Ticket) == 1
    await at.text("另外小区垃圾桶一周没有清运，发出恶臭，请安排环卫工人处理一下")
    assert await at.count(Ticket) == 2


async def test_pressing_is_passed_on_once_a_day(at: Desk) -> None:
    await at.text(LAMPS)
    await at.dispatch()
    assert await at.text("催一下") == ["您的催办已转达佛山市城市管理局。"]
    (told,) = await at.text("催办")
    assert "今天已催办" in told
    assert (await at.ticket()).urge_count == 1


async def test_withdrawing_is_possible_until_it_is_over(at: Desk) -> None:
    await at.text(LAMPS)
    assert await at.text("撤回") == ["已按您的要求撤回。需要时可再次反映。"]
    (told,) = await at.text("撤回")
    assert told.startswith("没有查到您这个号码名下的工单")
    assert (await at.ticket()).status == "WITHDRAWN"


async def test_what_the_table_forbids_becomes_a_polite_text(at: Desk) -> None:
    await at.text("举报建新路某工厂夜间偷排污水，气味刺鼻，请查处")
    await at.act(
        "APPROVE",
        at.staff("reviewer"),
        kind="REPORT",
        category_code="010101",
        address_text="建新路",
        urgency="NORMAL",
        confidentiality="CITIZEN_HIDDEN",
        merge_decision="NO_DUPLICATE",
        catalogue_no_match=True,
        respondent_unknown=True,
    )
    (told,) = await at.text("撤回")
    assert told.startswith("您的短信已收到。举报或有安全风险的事项不能撤回。")
    assert (await at.ticket()).status == "READY"


async def test_a_refusal_is_told_with_its_way_and_may_be_contested_once(at: Desk) -> None:
    await at.text("对禅城区法院的判决不满意，希望重新处理这个案子")
    (told,) = await at.act(
        "DECLINE",
        at.staff("reviewer"),
        ground_code="LITIGATION",
        lawful_path="在上诉期内向上一级法院上诉。",
        words_told="此事属诉讼事项",
        legal_basis="民事诉讼法",
    )
    assert told == (
        "此事应当或已经通过诉讼解决，12345不便受理。您可以：在上诉期内向上一级法院上诉。"
    )
    assert await at.text("有异议，还没有立案") == ["已收到您的异议，将重新审核。"]
    assert (await at.ticket()).status == "DRAFT"


async def test_a_lost_code_is_replaced_by_texting_from_the_same_number(at: Desk) -> None:
    (receipt,) = await at.text(LAMPS)
    first = receipt.split("查询码")[1][:6]
    number = (await at.ticket()).number
    (told,) = await at.text("查询码")
    assert told.startswith(f"工单{number}的新查询码为")
    assert count(told).segments == 1
    second = told.split("查询码为")[1][:6]
    ticket = await at.ticket()
    async with at.house.database.read() as session:
        ring = session_ring(session)
        stored = ticket.query_code_hash or ""
        assert code_matches(ring, number, second, stored)
        assert second == first or not code_matches(ring, number, first, stored)
    (nothing,) = await at.text("查询码", OTHER)
    assert nothing.startswith("没有查到")


async def test_a_number_alone_shows_nothing_to_somebody_else(at: Desk) -> None:
    await at.text(LAMPS)
    number = (await at.ticket()).number
    (told,) = await at.text(number, OTHER)
    assert "不在您这个号码名下" in told
    assert "登记" not in told


async def test_of_a_confidential_ticket_nothing_goes_into_a_text(at: Desk) -> None:
    await at.text("举报某酒楼后厨使用过期食材，请保密，地址在同济路")
    ticket = await at.ticket()
    await at.act("SET_CONFIDENTIAL", at.staff("agent"), level="CITIZEN_HIDDEN", reason="举报")
    neutral = render("M00", {})
    assert await at.text(ticket.number) == [neutral]
    assert await at.text("进度") == [neutral]
    told = await at.answered(kind="REPORT", confidentiality="CITIZEN_HIDDEN")
    assert told == [neutral]
    assert not any(ANSWER[:8] in t for t in at.house.texts())


async def test_whoever_answered_on_the_spot_says_one_if_it_is_not_solved(at: Desk) -> None:
    await at.text("补办社保卡要带什么材料，去哪里办理")
    (told,) = await at.act(
        "ANSWER_NOW",
        at.staff("agent"),
        kind="CONSULT",
        category_code="030101",
        public_answer="带身份证原件到任一社保卡合作银行网点办理。",
        answer_source="社保局网站",
        source_reason="知识库暂无",
    )
    assert told.startswith("12345答复：带身份证原件")
    assert told.endswith("如未解决，请回复1或再次来电。")
    await at.text("1")
    assert (await at.ticket()).status == "DRAFT"


async def test_a_joined_reporter_hears_of_the_lead_ticket(at: Desk) -> None:
    await at.text(LAMPS)
    lead = await at.ticket()
    await at.text("建新路的路灯坏了三盏，晚上黑漆漆的", OTHER)
    joined = await at.act(
        "MERGE_INTO",
        at.staff("reviewer"),
        lead_ticket_id=lead.id,
        same_fact=True,
        reason="同一事实",
    )
    assert joined == []
    assert at.house.texts(OTHER)[-1].startswith(f"您反映的问题与{lead.number}相同")
    (where,) = await at.text("进度", OTHER)
    assert f"已并入{lead.number}" in where
    assert await at.text("催一下", OTHER) == ["您的催办已转达热线工作人员。"]


async def test_a_repeated_event_does_nothing_twice(at: Desk, tmp_path: Path) -> None:
    await at.text(LAMPS)
    async with at.house.database.write() as session:
        found = await channel_queries.find_conversation(session, ChannelKind.SMS, MOBILE)
        assert found is not None
        assert found.subject_ref == f"ticket:{(await at.ticket()).id}"
        message = (await channel_queries.list_messages(session, found.id))[0]
        event = MessageReceived(message.id, found.id, "SMS", "TEXT")
        await Inbox(RoutingHolder(tmp_path, b"k" * 32)).on_message(session, event)
    await at.house.run()
    assert await at.count(Ticket) == 1
    assert await at.count(Message) == 2


async def test_a_machine_that_answers_every_text_is_not_answered_for_ever(at: Desk) -> None:
    await at.text(LAMPS)
    answers = [await at.text("我在开会，稍后回电") for _ in range(6)]
    assert all(answers[:3])
    assert answers[3:] == [[], [], []]
    assert await at.text("进度")


async def test_a_rating_goes_to_the_ticket_we_last_spoke_of(at: Desk) -> None:
    await at.text(LAMPS)
    lamps = await at.ticket()
    await at.answered()
    await at.text("新诉求：小区垃圾桶一周没有清运，发出恶臭")
    await at.answered()
    waste = await at.ticket()
    await at.house.wait_until(datetime(2026, 3, 5, 9, 30, tzinfo=clock.SHANGHAI))
    reminded = at.house.texts()[-2:]
    last = lamps if lamps.number in reminded[-1] else waste
    await at.text("112")
    assert (await at.ticket(id=last.id)).status == "CLOSED"
    other = waste if last is lamps else lamps
    assert (await at.ticket(id=other.id)).status == "FOLLOWING_UP"


@pytest.mark.parametrize(
    "words",
    [
        "🙂",
        "𠮷",
        "。",
        "\u200e\u200e",
        "9" * 160,
        "啊" * 1600,
        "<script>alert(1)</script>",
        "FS1234567890",
    ],
)
async def test_odd_texts_are_answered_and_break_nothing(at: Desk, words: str) -> None:
    assert await at.text(words)
    await at.text(LAMPS)
    await at.act("REQUEST_INFO", at.staff("agent"), missing_fields=["路段"], question="哪里？")
    assert await at.text(words)


@pytest.mark.parametrize("words", ["谢谢", "好的", "👍", "😡😡", ""])
async def test_what_says_nothing_leaves_the_ticket_alone(at: Desk, words: str) -> None:
    await at.text(LAMPS)
    missing = {"missing_fields": ["具体路段"], "question": "在哪个路口附近？"}
    await at.act("REQUEST_INFO", at.staff("agent"), **missing)
    before = await at.ticket()
    (told,) = await at.text(words)
    assert told.startswith(("不客气", "没有收到文字"))
    assert count(told).segments == 1
    after = await at.ticket()
    assert (after.status, after.version) == ("AWAITING_INFO", before.version)


async def test_an_unclear_rating_is_asked_again_and_never_guessed(at: Desk) -> None:
    await at.text(LAMPS)
    await at.answered()
    for words in ("不太满意", "1", "希望有个满意的结果"):
        (told,) = await at.text(words)
        assert told.startswith("抱歉，没有看懂您的评价，还未记录。请用三位数字评价")
        ticket = await at.ticket()
        assert (ticket.status, ticket.first_rating) == ("FOLLOWING_UP", None)
    (closed,) = await at.text("112")
    assert closed.startswith("您的事项已办结")


async def test_reasons_in_words_are_kept_with_the_rating(at: Desk) -> None:
    await at.text(LAMPS)
    await at.answered()
    (asked,) = await at.text("114")
    assert asked.startswith("感谢评价。请回复原因")
    (redo,) = await at.text("师傅态度很差")
    assert redo.startswith("您反映未解决，已要求佛山市城市管理局重新办理")
    assert await at.count(Ticket) == 1


@pytest.mark.parametrize("number", ["10086", "106575550101", "95588"])
async def test_a_service_number_is_no_citizen(at: Desk, number: str) -> None:
    assert await at.text("【中国移动】您的话费余额不足10元，请及时充值", number) == []
    assert await at.count(Ticket) == 0
    assert await at.count(Message) == 1


async def test_pictures_that_came_with_a_text_are_not_passed_over_in_silence(at: Desk) -> None:
    form = at.house.sms.write(MOBILE, LAMPS)
    with_picture = RawForm((*form.pairs, ("NumMedia", "2")))
    async with at.house.database.write() as session:
        await channels.store_inbound(session, at.house.sms.parse_inbound(with_picture))
    await at.house.run()
    receipt, hint = at.house.texts()
    assert "查询码" in receipt
    assert hint.startswith("您的文字已收到；短信不能接收图片")


async def test_a_cantonese_text_is_answered_in_cantonese(at: Desk) -> None:
    (receipt,) = await at.text("我哋楼下路灯坏咗好耐，夜晚黑蒙蒙，几时先有人嚟整")
    assert receipt.startswith("您嘅诉求已经登记")
    assert (await at.ticket()).content.startswith("我哋楼下路灯坏咗好耐")


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_two_wishes_of_one_person_are_both_done(at: Desk) -> None:
    await at.text(LAMPS)
    first = await at.ticket()
    await at.text("新诉求：小区垃圾桶一周没有清运")
    assert await at.count(Ticket) == 2
    progress = await at.text("进度")
    assert first.number in progress[0]
    assert (await at.ticket()).number in progress[0]
