"""Builders for tests of feedback."""

from knowledge.audience import Audience
from knowledge.feedback.recorder import Clicked, Searched, Shown
from knowledge.feedback.vocabulary import SearchChannel, Verdict
from knowledge.search.port import Candidate, DocumentKind
from knowledge.search.ranking import Ranked

CARD = "ARTICLE:01" + "C" * 24
PERMIT = "ARTICLE:01" + "P" * 24


def hit(document_id: str = CARD, score: float = 1.2) -> Shown:
    return Shown(document_id, score, {"base": 0.91234567, "begins": 0.0})


def ranked() -> Ranked:
    found = Candidate(CARD, DocumentKind.ARTICLE, 1, "身份证丢了怎么补办", "身份证", 1.2)
    return Ranked(found, 1.2, {"base": 0.91234567, "begins": 0.0})


def searched(words: str = "身份证丢了", **more: object) -> Searched:
    values: dict[str, object] = {
        "channel": SearchChannel.PORTAL,
        "audience": Audience.PUBLIC,
        "shown": [hit()],
        "confidence": 0.9,
        "answered": True,
        "engine": "embedded",
        "asker": "a",
    }
    return Searched(words, **(values | more))  # type: ignore[arg-type]


def clicked(
    document_id: str = CARD, verdict: Verdict = Verdict.OPENED, asker: str = "a"
) -> Clicked:
    return Clicked(document_id, verdict, SearchChannel.PORTAL, Audience.PUBLIC, asker=asker)
