"""Forms of an answer (答复的渠道形式): chat bubbles, a text message and speech, made of whole sentences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.answer.answers import Answer, AnswerKind, Option, Paragraph, Source
from knowledge.answer.frames import Frame
from knowledge.answer.speaking import spoken

CALL = "12345"
PART = 67  # UTF-16 units of one part of a long text message (as channels.sms.segments counts)
ALONE = 70  # of a text message that goes alone
PARTS = 2
BUBBLE = 300  # characters that a phone shows without scrolling
SECONDS = 20
PER_SECOND = 4.5  # syllables of unhurried speech
_SENTENCES = re.compile(r"[^。！？；\n]+[。！？；]?|\n")
_FITS = int(SECONDS * PER_SECOND)
_TOLD = frozenset({AnswerKind.FIELD, AnswerKind.PASSAGE})
_LINK = re.compile(r"https?://[!-~]+$")


@dataclass(frozen=True)
class Bubble:
    """One message of a chat with the buttons under it."""

    text: str
    buttons: tuple[Option, ...] = ()


def cautions(answer: Answer) -> tuple[str, ...]:
    """Return what must be said with the answer: whose district a source is for, that it is being corrected, what is open."""
    if answer.kind not in _TOLD:
        return ()
    several = len(answer.sources) > 1
    told = [
        f"{Frame.QUOTE.label}{source.title}{Frame.OF_ALL.label}{caution}" if several else caution
        for source in answer.sources
        for caution in _cautions_of(source)
    ]
    return (*told, Frame.ALSO_ASKED.label) if answer.left_open else tuple(told)


def _cautions_of(source: Source) -> Iterator[str]:
    if source.only_in:
        yield f"{Frame.ONLY_IN.label}{Frame.ENUM.label.join(source.only_in)}{Frame.STOP.label}"
    if source.out_of_district:
        yield Frame.ELSEWHERE.label
    if source.under_correction:
        yield Frame.CORRECTING.label


def credit(answer: Answer) -> str:
    """Return owner and validity of the source, such as 来源：佛山市公安局，2025-01-01起有效。; of several, the owners."""
    source = _source(answer)
    if source is None or source.valid_from is None:
        return owner(answer)
    valid = f"{source.valid_from:%Y-%m-%d}{Frame.VALID_FROM.label}"
    return f"{owner(answer).removesuffix(Frame.STOP.label)}{Frame.COMMA.label}{valid}{Frame.STOP.label}"


def owner(answer: Answer) -> str:
    """Return the owners of the sources alone, such as 来源：佛山市公安局。, for where words are few."""
    if answer.kind not in _TOLD or not answer.sources:
        return ""
    names = dict.fromkeys(source.unit_name or source.unit_code for source in answer.sources)
    return f"{Frame.SOURCE.label}{Frame.ENUM.label.join(names)}{Frame.STOP.label}"


def _source(answer: Answer) -> Source | None:
    """Return the one source of an answer, none where it has several."""
    return answer.sources[0] if len(answer.sources) == 1 and answer.kind in _TOLD else None


def bubbles(answer: Answer, call: str = CALL) -> list[Bubble]:
    """Return the messages of a chat, each at most 300 characters; the buttons hang on the last one."""
    texts = [answer.text, *cautions(answer), credit(answer)]
    if answer.hands_over:
        texts.append(f"{Frame.CALL.label}{call}{Frame.STOP.label}")
    parts = _packed("\n".join(text for text in texts if text), BUBBLE)
    human = (Option(Frame.HUMAN.label, "人工"),) if answer.hands_over else ()
    return [
        *(Bubble(part) for part in parts[:-1]),
        Bubble(parts[-1], (*answer.options, *human)),
    ]


def sms(answer: Answer, call: str = CALL) -> str:
    """Return a text message of at most two parts that ends with the number to call back.

    It says less before it says nothing of whose words they are.
    """
    head = f"{Frame.AUTOMATIC.label}{Frame.COLON.label}"
    tail = "".join((*cautions(answer), f"{Frame.CALL.label}{call}{Frame.STOP.label}"))
    if answer.options and answer.kind in {AnswerKind.CLARIFY, AnswerKind.CANDIDATES}:
        return _menu(answer, head, tail)
    more = Frame.MORE.label
    named = more + _of_all_kept(answer) + tail
    return (
        _whole(head, answer, (credit(answer) + tail, owner(answer) + tail))
        or _cut(head, answer, named)
        or _whole(head, answer, (tail,))
        or _cut(head, answer, more + tail)
        or head + more + tail
    )


def speech(answer: Answer) -> str:
    """Return what a voice says within 20 seconds, numbers spelled as they are spoken; the owner where he fits."""
    if answer.kind is AnswerKind.REFUSE:
        return spoken(answer.text)
    options = [spoken(option.label) for option in answer.options]
    if answer.kind in {AnswerKind.CLARIFY, AnswerKind.CANDIDATES} and options:
        return _spoken_choice(spoken(answer.text), options)
    head = Frame.AUTOMATIC_SPOKEN.label
    tail = "".join(spoken(text) for text in cautions(answer))
    named = spoken(owner(answer)) + tail
    for paragraphs in _ways(answer):
        for end in (named, tail):
            whole = head + spoken(_flat(paragraphs)) + end
            if len(whole) <= _FITS:
                return whole
    room = _FITS - len(head) - len(Frame.MORE.label + tail)
    kept = head + _most([spoken(text) for text in _told(answer)], room) + Frame.MORE.label
    named = spoken(_of_all_kept(answer)) + tail
    return kept + (named if len(kept + named) <= _FITS else tail)


def _of_all_kept(answer: Answer) -> str:
    """Return the owner beside an answer that is cut; of several nobody knows whose words stay."""
    return owner(answer) if len(answer.sources) == 1 else ""


def fits(text: str) -> bool:
    """Tell whether ``text`` needs no more than two parts."""
    return segments(text) <= PARTS


def units(text: str) -> int:
    """Return the length in UTF-16 units, as carriers count."""
    return len(text.encode("utf-16-le")) // 2


def segments(text: str) -> int:
    """Return how many parts a text message of this text has; a rare character (𠮷) is never cut in half."""
    if units(text) <= ALONE:
        return 1
    parts, filled = 1, 0
    for char in text:
        size = units(char)
        if filled + size > PART:
            parts, filled = parts + 1, 0
        filled += size
    return parts


def _ways(answer: Answer) -> list[tuple[Paragraph, ...]]:
    return [answer.paragraphs, answer.brief] if answer.brief else [answer.paragraphs]


def _flat(paragraphs: tuple[Paragraph, ...]) -> str:
    """Join paragraphs to one line: list numbers stay, a heading keeps its colon, a link ends with a blank."""
    return "".join(
        f"{paragraph.text} " if _LINK.search(paragraph.text) else paragraph.text
        for paragraph in paragraphs
    )


def _menu(answer: Answer, head: str, tail: str) -> str:
    question = answer.text
    ask = Frame.CHOOSE.label
    labels = [option.label for option in answer.options]
    for count in range(len(labels), 0, -1):
        listed = "".join(
            f"{i}.{label}{Frame.SEMICOLON.label}" for i, label in _count(labels[:count])
        )
        text = head + question + listed + ask + tail
        if fits(text):
            return text
    return head + question + tail


def _count(labels: list[str]) -> list[tuple[int, str]]:
    return list(enumerate(labels, 1))


def _spoken_choice(question: str, labels: list[str]) -> str:
    said = question
    for label in labels:
        longer = said + label + Frame.COMMA.label
        if len(longer) > _FITS:
            break
        said = longer
    return said.rstrip(Frame.COMMA.label) + Frame.STOP.label if said != question else question


def _whole(head: str, answer: Answer, ends: tuple[str, ...]) -> str:
    """Return the whole answer, or the whole of it in short, with the first end that fits; else nothing."""
    texts = (head + _flat(told) + end for told in _ways(answer) for end in ends)
    return next((text for text in texts if fits(text)), "")


def _cut(head: str, answer: Answer, end: str) -> str:
    """Return the first whole sentences that fit before ``end``; nothing where not one does."""
    room = PART * PARTS - units(head) - units(end)
    for most in (room, room - 1):  # a rare character where the first part ends leaves one empty
        kept = _most(_told(answer), most)
        if kept and fits(head + kept + end):
            return head + kept + end
    return ""


def _told(answer: Answer) -> list[str]:
    return [_flat(paragraphs) for paragraphs in (answer.brief, answer.paragraphs)]


def _most(texts: list[str], room: int) -> str:
    """Return the first whole sentences that fit, of the text that has more to say within the room."""
    return max((_kept(_sentences(text), room) for text in texts), key=len)


def _kept(sentences: list[str], room: int) -> str:
    """Return the first whole sentences that fit."""
    kept: list[str] = []
    for sentence in sentences:
        if units("".join(kept) + sentence) > room:
            break
        kept.append(sentence)
    return "".join(kept)


def _sentences(text: str) -> list[str]:
    return [part for part in _SENTENCES.findall(text) if part.strip()]


def _packed(text: str, most: int) -> list[str]:
    """Cut a text into parts of whole lines, or of whole sentences where a line is longer than a part."""
    parts: list[str] = []
    for line in text.split("\n"):
        pieces = [line] if len(line) <= most else _within(_sentences(line), most)
        for piece in pieces:
            joined = f"{parts[-1]}\n{piece}" if parts else piece
            if parts and len(joined) <= most:
                parts[-1] = joined
            else:
                parts.append(piece)
    return parts or [""]


def _within(sentences: list[str], most: int) -> list[str]:
    """Return sentences; one that is longer than a part is cut at its commas, else where the part ends."""
    found: list[str] = []
    for sentence in sentences:
        rest = sentence
        while len(rest) > most:
            comma = max(rest.rfind("，", 0, most), rest.rfind("、", 0, most))
            end = comma + 1 if comma > 0 else most
            found.append(rest[:end])
            rest = rest[end:]
        found.append(rest)
    return found
