"""Linking a question to what it names."""

import pytest

from knowledge.understanding.linking import linked
from knowledge.understanding.understand import understand

LINES = [
    ("ITEM:1", "身份证"),
    ("ITEM:2", "身份证丢失补领"),
    ("UNIT:3", "顺德区行政服务中心"),
    ("ITEM:4", "居住证"),
]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("身份证", ("ITEM:1",)),
        ("身份证丢失补领", ("ITEM:2",)),
        ("我在外地上班好几年了想知道顺德区行政服务中心周末开门吗", ("UNIT:3",)),
        ("身份证丢了找不回来", ()),
        ("居住证和身份证哪个有用一些呢我不太清楚", ()),
        ("", ()),
    ],
)
def test_a_name_said_outright_is_linked_and_a_chance_word_is_not(
    words: str, ids: tuple[str, ...]
) -> None:
    assert linked(understand(words), LINES).entities == ids
