"""Where a conversation stands (对话状态): a small value that survives restarts as JSON; pure."""

from dataclasses import asdict, dataclass, field
from typing import Any

from hotline.kit.labels import LabelledEnum


class Doing(LabelledEnum):
    """What is being done just now."""

    ANSWERING = "ANSWERING", "答复"
    CLARIFYING = "CLARIFYING", "问清"
    OFFERING = "OFFERING", "建议登记"
    COLLECTING = "COLLECTING", "收集要素"
    PROVING = "PROVING", "核对编号和查询码"
    LEAVING_NUMBER = "LEAVING_NUMBER", "留回电号码"
    HANDED_OVER = "HANDED_OVER", "已转人工"


class Why(LabelledEnum):
    """Why a person takes over."""

    ASKED = "ASKED", "市民要求人工"
    FAILED = "FAILED", "两次未能答复"
    ANGER = "ANGER", "市民不满"
    DANGER = "DANGER", "人身危险"
    DISTRESS = "DISTRESS", "心理危机"


GRAVE = frozenset({Why.DANGER, Why.DISTRESS})


def graver(known: Why | None, new: Why) -> Why:
    """Return the reason that stands: danger is never forgotten for something lighter said later."""
    if known not in GRAVE or new is Why.DISTRESS:
        return new
    return known


CONTENT, PLACE, PHONE = "content", "place", "phone"  # fields asked of every request
SPOT = "spot"  # the key under which a subject itself asks for the exact place


@dataclass(frozen=True)
class Choice:
    """One option as it was offered: what it says when chosen, and what it settles.

    ``asks`` are the words that are looked up when it is chosen: those of the citizen, narrowed down by
    ``document`` and ``district``.
    """

    label: str
    say: str
    document: str = ""
    district: str = ""
    asks: str = ""


@dataclass(frozen=True)
class Field:
    """Something still to be asked for a ticket; ``options`` empty means free words.

    ``told`` is what the citizen has said of it, to be confirmed; ``again`` says that it was asked twice.
    """

    key: str
    label: str = ""
    options: tuple[str, ...] = ()
    told: str = ""
    again: bool = False


@dataclass(frozen=True)
class Draft:
    """What is collected for a ticket so far; ``missing`` is asked in this order."""

    content: str = ""
    category: str | None = None
    address: str = ""
    phone: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    missing: tuple[Field, ...] = ()


@dataclass(frozen=True)
class State:
    """One conversation.

    ``failures`` are tries in a row that answered nothing. ``clarified`` says that the last thing we did was
    to ask back. ``asked`` are the citizen's last words that may become a ticket, ``number`` the ticket whose
    code is awaited, ``about`` the document that was answered from last, ``place`` the one that
    was named without a matter, ``language`` the one that was written last. ``last_seq`` is the number of our
    last message: an answer to it follows directly.
    """

    doing: Doing = Doing.ANSWERING
    greeted: bool = False
    failures: int = 0
    clarified: bool = False
    asked: str = ""
    options: tuple[Choice, ...] = ()
    draft: Draft = field(default_factory=Draft)
    number: str = ""
    about: str = ""
    place: str = ""
    language: str = ""
    why: Why | None = None
    last_seq: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the stored form."""
        return asdict(self)


def state_from(data: dict[str, Any]) -> State:
    """Return the state of a stored form; members of a later release are left out."""
    known = {name: data[name] for name in State.__dataclass_fields__ if name in data}
    known["doing"] = Doing(known.get("doing", Doing.ANSWERING))
    known["why"] = Why(known["why"]) if known.get("why") else None
    known["options"] = tuple(Choice(**one) for one in known.get("options", ()))
    known["draft"] = _draft(dict(known.get("draft", {})))
    return State(**known)


def _draft(data: dict[str, Any]) -> Draft:
    missing = data.pop("missing", ())
    return Draft(**data, missing=tuple(_field(one) for one in missing))


def _field(data: dict[str, Any]) -> Field:
    known = {name: data[name] for name in Field.__dataclass_fields__ if name in data}
    return Field(**(known | {"options": tuple(known.get("options", ()))}))
