"""Who asks what and how it goes on (情景): contacts drawn from labelled texts, each with a plan."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from hotline.kit.labels import LabelledEnum
from routing.taxonomy.tree import RequestKind


class Plan(LabelledEnum):
    """How a request goes on after it was registered."""

    PLAIN = "PLAIN", "办理、评价、办结"
    REDO = "REDO", "评价未解决后重办"
    OBJECTION_REJECTED = "OBJECTION_REJECTED", "退单被驳回"
    REDISPATCHED = "REDISPATCHED", "退单后改派"
    EXTENSION = "EXTENSION", "申请延期"
    SENT_BACK = "SENT_BACK", "审核退回"
    MORE_INFO = "MORE_INFO", "补充信息"
    CONFIDENTIAL = "CONFIDENTIAL", "保密"
    ANONYMOUS = "ANONYMOUS", "匿名"
    ON_BEHALF = "ON_BEHALF", "窗口代为登记"
    MERGED = "MERGED", "并单"
    ANSWERED = "ANSWERED", "直接答复"
    DECLINED = "DECLINED", "不予受理"
    WITHDRAWN = "WITHDRAWN", "撤回"


class Door(LabelledEnum):
    """By which way a contact comes in."""

    WEB = "WEB", "网页"
    SMS = "SMS", "短信"
    DESK = "DESK", "窗口"


@dataclass(frozen=True)
class Text:
    """A request as somebody wrote it, with the labels an experienced reviewer would give."""

    content: str
    kind: RequestKind
    category: str
    district: str = ""
    town: str = ""


@dataclass(frozen=True)
class Contact:
    """One citizen with one request; ``phone`` and ``address`` (network) are his alone.

    A twin tells the same matter from another telephone; it is merged into this one's ticket.
    """

    index: int
    text: Text
    plan: Plan
    door: Door
    phone: str
    address: str
    twin: "Contact | None" = None


# Plans that need no share of their own come once in a while; the plain way is the most frequent.
_WEIGHTS = {Plan.PLAIN: 8, Plan.REDO: 2, Plan.ANSWERED: 3}
_SMS_SHARE = 0.4
_ONLY_DOOR = {
    Plan.CONFIDENTIAL: Door.WEB,
    Plan.ANONYMOUS: Door.WEB,
    Plan.MERGED: Door.WEB,
    Plan.ON_BEHALF: Door.DESK,
}
_SMS_LONGEST = 600
FORM_SHORTEST = 5  # characters; a form refuses less, a text message says what it says


@dataclass
class Casting:
    """Draws contacts; the same seed draws the same plans, the numbers are new in every run."""

    texts: Sequence[Text]
    with_sms: bool = True
    seed: int = 0
    first_phone: int = field(default_factory=lambda: random.SystemRandom().randrange(10**8))

    def contacts(self, count: int) -> list[Contact]:
        """Return the journeys of ``count`` contacts; a merged pair counts as two."""
        rng = random.Random(self.seed)  # noqa: S311 — a draw of plays, no secret
        order = [t for t in self.texts if self.with_sms or not _is_short(t)]
        rng.shuffle(order)
        wanted = list(Plan) if count >= 2 * len(Plan) else []
        journeys: list[Contact] = []
        used = 0
        while used < count:
            text = order[used % len(order)]
            plan = self._plan(rng, text, wanted, count - used)
            contact = self._contact(rng, used, text, plan)
            used += 2 if contact.twin else 1
            journeys.append(contact)
        return journeys

    def _plan(self, rng: random.Random, text: Text, wanted: list[Plan], left: int) -> Plan:
        suitable = [p for p in Plan if _suits(p, text) and (p is not Plan.MERGED or left > 1)]
        missing = [p for p in wanted if p in suitable]
        if missing:
            wanted.remove(missing[0])
            return missing[0]
        return rng.choices(suitable, [_WEIGHTS.get(p, 1) for p in suitable])[0]

    def _contact(self, rng: random.Random, index: int, text: Text, plan: Plan) -> Contact:
        fits = self.with_sms and len(text.content) <= _SMS_LONGEST
        by_sms = (fits and rng.random() < _SMS_SHARE) or _is_short(text)
        door = _ONLY_DOOR.get(plan) or (Door.SMS if by_sms else Door.WEB)
        twin = None
        if plan is Plan.MERGED:
            twin = Contact(index + 1, text, plan, door, *self._whereabouts(index + 1))
        return Contact(index, text, plan, door, *self._whereabouts(index), twin=twin)

    def _whereabouts(self, index: int) -> tuple[str, str]:
        """Return telephone and network address (198.18.0.0/15 is reserved for such tests)."""
        number = (self.first_phone + index) % 10**8
        return f"139{number:08d}", f"198.18.{index // 250 % 256}.{index % 250 + 1}"


def _is_short(text: Text) -> bool:
    return len(text.content.strip()) < FORM_SHORTEST


def _suits(plan: Plan, text: Text) -> bool:
    """A text only takes a course that the rules allow its kind."""
    if _is_short(text) and plan in _ONLY_DOOR:
        return False
    easy = text.kind in {RequestKind.CONSULT, RequestKind.PRAISE}
    if plan is Plan.ANSWERED:
        return text.kind is RequestKind.CONSULT
    if plan in {Plan.EXTENSION, Plan.REDO, Plan.OBJECTION_REJECTED, Plan.REDISPATCHED}:
        return not easy
    if plan is Plan.WITHDRAWN:
        return text.kind is not RequestKind.REPORT
    return True
