"""The built pages: where they are, what they weigh, and a plain word where they were not built."""

import gzip
import re
from pathlib import Path

import httpx
import pytest

from agent_ui import pages
from agent_ui.pages import Entry
from tests.support.lanes import require_lane

PORTAL_LIMIT = 60 * 1024


@pytest.fixture
def built() -> None:
    """The pages as the build hook made them; CI may not go without."""
    require_lane("chromium", available=pages.is_built(), reason="not built: make run")


def loaded_by(html: str) -> list[Path]:
    """Scripts and styles an entry loads before anything is clicked."""
    names = re.findall(r'(?:src|href)="/ui/(assets/[^"]+)"', html)
    return [pages.STATIC / name for name in names]


@pytest.mark.usefixtures("built")
def test_the_portal_stays_light() -> None:
    files = loaded_by(pages.read_entry(Entry.PORTAL))
    weight = sum(len(gzip.compress(path.read_bytes())) for path in files)
    assert files
    assert weight <= PORTAL_LIMIT, f"{weight / 1024:.1f} KiB"


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("entry", Entry)
def test_no_page_carries_inline_script_or_style(entry: Entry) -> None:
    html = pages.read_entry(entry)
    assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []
    assert re.findall(r"<style|\sstyle=|\son\w+=", html) == []


@pytest.mark.usefixtures("built")
def test_the_portal_says_what_to_do_without_javascript() -> None:
    html = pages.read_entry(Entry.PORTAL)
    notice = html.split("<noscript>")[1].split("</noscript>")[0]
    assert "12345" in notice


async def test_what_is_named_by_its_content_is_fetched_once(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "index-a1b2.js").write_text("1")
    (tmp_path / "favicon.svg").write_text("<svg/>")
    transport = httpx.ASGITransport(app=pages.BuiltFiles(directory=tmp_path))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        script = await client.get("/assets/index-a1b2.js")
        picture = await client.get("/favicon.svg")
        again = await client.get("/favicon.svg", headers={"If-None-Match": picture.headers["ETag"]})
    assert "immutable" in script.headers["Cache-Control"]
    assert picture.headers["Cache-Control"] == again.headers["Cache-Control"] == "no-cache"
    assert again.status_code == 304


@pytest.mark.usefixtures("built")
def test_the_built_pages_name_no_other_host() -> None:
    for entry in Entry:
        addresses = re.findall(r'(?:src|href)="(https?:|//)', pages.read_entry(entry))
        assert addresses == []


def test_an_unbuilt_entry_says_so_in_both_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "STATIC", tmp_path)
    assert pages.static_folder() is None
    text = pages.read_entry(Entry.CONSOLE)
    assert "页面尚未构建" in text
    assert "has not been built" in text


def test_both_entries_make_a_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "STATIC", tmp_path)
    (tmp_path / "index.html").write_text("<p>console</p>", encoding="utf-8")
    assert not pages.is_built()
    (tmp_path / "portal.html").write_text("<p>portal</p>", encoding="utf-8")
    assert pages.static_folder() == tmp_path
    assert pages.read_entry(Entry.PORTAL) == "<p>portal</p>"
