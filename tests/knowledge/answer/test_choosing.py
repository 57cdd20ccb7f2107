"""One case gives one answer: a field, a passage, candidates, a question back, or a refusal."""

from dataclasses import replace
from typing import Any

import pytest

from knowledge.answer.answers import AnswerKind, Asks, Refusal
from knowledge.answer.choosing import choose
from knowledge.answer.confidence import Calibration
from knowledge.understanding.question import ItemField
from tests.knowledge.answer.sources import (
    CONTENT,
    NEVER,
    article,
    case,
    family,
    item,
    question,
)

FIRST = item("first", parent="P", name="居民身份证首次申领", fee={"charged": False})
AGAIN = item("again", parent="P", name="居民身份证遗失补领")
PARENT = item("parent", code="P", name="居民身份证申领、换领、补领")
SITUATIONS = {"P": [PARENT, FIRST, AGAIN]}


def asking(field: ItemField, words: str = "身份证") -> Any:
    return question(words, field)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (ItemField.FEE, "“居民身份证遗失补领”的收费：工本费40元。\n收费依据：价格主管部门的规定。"),
        (
            ItemField.LIMIT,
            "“居民身份证遗失补领”的承诺办结时限：20个工作日（异地受理的三十天）。\n法定办结时限：60个自然日。",
        ),
        (ItemField.RESULT, "“居民身份证遗失补领”的办理结果：居民身份证。\n有效期：十年。"),
        (
            ItemField.MATERIALS,
            "办理“居民身份证遗失补领”需要以下材料：\n"
            "1. 居民户口簿（纸质原件1份；可用电子证照；没带的可用其他证件核对）。\n"
            "2. 一寸照片。\n需填写的表格：申领登记表。",
        ),
        (
            ItemField.PROCESS,
            "“居民身份证遗失补领”的办理流程：\n"
            "1. 受理（当场）：核对身份。\n2. 制证（20个工作日）。",
        ),
        (
            ItemField.CONDITIONS,
            "“居民身份证遗失补领”的办理条件：\n办理对象：身份证丢失的本市居民。\n"
            "1. 本人到场。\n2. 采集指纹。",
        ),
        (
            ItemField.ONLINE,
            "“居民身份证遗失补领”的网上办理方式：网上申报、预审。\n网址：https://example.org/sfz\n需到现场次数：1。",
        ),
        (
            ItemField.BASIS,
            "“居民身份证遗失补领”的办理依据：\n中华人民共和国居民身份证法第十一条。",
        ),
        (ItemField.PHONE, "“居民身份证遗失补领”的咨询电话：12345。\n监督电话：12389。"),
    ],
)
def test_a_field_of_an_item_is_read_out(field: ItemField, words: str) -> None:
    answer = choose(case(item(), asked=asking(field)))
    assert answer.kind is AnswerKind.FIELD
    assert answer.text == words
    assert answer.sources[0].unit_name == "佛山市公安局"


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ({"kind": "ON_THE_SPOT"}, "“居民身份证遗失补领”的承诺办结时限：当场办结。"),
        ({"kind": "NONE"}, "“居民身份证遗失补领”的承诺办结时限：没有规定时限。"),
        ({"kind": "OTHER", "note": "按约定"}, "“居民身份证遗失补领”的承诺办结时限：按约定。"),
    ],
)
def test_limits_that_are_no_days_are_told_as_they_are(limit: dict[str, str], words: str) -> None:
    told = item(promised_limit=limit, statutory_limit=None)
    assert choose(case(told, asked=asking(ItemField.LIMIT))).text == words


def test_what_costs_nothing_is_said_so() -> None:
    told = item(fee={"charged": False})
    assert (
        choose(case(told, asked=asking(ItemField.FEE))).text
        == "“居民身份证遗失补领”的收费：不收费。"
    )


@pytest.mark.parametrize("fee", [{}, {"charged": True}])
def test_a_fee_that_nobody_wrote_down_is_handed_over(fee: dict[str, bool]) -> None:
    answer = choose(case(item(fee=fee), asked=asking(ItemField.FEE)))
    assert (answer.kind, answer.refusal) == (AnswerKind.REFUSE, Refusal.NOT_TOLD)
    assert answer.sources[0].title == CONTENT["name"]


def test_the_place_is_asked_for_when_districts_answer_differently() -> None:
    answer = choose(case(item(), asked=asking(ItemField.PLACE)))
    assert (answer.kind, answer.asks) == (AnswerKind.CLARIFY, Asks.DISTRICT)
    assert [(o.label, o.district) for o in answer.options] == [
        ("禅城区", "440604"),
        ("南海区", "440605"),
    ]
    assert "建新路" not in answer.text


def test_a_known_district_is_not_asked_for() -> None:
    answer = choose(case(item(), asked=asking(ItemField.PLACE), district="440605"))
    assert answer.kind is AnswerKind.FIELD
    assert "南桂东路66号" in answer.text
    assert "建新路" not in answer.text


