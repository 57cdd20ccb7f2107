"""What was told is not asked for, and a bare yes or no is no answer to an open question."""

import pytest

from hotline.process.dialogue import words
from hotline.process.dialogue.hearing import hear
from hotline.process.dialogue.menus import RIGHT, SKIP
from hotline.process.dialogue.reducer import step
from hotline.process.dialogue.says import Deed, Found, Say
from hotline.process.dialogue.state import PHONE, PLACE, SPOT, Doing, Field, State, state_from
from hotline.tickets.messages import Template

NOISE = "对面工地半夜施工很吵"
WHERE = Field(SPOT, "具体在哪里？")
SOURCE = Field("source", "是什么声音、哪里发出来的？")
ROAD = Field(SPOT, "具体在哪里？", told="建新路")


def asked_for(*missing: Field, **answers: str) -> State:
    """A conversation in which the first field is asked for."""
    found = Found(complains=True, missing=(*missing, Field(PHONE)), answers=answers)
    return talk(State(greeted=True), NOISE, found=found)[0]


def talk(state: State, *turns: str, found: Found | None = None) -> tuple[State, Say]:
    said: tuple[Say, ...] = ()
    for text in turns if found is None else (*turns, "登记"):
        state, said = step(state, hear(text), found or Found())
        assert state_from(state.to_json()) == state
        found = None
    return state, said[-1]


@pytest.mark.parametrize(
    "bare", ["对", "是", "好的", "ok", "yes", "嗯", "没有", "不", "谢谢", "登记"]
)
@pytest.mark.parametrize(
    ("field", "first", "again"),
    [
        (WHERE, words.ASK_FIELD, words.ASK_FIELD_AGAIN),
        (SOURCE, words.ASK_FIELD, words.ASK_FIELD_AGAIN),
        (Field(PLACE), words.ASK_PLACE, words.ASK_PLACE_AGAIN),
    ],
    ids=["spot", "source", "place"],
)
def test_a_bare_word_is_asked_again_in_other_words_and_then_left_out(
    field: Field, first: Template, again: Template, bare: str
) -> None:
    state = asked_for(field)
    assert state.draft.missing[0] == field
    state, say = talk(state, bare)
    assert (say.words, say.values, say.options) == (again, {"label": field.label}, (SKIP,))
    assert first is not again
    state, say = talk(state, bare)
    assert say.words is words.ASK_PHONE
    assert (state.draft.address, state.draft.answers) == ("", {})


def test_what_is_told_after_a_bare_word_is_taken() -> None:
    state, say = talk(asked_for(WHERE, SOURCE), "对", "南海大道北56号对面")
    assert (say.words, say.values) == (words.ASK_FIELD, {"label": SOURCE.label})
    state, say = talk(state, "是", "打桩机")
    assert say.words is words.ASK_PHONE
    assert state.draft.answers == {SPOT: "南海大道北56号对面", "source": "打桩机"}


@pytest.mark.parametrize(("said", "kept"), [("没有", "没有"), ("是的", "是的")])
def test_a_question_that_asks_whether_is_answered_with_yes_or_no(said: str, kept: str) -> None:
    state, say = talk(asked_for(Field("hurt", "有没有人受伤？")), said)
    assert say.words is words.ASK_PHONE
    assert state.draft.answers == {"hurt": kept}


def test_a_small_number_is_an_answer_but_no_place() -> None:
    state, _say = talk(asked_for(Field("route", "几路车？")), "12")
    assert state.draft.answers == {"route": "12"}
    assert talk(asked_for(WHERE), "12")[1].words is words.ASK_FIELD_AGAIN


@pytest.mark.parametrize("asked", [(), (WHERE,), (SOURCE,), (Field(PLACE),), (ROAD,)])
@pytest.mark.parametrize("said", ["取消", "算了", "不登记", "cancel", "取消吧"])
def test_giving_up_registers_nothing(said: str, asked: tuple[Field, ...]) -> None:
    state, say = talk(asked_for(*asked), said)
    assert (state.doing, say.words) == (Doing.ANSWERING, words.CANCELLED)


