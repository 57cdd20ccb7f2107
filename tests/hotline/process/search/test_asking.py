"""Asking the index (检索请求): words become needs, filters become tags; pure."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from hotline.kit import clock
from hotline.process.search.asking import Asker, narrowed, seeking
from hotline.tickets.queries import TicketFilter
from hotline.tickets.readers import Sight
from knowledge.search.seeking import Seeking
from knowledge.understanding.lexicon import Lexicon, Word, WordKind
from knowledge.understanding.understand import understand

STAFF = Asker(Sight(frozenset({"is:CLOSED"}), frozenset({"not:/a/"})), hears=True)
PLAIN = Lexicon()


def asked(words: str, lexicon: Lexicon = PLAIN, asker: Asker = STAFF, **wanted: Any) -> Seeking:
    return seeking(understand(words, lexicon), lexicon, asker, TicketFilter(**wanted))


def needs(words: str, lexicon: Lexicon = PLAIN) -> list[tuple[set[str], int]]:
    found = asked(words, lexicon).needs
    return [({clause.term for clause in need.clauses}, need.least) for need in found]


def test_most_pairs_of_every_word_must_stand_in_a_ticket() -> None:
    assert needs("路灯") == [({"路灯"}, 1)]
    assert needs("路灯不亮") == [({"路灯", "灯不", "不亮"}, 2)]
    assert needs("同济路 路灯") == [({"同济", "济路"}, 2), ({"路灯"}, 1)]


def test_a_story_that_was_pasted_needs_a_third_of_its_pairs() -> None:
    story = "昨晚十点左右小区后面工地又开始打桩孩子睡不着觉"
    ((terms, least),) = needs(story)
    assert len(terms) > 12
    assert least == -(-len(terms) // 3)


def test_many_words_are_one_story_and_long_texts_are_cut() -> None:
    assert len(asked(" ".join(f"词语{char}" for char in "甲乙丙丁戊己庚辛壬癸")).needs) == 1
    many = asked("".join(chr(0x4E00 + number) for number in range(5_000)))
    assert sum(len(need.clauses) for need in many.needs) <= 300
    assert len(many.liked) <= 240


def test_a_single_character_is_looked_for_in_headings() -> None:
    (need,) = asked("噪").needs
    assert {clause.field for clause in need.clauses} == {"line", "whole"}
    assert need.least == 1


@pytest.mark.parametrize("words", ["", "？！", "😀😀", "的", " ", "***"])
def test_words_that_say_nothing_find_nothing(words: str) -> None:
    found = asked(words)
    assert found.hopeless or not found.needs[0].clauses or words == "的"


def test_dialect_and_traditional_writing_ask_for_the_same() -> None:
    wording = Lexicon.of([Word(WordKind.WORDING, "唔着", ("不亮",))], 1)
    assert needs("路燈唔着", wording) == needs("路灯不亮", wording)


def test_who_has_no_tag_asks_in_vain() -> None:
    nobody = Asker(Sight(frozenset()), hears=True)
    assert asked("路灯", asker=nobody).hopeless


def test_only_who_hears_brings_the_tags_of_conversations() -> None:
    unit = Asker(Sight(frozenset({"at:u"})), hears=False)
    assert asked("路灯", asker=unit).among == (frozenset({"at:u"}),)
    assert asked("路灯").among == (frozenset({"is:CLOSED", "talk:is:CLOSED"}),)
    assert asked("路灯").barred == {"not:/a/"}


def test_filters_are_groups_of_tags() -> None:
    found = asked(
        "路灯", status="CLOSED", kind="HELP", category="0101", unit_id="u", district="440604"
    )
    assert set(found.among[1:]) == {
        frozenset({tag}) for tag in ("st:CLOSED", "kind:HELP", "cat:0101", "unit:u", "in:440604")
    }


DAYS = [
    date(2024, 12, 30),
    date(2025, 1, 1),
    date(2025, 2, 28),
    date(2025, 12, 31),
    date(2026, 3, 4),
]


@pytest.mark.parametrize(("first", "last"), [(a, b) for a, b in product(DAYS, DAYS) if a <= b])
def test_a_time_is_covered_by_whole_years_months_and_days(first: date, last: date) -> None:
    since = datetime(first.year, first.month, first.day, tzinfo=clock.SHANGHAI)
    until = datetime(last.year, last.month, last.day, 12, tzinfo=clock.SHANGHAI)
    wanted = TicketFilter(received_from=since, received_to=until)
    (tags,) = list(narrowed(wanted))
    assert len(tags) <= 62 + 22 + 3
    for day in (first - timedelta(1), first, first + timedelta(1), last, last + timedelta(1)):
        own = {f"on:{day:%Y}", f"on:{day:%Y%m}", f"on:{day:%Y%m%d}"}
        assert bool(own & tags) is (first <= day <= last), day


def test_a_time_that_ends_before_it_begins_finds_nothing() -> None:
    late, early = datetime(2026, 3, 4, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
    assert asked("路灯", received_from=late, received_to=early).hopeless
    assert asked("路灯", received_from=datetime(2099, 1, 1, tzinfo=UTC)).hopeless
