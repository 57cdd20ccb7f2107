"""Choosing (选定选项): which of the offered options a message means, by number, by label or by part of one; pure."""

import re
from collections.abc import Iterable
from dataclasses import replace

from hotline.kit.text import normalise
from hotline.process.dialogue.hearing import Heard, Wish, hear
from hotline.process.dialogue.menus import names_of
from hotline.process.dialogue.state import Choice, State

SHORTEST = 2  # characters of a part of a label: one stands in too many
_AROUND = re.compile(
    "^(我?(们|就)?(在|要|想|去|选|是|住|到|办|问|的|说)*)|(那边|那里|这个|那个|办理?|吧|的|呀|啊|啦|了|呢)+$"
)
_SIGNS = re.compile(r"[\s,，。.!！?？、;；:：“”\"'()（）]+")


def chosen(state: State, heard: Heard) -> Choice | None:
    """Return the option of ``state`` that a message chooses, ``None`` if it chooses none for certain.

    The question said once more is the question, not an answer to it, even where an option is called so.
    """
    if repeats(state, heard):
        return None
    return pick(state.options, heard)


def pick(options: tuple[Choice, ...], heard: Heard) -> Choice | None:
    """Return the option a message means: its number, its own words, or a part that fits one label alone."""
    if 0 < heard.choice <= len(options):
        return options[heard.choice - 1]
    said = _bare(heard.text)
    whole = [one for one in options if said and said in _names(one)]
    if whole or heard.wish is not Wish.WORDS:
        return _only(whole)
    parts = [part for part in (said, _AROUND.sub("", said)) if len(part) >= SHORTEST]
    fits = (_only([one for one in options if part in _bare(one.label)]) for part in parts)
    return next((one for one in fits if one is not None), None)


def repeats(state: State, heard: Heard) -> bool:
    """Tell whether the citizen says once more what he has just asked."""
    return bool(state.asked) and _bare(heard.text) == _bare(state.asked)


def names_one(options: tuple[Choice, ...], heard: Heard) -> bool:
    """Tell whether a message is nothing but the label or the words of an option."""
    said = _bare(heard.text)
    return any(said in _names(one) for one in options)


def told_apart(options: Iterable[Choice], asked: str) -> tuple[Choice, ...]:
    """Give every option words of its own: its label, or its number where the label would mean something else.

    A label means something else where another option or the question itself is called so, or where it reads
    as a wish of its own (人工, 跳过).
    """
    listed = tuple(options)
    labels = [_bare(one.label) for one in listed]
    return tuple(
        replace(one, say=one.label if _speaks(label, labels, asked) else str(number))
        for number, (one, label) in enumerate(zip(listed, labels, strict=True), 1)
    )


def _speaks(label: str, labels: list[str], asked: str) -> bool:
    heard = hear(label)
    own = labels.count(label) == 1 and label != _bare(asked)
    return own and heard.wish is Wish.WORDS and not heard.angry


def _names(option: Choice) -> set[str]:
    return {_bare(name) for name in names_of(option)}


def _only(found: list[Choice]) -> Choice | None:
    return found[0] if len(found) == 1 else None


def _bare(text: str) -> str:
    return _SIGNS.sub("", normalise(text).lower())