def test_a_district_without_a_window_is_told_of_the_others() -> None:
    answer = choose(case(item(), asked=asking(ItemField.PLACE), district="440608"))
    assert "您所在的区没有列出窗口" in answer.text
    assert "建新路118号" in answer.text


def test_hours_that_are_the_same_everywhere_need_no_district() -> None:
    windows = [w | {"hours": "周一至周五 9:00–17:00"} for w in CONTENT["windows"]]
    answer = choose(case(item(windows=windows), asked=asking(ItemField.HOURS)))
    assert answer.text.endswith("周一至周五 9:00–17:00。")


def test_a_parent_item_asks_which_situation_is_meant() -> None:
    told = case(PARENT, FIRST, AGAIN, asked=asking(ItemField.FEE), families=SITUATIONS)
    answer = choose(told)
    assert (answer.kind, answer.asks) == (AnswerKind.CLARIFY, Asks.SITUATION)
    assert [o.label for o in answer.options] == ["居民身份证首次申领", "居民身份证遗失补领"]
    assert [o.document for o in answer.options] == ["ITEM:first", "ITEM:again"]


def test_situations_that_all_say_the_same_are_not_asked_about() -> None:
    told = case(PARENT, asked=asking(ItemField.LIMIT), families=SITUATIONS)
    assert choose(told).kind is AnswerKind.FIELD


def test_the_situation_that_the_question_names_is_answered_and_the_others_are_offered() -> None:
    told = case(AGAIN, FIRST, asked=asking(ItemField.FEE), families=SITUATIONS)
    answer = choose(told)
    assert answer.kind is AnswerKind.FIELD
    assert answer.text.startswith("“居民身份证遗失补领”的收费：工本费40元")
    assert [o.label for o in answer.options] == ["居民身份证首次申领"]


def test_situations_as_likely_as_each_other_are_asked_about() -> None:
    scores = (1.0, 0.97)
    told = case(AGAIN, FIRST, asked=asking(ItemField.FEE), families=SITUATIONS, scores=scores)
    assert choose(told).asks is Asks.SITUATION


def test_a_bare_name_asks_which_situation_though_an_article_holds_it_too() -> None:
    lost = article(title="身份证丢了怎么办", items=("P",))
    scores = (1.0, 0.99, 0.98, 0.9)
    told = case(
        PARENT, FIRST, AGAIN, lost, asked=question("身份证"), families=SITUATIONS, scores=scores
    )
    named = [replace(h, found=h.found._replace(line="身份证")) for h in told.hits[:3]]
    answer = choose(replace(told, hits=[*named, told.hits[3]]))
    assert (answer.kind, answer.asks) == (AnswerKind.CLARIFY, Asks.SITUATION)
    assert choose(told).kind is AnswerKind.PASSAGE  # more than the name was said


def test_a_chosen_situation_is_answered_without_asking_again() -> None:
    told = case(AGAIN, asked=asking(ItemField.FEE), families=SITUATIONS, chosen=True)
    assert choose(told).kind is AnswerKind.FIELD


def test_an_article_is_answered_with_its_own_words_and_marked_where_they_match() -> None:
    answer = choose(case(article(), asked=question("派出所补领")))
    assert answer.kind is AnswerKind.PASSAGE
    assert answer.text == "请尽快到派出所补领。\n本人到任一派出所补领。\n旧证同时失效。"
    first = answer.paragraphs[0]
    assert [first.text[a:b] for a, b in first.marks] == ["派出所补领"]
    assert [p.text for p in answer.brief] == ["请尽快到派出所补领。"]


def test_an_article_that_says_the_field_gives_the_field() -> None:
    told = article(details={"fee": "工本费40元"})
    answer = choose(case(told, asked=asking(ItemField.FEE)))
    assert answer.kind is AnswerKind.FIELD
    assert answer.text.splitlines() == ["请尽快到派出所补领。", "收费：工本费40元。"]


def test_the_item_of_an_article_answers_the_field_that_the_article_does_not() -> None:
    written = article(items=("C-a",))
    answer = choose(case(written, item(), asked=asking(ItemField.FEE), scores=(1.0, 0.99)))
    assert answer.kind is AnswerKind.FIELD
    assert answer.sources[0].id == "ITEM:a"


@pytest.mark.parametrize(("score", "teller"), [(0.76, "ITEM:a"), (0.74, "ARTICLE:x")])
def test_an_item_far_behind_an_article_tells_no_field_in_its_place(
    score: float, teller: str
) -> None:
    written = article(items=("C-a",))
    answer = choose(case(written, item(), asked=asking(ItemField.FEE), scores=(1.0, score)))
    assert answer.sources[0].id == teller


def test_matters_as_likely_as_each_other_are_candidates() -> None:
    others = [article(str(n), f"另一件事{n}") for n in range(6)]
    answer = choose(case(*others, scores=[1.0, 0.98, 0.97, 0.96, 0.96, 0.5]))
    assert answer.kind is AnswerKind.CANDIDATES
    assert len(answer.options) == 4
    assert [o.document for o in answer.options] == [s.id for s in answer.sources]


