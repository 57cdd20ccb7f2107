"""The embedded index: pieces that a build left are merged, and nothing is lost on the way."""

from datetime import date
from pathlib import Path

from knowledge.embedded_index import Side
from knowledge.search.port import Document, DocumentKind
from knowledge.search.rows import Clause

TODAY = date(2026, 3, 1)


def test_pieces_are_merged_and_hold_what_they_held(tmp_path: Path) -> None:
    side = Side(tmp_path / "side", building=True)
    for number in range(6):
        title = f"第{number}号窗口办什么"
        article = Document(DocumentKind.ARTICLE, f"{number}", 1, (title,), "", "FS-12345")
        side.write([article], drop=[])
        side.commit()
    assert side.pieces() == 6
    side.settle()
    assert side.pieces() == 1
    assert side.documents() == 6
    found = side.search([Clause("line", "窗口", 1.0)], set(), TODAY, 10)
    assert {hit.id for hit in found} == {f"ARTICLE:{number}" for number in range(6)}
    side.close()
