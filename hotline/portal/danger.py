"""Danger first (紧急情况先告知): whom to ring, and words of care for whoever may take his life (domain rules §6.2)."""

from collections.abc import Iterable

from hotline.kit.text import normalise
from hotline.portal.schemas import EmergencyOut
from routing.classify.mixture import MAX_TEXT
from routing.rules.ruleset import Alarm, RuleKind
from routing.state import RoutingState


def alarms_in(state: RoutingState, text: str) -> list[Alarm]:
    """Return what the rules in force hear in a citizen's words, the gravest first."""
    return list(state.rules.check(normalise(text[:MAX_TEXT])))


def emergencies(alarms: Iterable[Alarm]) -> list[EmergencyOut]:
    """Return what a citizen is told before everything else; nothing where nobody is in danger."""
    rules = [alarm.rule for alarm in alarms]
    return [
        EmergencyOut(line=rule.line, words=rule.told_zh, words_en=rule.told_en)
        for rule in rules
        if rule.line and rule.kind is not RuleKind.OUT_OF_REMIT
    ]


def in_despair(alarms: Iterable[Alarm]) -> bool:
    """Tell whether somebody speaks of taking his life: a person must see to him, no text answers him."""
    return any(alarm.rule.kind is RuleKind.SELF_HARM for alarm in alarms)