@pytest.mark.parametrize("said", ["不用了", "不要", "不需要", "唔使", "不用了，谢谢", "no thanks"])
def test_a_refusal_leaves_out_the_one_question_and_keeps_the_draft(said: str) -> None:
    for field in (WHERE, SOURCE, Field(PLACE), Field("kind", "哪一种？", ("甲", "乙"))):
        state, say = talk(asked_for(field), said)
        assert say.words is words.ASK_PHONE
        assert (state.draft.content, state.draft.address, state.draft.answers) == (NOISE, "", {})
    state, say = talk(asked_for(), said)
    assert (state.draft.content, state.draft.phone, say.deed) == (NOISE, "", Deed.OPEN)


@pytest.mark.parametrize("said", ["不", "没有", "否", "no"])
def test_no_number_to_ring_is_none_to_be_asked_for(said: str) -> None:
    assert talk(asked_for(), said)[1].deed is Deed.OPEN


def test_a_refusal_answers_a_question_that_asks_whether() -> None:
    state, say = talk(asked_for(Field("secret", "要不要保密？")), "不需要")
    assert say.words is words.ASK_PHONE
    assert state.draft.answers == {"secret": "不需要"}


def test_any_no_to_the_matter_itself_registers_nothing() -> None:
    state, said = talk(State(greeted=True), "登记诉求", "不用了")
    assert (state.doing, said.words) == (Doing.ANSWERING, words.CANCELLED)


def test_who_has_no_number_is_registered_all_the_same() -> None:
    assert talk(asked_for(WHERE), "南海大道北56号", "没有")[1].deed is Deed.OPEN
    _state, say = talk(asked_for(WHERE), "南海大道北56号", "对")
    assert say.words is words.NOT_A_PHONE
    assert talk(asked_for(WHERE), "南海大道北56号", "对", "对")[1].deed is Deed.OPEN


def test_what_was_told_is_not_asked_for() -> None:
    state = asked_for(SOURCE, spot="南海大道北56号对面")
    assert state.draft.missing == (SOURCE, Field(PHONE))
    state, _say = talk(state, "打桩机")
    assert state.draft.answers == {SPOT: "南海大道北56号对面", "source": "打桩机"}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("对", "建新路"),
        ("是的", "建新路"),
        ("没错", "建新路"),
        ("1", "建新路"),
        ("Yes it is", "建新路"),
        ("不用了", "建新路"),
        ("不知道", "建新路"),
        ("不清楚是几号", "建新路"),
        ("福宁路", "福宁路"),
        ("不是，是福宁路12号", "福宁路12号"),
        ("不远处的小卖部", "建新路，不远处的小卖部"),
        ("靠近文化宫那一头", "建新路，靠近文化宫那一头"),
        ("建新路12号", "建新路12号"),
        ("不对，是汾江中路", "汾江中路"),
        ("汾江中路8号", "汾江中路8号"),
    ],
)
def test_a_place_in_doubt_is_confirmed_completed_or_replaced(said: str, kept: str) -> None:
    state = asked_for(ROAD)
    assert state.options == (RIGHT, SKIP)
    state, say = talk(state, said)
    assert say.words is words.ASK_PHONE
    assert state.draft.answers == {SPOT: kept}


@pytest.mark.parametrize("said", ["不是", "不对", "没有", "谢谢"])
def test_a_place_that_is_not_confirmed_is_asked_for(said: str) -> None:
    state, say = talk(asked_for(ROAD), said)
    assert (say.words, say.values) == (words.ASK_FIELD, {"label": ROAD.label})
    state, say = talk(state, "对")
    assert say.words is words.ASK_FIELD_AGAIN
    assert talk(asked_for(ROAD), "2")[0].draft.answers == {}
    assert talk(asked_for(ROAD), "跳过")[0].draft.answers == {}


def test_a_road_is_confirmed_where_the_place_is_asked_for() -> None:
    state, say = talk(asked_for(Field(PLACE, told="建新路")), "祖庙街道那一段")
    assert say.words is words.ASK_PHONE
    assert state.draft.address == "建新路，祖庙街道那一段"
    assert talk(asked_for(Field(PLACE, told="建新路")), "不是")[1].words is words.ASK_PLACE


def test_a_state_stored_by_an_older_release_is_read() -> None:
    stored = asked_for(WHERE).to_json()
    for one in stored["draft"]["missing"]:
        del one["told"], one["again"]
    assert state_from(stored) == asked_for(WHERE)
