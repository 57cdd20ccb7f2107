"""Whole journeys on a served house: the command proves them, and fails loudly when it cannot."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.seeded import seeded_sqlite
from tests.support.server import Server, serving

__all__ = ["seeded_sqlite"]
TOKEN = "simulated-provider"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def server(seeded_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demonstration city, served, with the door for text messages open."""
    folder = tmp_path_factory.mktemp("house")
    with serving(folder, seeded=seeded_sqlite, HOTLINE_CHANNELS__TWILIO__AUTH_TOKEN=TOKEN) as found:
        yield found


def test_twelve_contacts_are_accepted_handled_and_found_again(server: Server) -> None:
    told = server.run("simulate", "journeys", "--contacts", "12", "--at-once", "4", seconds=600)
    assert "受理 12，入库 12" in told
    assert "12 件查到" in told
    assert "✗" not in told


def test_a_second_run_on_the_same_house_meets_new_citizens(server: Server) -> None:
    arguments = ("simulate", "journeys", "--contacts", "3", "--web-only", "--seed", "9")
    told = server.run(*arguments, seconds=600)
    assert "受理 3，入库 3" in told
    assert "✗" not in told


def test_a_closed_door_for_texts_is_told_before_anything_is_done(server: Server) -> None:
    shut = {"HOTLINE_CHANNELS__TWILIO__AUTH_TOKEN": ""}
    closed = Server(server.data_dir, shut, port=server.port)
    with pytest.raises(RuntimeError, match="短信入口未开通"):
        closed.run("simulate", "journeys", "--contacts", "1")


def test_a_house_that_does_not_answer_is_told(sqlite_template: Path, tmp_path: Path) -> None:
    nobody = Server(tmp_path, {"HOTLINE_CHANNELS__TWILIO__AUTH_TOKEN": TOKEN})
    shutil.copy(sqlite_template, tmp_path / "hotline.db")
    with pytest.raises(RuntimeError, match="服务没有应答"):
        nobody.run("simulate", "journeys", "--contacts", "1")


def test_the_demonstration_needs_no_setting_for_texts(tmp_path: Path) -> None:
    demonstration = Server(tmp_path, command=("demo",))
    demonstration.start(wait=False)
    try:
        demonstration.wait_until_live(seconds=120)
        told = demonstration.run("simulate", "journeys", "--contacts", "4", seconds=600)
    finally:
        demonstration.stop()
    assert "受理 4，入库 4" in told
    assert "✗" not in told
