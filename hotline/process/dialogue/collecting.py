"""Collecting a ticket (收集要素), pure: content, place, what the subject demands, a number, one question at a time."""

from dataclasses import replace

from hotline.process.dialogue import words
from hotline.process.dialogue.choosing import names_one, pick
from hotline.process.dialogue.hearing import Heard, Wish
from hotline.process.dialogue.menus import SKIP
from hotline.process.dialogue.says import Deed, Found, Say
from hotline.process.dialogue.state import CONTENT, PHONE, PLACE, Choice, Doing, Draft, Field, State

LONGEST = 4000  # characters of a request's content
MOST = 500  # characters of one answer
SHORTEST = 4  # characters that can tell a matter
_NO_PLACE = frozenset({Wish.CHOICE, Wish.GREETING, Wish.COURTESY, Wish.YES})
_QUESTIONS = {CONTENT: words.ASK_CONTENT, PLACE: words.ASK_PLACE, PHONE: words.ASK_PHONE}
Step = tuple[State, tuple[Say, ...]]


def begin(state: State, found: Found) -> Step:
    """Start with the words told already; whoever tells nothing yet is asked for them first."""
    draft = replace(state.draft, content=state.asked)
    if found.knows_number and state.asked:
        return _opened(state, draft)
    if not state.asked:
        draft = replace(draft, missing=(Field(CONTENT),))
    return _next(state, draft)


def take(state: State, heard: Heard, found: Found) -> Step:
    """Take the answer to what was asked; 取消 gives up, 跳过 leaves a field out."""
    draft = state.draft
    asked = draft.missing[0] if draft.missing else Field(CONTENT)
    if heard.wish is Wish.NO and not names_one(_ways(asked), heard):
        return replace(state, doing=Doing.ANSWERING, options=(), asked=""), (Say(words.CANCELLED),)
    if asked.key == CONTENT:
        return _content(state, heard, found)
    if _skips(heard, asked):
        return _next(state, replace(draft, missing=draft.missing[1:]))
    filled = _filled(draft, asked, heard)
    if filled is None:
        return state, (_again(state, asked),)
    return _next(state, replace(filled, missing=draft.missing[1:]))


def _skips(heard: Heard, asked: Field) -> bool:
    """By its word, or by its number behind the options."""
    by_number = bool(asked.options) and heard.choice == len(asked.options) + 1
    return by_number or (heard.wish is Wish.SKIP and not names_one(_ways(asked), heard))


def _content(state: State, heard: Heard, found: Found) -> Step:
    """The matter itself; what it still needs was looked up with it."""
    if heard.wish is not Wish.WORDS or len(heard.text) < SHORTEST:
        return state, (Say(words.ASK_CONTENT),)
    content = heard.text[:LONGEST]
    draft = replace(
        state.draft, content=content, category=found.category, missing=_open(state.draft, found)
    )
    return _next(replace(state, asked=content), draft)


def _open(draft: Draft, found: Found) -> tuple[Field, ...]:
    return tuple(one for one in found.missing if one.key != PHONE or not draft.phone)


def _filled(draft: Draft, asked: Field, heard: Heard) -> Draft | None:
    """Return the draft with the answer, ``None`` if it is none."""
    if asked.key == PHONE:
        return replace(draft, phone=heard.phone) if heard.phone else None
    text = heard.text[:MOST]
    if asked.options:
        option = pick(_ways(asked), heard)
        text = "" if option is None else option.label
    elif heard.wish is Wish.NOTHING or (asked.key == PLACE and heard.wish in _NO_PLACE):
        text = ""
    if not text:
        return None
    if asked.key == PLACE:
        return replace(draft, address=text)
    return replace(draft, answers={**draft.answers, asked.key: text})


def _ways(asked: Field) -> tuple[Choice, ...]:
    return tuple(Choice(option, option) for option in asked.options)


def _again(state: State, asked: Field) -> Say:
    if asked.key == PHONE:
        return Say(words.NOT_A_PHONE, options=(SKIP,))
    said = words.NO_SUCH_OPTION if asked.options else _QUESTIONS.get(asked.key, words.ASK_FIELD)
    return Say(said, {"label": asked.label}, options=state.options)


def _next(state: State, draft: Draft) -> Step:
    missing = tuple(one for one in draft.missing if one.key != PHONE or not draft.phone)
    draft = replace(draft, missing=missing)
    if not missing:
        return _opened(state, draft)
    asked = missing[0]
    options = _ways(asked)
    if asked.key != CONTENT:
        options = (*options, SKIP)
    words_of = _QUESTIONS.get(asked.key, words.ASK_FIELD)
    after = replace(state, doing=Doing.COLLECTING, draft=draft, options=options, clarified=False)
    return after, (Say(words_of, {"label": asked.label}, options=options),)


def _opened(state: State, draft: Draft) -> Step:
    """Everything is there; the deed tells number and code, the state keeps the number to ring."""
    after = replace(
        state,
        doing=Doing.ANSWERING,
        draft=draft,
        options=(),
        asked="",
        failures=0,
        clarified=False,
    )
    return after, (Say(deed=Deed.OPEN),)
