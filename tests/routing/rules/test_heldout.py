"""What the demonstration's examples hear that they were not told."""

from pathlib import Path

import pytest

from routing.rules.examples import Example, Flag
from routing.rules.heldout import hold_out, table_of
from tests.routing.rules.city_book import held

GUIDE = Path(__file__).parents[3] / "docs/how-to/edit-the-rules.md"
# A step below the figures of the day they were measured, so that a step back shows.
RECALL = {
    Flag.EMERGENCY: 0.80,
    Flag.SELF_HARM: 0.75,
    Flag.GROUP_EVENT: 0.55,
    Flag.MINOR: 0.70,
    Flag.LEAK: 0.55,
    Flag.CONFIDENTIALITY: 0.70,
    Flag.OUT: 0.40,
}
FALSE_HINTS, FALSE_DANGERS = 0.03, 0.05  # of ordinary requests never heard before
RIGHT_KINDS = 0.9


@pytest.mark.parametrize("flag", list(Flag))
def test_a_sentence_never_told_is_heard(flag: Flag) -> None:
    assert held().heard[flag] >= RECALL[flag] * held().examples[flag], held().heard


@pytest.mark.parametrize("flag", list(Flag))
def test_hardly_an_ordinary_request_sounds_like_a_flag(flag: Flag) -> None:
    share = FALSE_DANGERS if flag is Flag.EMERGENCY else FALSE_HINTS
    assert held().requests >= 300
    assert held().usual[flag] <= share * held().requests, held().usual


@pytest.mark.parametrize("flag", [Flag.EMERGENCY, Flag.OUT])
def test_a_line_or_a_ground_is_named_only_where_it_is_sure(flag: Flag) -> None:
    assert held().right[flag] >= RIGHT_KINDS * held().named[flag] > 0
    assert held().named[flag] < held().heard[flag]


def test_what_was_kept_back_is_not_known() -> None:
    """Each example stands alone in its words: only one that had learned from it could hear it."""
    letters = [chr(0xAC00 + number) for number in range(2400)]
    fires = [Example("".join(letters[n * 8 : n * 8 + 8]), ("EMERGENCY",)) for n in range(150)]
    quiet = [Example("".join(letters[n * 8 : n * 8 + 8])) for n in range(150, 300)]
    assert hold_out([*fires, *quiet], []).heard[Flag.EMERGENCY] == 0


def test_the_guide_tells_the_figures_of_today() -> None:
    """Write them anew with ``hotline rules measure`` in the demonstration."""
    assert table_of(held()) in GUIDE.read_text()
