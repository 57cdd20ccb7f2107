"""The first suggestion (首次建议): what is it, where, how urgent, whose; pure over one snapshot.

Rules run first, names and words always speak, a model speaks where there is one, the catalogue decides
and says by which row. Nothing here raises for any text: an unreadable one gets an honest "don't know".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from hotline.kit import clock
from hotline.kit.text import normalise
from routing.catalogue import Place
from routing.classifier import Classifier, Vector
from routing.coldstart import Guess
from routing.decide import Decision, Matter, NeedsHuman, decide
from routing.extract import Entity, EntityKind, extract
from routing.features import prepare
from routing.gazetteer import Located
from routing.rules import Alarm, RuleKind, Severity
from routing.state import RoutingState
from routing.suggestion import Choice, Evidence, Suggestion
from routing.taxonomy import Confidentiality, RequestKind, Urgency

MAX_TEXT = 20_000
TOP = 3
_HEARD = 8  # labels of the model that take part in the mixture
_ALARM_URGENCY = {Severity.EMERGENCY: Urgency.EMERGENCY, Severity.URGENT: Urgency.URGENT}


@dataclass(frozen=True)
class _Heard:
    """What the classifier and the words of the tree say about one text."""

    normal: str
    model: Classifier | None
    vector: Vector | None
    guesses: Sequence[Guess]


def suggest(
    state: RoutingState, text: str, *, channel: str, place_hint: str = "", at: datetime
) -> Suggestion:
    """Return kind, category, place, urgency and unit of a request, each with confidence and evidence.

    ``channel`` is the channel's code, ``place_hint`` a division code or an address given beside the text,
    ``at`` the instant of the contact. Texts beyond 20,000 characters are judged by their beginning.
    """
    normal = normalise(text[:MAX_TEXT])
    alarms = tuple(state.rules.check(normal))
    entities = tuple(extract(normal, at))
    located = state.gazetteer.locate(normal, place_hint)
    heard = _hear(state, normal)
    categories = _categories(state, heard)
    kinds = _kinds(state, heard, categories)
    urgency = _urgency(alarms)
    secrecy = _confidentiality(alarms, kinds)
    matter = _matter(
        _Facts(categories, kinds, located, alarms, secrecy),
        at,
        _fields(channel, kinds, urgency, _hour(entities)),
    )
    decision = decide(matter, state.book)
    return Suggestion(
        kind=kinds,
        category=categories,
        place=_places(state, located),
        urgency=urgency,
        confidentiality=secrecy,
        unit=_units(state, heard, decision, categories),
        alarms=alarms,
        entities=entities,
        decision=decision,
        ask=(located.ask,) if located.ask else (),
        unsure=not categories or categories[0].confidence < state.policy.minimum_confidence,
        model=heard.model.version if heard.model else None,
        taxonomy_version=state.taxonomy.version,
        units=state.units,
    )


def _hear(state: RoutingState, normal: str) -> _Heard:
    model = state.model.classifier
    vector = None
    if model is not None:
        vector = model.vector(prepare(normal, model.wording))
        if not vector.positions.size:
            model, vector = None, None  # no known word: the model has nothing to say
    standard = state.wording.apply(normal)
    guesses = state.cold.guess(standard)
    if standard != normal:
        guesses = [replace(g, spans=_own_spans(g.spans, standard, normal)) for g in guesses]
    return _Heard(normal, model, vector, guesses)


def _own_spans(
    spans: Iterable[tuple[int, int]], standard: str, normal: str
) -> tuple[tuple[int, int], ...]:
    """Find words of the standard wording again in the citizen's own words; replaced ones drop out."""
    found = ((normal.find(standard[start:end]), end - start) for start, end in spans)
    return tuple((start, start + size) for start, size in found if start >= 0)


def _shares(heard: _Heard, head: str, k: int = _HEARD) -> dict[str, float]:
    """Return the model's best labels of a question with their confidence."""
    if heard.model is None or heard.vector is None or not heard.model.has(head):
        return {}
    return {s.label: s.confidence for s in heard.model.top(heard.vector, head, k)}


def _joined(
    heard: _Heard, head: str, learned: Mapping[str, float], words: Mapping[str, float]
) -> list[tuple[str, float]]:
    """Mix model and words in the proportion that held-out texts chose; best first."""
    trust = heard.model.heads[head].trust if learned and heard.model is not None else 0.0
    points = {label: trust * share for label, share in learned.items()}
    for label, share in words.items():
        points[label] = points.get(label, 0.0) + (1.0 - trust) * share
    return sorted(points.items(), key=lambda item: -item[1])[:TOP]


def _categories(state: RoutingState, heard: _Heard) -> tuple[Choice, ...]:
    known = state.taxonomy.categories
    learned = {c: p for c, p in _shares(heard, "category").items() if c in known}
    words = {guess.code: guess.confidence for guess in heard.guesses}
    spans = {guess.code: guess.spans for guess in heard.guesses}
    choices = []
    for number, (code, confidence) in enumerate(_joined(heard, "category", learned, words)):
        evidence = [Evidence(start, end, "words") for start, end in spans.get(code, ())]
        if number == 0 and code in learned:
            evidence += _learned_evidence(heard, "category", code)
        source = "model" if code in learned else "words"
        choices.append(
            Choice(code, state.taxonomy.label(code), confidence, tuple(evidence), source)
        )
    return tuple(choices)


