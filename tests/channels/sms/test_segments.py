"""Segments are counted as the carrier counts and never cut a character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.sms.segments import Encoding, count, split

GSM = "@£$¥ABCabc0123 ?!"


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", Encoding.GSM7, 0, 1),
        ("a" * 160, Encoding.GSM7, 160, 1),
        ("a" * 161, Encoding.GSM7, 161, 2),
        ("a" * 306, Encoding.GSM7, 306, 2),
        ("a" * 307, Encoding.GSM7, 307, 3),
        ("a" * 158 + "€", Encoding.GSM7, 160, 1),
        ("a" * 159 + "€", Encoding.GSM7, 161, 2),
        ("it’s", Encoding.UCS2, 4, 1),
        ("字" * 70, Encoding.UCS2, 70, 1),
        ("字" * 71, Encoding.UCS2, 71, 2),
        ("字" * 134, Encoding.UCS2, 134, 2),
        ("字" * 135, Encoding.UCS2, 135, 3),
        ("字" * 69 + "𠮷", Encoding.UCS2, 71, 2),
        ("字" * 68 + "𠮷", Encoding.UCS2, 70, 1),
        ("😀" * 35, Encoding.UCS2, 70, 1),
        # 67 units hold 33 pairs and one unit over: pairs are not cut, so 67 of them need three parts
        ("𠮷" * 67, Encoding.UCS2, 134, 3),
    ],
)
def test_counts_are_the_carriers(text: str, encoding: Encoding, units: int, segments: int) -> None:
    counted = count(text)
    assert (counted.encoding, counted.units, counted.segments) == (encoding, units, segments)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=400))
def test_parts_fit_and_join_to_the_text(text: str) -> None:
    parts = split(text)
    assert "".join(parts) == text
    limit = 67 if len(parts) > 1 else 70
    if count(text).encoding is Encoding.UCS2:
        for part in parts:
            assert len(part.encode("utf-16-be")) // 2 <= limit
            assert part.encode("utf-16-be").decode("utf-16-be") == part


@given(st.text(alphabet=GSM + "€^{}[]~|\\", max_size=700))
def test_seven_bit_parts_fit_and_keep_extension_characters_whole(text: str) -> None:
    parts = split(text)
    assert "".join(parts) == text
    limit = 153 if len(parts) > 1 else 160
    for part in parts:
        assert sum(2 if char in "€^{}[]~|\\" else 1 for char in part) <= limit
