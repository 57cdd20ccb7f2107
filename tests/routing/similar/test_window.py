"""The index keeps a window of texts, in bounded room, and finds in a large one what it found in a small."""

import random
from datetime import timedelta

from routing.similar.duplicates import FEW, NearDuplicates
from tests.routing.city import AT

HOUR = timedelta(hours=1)
ALPHABET = [chr(0x4E00 + 11 * n) for n in range(1200)]


def letters(number: int, size: int = 60) -> str:
    return "".join(random.Random(number).choices(ALPHABET, k=size))


def test_among_many_texts_each_is_found_again_and_nothing_else() -> None:
    index = NearDuplicates(timedelta(days=30))
    count = 12 * FEW
    for number in range(count):
        index.add(str(number), letters(number), AT)
    for number in range(0, count, 40):
        told = letters(number)
        assert [hint.key for hint in index.find(told[:30] + "很" + told[31:], AT)] == [str(number)]
    assert all(index.find(letters(count + number), AT) == [] for number in range(200))


def test_a_phrase_heard_all_over_the_city_makes_no_duplicates() -> None:
    index = NearDuplicates(timedelta(days=30))
    phrase = "来电人反映以下问题希望有关部门尽快核实处理并在三个工作日之内给予书面答复谢谢"
    for number in range(3 * FEW):
        index.add(str(number), letters(number, 30) + phrase, AT)
    assert index.find(letters(10**6, 20) + phrase, AT) == []
    assert [hint.key for hint in index.find(letters(700, 30) + phrase, AT)] == ["700"]


def test_the_window_ends_on_both_sides_to_the_second() -> None:
    index = NearDuplicates(24 * HOUR)
    index.add("T", letters(1), AT)
    second = timedelta(seconds=1)
    assert index.find(letters(1), AT + 24 * HOUR)
    assert index.find(letters(1), AT + 24 * HOUR + second) == []
    assert index.find(letters(1), AT - 24 * HOUR)
    assert index.find(letters(1), AT - 24 * HOUR - second) == []


def test_texts_read_in_any_order_leave_by_their_own_time() -> None:
    index = NearDuplicates(24 * HOUR)
    for number, hours in enumerate((20, 3, 12, 0, 7)):
        index.add(str(number), letters(number), AT + hours * HOUR)
    index.add("new", letters(99), AT + 32 * HOUR)
    assert len(index) == 3
    found = [bool(index.find(letters(number), AT + 30 * HOUR)) for number in range(5)]
    assert found == [True, False, True, False, False]


def test_room_is_bounded_by_the_window() -> None:
    index = NearDuplicates(24 * HOUR)
    for number in range(2_000):
        index.add(str(number), letters(number), AT + number * HOUR / 4)
    assert len(index) <= 4 * 25 + 1
    assert len(index._held.keys) <= 4 * 26
    assert len(index._held._hours) <= 26


def test_a_slot_that_changed_hands_does_not_leave_with_its_first_owner() -> None:
    index = NearDuplicates(24 * HOUR)
    index.add("first", letters(1), AT)
    index.forget("first")
    index.add("second", letters(2), AT + 20 * HOUR)
    index.add("third", letters(3), AT + 40 * HOUR)
    assert [hint.key for hint in index.find(letters(2), AT + 40 * HOUR)] == ["second"]
    assert index.find(letters(1), AT) == []


def test_two_indexes_of_the_same_stream_answer_alike() -> None:
    answers = []
    for _ in range(2):
        index = NearDuplicates(timedelta(days=1))
        told = [letters(number % 900, 40) + letters(number, 15) for number in range(1_500)]
        found = []
        for number, text in enumerate(told):
            found.append(index.find(text, AT))
            index.add(str(number), text, AT + number * timedelta(minutes=1))
        answers.append(found)
    assert answers[0] == answers[1]
    assert any(answers[0])


def test_a_book_is_read_in_part_and_does_not_hurt() -> None:
    index = NearDuplicates(timedelta(days=1))
    index.add("book", letters(5, 100_000), AT)
    assert [hint.key for hint in index.find(letters(5, 100_000), AT)] == ["book"]
    assert index.find("哈" * 100_000, AT) == []
