"""Following up (换地再问): a place by itself after an answer asks the same for that place; before one it waits; pure."""

import re
from dataclasses import replace

from hotline.process.dialogue.choosing import chosen
from hotline.process.dialogue.hearing import Heard, Wish
from hotline.process.dialogue.state import Doing, State
from knowledge.search.port import DocumentKind
from knowledge.understanding.grams import fold
from knowledge.understanding.lexicon import Lexicon

_BEFORE = re.compile("^(那么?|如果|要是|换成?|我?在|我?去)+")
_AFTER = re.compile("(那边|这边|那里|嗰边|的话|的|呢|怎么?样|点样|咧|啊|呀)+$")
_EMPTIED = "（）"  # what is left of an option that named the district


def in_language(state: State, heard: Heard) -> Heard:
    """Return the message in the language of the one before, if its own words show none: 2, yes, 13800000000."""
    shows = any("\u3400" <= char <= "\u9fff" for char in heard.text) or heard.language != "cmn"
    return heard if shows or not state.language else replace(heard, language=state.language)


def in_full(state: State, heard: Heard, lexicon: Lexicon) -> Heard:
    """Return the message with the words it leaves out: those of what we have just answered or asked back.

    A service item has windows in every district; an article may be another one elsewhere, and is looked for.
    A place that was told first belongs to the words after it, unless they name their own.
    """
    if state.place and heard.wish is Wish.WORDS and not _places_in(heard.text, lexicon):
        return replace(heard, text=f"{state.place}{heard.text}")
    answered = state.doing is Doing.ANSWERING and bool(state.about)
    asked_back = state.doing is Doing.CLARIFYING and chosen(state, heard) is None
    if heard.wish is not Wish.WORDS or not (answered or asked_back):
        return heard
    words = for_another_place(state.asked, heard.text, lexicon)
    if not words:
        return heard
    same = answered and state.about.startswith(DocumentKind.ITEM.value)
    return replace(heard, text=words, asks=True, about=state.about if same else "")


def for_another_place(asked: str, words: str, lexicon: Lexicon) -> str:
    """Return what was ``asked`` with the place that is all ``words`` say (南海呢) instead of its own.

    Empty where they say anything else, or where nothing is left to be asked.
    """
    place = place_alone(words, lexicon)
    if not place:
        return ""
    rest = asked
    for word in _places_in(asked, lexicon):
        rest = rest.replace(word, "")
    rest = rest.replace(_EMPTIED, "")
    return f"{place}{rest}" if fold(rest) else ""


def place_alone(words: str, lexicon: Lexicon) -> str:
    """Return the place that is all ``words`` say, or an empty text."""
    place = _AFTER.sub("", _BEFORE.sub("", fold(words)))
    return place if place in lexicon.places else ""


def _places_in(words: str, lexicon: Lexicon) -> list[str]:
    found = (word for word, _start, _end in lexicon.named.find(fold(words)))
    return [word for word in found if word in lexicon.places]
