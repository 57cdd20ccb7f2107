"""What words are about, as the suggestion of a request has it."""

from routing.classify.mixture import MAX_TEXT
from routing.state import empty_state
from routing.subjects import TOP, subjects_of
from routing.suggest import suggest
from tests.routing.city import AT, state

TEXT = "祖庙街道东方广场旁边的垃圾桶满了没人清运"


def test_the_subjects_are_the_categories_of_the_suggestion() -> None:
    found = subjects_of(state(), TEXT)
    told = suggest(state(), TEXT, channel="WEB", at=AT).category
    assert found == {choice.value: choice.confidence for choice in told}
    assert max(found, key=lambda code: found[code]) == "010101"
    assert 0 < len(found) <= TOP


def test_nothing_is_heard_in_nothing_and_by_who_knows_nothing() -> None:
    assert subjects_of(state(), "") == {}
    assert subjects_of(empty_state(), TEXT) == {}


def test_of_an_endless_text_the_beginning_is_heard() -> None:
    assert subjects_of(state(), "好" * MAX_TEXT + TEXT) == subjects_of(state(), "好" * MAX_TEXT)
