"""The embedded index: pieces that a build left are merged, and nothing is lost on the way."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from knowledge.embedded_index import Shelf, Side
from knowledge.search.port import Document, DocumentKind, Removal
from knowledge.search.rows import Clause

TODAY = date(2026, 3, 1)
CLAUSE = Clause("line", "身份", 1.0)


def stamp(shelf: Shelf) -> int:
    """Return the stamp of the last commit: every commit takes a larger one."""
    meta = json.loads((shelf.folder / "staff" / "meta.json").read_text("utf-8"))
    return int(meta["opstamp"])


def test_pieces_are_merged_and_hold_what_they_held(tmp_path: Path) -> None:
    side = Side(tmp_path / "side", building=True)
    for number in range(6):
        title = f"第{number}号窗口办什么"
        article = Document(DocumentKind.ARTICLE, f"{number}", 1, (title,), "", "FS-12345")
        side.replace(article.id, side.made(article))
        side.commit()
    assert side.pieces() == 6
    side.settle()
    assert side.pieces() == 1
    assert side.documents() == 6
    found = side.search([Clause("line", "窗口", 1.0)], set(), TODAY, 10)
    assert {hit.id for hit in found} == {f"ARTICLE:{number}" for number in range(6)}
    side.close()


def test_what_is_held_already_is_not_written_again(tmp_path: Path) -> None:
    shelf = Shelf.create(tmp_path / "shelf", "test")
    article = Document(
        DocumentKind.ARTICLE, "1", 3, ("补办身份证", "身份证丢了"), "到派出所。", "FS-GA"
    )
    for put, commits in (
        (article, True),
        (article, False),
        (replace(article, body="到派出所窗口。"), True),
        (replace(article, body="到派出所窗口。", popularity=0.4), True),
        (replace(article, body="到派出所窗口。", popularity=0.4), False),
        (replace(article, version=2), False),
    ):
        before = stamp(shelf)
        written = shelf.put([put])
        assert ("ARTICLE:1" in written.written) is (put.version == 3)
        assert (stamp(shelf) > before) is commits
    shelf.drop([Removal("ARTICLE:1", 3)])
    shelf.put([article])
    assert {hit.id for hit in shelf.staff.search([CLAUSE], set(), TODAY, 10)} == {"ARTICLE:1"}
    shelf.close()
