"""Ids, clocks, labels and events: the smallest stones of the floor."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

import pytest

from hotline.kit import clock, events
from hotline.kit.events import Event
from hotline.kit.ids import new_id
from hotline.kit.labels import LabelledEnum

NIGHT = datetime(2026, 3, 4, 16, 30, tzinfo=UTC)


@dataclass(frozen=True)
class StoneLaid(Event):
    name: ClassVar[str] = "sample.stone_laid"
    stone_id: str
    weight: int = 1


class Colour(LabelledEnum):
    RED = "RED", "红"


def test_an_id_is_26_characters_that_sort_by_time() -> None:
    first = new_id()
    time.sleep(0.002)
    second = new_id()
    assert len(first) == len(second) == 26
    assert first < second
    assert set(first) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def test_ids_made_at_once_differ() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: new_id(), range(20_000)))
    assert len(set(made)) == len(made)


def test_the_day_is_shanghais() -> None:
    with clock.frozen(NIGHT):
        assert clock.now() == NIGHT
        assert clock.local_date() == date(2026, 3, 5)
    assert clock.now().utcoffset() == timedelta(0)


def test_a_label_is_chinese_and_the_value_stays_the_code() -> None:
    assert (Colour.RED.label, Colour.RED.value, str(Colour.RED)) == ("红", "RED", "RED")
    assert Colour("RED") is Colour.RED


def test_an_event_survives_the_outbox_and_carries_plain_values() -> None:
    event = StoneLaid("01ARZ3NDEKTSV4RRFFQ69G5FAV", 2)
    assert event.payload() == {"stone_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "weight": 2}
    assert events.from_payload("sample.stone_laid", event.payload()) == event
    assert "sample.stone_laid" in events.event_names()
    assert events.event_class("sample.stone_laid") is StoneLaid


def test_two_events_of_one_name_are_a_mistake() -> None:
    with pytest.raises(TypeError, match=r"sample\.stone_laid"):

        class Other(Event):
            name: ClassVar[str] = "sample.stone_laid"

    with pytest.raises(TypeError, match="missing"):

        class Nameless(Event):
            pass

    with pytest.raises(KeyError):
        events.from_payload("sample.never", {})
