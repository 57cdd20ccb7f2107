"""What a citizen told (市民所述) in a talk with the bot: his matter once, and of his replies to the bot's form what no field keeps; pure."""

import re
from collections.abc import Sequence

from hotline.process.dialogue.hearing import Wish, hear
from hotline.process.dialogue.lines import LinePurpose, purpose_of
from hotline.process.dialogue.spots import beside_spot
from hotline.process.dialogue.views import Line
from hotline.process.personwords import beside_person
from knowledge.understanding.grams import fold

_CHATTER = frozenset(
    {
        Wish.NOTHING,
        Wish.GREETING,
        Wish.COURTESY,
        Wish.HELP,
        Wish.CHOICE,
        Wish.YES,
        Wish.NO,
        Wish.SKIP,
        Wish.TICKET,
        Wish.AGAIN,
    }
)
_SHORTEST = 4  # characters beside a place that tell something
_NUMBER = re.compile(r"(?:我?的?(?:电话|手机)?号?码?(?:是|为)?)?[0-9*+\-\s]{5,}[。.，,]?")


def told_in(talk: Sequence[Line]) -> list[str]:
    """Return what the citizen told of himself, in order: what he said to a person whole, to the bot without chatter."""
    told: list[str] = []
    asked = LinePurpose.OTHER
    for line in talk:
        if not line.text:
            continue
        if line.by_citizen:
            by_person = asked is LinePurpose.PERSON
            told += [line.text] if by_person else _to_the_bot(line.text, asked)
            continue
        now = purpose_of(line.text)
        asked = asked if now is LinePurpose.REPEATS else now
    return told


def said_in(talk: Sequence[Line]) -> list[str]:
    """Return everything a citizen said in a talk that is none with the bot."""
    return [line.text for line in talk if line.by_citizen and line.text]


def _to_the_bot(text: str, asked: LinePurpose) -> list[str]:
    """Return the words that are neither chatter nor the answer to what the form asked for.

    A reply to the form that names a place may tell more beside it: that is kept.
    """
    heard = hear(text)
    if heard.wish is Wish.HUMAN:
        beside = beside_person(text)
        return [beside] if beside else []
    if heard.wish in _CHATTER or _NUMBER.fullmatch(text):
        return []
    if asked is not LinePurpose.FORM or heard.angry:
        return [text]
    more = beside_spot(text)
    return [more] if len(more) >= _SHORTEST else []


def once(content: str, told: Sequence[str], later: Sequence[str]) -> list[str]:
    """Return a matter, what was told beside it and what was said later: nothing of the matter comes twice.

    What was told when it was registered may stand in it; what is said later is new unless it is all of it. The
    matter itself is left out where a line holds it.
    """
    matter = fold(content)
    beside = [text for text in told if fold(text) not in matter]
    beside += [text for text in later if fold(text) != matter]
    held = any(matter in fold(text) for text in beside)
    return beside if held else [content, *beside]
