"""What the bot says and does (对话输出), and what was looked up for it (对话所见); pure values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hotline.kit.labels import LabelledEnum
from hotline.process.dialogue.state import Choice, Field
from hotline.tickets.messages import Template
from knowledge.answer.answers import Answer


class Deed(LabelledEnum):
    """What is done with the words that follow from it."""

    OPEN = "OPEN", "登记工单"
    CALL_BACK = "CALL_BACK", "登记回电"


@dataclass(frozen=True)
class Say:
    """One thing to say: fixed words, an answer of the knowledge base, or a deed whose result is told.

    ``options`` are the ways to go on, numbered from 1 in the order shown.
    """

    words: Template | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    options: tuple[Choice, ...] = ()
    answer: Answer | None = None
    deed: Deed | None = None


class Proof(LabelledEnum):
    """What number and code came to."""

    NOT_ASKED = "NOT_ASKED", "未查"
    RIGHT = "RIGHT", "相符"
    WRONG = "WRONG", "不符"
    LOCKED = "LOCKED", "已锁定"


@dataclass(frozen=True)
class Found:
    """What was looked up for one message.

    ``danger`` are the words that go before everything (domain rules §6.2); ``distress`` says that they are
    for somebody who speaks of taking his life. ``complains`` says that the
    words are a matter to register rather than a question, ``consults`` that routing takes them for a
    consultation. ``missing`` is what a ticket about them still
    needs, ``answers`` what they tell of it already, ``category`` its likely subject. ``knows_number`` says that the channel itself tells whom to ring
    (text message), so that nothing is collected. ``place`` is set where the words name a place and nothing else.
    """

    danger: str = ""
    distress: bool = False
    answer: Answer | None = None
    complains: bool = False
    consults: bool = False
    category: str | None = None
    missing: tuple[Field, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    knows_number: bool = False
    proof: Proof = Proof.NOT_ASKED
    progress: str = ""
    place: str = ""
