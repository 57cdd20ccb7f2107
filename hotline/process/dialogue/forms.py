"""Words for a channel (对话的渠道形式): bubbles with buttons for chat, one text for a message; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from hotline.kit import clock
from hotline.process import helptexts
from hotline.process.dialogue import menus, words
from hotline.process.dialogue.says import Say
from hotline.process.dialogue.state import Choice
from knowledge.answer import forms as answer_forms

AUTOMATIC = "【自动答复】"
_OPENS, _CLOSES = (
    time(8, 30),
    time(21),
)  # when people are rung back (domain rules §4.2, missed_callback)
_NUMBERED = 2  # options from which on they are numbered


@dataclass(frozen=True)
class Bubble:
    """One message of ours with the buttons under it; a button sends its ``say``."""

    text: str
    buttons: tuple[Choice, ...] = ()


def bubbles(says: Iterable[Say], language: str, at: datetime) -> list[Bubble]:
    """Return what a chat shows; every option also stands numbered in the text, a person is always a button."""
    found: list[Bubble] = []
    for say in says:
        if say.answer is not None:
            found += _answered(say, language)
        elif say.words is not None:
            options = _shown(say.options, language)
            found.append(Bubble(said(say, language, at) + _listed(options), options))
    if not found:
        return []
    last, person = found[-1], menus.in_language(menus.PERSON, language)
    if person not in last.buttons:
        found[-1] = Bubble(last.text, (*last.buttons, person))
    return found


def _shown(options: Iterable[Choice], language: str) -> tuple[Choice, ...]:
    return tuple(menus.in_language(one, language) for one in options)


def said(say: Say, language: str, at: datetime) -> str:
    """Return fixed words, filled."""
    if say.words is None:
        return ""
    return helptexts.say(say.words, language, when=when(at, language), **say.values)


def text_message(says: Iterable[Say], language: str, at: datetime) -> str:
    """Return the one text message that says all of it; an answer ends with the ways to go on."""
    return "".join(_texted(say, language, at) for say in says)


def _texted(say: Say, language: str, at: datetime) -> str:
    if say.answer is None:
        return said(say, language, at)
    if say.options:
        return menu(say)[0]
    return answer_forms.sms(say.answer, words.SMS_TAIL)


def menu(say: Say) -> tuple[str, int]:
    """Return the text message that asks back, and how many of the options stand in it.

    What does not fit into two parts is left out at the end; whoever misses it registers with 0. Fewer than
    two options are no choice: an empty text, 0.
    """
    if say.answer is None:
        return "", 0
    for shown in range(len(say.options), _NUMBERED - 1, -1):
        listed = "".join(f"{n}.{one.label}；" for n, one in enumerate(say.options[:shown], 1))
        text = f"{words.SMS_HEAD}{_flat(say.answer.text)}{listed}{words.SMS_MENU_TAIL}"
        if answer_forms.segments(text) <= answer_forms.PARTS:
            return text, shown
    return "", 0


def _flat(text: str) -> str:
    return "".join(text.split("\n"))


def when(at: datetime, language: str) -> str:
    """Return when somebody is rung back, as the citizen reads it."""
    now = clock.to_local(at).time()
    if now < _OPENS:
        return words.TODAY.text(language)
    return (words.NOW if now < _CLOSES else words.TOMORROW).text(language)


def _answered(say: Say, language: str) -> list[Bubble]:
    """The answer's own bubbles, labelled; what is asked back is numbered."""
    if say.answer is None:
        return []
    made = answer_forms.bubbles(say.answer)
    options = _shown(say.options, language)
    first = Bubble(AUTOMATIC + made[0].text)
    rest = [Bubble(one.text) for one in made[1:]]
    shown = [first, *rest]
    shown[-1] = Bubble(shown[-1].text + _listed(options), options)
    return shown


def _listed(options: tuple[Choice, ...]) -> str:
    if len(options) < _NUMBERED:
        return ""
    return "\n" + "\n".join(f"{n}. {one.label}" for n, one in enumerate(options, 1))
