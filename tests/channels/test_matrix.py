"""The published matrix says what the adapters say."""

from pathlib import Path

from channels import matrix
from channels.base import Capability

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "channels-matrix.md"


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == matrix.render(), (
        "write it again: python -c 'from channels import matrix; print(matrix.render(), end=\"\")'"
        f" > {PAGE.name}"
    )


def test_every_capability_has_a_row_and_somebody_who_can() -> None:
    rows = [line for line in matrix.render().splitlines() if line.startswith("| ")][1:]
    assert len(rows) == len(Capability)
    assert all("✓" in row for row in rows)
