"""Follow-up answers are read as given, judged by the rules, and the first one stays."""

from datetime import UTC, datetime, timedelta

import pytest

from crm.satisfaction import (
    Answers,
    Contacted,
    NewRating,
    Rating,
    RatingHistory,
    Reason,
    RedoTrigger,
    Resolved,
    Verdict,
    add_rating,
    judge,
    parse_reasons,
    parse_survey,
    rates_unclearly,
    reasons_in_words,
)

AT = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
GOOD = Answers(Contacted.YES, Resolved.YES, Rating.SATISFIED)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("112", (Contacted.YES, Resolved.YES, Rating.SATISFIED)),
        ("１ ３ ４", (Contacted.YES, Resolved.NO, Rating.DISSATISFIED)),
        ("2,3,4。一直没人理", (Contacted.NO, Resolved.NO, Rating.DISSATISFIED)),
        ("3、2、3", (Contacted.NOT_SURE, Resolved.PARTLY, Rating.BASIC)),
        ("1-4-1", (Contacted.YES, Resolved.NOT_APPLICABLE, Rating.VERY_SATISFIED)),
    ],
)
def test_three_digits_answer_three_questions(
    text: str, expected: tuple[Contacted, Resolved, Rating]
) -> None:
    answers = parse_survey(text)
    assert answers is not None
    assert (answers.contacted, answers.resolved, answers.rating) == expected
    assert answers.complete


def test_words_after_the_digits_are_the_comment() -> None:
    answers = parse_survey("123 师傅来过但是还漏水")
    assert answers is not None
    assert answers.comment == "师傅来过但是还漏水"


@pytest.mark.parametrize(
    "text", ["", "1", "11", "1112", "912", "152", "115", "好", "13800000000", "👍", "1月3号4点来"]
)
def test_an_unclear_reply_is_no_rating(text: str) -> None:
    assert parse_survey(text) is None


@pytest.mark.parametrize(
    ("text", "resolved", "rating"),
    [
        ("没解决，不满意", Resolved.NO, Rating.DISSATISFIED),
        ("已解决 非常满意", Resolved.YES, Rating.VERY_SATISFIED),
        ("冇解决，唔满意", Resolved.NO, Rating.DISSATISFIED),
        ("满意", None, Rating.SATISFIED),
    ],
)
def test_plain_words_answer_only_what_they_say(
    text: str, resolved: Resolved | None, rating: Rating
) -> None:
    answers = parse_survey(text)
    assert answers is not None
    assert (answers.resolved, answers.rating) == (resolved, rating)
    assert not answers.complete


@pytest.mark.parametrize(
    ("text", "resolved", "rating"),
    [
        ("師傅很快來了，已經解決了，很滿意，多謝", Resolved.YES, Rating.SATISFIED),
        ("问题解决了", Resolved.YES, None),
        ("还没有解决！", Resolved.NO, None),
        ("我不满意", None, Rating.DISSATISFIED),
        ("Solved, very satisfied", Resolved.YES, Rating.VERY_SATISFIED),
        ("Still not solved. Not satisfied", Resolved.NO, Rating.DISSATISFIED),
        ("评价：112", Resolved.YES, Rating.SATISFIED),
    ],
)
def test_a_clause_of_its_own_is_an_answer(
    text: str, resolved: Resolved | None, rating: Rating | None
) -> None:
    answers = parse_survey(text)
    assert answers is not None
    assert (answers.resolved, answers.rating) == (resolved, rating)


def test_the_comment_keeps_the_citizens_own_characters() -> None:
    answers = parse_survey("師傅來過，滿意")
    assert answers is not None
    assert answers.comment == "師傅來過,滿意"


@pytest.mark.parametrize(
    "text",
    [
        "不太满意",
        "不是很满意",
        "唔系几满意",
        "至今没有得到满意的答复",
        "希望给我一个满意答复",
        "这样能叫满意吗",
        "解决了吗",
        "问题解决了没有？",
        "已解决不了就直说",
        "请尽快解决了再来问我",
        "no satisfactory answer",
    ],
)
def test_a_word_whose_sense_is_turned_is_no_rating(text: str) -> None:
    assert parse_survey(text) is None
    assert rates_unclearly(text)


@pytest.mark.parametrize("text", ["1", "11", "1, 1", "912"])
def test_digits_that_answer_nothing_are_an_unclear_rating(text: str) -> None:
    assert rates_unclearly(text)


