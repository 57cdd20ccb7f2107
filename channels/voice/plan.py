"""Call plans (通话脚本): what a caller hears and may answer, in neutral steps without provider words."""

from dataclasses import dataclass

from channels.voice.call import IncomingCall
from hotline.kit.labels import LabelledEnum


class Language(LabelledEnum):
    """What is spoken and listened for."""

    MANDARIN = "MANDARIN", "普通话"
    CANTONESE = "CANTONESE", "粤语"


@dataclass(frozen=True)
class Target:
    """Where a caller's answer goes: a step of the dialogue and the how-manieth try it is."""

    step: str
    attempt: int = 1


@dataclass(frozen=True)
class Say:
    """Speak ``text``."""

    text: str
    language: Language = Language.MANDARIN


@dataclass(frozen=True)
class Play:
    """Play the sound file at an absolute ``url``."""

    url: str


@dataclass(frozen=True)
class Gather:
    """Ask with ``prompts`` and listen: keys always (``digits`` of them, 0 = until #), speech if wanted.

    A silent caller is sent to ``to`` as well, with an empty answer.
    """

    to: Target
    prompts: tuple[Say | Play, ...]
    speech: bool = True
    digits: int = 0
    silence_seconds: int = 5
    language: Language = Language.MANDARIN


@dataclass(frozen=True)
class Queue:
    """Let the caller wait in the queue ``name``; ``wait`` is asked for what he hears meanwhile."""

    name: str
    wait: Target
    then: Target


@dataclass(frozen=True)
class Record:
    """Record the caller after a beep, at most ``max_seconds``; then go to ``to``."""

    to: Target
    max_seconds: int = 120


@dataclass(frozen=True)
class Hangup:
    """End the call."""


Step = Say | Play | Gather | Queue | Record | Hangup


@dataclass(frozen=True)
class CallPlan:
    """Steps in order; nothing may follow the end of a call, and a call is never left in silence."""

    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        """Refuse plans that cannot be followed."""
        if not self.steps:
            msg = "a call plan needs at least one step"
            raise ValueError(msg)
        if any(isinstance(step, Hangup) for step in self.steps[:-1]):
            msg = "nothing can follow a hang-up"
            raise ValueError(msg)
        if isinstance(self.steps[-1], Say | Play):
            msg = "a call plan ends by listening, queueing, recording or hanging up"
            raise ValueError(msg)


@dataclass(frozen=True)
class CallInput:
    """What the caller said or keyed; both are empty if he was silent. ``confidence`` is 0 to 1."""

    call: IncomingCall
    digits: str
    speech: str
    confidence: float | None
