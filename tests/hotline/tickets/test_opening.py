"""Opening, numbers, words and forms (登记·编号·用语·表单)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from crm.satisfaction import Rating
from hotline.kit import chain, clock
from hotline.kit.calendars import queries as calendars
from hotline.kit.vault.settings import VaultSettings
from hotline.tickets import forms, log, messages, numbering, opening, service
from hotline.tickets.models import TicketAction, TicketClock
from hotline.tickets.opening import OpeningContext, OpeningIn
from hotline.tickets.payloads import PAYLOADS
from hotline.tickets.payloads_closing import Close
from hotline.tickets.payloads_handling import LogContact, Reply
from hotline.tickets.payloads_intake import Approve, Split
from hotline.tickets.policy import DEFAULT, PRESETS, Policy
from hotline.tickets.vocabulary import Channel, Status
from routing.taxonomy.tree import Confidentiality, RequestKind
from tests.hotline.tickets.city import MONDAY, City


@pytest.mark.parametrize(
    ("day", "serial", "number"),
    [
        (date(2026, 3, 4), 127, "FS202603040001270"),
        (date(2026, 10, 8), 1, "FS202610080000013"),
    ],
)
def test_a_number_ends_with_its_check_digit(day: date, serial: int, number: str) -> None:
    assert numbering.ticket_number("FS", day, serial) == number
    assert numbering.is_ticket_number(number)


def test_a_mistyped_number_is_found() -> None:
    number = numbering.ticket_number("FS", date(2026, 3, 4), 127)
    wrong = [number[:i] + str((int(number[i]) + 1) % 10) + number[i + 1 :] for i in range(2, 17)]
    assert not any(numbering.is_ticket_number(text) for text in wrong)
    assert not numbering.is_ticket_number("FS2026")
    for serial in (0, 1_000_000):
        with pytest.raises(ValueError, match="serial"):
            numbering.ticket_number("FS", date(2026, 3, 4), serial)
    with pytest.raises(ValueError, match="digits"):
        numbering.luhn_digit("12３")


def test_documents_are_numbered_by_kind_and_year() -> None:
    assert numbering.document_number("CB", 2026, 7) == "CB202600007"
    with pytest.raises(ValueError, match="CB"):
        numbering.document_number("XX", 2026, 7)


def test_a_query_code_has_six_digits_and_is_bound_to_its_ticket() -> None:
    ring = VaultSettings().ring()
    code = numbering.new_query_code()
    assert len(code) == 6
    assert code.isdigit()
    first = numbering.query_code_hash(ring, "FS1", code)
    assert first == numbering.query_code_hash(ring, "FS1", f" {code} ")
    assert first != numbering.query_code_hash(ring, "FS2", code)


async def test_the_builder_makes_all_rows_without_a_session(city: City) -> None:
    calendar = await calendars.load(city.session)
    context = OpeningContext(DEFAULT, calendar, "FS", VaultSettings().ring())
    command = OpeningIn(
        Channel.SMS, "有人无证经营" * 20, MONDAY, kind=RequestKind.REPORT, category_code="0101"
    )
    with clock.frozen(MONDAY):
        opened = opening.build(command, context, 12)
    ticket = opened.ticket
    assert ticket["number"] == numbering.ticket_number("FS", date(2026, 3, 2), 12)
    assert ticket["confidentiality"] == Confidentiality.CITIZEN_HIDDEN
    assert (len(ticket["title"]), ticket["first_kind"]) == (60, "REPORT")
    assert [row["clock"] for row in opened.clocks] == ["promise", "draft_review"]
    assert ticket["promise_due_at"] == opened.clocks[0]["due_at"]
    assert (ticket["yellow_at"], ticket["red_at"]) == (
        opened.clocks[1]["yellow_at"],
        opened.clocks[1]["due_at"],
    )
    assert opened.action["digest"] == log.digest_of(opened.action)
    assert opened.action["chain"] == chain.link(chain.GENESIS, opened.action["digest"])
    assert command.content not in str(opened.action)
    assert opened.event.message_id == "M01"
    ring = context.ring
    assert ticket["query_code_hash"] == numbering.query_code_hash(
        ring, ticket["number"], opened.query_code
    )


async def test_a_historical_ticket_has_no_clocks_and_tells_nobody(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open(clocks=False)
    assert await city.clocks(ticket) == []
    (row,) = await city.session.scalars(select(TicketAction))
    assert row.message_id is None


async def test_numbers_of_a_day_never_repeat_and_codes_are_checked(city: City) -> None:
    with clock.frozen(datetime(2026, 3, 1, 16, 30, tzinfo=UTC)):
        first, second = await city.open(), await city.open()
    assert first.number.startswith("FS20260302")
    assert first.number != second.number
    code = await service.renew_query_code(city.session, ticket=first)
    assert service.code_matches(city.session, ticket=first, code=code)
    assert not service.code_matches(city.session, ticket=second, code=code)


async def test_the_first_clocks_are_stored_as_built(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await city.open(RequestKind.CONSULT)
    rows = {c.clock: c for c in await city.session.scalars(select(TicketClock))}
    assert rows["draft_review"].due_at == MONDAY + timedelta(hours=1)
    assert rows["promise"].due_at == ticket.promise_due_at
    assert rows["promise"].calendar_version == "office#1"


def test_every_message_has_the_same_fields_in_every_language() -> None:
    assert list(messages.TEMPLATES) == [f"M{n:02d}" for n in range(29)]
    for template in messages.TEMPLATES.values():
        fields = [
            frozenset(messages._FIELD.findall(template.text(language)))
            for language in messages.LANGUAGES
        ]
        assert fields == [template.fields()] * 3
        assert template.eng.isascii()


def test_a_message_is_filled_or_names_what_is_missing() -> None:
    text = messages.render("M13", {"unit": "城管局", "due": "3月16日"})
    assert text == "已派至城管局，承诺3月16日前答复。"
    assert messages.render("M04", {}, language="yue").startswith("已经收到")
    assert messages.render("M04", {}, language="xx") == messages.render("M04", {})
    with pytest.raises(KeyError, match="due"):
        messages.render("M13", {"unit": "城管局"})
    with pytest.raises(KeyError, match="M99"):
        messages.render("M99", {})


def test_a_value_with_braces_is_not_filled_again() -> None:
    assert messages.render("M19", {"text": "{unit}"}) == "办理进展：{unit}"


def test_confidential_tickets_get_the_neutral_text_only() -> None:
    for secrecy in (Confidentiality.CITIZEN_HIDDEN, Confidentiality.RESTRICTED):
        assert messages.message_for("M24", secrecy) == "M00"
        assert messages.message_for(None, secrecy) is None
    assert messages.message_for("M24", Confidentiality.NONE) == "M24"
    assert messages.TEMPLATES["M00"].fields() == frozenset()


def test_every_status_but_void_reads_well_to_a_citizen() -> None:
    values = {"unit": "城管局", "line": "119", "number": "FS1"}
    texts = {s: messages.status_text(s, values) for s in Status}
    assert texts[Status.VOIDED] is None
    assert all(text for status, text in texts.items() if status is not Status.VOIDED)
    assert texts[Status.OBJECTED] == "职责认定中，暂由城管局负责"


def test_free_text_is_parted_from_codes_and_salted() -> None:
    given = Reply.model_validate(
        {
            "fact_true": "YES",
            "within_duty": True,
            "resolved": "YES",
            "handling_text": "已到现场",
            "public_answer": "已经修复完成了。",
            "evidence": [
                {"file_id": "01JD0000000000000000000003.secret", "kind": "HANDLING_PROOF"}
            ],
        }
    )
    codes, texts = log.parted(given)
    assert codes == {"fact_true": "YES", "within_duty": True, "resolved": "YES"}
    assert texts is not None
    assert texts["evidence"][0]["file_id"] == "01JD0000000000000000000003"
    again = log.parted(given)[1]
    assert log.texts_digest(texts) != log.texts_digest(again)
    assert log.texts_digest(None) is None
    nothing = PAYLOADS[next(a for a in PAYLOADS if a == "WITHDRAW_OBJECTION")]()
    assert log.parted(nothing) == ({}, None)


def test_values_become_plain_json() -> None:
    assert log.plain(Rating.BASIC) == "BASIC"
    assert log.plain(MONDAY) == "2026-03-02T02:00:00+00:00"
    assert log.plain(date(2026, 3, 2)) == "2026-03-02"
    assert log.plain(5) == 5


def test_a_form_knows_how_each_field_is_typed_in() -> None:
    kinds = {f.name: f.type for f in forms.fields_of(Approve)}
    assert (kinds["kind"], kinds["category_code"]) == ("select", "category")
    assert (kinds["catalogue_no_match"], kinds["address_text"]) == ("bool", "text")
    contact = {f.name: f for f in forms.fields_of(LogContact)}
    assert contact["contacted_at"].type == "datetime"
    assert ("REACHED", "已联系上") in contact["outcome"].options
    close = {f.name: f for f in forms.fields_of(Close)}
    assert (close["reasons"].type, close["rating"].required) == ("multiselect", False)
    assert forms.fields_of(Split)[0].type == "json"


def test_a_policy_survives_as_a_document() -> None:
    assert Policy.model_validate(DEFAULT.document()) == DEFAULT
    assert PRESETS["five_days"].kinds[RequestKind.COMPLAINT].amount == 5
    assert [p.amount for p in PRESETS["same_day_3_13"].kinds.values()] == [1, 1, 3, 3, 13, 13]
    with pytest.raises(KeyError):
        DEFAULT.profile("none_such", MONDAY)
    assert DEFAULT.profile_labels()["business"] == "涉企专席"
