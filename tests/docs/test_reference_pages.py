"""The generated pages are what the code says today."""

import re
from pathlib import Path

import pytest

from hotline.cli.main import app
from hotline.cli.reference import generated
from hotline.kit import crashpoints
from hotline.reference import pages
from hotline.reference.configuration import variables
from hotline.reference.wiring import product_events
from hotline.roles import permission_names
from hotline.tickets import workflow
from hotline.tickets.messages import TEMPLATES
from tests.docs.sources import DOCS


@pytest.fixture(scope="module")
def written() -> dict[Path, str]:
    """The pages as they should be."""
    return generated(app, DOCS)


def page(name: str) -> str:
    return (DOCS / "reference" / f"{name}.md").read_text(encoding="utf-8")


def test_generated_pages_are_fresh(written: dict[Path, str]) -> None:
    assert pages.stale(written, DOCS) == [], "run: hotline docs"


def test_an_edited_page_would_be_found(written: dict[Path, str], tmp_path: Path) -> None:
    for path, text in written.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert pages.stale(written, tmp_path) == []
    edited = Path("reference/workflow.md")
    (tmp_path / edited).write_text(written[edited] + "\n", encoding="utf-8")
    assert pages.stale(written, tmp_path) == [edited]


def test_every_setting_is_documented_with_its_meaning() -> None:
    text = page("settings")
    assert [v.name for v in variables() if f"| `{v.name}` |" not in text] == []
    assert [v.name for v in variables() if not v.meaning.strip()] == []


def test_every_event_is_documented(written: dict[Path, str]) -> None:
    text = page("events")
    assert len(product_events()) > 10
    assert [e.name for e in product_events() if f"| `{e.name}` |" not in text] == []


def test_every_crash_point_is_documented(written: dict[Path, str]) -> None:
    text = page("crash-points")
    assert [name for name in crashpoints.declared() if f"| `{name}` |" not in text] == []


def test_every_row_of_the_workflow_is_documented() -> None:
    text = page("workflow")
    assert [row.id for row in workflow.rows() if f"\n| {row.id} |" not in text] == []
    assert workflow.mermaid() in text


def test_every_message_to_the_citizen_is_documented() -> None:
    text = page("workflow")
    assert [key for key, t in TEMPLATES.items() if t.cmn not in text] == []


def test_every_permission_is_documented() -> None:
    text = page("permissions")
    assert [name for name in permission_names() if f"| `{name}`" not in text] == []


def test_every_interface_says_what_it_does() -> None:
    silent = re.findall(
        r"^\| (?:GET|POST|PUT|PATCH|DELETE) \| `([^`]+)` \|\s+\|$", page("api"), re.M
    )
    assert silent == []
