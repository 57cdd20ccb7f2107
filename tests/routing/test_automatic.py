"""What stands against dispatching without a person, one reason at a time."""

from dataclasses import replace
from typing import Any

import pytest

from routing.automatic import (
    ENGLISH,
    AutomaticRule,
    Case,
    Heard,
    Obstacle,
    inspect_automatic,
    obstacles,
    read_automatic,
    to_entry,
)
from routing.decide import Decision, NeedsHuman, Why
from routing.errors import ContentInvalid
from routing.taxonomy.tree import Confidentiality, RequestKind, Urgency
from tests.routing.city import TAXONOMY, row

RULES = (AutomaticRule("0101", (RequestKind.HELP,), "目录清楚"),)
SENT = Decision("U-FS-CG", (), row("R1", "010101", "FS-CG"), (), direct=True)
GOOD = Case(
    category_code="010101",
    kind=RequestKind.HELP,
    urgency=Urgency.NORMAL,
    confidentiality=Confidentiality.NONE,
    decision=SENT,
    heard=Heard("010101", 0.97, 0.95, "m1"),
)


def test_a_plain_matter_has_nothing_against_it() -> None:
    assert obstacles(GOOD, RULES, TAXONOMY, switch_on=True) == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": RequestKind.CONSULT}, {Obstacle.NO_POLICY}),
        ({"kind": None}, {Obstacle.NO_POLICY}),
        ({"alarms": 1}, {Obstacle.ALARM}),
        ({"urgency": Urgency.URGENT}, {Obstacle.URGENT}),
        ({"urgency": Urgency.EMERGENCY}, {Obstacle.URGENT}),
        ({"confidentiality": Confidentiality.CITIZEN_HIDDEN}, {Obstacle.CONFIDENTIAL}),
        ({"confidentiality": Confidentiality.RESTRICTED}, {Obstacle.CONFIDENTIAL}),
        ({"duplicates": 2}, {Obstacle.DUPLICATE}),
        ({"first": False}, {Obstacle.NOT_FIRST}),
        ({"flagged": True}, {Obstacle.FLAGGED}),
        ({"handled": False}, {Obstacle.NO_HANDLER}),
        ({"decision": NeedsHuman(Why.NO_ROW, ())}, {Obstacle.NEEDS_HUMAN}),
        ({"decision": replace(SENT, direct=False)}, {Obstacle.NOT_DIRECT}),
        ({"decision": replace(SENT, must_review=True)}, {Obstacle.NOT_DIRECT}),
        ({"decision": replace(SENT, row=None)}, {Obstacle.NOT_DIRECT, Obstacle.NO_BASIS}),
        ({"decision": replace(SENT, row=row("R", "01", "FS-CG", basis=()))}, {Obstacle.NO_BASIS}),
        ({"heard": Heard()}, {Obstacle.NO_GATE}),
        ({"heard": Heard("010101", 0.97, None)}, {Obstacle.NO_GATE}),
        ({"heard": Heard(None, 0.0, 0.95)}, {Obstacle.NO_GATE}),
        ({"heard": Heard("010101", 0.9499, 0.95)}, {Obstacle.LOW_CONFIDENCE}),
        ({"heard": Heard("010102", 0.97, 0.95)}, {Obstacle.OTHER_CATEGORY}),
    ],
)
def test_each_doubt_alone_leaves_it_to_a_person(change: dict[str, Any], told: set[str]) -> None:
    found = obstacles(replace(GOOD, **change), RULES, TAXONOMY, switch_on=True)
    assert set(found) == told


def test_a_rule_covers_its_subject_with_everything_under_it_and_nothing_else() -> None:
    switched_off = obstacles(GOOD, RULES, TAXONOMY, switch_on=False)
    assert switched_off == (Obstacle.SWITCHED_OFF,)
    elsewhere = replace(GOOD, category_code="020101", heard=Heard("020101", 0.97, 0.95))
    assert obstacles(elsewhere, RULES, TAXONOMY, switch_on=True) == (Obstacle.NO_POLICY,)
    unknown = replace(GOOD, category_code=None)
    assert Obstacle.NO_POLICY in obstacles(unknown, RULES, TAXONOMY, switch_on=True)


def test_every_obstacle_is_told_in_both_languages() -> None:
    assert set(ENGLISH) == set(Obstacle)


def test_rules_are_read_as_they_were_written() -> None:
    entry = {"category_code": "0101", "kinds": ["HELP；CONSULT"], "reason": " 目录清楚 "}
    (rule,) = read_automatic([entry])
    assert rule.kinds == (RequestKind.HELP, RequestKind.CONSULT)
    assert read_automatic([to_entry(rule)]) == [rule]


@pytest.mark.parametrize(
    "content",
    [
        {},
        ["x"],
        [{"category_code": "0101", "kinds": ["HELP"]}],
        [{"category_code": "1", "kinds": ["HELP"], "reason": "x"}],
        [{"category_code": "0101", "kinds": [], "reason": "x"}],
        [{"category_code": "0101", "kinds": ["OTHER"], "reason": "x"}],
        [{"category_code": "0101", "kinds": [1], "reason": "x"}],
        [{"category_code": "0101", "kinds": 3, "reason": "x"}],
        [{"category_code": "0101", "kinds": ["HELP"], "reason": " "}],
        [{"category_code": "0101", "kinds": ["HELP"], "reason": "x", "more": 1}],
    ],
)
def test_anything_else_is_refused_with_its_number(content: Any) -> None:
    assert inspect_automatic(content)[1]
    with pytest.raises(ContentInvalid) as refused:
        read_automatic(content)
    assert refused.value.extra["errors"]
