"""Every channel gets whole sentences within its room, and says that the answer is automatic."""

from dataclasses import replace
from typing import Any

import pytest

from channels.sms.segments import count
from knowledge.answer.answers import Answer, AnswerKind, Option, Paragraph, Piece, Voice
from knowledge.answer.choosing import choose
from knowledge.answer.forms import bubbles, cautions, credit, fits, segments, sms, speech
from knowledge.answer.several import together
from knowledge.understanding.question import ItemField
from tests.knowledge.answer.sources import CONTENT, NEVER, article, case, item, question
from tests.knowledge.answer.test_choosing import PARENT, SITUATIONS

LONG = [
    {"name": f"第{n}号证明材料的完整名称", "note": "由单位开具并加盖公章"} for n in range(1, 15)
]
SENTENCE = "这是一句讲得比较详细的规定，办事的人要照着做。"


def field(asked: ItemField, **content: Any) -> Answer:
    return choose(case(item(**content), asked=question("身份证", asked), district="440604"))


def answers() -> list[Answer]:
    made = [field(asked) for asked in ItemField]
    made += [field(asked, materials=LONG) for asked in (ItemField.MATERIALS, ItemField.FEE)]
    made += [
        choose(case(article(spoken=SENTENCE * 8, answer=SENTENCE * 40))),
        choose(case(article())),
        choose(case(item())),
        choose(case(PARENT, families=SITUATIONS)),
        choose(
            case(
                *(article(str(n), f"第{n}件完全不同的事情怎么办理") for n in range(4)),
                scores=[1.0] * 4,
            )
        ),
        choose(case(item(), calibration=NEVER)),
        choose(case()),
    ]
    long = [choose(case(article(str(n), f"第{n}件事怎么办", spoken=SENTENCE * 3))) for n in (1, 2)]
    made.append(together(long[0], [*long, choose(case())]))
    return made


@pytest.mark.parametrize("answer", answers(), ids=lambda a: f"{a.kind}-{a.field}")
def test_a_text_message_has_two_parts_at_most_and_ends_with_the_number(answer: Answer) -> None:
    text = sms(answer)
    assert count(text).segments == segments(text) <= 2
    assert text.startswith("自动答复：")
    assert text.endswith("详询12345。")


@pytest.mark.parametrize(
    "text",
    [
        "字" * 70,
        "字" * 71,
        "字" * 134,
        "字" * 135,
        "字" * 66 + "𠮷" + "字" * 66,
        "字" * 67 + "𠮷" + "字" * 65,
        "𠮷" * 35,
        "𠮷" * 66,
        "𠮷" * 67,
        "字" + "𠮷" * 67,
    ],
)
def test_parts_are_counted_as_the_carrier_counts_them_with_rare_characters_too(text: str) -> None:
    assert segments(text) == count(text).segments
    assert fits(text) is (count(text).segments <= 2)


@pytest.mark.parametrize("before", range(40, 75))
def test_an_answer_with_rare_characters_has_two_parts_at_most(before: int) -> None:
    long = Paragraph((Piece("字" * before + "𠮷" + "字" * (126 - before) + "。", Voice.SOURCE),))
    rest = Paragraph((Piece("还有一句话。" * 3, Voice.SOURCE),))
    answer = Answer(AnswerKind.PASSAGE, question("问"), (long, rest))
    assert count(sms(answer)).segments <= 2