def _learned_evidence(heard: _Heard, head: str, label: str) -> list[Evidence]:
    """Find the deciding n-grams in the citizen's own words."""
    if heard.model is None or heard.vector is None:
        return []
    found: dict[tuple[int, int], None] = {}
    for gram, _ in heard.model.evidence(heard.vector, head, label):
        word = gram.replace(" ", "")
        start = heard.normal.find(word)
        if start >= 0:
            found[start, start + len(word)] = None
    return [Evidence(start, end, "model") for start, end in _outermost(found)]


def _outermost(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Leave out spans that lie inside another."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return kept


def _kinds(state: RoutingState, heard: _Heard, categories: Sequence[Choice]) -> tuple[Choice, ...]:
    hint = state.taxonomy.categories[categories[0].value].kind_hint if categories else None
    shares, spans = state.cues.score(heard.normal, hint)
    words = {kind.value: share for kind, share in shares.items()}
    learned = _shares(heard, "kind")
    choices = []
    for number, (label, confidence) in enumerate(_joined(heard, "kind", learned, words)):
        kind = RequestKind.__members__.get(label)
        if kind is None:
            continue
        evidence = [Evidence(start, end, "words") for start, end in spans.get(kind, ())]
        if number == 0 and label in learned:
            evidence += _learned_evidence(heard, "kind", label)
        source = "model" if label in learned else "words"
        choices.append(Choice(kind.value, kind.label, confidence, tuple(evidence), source))
    return tuple(choices)


def _urgency(alarms: Sequence[Alarm]) -> Choice:
    for alarm in alarms:
        urgency = _ALARM_URGENCY.get(alarm.rule.severity)
        if urgency is not None:
            evidence = (Evidence(alarm.start, alarm.end, f"rule:{alarm.rule.id}"),)
            return Choice(urgency.value, urgency.label, 1.0, evidence, "rule")
    return Choice(Urgency.NORMAL.value, Urgency.NORMAL.label, 1.0, (), "default")


def _confidentiality(alarms: Sequence[Alarm], kinds: Sequence[Choice]) -> Choice:
    """A wish for secrecy, or a report, hides the citizen (domain rules §6.1)."""
    hidden = Confidentiality.CITIZEN_HIDDEN
    for alarm in alarms:
        if alarm.rule.kind is RuleKind.CONFIDENTIALITY:
            evidence = (Evidence(alarm.start, alarm.end, f"rule:{alarm.rule.id}"),)
            return Choice(hidden.value, hidden.label, 1.0, evidence, "rule")
    if kinds and kinds[0].value == RequestKind.REPORT.value:
        return Choice(hidden.value, hidden.label, kinds[0].confidence, kinds[0].evidence, "kind")
    return Choice(Confidentiality.NONE.value, Confidentiality.NONE.label, 1.0, (), "default")


def _places(state: RoutingState, located: Located) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            candidate.place.town_code or candidate.place.district_code,
            state.gazetteer.label(candidate.place),
            candidate.confidence,
            tuple(Evidence(start, end, "gazetteer") for start, end in candidate.spans),
            "gazetteer" if candidate.spans else "hint",
        )
        for candidate in located.candidates[:TOP]
    )


def _hour(entities: Sequence[Entity]) -> int | None:
    for entity in entities:
        if entity.kind is EntityKind.TIME and "T" in entity.value:
            return int(entity.value.partition("T")[2][:2])
    return None


def _fields(
    channel: str, kinds: Sequence[Choice], urgency: Choice, hour: int | None
) -> dict[str, Any]:
    kind = kinds[0].value if kinds else None
    return {"channel": channel, "kind": kind, "urgency": urgency.value, "hour": hour}


@dataclass(frozen=True)
class _Facts:
    categories: Sequence[Choice]
    kinds: Sequence[Choice]
    located: Located
    alarms: Sequence[Alarm]
    secrecy: Choice


def _matter(facts: _Facts, at: datetime, fields: dict[str, Any]) -> Matter:
    places: tuple[Place, ...] = facts.located.open_places()
    best = facts.categories[0] if facts.categories else None
    local = clock.to_local(at)
    return Matter(
        category_code=best.value if best else None,
        on=local.date(),
        places=places,
        category_confidence=best.confidence if best else 0.0,
        emergency=any(a.rule.severity is Severity.EMERGENCY for a in facts.alarms),
        out_of_remit=any(a.rule.kind is RuleKind.OUT_OF_REMIT for a in facts.alarms),
        confidentiality=Confidentiality.__members__[facts.secrecy.value],
        fields={**fields, "weekday": local.isoweekday()},
    )


def _units(
    state: RoutingState,
    heard: _Heard,
    decision: Decision | NeedsHuman,
    categories: Sequence[Choice],
) -> tuple[Choice, ...]:
    """Put the catalogue's units first, then what earlier tickets taught."""
    trust = categories[0].confidence if categories else 0.0
    found: dict[str, Choice] = {}
    if isinstance(decision, Decision):
        name = state.units.name(decision.lead_unit_id)
        source = f"row:{decision.row.id}" if decision.row else "policy"
        found[decision.lead_unit_id] = Choice(decision.lead_unit_id, name, trust, (), source)
    else:
        for unit_id in decision.candidates[:TOP]:
            share = trust / len(decision.candidates)
            found[unit_id] = Choice(unit_id, state.units.name(unit_id), share, (), "candidate")
    for code, confidence in _shares(heard, "unit", TOP).items():
        unit = state.units.by_code.get(code)
        if unit is not None and unit.id not in found:
            found[unit.id] = Choice(unit.id, unit.name, confidence, (), "model")
    return tuple(found.values())[: TOP + 1]
