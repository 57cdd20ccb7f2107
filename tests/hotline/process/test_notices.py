"""Citizens are told what happened, once, by the way they can be reached, and no more than they may be."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from channels.sms.segments import count
from hotline.kit.db import Database
from hotline.process import notices
from hotline.process.notices import FirstNotice
from hotline.process.smstext import LINK_WORD
from hotline.tickets.events import TicketActed, TicketOpened
from hotline.tickets.messages import ADDED_EARLY, TEMPLATES, render
from tests.conftest import BACKENDS
from tests.hotline.process.mailroom import (
    LANDLINE,
    MOBILE,
    NOON,
    House,
    Reporter,
    add_action,
    add_ticket,
    house,
    house_info,
)

ON_BOTH = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
NEUTRAL = render("M00", {})
ANSWER = "经现场核实，建新路三盏路灯因电缆老化熄灭，现已更换电缆并恢复照明"


@pytest.fixture
def session_info() -> dict[str, Any]:
    return house_info()


@pytest.fixture
async def place(database: Database) -> AsyncIterator[House]:
    async with house(database) as found:
        yield found


async def tell(
    place: House,
    message_id: str | None,
    *,
    who: Reporter | None = None,
    action: str = "NOTE_PROGRESS",
    row: dict[str, Any] | None = None,
    **columns: Any,
) -> TicketActed:
    """Store a ticket with one action and tell it."""
    async with place.database.write() as session:
        ticket = await add_ticket(session, place, who, **columns)
        found = await add_action(session, ticket, action, message_id=message_id, **(row or {}))
        event = TicketActed(
            ticket.id, found, action, ticket.status, ticket.status, 2, message_id=message_id
        )
        await notices.on_acted(session, event)
    await place.run()
    return event


@ON_BOTH
async def test_a_dispatch_names_the_unit_and_the_day(place: House) -> None:
    await tell(place, "M13", action="DISPATCH", lead_unit_id=place.units["FS-CG"])
    assert place.texts() == ["已派至佛山市城市管理局，承诺3月25日17:30前答复。"]


async def test_a_repeated_event_tells_nothing_twice(place: House) -> None:
    event = await tell(place, "M28")
    async with place.database.write() as session:
        await notices.on_acted(session, event)
    await place.run()
    assert len(place.texts()) == 1


@pytest.mark.parametrize("language", ["cmn", "yue", "eng"])
async def test_every_message_can_be_told_in_every_language(place: House, language: str) -> None:
    for number, message_id in enumerate(sorted(set(TEMPLATES) - {"M01", "M16"})):
        phone = f"139001390{number:02d}"
        await tell(
            place,
            message_id,
            who=Reporter(phone=phone, language=language),
            public_answer=ANSWER,
            decline_ground="LITIGATION",
            decline_path="向人民法院起诉",
            handoff_line="110",
            row={"texts": {"public_text": "已到现场"}, "payload": {"missing_fields": ["地点"]}},
        )
        (text,) = place.texts(phone)
        assert "{" not in text
        assert "—" not in text or message_id in {"M21", "M23"}
        assert count(text).segments <= (5 if language == "eng" else 3)


@pytest.mark.parametrize("language", ["cmn", "yue", "eng"])
async def test_what_is_added_is_passed_on_only_to_a_unit_that_has_the_ticket(
    place: House, language: str
) -> None:
    units = {"early": None, "late": place.units["FS-CG"]}
    told = {}
    for number, (when, unit_id) in enumerate(units.items()):
        who = Reporter(phone=f"1390013910{number}", language=language)
        await tell(place, "M04", who=who, action="SUPPLY_INFO", lead_unit_id=unit_id)
        (told[when],) = place.texts(str(who.phone))
    assert told == {
        "early": ADDED_EARLY.text(language),
        "late": TEMPLATES["M04"].text(language),
    }


async def test_silent_messages_are_not_sent(place: House) -> None:
    await tell(place, "M16", lead_unit_id=place.units["FS-CG"])
    await tell(place, None)
    assert place.texts() == []


@pytest.mark.parametrize("level", ["CITIZEN_HIDDEN", "RESTRICTED"])
async def test_a_confidential_ticket_is_told_nothing_but_that_there_is_news(
    place: House, level: str
) -> None:
    for number, message_id in enumerate(sorted(set(TEMPLATES) - {"M16"})):
        who = Reporter(phone=f"139001390{number:02d}")
        await tell(place, message_id, who=who, confidentiality=level, public_answer=ANSWER)
        assert place.texts(str(who.phone)) == [NEUTRAL]


@pytest.mark.parametrize("who", [Reporter(phone=None), Reporter(phone=LANDLINE)])
async def test_whoever_cannot_be_written_to_is_told_by_voice(place: House, who: Reporter) -> None:
    await tell(place, "M13", who=who)
    assert not place.sms.outbox
    assert not place.mail.outbox


async def test_a_landline_with_an_address_gets_mail(place: House) -> None:
    await tell(place, "M28", who=Reporter(phone=LANDLINE, email="li@example.com"))
    (sent,) = place.mail.outbox
    assert sent.outbound.route.text == "您的事项已被列为重点督办。"
    assert sent.outbound.route.subject is not None


async def test_mail_is_the_fall_back_of_a_text(place: House) -> None:
    from channels.delivery import Reason

    place.sms.fail_next(Reason.CANNOT_RECEIVE)
    await tell(place, "M28", who=Reporter(email="li@example.com"))
    assert place.texts() == []
    assert place.mail.texts_to("li@example.com") == ["您的事项已被列为重点督办。"]


async def test_who_wants_no_reply_is_told_only_what_needs_him(place: House) -> None:
    await tell(place, "M13", reply_wanted=False)
    assert place.texts() == []
    row = {"payload": {"missing_fields": ["地点"]}, "texts": {"question": "路灯在哪一段？"}}
    await tell(place, "M03", reply_wanted=False, row=row)
    (asked,) = place.texts()
    assert asked.startswith("为便于办理，请补充：地点；路灯在哪一段？")


async def test_the_answer_comes_with_the_survey_by_digits(place: House) -> None:
    await tell(place, "M24", action="ACCEPT_RESULT", public_answer=f"{ANSWER}。", kind="HELP")
    (text,) = place.texts()
    assert text.startswith(f"承办单位答复：{ANSWER}。")
    assert "例：112" in text
    assert "未解决请回复“未解决”" in text
    assert await place.outgoing() == [("SURVEY", "ACCEPTED")]


async def test_a_long_answer_is_cut_and_holds_no_link(place: House) -> None:
    long = f"详见https://foshan.gov.cn/x 。{ANSWER}；" * 20
    await tell(place, "M24", action="ACCEPT_RESULT", public_answer=long, kind="HELP")
    (text,) = place.texts()
    assert count(text).segments == 3
    assert "完整答复请凭编号和查询码查询" in text
    assert LINK_WORD in text
    assert "例：112" in text


async def test_mail_carries_the_whole_answer_and_the_link(place: House) -> None:
    who = Reporter(phone=LANDLINE, email="li@example.com")
    await tell(
        place, "M24", who=who, action="ACCEPT_RESULT", public_answer=ANSWER * 20, kind="HELP"
    )
    (text,) = place.mail.texts_to("li@example.com")
    assert ANSWER * 20 in text
    assert "https://hotline.example/#/track?number=FS" in text


async def test_praise_is_answered_without_a_survey(place: House) -> None:
    await tell(place, "M24", action="ACCEPT_RESULT", public_answer=ANSWER, kind="PRAISE")
    assert place.texts() == [f"承办单位答复：{ANSWER}"]


async def test_every_reporter_of_a_joined_ticket_is_told_and_asked_once(place: House) -> None:
    async with place.database.write() as session:
        lead = await add_ticket(
            session, place, public_answer=ANSWER, kind="HELP", status="FOLLOWING_UP"
        )
        for phone in ("13900139001", "13900139002"):
            await add_ticket(
                session, place, Reporter(phone=phone), status="MERGED", merged_into_id=lead.id
            )
        action = await add_action(session, lead, "ACCEPT_RESULT", message_id="M24")
        event = TicketActed(
            lead.id, action, "ACCEPT_RESULT", "REPLIED", "FOLLOWING_UP", 2, message_id="M24"
        )
        await notices.on_acted(session, event)
    await place.run()
    assert "例：112" in place.texts()[0]
    for phone in ("13900139001", "13900139002"):
        assert place.texts(phone) == [f"承办单位答复：{ANSWER}"]


async def test_a_joined_confidential_reporter_makes_nothing_known(place: House) -> None:
    async with place.database.write() as session:
        lead = await add_ticket(session, place)
        await add_ticket(
            session,
            place,
            Reporter(phone="13900139001"),
            status="MERGED",
            merged_into_id=lead.id,
            confidentiality="CITIZEN_HIDDEN",
        )
        action = await add_action(session, lead, "SUPERVISE", message_id="M28")
        event = TicketActed(lead.id, action, "SUPERVISE", "DRAFT", "DRAFT", 2, message_id="M28")
        await notices.on_acted(session, event)
    await place.run()
    assert place.texts("13900139001") == [NEUTRAL]
    assert place.texts() == ["您的事项已被列为重点督办。"]


async def test_an_opt_out_holds_for_news_but_not_for_what_he_asked(place: House) -> None:
    async with place.database.write() as session:
        from channels import service as channels

        await channels.store_inbound(
            session, place.sms.parse_inbound(place.sms.write(MOBILE, "退订"))
        )
    await place.run()
    before = len(place.texts())
    await tell(place, "M28")
    assert len(place.texts()) == before
    await tell(place, "M27", action="URGE", row={"actor_kind": "citizen"})
    assert place.texts()[before:] == ["您的催办已转达热线工作人员。"]


def first(**changes: Any) -> FirstNotice:
    plain: dict[str, Any] = {
        "ticket_id": "T" * 26,
        "number": "FS202603040000013",
        "code": "482915",
        "due": NOON,
        "phone": MOBILE,
    }
    return FirstNotice(**(plain | changes))


async def test_the_receipt_carries_number_and_code_once(place: House) -> None:
    for _ in range(2):
        async with place.database.write() as session:
            assert await notices.first_notice(session, first())
    await place.run()
    assert place.texts() == [
        "您的诉求已登记，编号FS202603040000013，查询码482915，最迟3月4日12:00前给您答复。"
    ]


@pytest.mark.parametrize("phone", [LANDLINE, None, "12345"])
async def test_no_receipt_goes_where_no_text_arrives(place: House, phone: str | None) -> None:
    async with place.database.write() as session:
        assert not await notices.first_notice(session, first(phone=phone))


async def test_the_code_stands_in_no_event_and_in_no_clear_column(place: House) -> None:
    from sqlalchemy import text

    async with place.database.write() as session:
        await notices.first_notice(session, first(code="918273"))
    async with place.database.read() as session:
        for table in ("outbox_events", "channel_messages", "channel_deliveries"):
            rows = (await session.execute(text(f"SELECT * FROM {table}"))).all()
            assert rows
            assert "918273" not in repr(rows)
            assert MOBILE not in repr(rows)


async def test_an_opening_says_no_more_than_its_receipt(place: House) -> None:
    async with place.database.write() as session:
        ticket = await add_ticket(session, place)
        action = await add_action(session, ticket, "OPEN")
        await notices.on_opened(session, TicketOpened(ticket.id, action, "M01"))
        await notices.on_opened(session, TicketOpened(ticket.id, action, None))
    await place.run()
    assert place.texts() == []