@pytest.mark.parametrize("text", ["112", "满意", "路灯又坏了", "13800000000"])
def test_answers_and_other_texts_are_no_unclear_rating(text: str) -> None:
    assert not rates_unclearly(text)


def test_reasons_can_be_given_in_words() -> None:
    assert reasons_in_words("太慢，態度又差") == frozenset({Reason.SLOW, Reason.ATTITUDE})
    assert reasons_in_words("根本没解决，也没人联系我") == frozenset(
        {Reason.NOT_SOLVED, Reason.NO_CONTACT}
    )
    assert reasons_in_words("再说吧") == frozenset()


def test_words_that_contradict_each_other_are_no_rating() -> None:
    assert parse_survey("满意？我不满意！又非常满意") is None


def test_reasons_are_read_from_digits() -> None:
    assert parse_reasons("２４") == frozenset({Reason.SLOW, Reason.NOT_SOLVED})
    assert parse_reasons("8") is None
    assert parse_reasons("太慢") is None


@pytest.mark.parametrize(
    ("answers", "trigger"),
    [
        (Answers(Contacted.NO, Resolved.YES, Rating.SATISFIED), RedoTrigger.NOT_CONTACTED),
        (Answers(Contacted.YES, Resolved.NO, Rating.BASIC), RedoTrigger.UNRESOLVED),
        (
            Answers(Contacted.YES, Resolved.YES, Rating.DISSATISFIED, frozenset({Reason.SLOW})),
            RedoTrigger.UNIT_AT_FAULT,
        ),
        (
            Answers(
                Contacted.YES,
                Resolved.PARTLY,
                Rating.DISSATISFIED,
                frozenset({Reason.POLICY_ITSELF, Reason.ATTITUDE}),
            ),
            RedoTrigger.UNIT_AT_FAULT,
        ),
    ],
)
def test_a_fault_of_the_unit_opens_a_redo(answers: Answers, trigger: RedoTrigger) -> None:
    judgement = judge(answers)
    assert (judgement.verdict, judgement.trigger) == (Verdict.REDO, trigger)


@pytest.mark.parametrize("reason", [Reason.POLICY_ITSELF, Reason.EXPLANATION, Reason.OTHER])
def test_dissatisfaction_with_the_policy_goes_to_a_person(reason: Reason) -> None:
    answers = Answers(Contacted.YES, Resolved.YES, Rating.DISSATISFIED, frozenset({reason}))
    assert judge(answers).verdict == Verdict.HUMAN


def test_silence_is_never_satisfied() -> None:
    assert judge(Answers()).verdict == Verdict.INCOMPLETE
    assert judge(Answers(rating=Rating.VERY_SATISFIED)).verdict == Verdict.INCOMPLETE


def test_good_answers_close() -> None:
    assert judge(GOOD).verdict == Verdict.CLOSE


def test_a_bad_rating_asks_for_reasons_once() -> None:
    bad = Answers(Contacted.YES, Resolved.YES, Rating.BASIC)
    assert bad.wants_reasons
    assert not Answers(rating=Rating.BASIC, reasons=frozenset({Reason.SLOW})).wants_reasons
    assert not GOOD.wants_reasons


def test_the_first_rating_is_never_overwritten() -> None:
    bad = Answers(Contacted.YES, Resolved.NO, Rating.DISSATISFIED)
    history = add_rating(RatingHistory(), NewRating(bad, AT, "SMS"))
    history = add_rating(history, NewRating(GOOD, AT + timedelta(days=3), "WEB"))
    assert history.first is not None
    assert history.final is not None
    assert history.first.answers == bad
    assert history.final.answers == GOOD


@pytest.mark.parametrize(("hours", "flagged"), [(1, True), (48, True), (49, False)])
def test_a_change_soon_after_the_units_contact_is_flagged(hours: int, flagged: bool) -> None:
    bad = Answers(Contacted.YES, Resolved.NO, Rating.DISSATISFIED)
    history = add_rating(RatingHistory(), NewRating(bad, AT, "SMS"))
    contact = AT + timedelta(hours=10)
    new = NewRating(GOOD, contact + timedelta(hours=hours), "SMS", unit_contact_at=contact)
    final = add_rating(history, new).final
    assert final is not None
    assert final.flagged is flagged


def test_a_rating_that_rates_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="Q2 or Q3"):
        add_rating(RatingHistory(), NewRating(Answers(comment="嗯"), AT, "SMS"))
