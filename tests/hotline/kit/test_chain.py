"""A chain shows what was altered, removed or reordered, and an anchor what was rewritten."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from hotline.kit import chain
from hotline.kit.chain import ChainRow, Fault, FaultKind


def rows_of(count: int, *, start: int = 1, previous: str = chain.GENESIS) -> list[ChainRow]:
    rows = []
    for seq in range(start, start + count):
        content = {"seq": seq, "text": f"第 {seq} 条", "at": datetime(2026, 3, seq, tzinfo=UTC)}
        digest = chain.row_digest(content)
        previous = chain.link(previous, digest)
        rows.append(ChainRow(seq, content, digest, previous))
    return rows


def faults(rows: list[ChainRow], **where: Any) -> list[tuple[FaultKind, int]]:
    return [(fault.kind, fault.seq) for fault in chain.verify(rows, **where)]


def forged(row: ChainRow, text: str) -> ChainRow:
    """The row with another text and a fitting digest."""
    content = {**row.content, "text": text}
    return replace(row, content=content, digest=chain.row_digest(content))


def test_an_untouched_chain_has_no_faults_from_the_start_or_from_the_middle() -> None:
    rows = rows_of(9)
    assert faults(rows) == []
    assert faults([]) == []
    assert faults(rows[4:], previous=rows[3].chain, first=5) == []


def test_an_altered_row_is_named_alone() -> None:
    rows = rows_of(9)
    rows[4] = replace(rows[4], content={**rows[4].content, "text": "改过"})
    assert faults(rows) == [(FaultKind.ALTERED, 5)]


@pytest.mark.parametrize("field", ["text", "seq", "at"])
def test_every_member_of_the_content_counts(field: str) -> None:
    rows = rows_of(3)
    rows[1] = replace(rows[1], content={k: v for k, v in rows[1].content.items() if k != field})
    assert faults(rows) == [(FaultKind.ALTERED, 2)]


def test_a_removed_row_is_named_by_its_gap() -> None:
    rows = rows_of(9)
    del rows[3:5]
    found = list(chain.verify(rows))
    assert found == [Fault(FaultKind.REMOVED, 4, "缺少第 4–5 条")]
    assert faults(rows_of(3)[1:]) == [(FaultKind.REMOVED, 1)]


def test_a_row_removed_with_the_rest_renumbered_breaks_the_chain() -> None:
    rows = rows_of(6)
    del rows[2]
    rows = [replace(row, seq=number) for number, row in enumerate(rows, start=1)]
    assert faults(rows) == [(FaultKind.BROKEN, 3)]


def test_rows_in_another_order_are_named() -> None:
    rows = rows_of(5)
    rows[1], rows[2] = rows[2], rows[1]
    assert faults(rows) == [(FaultKind.REORDERED, 2)]


def test_rows_that_changed_their_numbers_are_named() -> None:
    rows = rows_of(5)
    rows[1], rows[2] = replace(rows[2], seq=2), replace(rows[1], seq=3)
    assert {kind for kind, _ in faults(rows)} == {FaultKind.REORDERED}
    assert {2, 3} <= {seq for _, seq in faults(rows)}


def test_the_same_row_twice_is_named() -> None:
    rows = rows_of(3)
    assert (FaultKind.REORDERED, 2) in faults([*rows, rows[1]])


def test_a_row_rewritten_with_its_digest_breaks_the_chain() -> None:
    rows = rows_of(5)
    rows[2] = forged(rows[2], "改过")
    assert faults(rows) == [(FaultKind.BROKEN, 3)]
    rows[2] = replace(rows[2], chain=chain.link(rows[1].chain, rows[2].digest))
    assert faults(rows) == [(FaultKind.BROKEN, 4)]


def test_equal_content_has_one_digest_whatever_its_order_and_zone() -> None:
    china = timezone(timedelta(hours=8))
    one = {"a": 1, "at": datetime(2026, 3, 1, 8, tzinfo=china), "名": "𠮷"}
    other = {"名": "𠮷", "at": datetime(2026, 3, 1, 0, tzinfo=UTC), "a": 1}
    assert chain.row_digest(one) == chain.row_digest(other)
    assert chain.row_digest(one) != chain.row_digest({**one, "a": "1"})


def test_the_canonical_text_is_fixed_for_ever() -> None:
    content = {
        "b": [True, None, 1.5],
        "a": date(2026, 3, 1),
        "d": Decimal("1.20"),
        "k": FaultKind.ALTERED,
        "x": b"\x01",
    }
    text = '{"a":"2026-03-01","b":[true,null,1.5],"d":"1.20","k":"ALTERED","x":"01"}'
    assert chain.canonical(content).decode() == text
    assert chain.row_digest({}) == (
        "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    )


@pytest.mark.parametrize("value", [float("nan"), object(), datetime(2026, 3, 1)])  # noqa: DTZ001
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        chain.row_digest({"a": value})


def test_anchors_cover_the_rows_before_them_and_the_tail_is_told() -> None:
    digests = [row.digest for row in rows_of(9)]
    day_one = chain.anchor(3, chain.fold(chain.GENESIS, digests[:3]))
    day_two = chain.anchor(7, chain.fold(day_one.head, digests[3:7]))
    report = chain.verify_anchors(digests, [day_two, day_one])
    assert (report.rows, report.anchored, report.unanchored, report.faults) == (9, 7, 2, ())


@pytest.mark.parametrize("spoil", ["alter", "remove", "swap"])
def test_a_rewritten_tail_differs_from_the_anchor(spoil: str) -> None:
    digests = [row.digest for row in rows_of(9)]
    anchors = [chain.anchor(n, chain.fold(chain.GENESIS, digests[:n])) for n in (2, 5, 8)]
    if spoil == "alter":
        digests[3] = chain.row_digest({"text": "另一条"})
    elif spoil == "remove":
        del digests[3]
    else:
        digests[3], digests[4] = digests[4], digests[3]
    report = chain.verify_anchors(digests, anchors)
    assert report.anchored == 2
    assert [(f.kind, f.seq) for f in report.faults] == [
        (FaultKind.REWRITTEN, 5),
        (FaultKind.REWRITTEN, 8),
    ]


def test_a_removed_tail_is_shorter_than_the_anchor() -> None:
    digests = [row.digest for row in rows_of(9)]
    anchors = [chain.anchor(9, chain.fold(chain.GENESIS, digests))]
    report = chain.verify_anchors(digests[:6], anchors)
    assert [(f.kind, f.seq) for f in report.faults] == [(FaultKind.REMOVED, 7)]
    assert report.unanchored == 6


def test_two_anchors_of_one_count_that_differ_cannot_both_hold() -> None:
    digests = [row.digest for row in rows_of(2)]
    true = chain.anchor(2, chain.fold(chain.GENESIS, digests))
    false = chain.anchor(2, chain.GENESIS)
    assert chain.verify_anchors(digests, [true, false]).faults != ()


def test_an_anchor_survives_as_one_line_and_a_mistyped_one_is_refused() -> None:
    kept = chain.anchor(12, chain.row_digest({"a": 1}))
    assert chain.read_anchor(kept.line() + "\n") == kept
    for line in ("", "x y z", kept.line().replace("12 ", "13 ", 1), f"12 {kept.head} 000000000000"):
        with pytest.raises(ValueError, match="anchor"):
            chain.read_anchor(line)
    with pytest.raises(ValueError, match="hex"):
        chain.anchor(1, "A" * 64)
