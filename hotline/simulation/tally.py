"""What happened in a run (计数): accepted contacts, actions, refusals that were wanted and that were not."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from hotline.kit import clock
from hotline.simulation.scenario import Contact


class Stuck(Exception):  # noqa: N818 — the name says what happened
    """A journey cannot go on; the message says where and why, without personal data."""


@dataclass(frozen=True)
class Receipt:
    """What the citizen was told when his request was registered."""

    number: str
    code: str


@dataclass
class Played:
    """One journey with what became of its ticket; ``notes`` are steps the rules did not offer."""

    contact: Contact
    receipt: Receipt
    ticket_id: str = ""
    status: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass
class Tally:
    """Counts of a run; ``faults`` are answers that no rule explains, each in words.

    ``answered_first`` counts text messages that were answered before their citizen had them registered.
    ``ways`` counts how units were chosen; ``unsuggested`` of these dispatches had no suggested unit,
    ``out_of_play`` only such without accounts in the play.
    """

    started_at: datetime = field(default_factory=clock.now)
    sent: int = 0
    accepted: list[Played] = field(default_factory=list)
    actions: Counter[str] = field(default_factory=Counter)
    refused_rightly: int = 0
    stale: int = 0
    repeated: int = 0
    answered_first: int = 0
    requests: int = 0
    finished: int = 0
    ways: Counter[str] = field(default_factory=Counter)
    unsuggested: int = 0
    out_of_play: int = 0
    faults: list[str] = field(default_factory=list)

    def fault(self, words: str) -> Stuck:
        """Return the exception that ends a journey; whoever plays it notes the fault."""
        return Stuck(words)
