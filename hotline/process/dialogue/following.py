"""Following up (换地再问): a place by itself after an answer asks the same question for that place; pure."""

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


def in_full(state: State, heard: Heard, lexicon: Lexicon) -> Heard:
    """Return the message with the words it leaves out: those of what we have just answered or asked back.

    A service item has windows in every district; an article may be another one elsewhere, and is looked for.
    """
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
    place = _AFTER.sub("", _BEFORE.sub("", fold(words)))
    if place not in lexicon.places:
        return ""
    rest = asked
    for word, _start, _end in lexicon.named.find(fold(asked)):
        if word in lexicon.places:
            rest = rest.replace(word, "")
    rest = rest.replace(_EMPTIED, "")
    return f"{place}{rest}" if fold(rest) else ""
