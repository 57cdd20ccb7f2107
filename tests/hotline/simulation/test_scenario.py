"""Contacts are drawn fairly: every plan is played, every number is somebody's own."""

from collections import Counter

import pytest

from hotline.simulation.scenario import Casting, Contact, Door, Plan, Text
from routing.taxonomy.tree import RequestKind

TEXTS = [
    Text(f"{kind.label}：第{n}件事", kind, "0101", "440604", "440604012")
    for kind in RequestKind
    for n in range(10)
]


def draw(count: int, **options: object) -> list[Contact]:
    return Casting(TEXTS, **options).contacts(count)  # type: ignore[arg-type]


def people(contacts: list[Contact]) -> list[Contact]:
    return [person for c in contacts for person in (c, c.twin) if person is not None]


@pytest.mark.parametrize("count", [1, 2, 12, 28, 137])
def test_a_merged_pair_counts_as_two(count: int) -> None:
    assert len(people(draw(count))) == count


def test_every_plan_is_played_when_there_is_room() -> None:
    assert {c.plan for c in draw(2 * len(Plan))} == set(Plan)


def test_every_citizen_has_a_telephone_and_an_address_of_his_own() -> None:
    found = people(draw(500))
    assert len({c.phone for c in found}) == len({c.address for c in found}) == 500
    assert all(len(c.phone) == 11 for c in found)


def test_the_same_seed_plays_the_same_plans_with_new_numbers() -> None:
    one, two = draw(60, seed=7), draw(60, seed=7)
    assert [(c.text, c.plan, c.door) for c in one] == [(c.text, c.plan, c.door) for c in two]
    assert {c.phone for c in one}.isdisjoint({c.phone for c in two})


def test_another_seed_plays_other_plans() -> None:
    assert [c.plan for c in draw(60, seed=7)] != [c.plan for c in draw(60, seed=8)]


def test_only_consultations_are_answered_on_the_spot() -> None:
    answered = {c.text.kind for c in draw(600) if c.plan is Plan.ANSWERED}
    assert answered == {RequestKind.CONSULT}


def test_reports_are_not_withdrawn_and_praise_is_not_extended() -> None:
    pairs = Counter((c.plan, c.text.kind) for c in draw(600))
    assert pairs[Plan.WITHDRAWN, RequestKind.REPORT] == 0
    assert pairs[Plan.EXTENSION, RequestKind.PRAISE] == 0
    assert pairs[Plan.WITHDRAWN, RequestKind.HELP] > 0


def test_without_a_text_message_door_nobody_writes_by_text() -> None:
    assert Door.SMS in {c.door for c in draw(100)}
    assert Door.SMS not in {c.door for c in draw(100, with_sms=False)}


def test_whoever_is_anonymous_or_asks_for_secrecy_comes_by_the_web() -> None:
    doors = {c.door for c in draw(300) if c.plan in {Plan.ANONYMOUS, Plan.CONFIDENTIAL}}
    assert doors == {Door.WEB}


def test_a_few_characters_come_by_text_message_or_not_at_all() -> None:
    texts = [*TEXTS, Text("停电", RequestKind.HELP, "0101")]
    short = [c for c in Casting(texts).contacts(400) if c.text.content == "停电"]
    assert {c.door for c in short} == {Door.SMS}
    without = Casting(texts, with_sms=False).contacts(400)
    assert "停电" not in {c.text.content for c in without}
