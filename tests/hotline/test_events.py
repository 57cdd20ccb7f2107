"""Events carry ids, codes and instants: what a person said or is called never leaves by them."""

from dataclasses import fields

import pytest

import hotline.bootstrap  # noqa: F401 — loads every event of the house
from hotline.kit.events import event_class, event_names

PERSONAL = {
    "address", "age", "caller", "citizen_name", "contact", "content", "display_name", "email",
    "gender", "id_number", "location", "mail", "mobile", "number_plate", "person", "phone", "text",
    "title", "words",
}  # fmt: skip
OF_THE_HOUSE = [n for n in event_names() if event_class(n).__module__.split(".")[0] != "tests"]


def test_the_house_has_events() -> None:
    assert len(OF_THE_HOUSE) >= 20


@pytest.mark.parametrize("name", OF_THE_HOUSE)
def test_an_event_names_nobody(name: str) -> None:
    members = {field.name for field in fields(event_class(name))}
    assert members & PERSONAL == set()


@pytest.mark.parametrize("name", OF_THE_HOUSE)
def test_an_event_has_a_noun_and_a_verb_in_the_past(name: str) -> None:
    noun, _, verb = name.partition(".")
    assert noun
    assert verb
    assert name == name.lower()
