"""Completion: a line is begun in characters, pinyin, initials or mixed; the best and most different come first."""

import pytest

from knowledge.search.completion import (
    MOST_TYPED,
    CompletionAsked,
    beginnings,
    fit,
    order,
)
from knowledge.search.port import Candidate, DocumentKind
from knowledge.search.rows import completion_clauses, starts
from knowledge.understanding.grams import fold

LINE = "身份证丢了怎么补办"


def candidate(key: str, line: str, **more: object) -> Candidate:
    values: dict[str, object] = {"kind": DocumentKind.ARTICLE, "version": 1, "title": line}
    kind = more.get("kind", DocumentKind.ARTICLE)
    made = values | {"id": f"{kind}:{key}", "line": line, "score": 1.0} | more
    return Candidate(**made)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed",
    ["身", "身份证", "shenfenzheng", "shenf", "sfz", "sfzdl", "shenfen证", "身份zheng", "身fz", "身份证diu", "shfzh"],
)  # fmt: skip
def test_every_way_of_typing_a_beginning_fits(typed: str) -> None:
    assert fit(fold(typed), fold(LINE)) >= 0.9


@pytest.mark.parametrize(
    "typed", ["shenfenzheng", "shenf", "sfzdl", "shenfen证", "身份zheng", "身fz", "身份", "深分证"]
)
def test_the_index_holds_what_is_asked_for_a_beginning(typed: str) -> None:
    held = set(starts(LINE))
    assert held & {form for form, _weight in beginnings(typed)}


@pytest.mark.parametrize(
    "typed", ["led", "ledp", "ledping", "ledpingt", "ledpt", "led屏", "led屏tai"]
)
def test_letters_of_a_line_are_typed_as_they_are_and_the_rest_as_it_sounds(typed: str) -> None:
    line = "LED屏太亮"
    assert set(starts(line)) & {form for form, _weight in beginnings(typed)}
    assert fit(fold(typed), fold(line)) >= 0.9


@pytest.mark.parametrize("typed", ["居住", "jz", "zheng份", "身证", "xyz", "sfzx"])
def test_another_beginning_does_not_fit(typed: str) -> None:
    assert fit(fold(typed), fold(LINE)) < 0.9


def test_a_beginning_counts_more_than_the_inside_than_the_sound_than_scattered_characters() -> None:
    fits = [
        fit(typed, fold(LINE)) for typed in ("身份证", "怎么补办", "深分证", "补办身份", "补贴")
    ]
    assert fits == sorted(fits, reverse=True)
    assert len(set(fits)) == len(fits)
    assert fits[-1] == 0


def lines(typed: str, *found: Candidate, **more: object) -> list[str]:
    asked = CompletionAsked(typed, **more)  # type: ignore[arg-type]
    return [one.text for one in order(asked, found)]


def test_what_is_wanted_often_comes_before_its_equals() -> None:
    shown = lines(
        "身份证", candidate("a", "身份证换领"), candidate("b", "身份证补领", popularity=0.8)
    )
    assert shown == ["身份证补领", "身份证换领"]


def test_what_is_for_another_place_comes_last() -> None:
    near = candidate("z", "居住证签注（顺德）", districts=("440606",))
    far = candidate("a", "居住证签注（三水）", districts=("440607",))
    everywhere = candidate("m", "居住证签注（网上）")
    shown = lines("居住证", far, everywhere, near, district="440606")
    assert shown == [near.line, everywhere.line, far.line]


def test_the_same_line_and_the_same_document_are_shown_once() -> None:
    one = candidate("a", "身份证补领")
    again = candidate("b", "身份证，补领")
    alias = candidate("a", "身份证补办")
    assert len(lines("身份证", one, again, alias)) == 2


def test_one_kind_leaves_room_for_the_others() -> None:
    articles = [candidate(f"a{i}", f"身份证问题{i}", popularity=0.5) for i in range(10)]
    item = candidate("i", "身份证补领的办理事项", kind=DocumentKind.ITEM)
    unit = candidate("u", "身份证办理窗口一览表", kind=DocumentKind.UNIT)
    shown = lines("身份证", *articles, item, unit, limit=8)
    assert {item.line, unit.line} < set(shown)
    assert len(shown) == 8
    assert len(lines("身份证", *articles, limit=8)) == 8


def test_the_typed_part_is_marked_in_the_line_as_it_is_written() -> None:
    (one,) = order(CompletionAsked("ETC"), [candidate("a", "怎样办理ＥＴＣ")])
    assert one.text[slice(*one.marks[0])] == "ＥＴＣ"
    assert order(CompletionAsked("sfz"), [candidate("a", LINE)])[0].marks == ()


@pytest.mark.parametrize("typed", ["", "  ", "？！", "😀", "\u202e", "\ud800", "*", "(("])
def test_what_holds_no_words_begins_nothing(typed: str) -> None:
    assert beginnings(typed) == []
    assert completion_clauses(typed) == []


def test_a_very_long_beginning_is_cut() -> None:
    clauses = completion_clauses("身a" * 5_000)
    assert len(clauses) <= 300
    assert max(len(c.term) for c in clauses if c.field == "start") <= 6 * MOST_TYPED
    assert order(CompletionAsked("身" * 5_000), [candidate("a", LINE)]) == []


def test_short_beginnings_of_wanted_documents_are_found_among_thousands() -> None:
    wanted = set(starts(LINE, wanted=True))
    assert {"^身", "^s", "^sfz", "^身份证"} <= wanted
    assert "^身份证丢" not in wanted
    assert not any(one.startswith("^") for one in starts(LINE))
    assert "^sf" in {clause.term for clause in completion_clauses("sf")}
