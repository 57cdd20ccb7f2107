"""The type-ahead benchmark types into a real server and is answered; its speed is not a test."""

import pytest

from benchmarks import p4_complete

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_every_keystroke_is_answered() -> None:
    told = p4_complete.run(tiny=True)
    assert told["entries"] == 500
    assert told["answered"] == told["keystrokes"] > 30
    assert 0 < told["ours"]["p50_ms"] <= told["ours"]["p99_ms"]
    assert told["mark_met"] is (told["ours"]["p99_ms"] <= 30.0)


def test_inputs_are_typed_in_every_way_and_fewer_than_the_door_takes() -> None:
    titles = [entry.title for entry in p4_complete.entries_of(1_000)]
    typed = p4_complete.keystrokes(titles, 60)
    assert 300 < len(typed) <= p4_complete.ALLOWED
    assert any(text.isascii() and len(text) > 6 for text in typed)
    assert any(not text.isascii() and text[-1].isascii() for text in typed)
    assert any(text and not any(char.isascii() for char in text) for text in typed)
