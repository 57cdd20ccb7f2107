"""Collecting a ticket (收集要素), pure: content, place, what the subject demands, a number, one question at a time."""

import re
from dataclasses import replace

from hotline.process.dialogue import words
from hotline.process.dialogue.choosing import names_one, pick
from hotline.process.dialogue.confirming import MOST, confirmed, leaves
from hotline.process.dialogue.hearing import Heard, Wish, gives_up, refuses
from hotline.process.dialogue.menus import RIGHT, SKIP
from hotline.process.dialogue.says import Deed, Found, Say
from hotline.process.dialogue.state import (
    CONTENT,
    PHONE,
    PLACE,
    SPOT,
    Choice,
    Doing,
    Draft,
    Field,
    State,
)

LONGEST = 4000  # characters of a request's content
SHORTEST = 4  # characters that can tell a matter
_BARE = frozenset(
    {Wish.NOTHING, Wish.GREETING, Wish.COURTESY, Wish.YES, Wish.NO, Wish.TICKET, Wish.HELP}
)
_ASKS_WHETHER = re.compile("吗|是不是|是否|有没有|有无|会不会|能不能|可不可以|要不要|系咪|有冇")
_QUESTIONS = {CONTENT: words.ASK_CONTENT, PLACE: words.ASK_PLACE, PHONE: words.ASK_PHONE}
_OTHER_WORDS = {PLACE: words.ASK_PLACE_AGAIN, PHONE: words.NOT_A_PHONE}
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
    """Take the answer to what was asked; 取消 gives up, 跳过 and 不用了 leave a field out.

    A bare yes or no answers no open question: it is asked once more in other words, and then left out. A place
    that was told stays for 不用了 and 不知道: there is no more of it to be had.
    """
    draft = state.draft
    asked = draft.missing[0] if draft.missing else Field(CONTENT)
    if _cancels(heard, asked):
        return replace(state, doing=Doing.ANSWERING, options=(), asked=""), (Say(words.CANCELLED),)
    if asked.key == CONTENT:
        return _content(state, heard, found)
    rest = replace(draft, missing=draft.missing[1:])
    filled = rest if _skips(state, heard, asked) else _filled(rest, asked, heard)
    if filled is not None:
        return _next(state, filled)
    if asked.again and _is_bare(heard, asked):
        return _next(state, rest)
    return _unfilled(state, heard, asked)


def _unfilled(state: State, heard: Heard, asked: Field) -> Step:
    """Ask once more: for what was told wrongly, in other words for what was answered with a bare yes or no."""
    if asked.told:
        return _next(state, _asking_first(state.draft, replace(asked, told="")))
    if asked.options or not _is_bare(heard, asked):
        return state, (_again(state, asked),)
    draft = _asking_first(state.draft, replace(asked, again=True))
    said = _OTHER_WORDS.get(asked.key, words.ASK_FIELD_AGAIN)
    say = Say(said, {"label": asked.label}, options=state.options)
    return replace(state, draft=draft), (say,)


def _asking_first(draft: Draft, asked: Field) -> Draft:
    return replace(draft, missing=(asked, *draft.missing[1:]))


def _cancels(heard: Heard, asked: Field) -> bool:
    """Tell whether nothing is to be registered: any no to the matter itself, to what follows only 取消 and the like."""
    refuses = heard.wish is Wish.NO if asked.key == CONTENT else gives_up(heard)
    return refuses and not names_one(_ways(asked), heard)


def _skips(state: State, heard: Heard, asked: Field) -> bool:
    """By its word, by its number behind the options, or by refusing; whoever gives no number is asked for none."""
    if len(state.options) > 1 and heard.choice == len(state.options):
        return True
    if names_one(_ways(asked), heard) or (asked.told and leaves(heard)):
        return False
    none = asked.key == PHONE and heard.wish is Wish.NO
    refused = refuses(heard) and (bool(asked.options) or not _asks_whether(asked))
    return heard.wish is Wish.SKIP or none or refused


def _asks_whether(asked: Field) -> bool:
    """Tell whether yes and no are answers to a question (有没有人受伤？)."""
    return _ASKS_WHETHER.search(asked.label) is not None


def _is_bare(heard: Heard, asked: Field) -> bool:
    """Tell whether a message says nothing that an open question asks for."""
    if heard.wish in {Wish.YES, Wish.NO} and _asks_whether(asked):
        return False
    return heard.wish in _BARE or (heard.wish is Wish.CHOICE and asked.key in {PLACE, SPOT})


def _content(state: State, heard: Heard, found: Found) -> Step:
    """The matter itself; what it still needs was looked up with it."""
    if heard.wish is not Wish.WORDS or len(heard.text) < SHORTEST:
        return state, (Say(words.ASK_CONTENT),)
    content = heard.text[:LONGEST]
    draft = replace(
        state.draft,
        content=content,
        category=found.category,
        answers=dict(found.answers),
        missing=_open(state.draft, found),
    )
    return _next(replace(state, asked=content), draft)


def _open(draft: Draft, found: Found) -> tuple[Field, ...]:
    return tuple(one for one in found.missing if one.key != PHONE or not draft.phone)


def _filled(draft: Draft, asked: Field, heard: Heard) -> Draft | None:
    """Return the draft with the answer, ``None`` if it is none."""
    if asked.key == PHONE:
        return replace(draft, phone=heard.phone) if heard.phone else None
    text = _answer_to(asked, heard)
    if not text:
        return None
    if asked.key == PLACE:
        return replace(draft, address=text)
    return replace(draft, answers={**draft.answers, asked.key: text})


def _answer_to(asked: Field, heard: Heard) -> str:
    """Return what is kept of an answer, empty if it is none."""
    if asked.options:
        option = pick(_ways(asked), heard)
        return "" if option is None else option.label
    if asked.told:
        return confirmed(asked.told, heard)
    return "" if _is_bare(heard, asked) else heard.text[:MOST]


def _ways(asked: Field) -> tuple[Choice, ...]:
    return tuple(Choice(option, option) for option in asked.options)


def _again(state: State, asked: Field) -> Say:
    if asked.key == PHONE:
        return Say(words.NOT_A_PHONE, options=(SKIP,))
    said = words.NO_SUCH_OPTION if asked.options else _QUESTIONS.get(asked.key, words.ASK_FIELD)
    return Say(said, {"label": asked.label}, options=state.options)


def _asking(asked: Field) -> Say:
    """What asks for a field for the first time."""
    if asked.told:
        return Say(words.CONFIRM_SPOT, {"place": asked.told}, options=(RIGHT, SKIP))
    options = _ways(asked) if asked.key == CONTENT else (*_ways(asked), SKIP)
    said = _QUESTIONS.get(asked.key, words.ASK_FIELD)
    return Say(said, {"label": asked.label}, options=options)


def _next(state: State, draft: Draft) -> Step:
    missing = tuple(one for one in draft.missing if one.key != PHONE or not draft.phone)
    draft = replace(draft, missing=missing)
    if not missing:
        return _opened(state, draft)
    say = _asking(missing[0])
    doing = replace(state, doing=Doing.COLLECTING, draft=draft, clarified=False)
    return replace(doing, options=say.options), (say,)


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
