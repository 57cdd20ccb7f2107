"""Doubts about a draft (须人工审核的原因): what stands against approving it without a person; pure.

B1 asks for kind, subject, place, urgency, profile, secrecy, a decision on merging and a catalogue row. What
stands against dispatching alone (an alarm, a duplicate, no gate) is told by ``routing.automatic``; here is
what a reviewer would look at besides. Of several readings of the words none is taken by the system.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm.models import SpecialGroup
from hotline.kit.labels import LabelledEnum
from hotline.tickets.changes_intake import FAST_FIX, STANDARD
from hotline.tickets.models import Ticket
from routing.decide import Decision, NeedsHuman
from routing.taxonomy.tree import RequestKind

OPENED = 1  # the version of a ticket to which nothing has been done
_PLACED = frozenset({RequestKind.HELP, RequestKind.COMPLAINT, RequestKind.REPORT})


class Doubt(LabelledEnum):
    """What a reviewer has to look at."""

    TOUCHED = "TOUCHED", "登记后已有人处理或补充"
    ANSWERABLE = "ANSWERABLE", "咨询事项，先看能否直接答复"
    KIND_UNSURE = "KIND_UNSURE", "诉求类型把握不足"
    PLACE_OPEN = "PLACE_OPEN", "地点未确定，或有几处可能"
    QUESTION_OPEN = "QUESTION_OPEN", "还有问题须向诉求人核实"
    SUGGESTED_OTHERWISE = "SUGGESTED_OTHERWISE", "登记时的建议须人工复核，或建议了别的单位"
    OWN_PROCEDURE = "OWN_PROCEDURE", "目录条目另有办理规则，须人工选定"
    ACCUSED = "ACCUSED", "反映的是承办单位或其工作人员"
    MINOR = "MINOR", "诉求人是未成年人"
    NOT_COMPARED = "NOT_COMPARED", "近期工单尚未全部比对"


ENGLISH: Mapping[Doubt, str] = {
    Doubt.TOUCHED: "somebody has worked on it or added to it",
    Doubt.ANSWERABLE: "a question that may be answered without a department",
    Doubt.KIND_UNSURE: "the kind of request is not sure enough",
    Doubt.PLACE_OPEN: "no place, or several that fit",
    Doubt.QUESTION_OPEN: "something must be asked of the citizen",
    Doubt.SUGGESTED_OTHERWISE: "the first suggestion asks for a person or names another unit",
    Doubt.OWN_PROCEDURE: "the catalogue row has a profile that a person chooses",
    Doubt.ACCUSED: "it is about a unit or its staff",
    Doubt.MINOR: "the citizen is a minor",
    Doubt.NOT_COMPARED: "not all recent tickets have been compared",
}


@dataclass(frozen=True)
class Draft:
    """What is known of a draft; ``suggested`` is the document of the suggestion it was opened with.

    ``told_places`` are the codes that the words alone name, without the place given beside them.
    ``kind_gate`` (0–1) is how sure the kind must be, ``None``: never; ``compared``: with all recent tickets.
    """

    ticket: Ticket
    decision: Decision | NeedsHuman
    suggested: Mapping[str, Any]
    told_places: tuple[str, ...]
    kind_gate: float | None
    compared: bool


def doubts(draft: Draft) -> tuple[Doubt, ...]:
    """Return everything a reviewer has to look at; empty: nothing."""
    ticket = draft.ticket
    found = (
        (ticket.version != OPENED, Doubt.TOUCHED),
        (ticket.kind == RequestKind.CONSULT, Doubt.ANSWERABLE),
        (not _kind_is_sure(draft), Doubt.KIND_UNSURE),
        (not _place_is_sure(draft), Doubt.PLACE_OPEN),
        (bool(draft.suggested.get("ask")), Doubt.QUESTION_OPEN),
        (not _suggested_the_same(draft), Doubt.SUGGESTED_OTHERWISE),
        (_has_own_procedure(draft), Doubt.OWN_PROCEDURE),
        (ticket.accused_unit_id is not None, Doubt.ACCUSED),
        (ticket.special_group == SpecialGroup.MINOR, Doubt.MINOR),
        (not draft.compared, Doubt.NOT_COMPARED),
    )
    return tuple(doubt for stands, doubt in found if stands)


def _kind_is_sure(draft: Draft) -> bool:
    """The words must speak for the kind as surely as the gate asks, whoever wrote it on the ticket."""
    heard = draft.suggested.get("kind") or [{}]
    same = draft.ticket.kind is not None and heard[0].get("value") == draft.ticket.kind
    return same and draft.kind_gate is not None and heard[0]["confidence"] >= draft.kind_gate


def _place_is_sure(draft: Draft) -> bool:
    """One place at most is heard, the words name none elsewhere, and kinds that need a place have one."""
    ticket = draft.ticket
    heard = draft.suggested.get("place", ())
    if len(heard) > 1 or draft.suggested.get("unsure", True):
        return False
    here = ticket.town_code or ticket.district_code or ""
    told = draft.told_places
    if not here:
        return not told and ticket.kind not in _PLACED
    return not told or any(here.startswith(code) or code.startswith(here) for code in told)


def _suggested_the_same(draft: Draft) -> bool:
    """The suggestion decided without a person, and for the unit that the catalogue of today names."""
    told, now = draft.suggested.get("decision") or {}, draft.decision
    if not isinstance(now, Decision) or told.get("must_review", True):
        return False
    return told.get("lead_unit_id") == now.lead_unit_id


def _has_own_procedure(draft: Draft) -> bool:
    """Statutory and special profiles are chosen by a person; quick response comes with its row (§4.3)."""
    row = draft.decision.row if isinstance(draft.decision, Decision) else None
    usual = {None, STANDARD, FAST_FIX, draft.ticket.profile}
    return row is not None and row.profile not in usual