def test_a_long_text_is_cut_between_sentences_and_says_that_there_is_more() -> None:
    told = article(spoken=SENTENCE * 8, answer=SENTENCE * 40)
    text = sms(choose(case(told)))
    body = text.removeprefix("自动答复：").removesuffix(
        "其余内容请来电了解。来源：佛山市公安局。详询12345。"
    )
    assert body == SENTENCE * (len(body) // len(SENTENCE))
    assert body


def test_a_text_message_says_in_short_what_does_not_fit_at_length() -> None:
    text = sms(field(ItemField.MATERIALS, materials=[*CONTENT["materials"], *LONG[:3]]))
    assert "居民户口簿、一寸照片、第1号证明材料的完整名称、" in text
    assert "盖公章" not in text


def test_a_list_that_does_not_fit_is_cut_between_its_lines() -> None:
    text = sms(field(ItemField.MATERIALS, materials=LONG))
    assert text.startswith("自动答复：办理“居民身份证遗失补领”需要以下材料：1. 第1号证明材料")
    assert "（由单位开具并加盖公章）。其余内容请来电了解。" in text


def test_what_must_be_said_with_it_is_never_cut() -> None:
    told = article(spoken=SENTENCE * 8, standing={"under_correction": True})
    assert "请以工作人员的答复为准。详询12345。" in sms(choose(case(told)))


def test_choices_stand_numbered_in_a_text_message() -> None:
    text = sms(choose(case(PARENT, families=SITUATIONS)))
    assert "1.居民身份证首次申领；2.居民身份证遗失补领；请回复数字。" in text


def test_the_source_is_named_where_there_is_room() -> None:
    answer = choose(case(article()))
    assert credit(answer) == "来源：佛山市公安局，2025-01-01起有效。"
    assert credit(answer) in sms(answer)
    assert bubbles(answer)[-1].text.endswith(credit(answer))


@pytest.mark.parametrize("answer", answers(), ids=lambda a: f"{a.kind}-{a.field}")
def test_a_text_message_says_less_before_it_keeps_its_source_to_itself(answer: Answer) -> None:
    sourced = answer.kind in {AnswerKind.FIELD, AnswerKind.PASSAGE}
    assert ("来源：佛山市公安局" in sms(answer)) is sourced


@pytest.mark.parametrize(("letters", "source"), [(80, "，2025"), (100, "。详询"), (118, "")])
def test_of_the_source_its_owner_stays_longest(letters: int, source: str) -> None:
    told = "字" * letters + "。"
    text = sms(choose(case(article(spoken=told, answer=told))))
    assert ("来源：佛山市公安局" + source in text) is bool(source)
    assert told in text


def test_a_link_in_a_text_message_ends_before_the_next_sentence() -> None:
    assert "https://example.org/sfz 需到现场次数" in sms(field(ItemField.ONLINE))


@pytest.mark.parametrize("answer", answers(), ids=lambda a: f"{a.kind}-{a.field}")
def test_bubbles_are_short_and_lose_nothing(answer: Answer) -> None:
    made = bubbles(answer)
    assert all(0 < len(bubble.text) <= 300 for bubble in made)
    assert all(bubble.buttons == () for bubble in made[:-1])
    whole = "".join(bubble.text for bubble in made).replace("\n", "")
    assert answer.text.replace("\n", "") in whole


def test_a_sentence_longer_than_a_bubble_is_cut_at_a_comma() -> None:
    told = article(spoken="短。", answer="证件，" * 250)
    made = bubbles(choose(case(told)))
    assert all(len(b.text) <= 300 for b in made)
    assert made[1].text.endswith("，")
    endless = bubbles(choose(case(article(spoken="短。", answer="长" * 700))))
    assert "".join(b.text for b in endless).count("长") == 700


def test_a_refusal_has_a_button_to_a_person_and_no_source() -> None:
    (bubble,) = bubbles(choose(case(item(), calibration=NEVER)))
    assert [b.label for b in bubble.buttons] == ["转人工"]
    assert bubble.text.endswith("详询12345。")


@pytest.mark.parametrize("answer", answers(), ids=lambda a: f"{a.kind}-{a.field}")
def test_speech_lasts_twenty_seconds_at_most_and_holds_no_digit(answer: Answer) -> None:
    said = speech(answer)
    assert said
    assert len(said) <= 20 * 4.5
    assert not any(char.isdigit() and char.isascii() for char in said)
    assert "http" not in said
    if answer.kind in {AnswerKind.FIELD, AnswerKind.PASSAGE}:
        assert said.startswith("以下是自动答复。")


def test_a_voice_names_the_owner_where_he_fits() -> None:
    assert speech(field(ItemField.FEE)).endswith("价格主管部门的规定。来源：佛山市公安局。")
    told = article(spoken="短。", answer="字" * 78 + "。")
    assert speech(choose(case(told))).endswith("字。")


def test_a_voice_reads_options_with_one_comma_between_them() -> None:
    options = tuple(Option(label, label) for label in ("居住证（长期居住）", "（异地）居住证"))
    asking = replace(choose(case(PARENT, families=SITUATIONS)), options=options)
    assert speech(asking).endswith("？居住证，长期居住，异地，居住证。")


def test_an_answer_of_another_district_is_said_to_be_one() -> None:
    answer = choose(case(article(standing={"districts": ("440606",)}), district="440604"))
    assert cautions(answer) == ("这是其他区的规定，仅供参考。",)
    assert "这是其他区的规定" in speech(answer)
    refused = replace(answer, kind=AnswerKind.REFUSE)
    assert cautions(refused) == ()


def test_where_nobody_knows_the_askers_district_those_of_the_source_are_named() -> None:
    answer = choose(case(article(standing={"districts": ("440604", "440605")})))
    assert cautions(answer) == ("以上只适用于禅城区、南海区。",)
    assert "以上只适用于禅城区、南海区。" in sms(answer)
    known = choose(case(article(standing={"districts": ("440604",)}), district="440604"))
    assert cautions(known) == cautions(choose(case(article()))) == ()