def test_between_the_bounds_the_nearest_matters_are_offered_and_nothing_is_told() -> None:
    others = [article(str(n), f"另一件事{n}") for n in range(6)]
    unsure = Calibration({}, threshold=0.8, offer=0.4, fitted=True)
    scores = [1.0, 0.9, 0.8, 0.7, 0.3, 0.2]
    answer = choose(case(*others, scores=scores, calibration=unsure))
    assert (answer.kind, answer.asks) == (AnswerKind.CANDIDATES, Asks.PERHAPS)
    assert [option.label for option in answer.options] == ["另一件事0", "另一件事1", "另一件事2"]
    assert "没有把握" in answer.text
    assert not answer.hands_over


def test_below_both_bounds_nothing_is_answered() -> None:
    answer = choose(case(item(), calibration=NEVER, asked=asking(ItemField.FEE)))
    assert (answer.kind, answer.refusal) == (AnswerKind.REFUSE, Refusal.NOT_SURE)
    assert answer.hands_over
    assert answer.sources == ()
    assert "40元" not in answer.text


def test_no_hit_and_no_word_are_told_apart() -> None:
    assert choose(case()).refusal is Refusal.NOTHING_FOUND
    assert choose(case(asked=question(""))).refusal is Refusal.NOTHING_SAID


def test_set_phrases_alone_look_for_nothing_unless_a_matter_was_chosen() -> None:
    bare = replace(asking(ItemField.FEE), bare=True)
    assert choose(case(item(), asked=bare)).refusal is Refusal.NOTHING_SAID
    assert choose(case(item(), asked=bare, chosen=True)).kind is AnswerKind.FIELD
    progress = replace(asking(ItemField.PROGRESS), bare=True)
    assert choose(case(item(), asked=progress)).refusal is Refusal.PROGRESS


def test_a_persons_own_progress_is_no_knowledge() -> None:
    answer = choose(case(item(), asked=asking(ItemField.PROGRESS)))
    assert answer.refusal is Refusal.PROGRESS
    told = choose(case(article(), asked=asking(ItemField.PROGRESS)))
    assert told.kind is AnswerKind.PASSAGE


def test_an_item_without_a_field_in_mind_is_told_in_short() -> None:
    answer = choose(case(item()))
    assert answer.kind is AnswerKind.PASSAGE
    assert answer.text.splitlines() == [
        "居民身份证遗失补领：",
        "办理对象：身份证丢失的本市居民。",
        "所需材料：居民户口簿、一寸照片。",
        "承诺办结时限：20个工作日（异地受理的三十天）。",
        "收费：工本费40元。",
        "网上办理：网上申报、预审。",
    ]


def test_an_answer_of_another_district_and_one_being_corrected_are_marked() -> None:
    standing = {"districts": ("440606",), "under_correction": True}
    answer = choose(case(article(standing=standing), district="440604"))
    (source,) = answer.sources
    assert source.out_of_district
    assert source.under_correction
    near = choose(case(article(standing=standing), district="440606001"))
    assert not near.sources[0].out_of_district


def test_a_family_of_one_asks_nothing() -> None:
    alone = item("one", parent="Q")
    assert choose(case(alone, families=family(alone))).options == ()


@pytest.mark.parametrize(
    ("words", "refusal", "hands_over"),
    [
        ("1", Refusal.NOTHING_SAID, False),
        ("？？？", Refusal.NOTHING_SAID, False),
        ("喂", Refusal.GREETING, False),
        ("谢谢", Refusal.COURTESY, False),
        ("我要投诉", Refusal.WANTS_TICKET, True),
        ("转人工", Refusal.WANTS_PERSON, True),
    ],
)
def test_words_that_look_for_nothing_find_nothing_however_sure(
    words: str, refusal: Refusal, *, hands_over: bool
) -> None:
    answer = choose(case(item(), asked=question(words)))
    assert (answer.kind, answer.refusal) == (AnswerKind.REFUSE, refusal)
    assert answer.hands_over is hands_over
    assert answer.sources == ()
    assert answer.text


def test_a_chosen_matter_is_answered_whatever_was_written_beside_it() -> None:
    assert choose(case(item(), asked=question("1"), chosen=True)).kind is AnswerKind.PASSAGE


def test_two_fields_asked_at_once_are_both_told() -> None:
    asked = replace(asking(ItemField.FEE), also=(ItemField.LIMIT,))
    answer = choose(case(item(), asked=asked))
    assert answer.field is ItemField.FEE
    assert [
        line for line in answer.text.splitlines() if "40元" in line or "20个工作日" in line
    ] == [
        "“居民身份证遗失补领”的收费：工本费40元。",
        "“居民身份证遗失补领”的承诺办结时限：20个工作日（异地受理的三十天）。",
    ]


def test_a_field_of_an_article_stands_below_its_own_sentence() -> None:
    told = article(spoken="六十五岁以上免费乘车。", details={"fee": "首张卡免费"})
    answer = choose(case(told, asked=asking(ItemField.FEE)))
    assert answer.text.splitlines() == ["六十五岁以上免费乘车。", "收费：首张卡免费。"]
    assert [line.text for line in answer.brief] == ["收费：首张卡免费。"]
