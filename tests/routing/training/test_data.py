"""Texts are cleaned, equal ones vote, and memory stays bounded however many rows come."""

import tracemalloc
from collections.abc import Iterator

import pytest

from routing.errors import NothingToLearn
from routing.training.data import GUARANTEED, Cleaning, Sample, gather
from routing.training.days import day_of

CLEANING = Cleaning(("kind", "unit"))


def many(rows: int) -> Iterator[Sample]:
    for number in range(rows):
        words = "".join(chr(0x4E00 + (number * k * 7919) % 20000) for k in range(3, 23))
        yield Sample(words, {"kind": "RARE" if number % 5000 == 0 else f"K{number % 3}"})


def test_repeated_texts_vote_for_their_label() -> None:
    votes = [Sample("垃圾 1号", {"kind": k}) for k in ("CONSULT", "HELP", "HELP")]
    data = gather([*votes, Sample("油烟", {"kind": "CONSULT"})], CLEANING)
    assert data.texts == ("垃圾 0号", "油烟")
    assert data.labels[0] == {"kind": "HELP"}
    assert data.dropped == {"重复文本": 2}
    assert data.disputed == {0: {"kind": {"CONSULT": 1, "HELP": 2}}}


def test_quotes_are_masked_and_short() -> None:
    told = Sample("电话13812345678，" + "很" * 900, {"kind": "HELP"})
    data = gather([told, Sample("油烟", {"kind": "CONSULT"})], CLEANING)
    assert "138****5678" in data.quotes[0]
    assert len(data.quotes[0]) <= 300


def test_the_same_texts_in_another_order_have_the_same_digest() -> None:
    given = list(many(50))
    assert gather(given, CLEANING).digest == gather(given[::-1], CLEANING).digest
    assert gather(given[1:], CLEANING).digest != gather(given, CLEANING).digest


def test_beyond_the_limit_a_fair_sample_stays_and_rare_labels_keep_theirs() -> None:
    data = gather(many(20_000), Cleaning(("kind",), limit=1_000))
    kinds = [found["kind"] for found in data.labels]
    assert 1_000 <= len(data.texts) <= 1_000 + 4 * GUARANTEED
    assert kinds.count("RARE") == 4
    assert 250 < kinds.count("K1") < 420
    assert data.dropped["超出上限"] == 20_000 - len(data.texts)
    again = gather(many(20_000), Cleaning(("kind",), limit=1_000))
    assert again.digest == data.digest


def test_votes_of_kept_texts_count_though_most_texts_are_left_out() -> None:
    given = [*many(6_000), *many(6_000)]
    data = gather(given, Cleaning(("kind",), limit=500))
    assert data.dropped["重复文本"] >= 500


def test_memory_does_not_grow_with_the_rows() -> None:
    def peak(rows: int) -> int:
        tracemalloc.start()
        gather(many(rows), Cleaning(("kind",), limit=500))
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(2_000)  # first use loads tables
    assert peak(24_000) < 1.5 * peak(6_000)


def test_nothing_to_learn_says_what_was_wrong() -> None:
    with pytest.raises(NothingToLearn) as refused:
        gather([Sample("", {"kind": "HELP"}), Sample("。。。", {"kind": "HELP"})], CLEANING)
    assert "空文本 2 行" in refused.value.detail_zh


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("2026-11-25", 739945),
        ("2026/11/25 08:30", 739945),
        ("2026年11月25日", 739945),
        ("20261125", 739945),
        ("20261125083000", 739945),
        ("2026-11-25T08:30:00+08:00", 739945),
        ("2026-02-30", None),
        ("昨天", None),
        ("", None),
        (None, None),
        ("13812345678", None),
    ],
)
def test_days_are_read_as_exports_write_them(told: object, day: int | None) -> None:
    assert day_of(told) == day
