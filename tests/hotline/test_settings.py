"""Settings that nobody reads are told, with the name that was probably meant."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from hotline.bootstrap import build
from hotline.reference.configuration import variables
from hotline.settings import Settings, unknown_names


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("HOTLINE_PROT", "HOTLINE_PORT"),
        ("HOTLINE_CHANNELS__TWILIO__AUTH_TOKN", "HOTLINE_CHANNELS__TWILIO__AUTH_TOKEN"),
        ("HOTLINE_CHANNELS_TWILIO_AUTH_TOKEN", "HOTLINE_CHANNELS__TWILIO__AUTH_TOKEN"),
        ("HOTLINE_WORKER__EMBEDED", "HOTLINE_WORKER__EMBEDDED"),
        ("hotline_prot", "HOTLINE_PORT"),
        ("HOTLINE_ZZZ", ""),
    ],
)
def test_a_name_that_sets_nothing_is_told_with_the_nearest_known(name: str, nearest: str) -> None:
    (unknown,) = unknown_names([name, "PATH"])
    assert (unknown.name, unknown.nearest) == (name, nearest)
    assert all(name in words and nearest in words for words in unknown.told)


def test_every_documented_name_is_known() -> None:
    assert unknown_names(v.name for v in variables()) == []


@pytest.mark.parametrize(
    "name",
    [
        "HOTLINE_VAULT",
        "HOTLINE_VAULT__MASTER_KEYS__2026",
        "hotline_port",
        "HOTLINE_TEST_FORBID_SKIP",
        "HOTLINE_SKIP_UI",
        "HOTLINES",
    ],
)
def test_sections_ids_of_keys_and_the_developers_names_are_no_mistakes(name: str) -> None:
    assert unknown_names([name]) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("log_level", "LOUD"),
        ("port", 70_000),
        ("pool_size", 0),
        ("crash_after", -1),
        ("worker", {"sweep_seconds": 0}),
    ],
)
def test_a_value_that_would_fail_later_is_refused_at_once(field: str, value: object) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({field: value})


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"port": 8010}, "http://127.0.0.1:8010"),
        ({"host": "10.1.2.3", "port": 80}, "http://10.1.2.3:80"),
        ({"host": "0.0.0.0", "port": 8010}, "http://127.0.0.1:8010"),
        ({"host": "::", "port": 8010}, "http://127.0.0.1:8010"),
        ({"host": "fd00::7", "port": 8010}, "http://[fd00::7]:8010"),
        ({"port": 8010, "public_base_url": "https://12345.example"}, "https://12345.example"),
    ],
)
def test_links_lead_to_where_we_listen_unless_told_otherwise(
    given: dict[str, object], address: str
) -> None:
    assert Settings.model_validate(given).public_base_url == address


def test_the_port_alone_moves_the_links_that_messages_carry(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOTLINE_PORT", "8010")
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(tmp_path))
    hotline = build(Settings())
    assert hotline.database.info["public_base_url"] == "http://127.0.0.1:8010"
    assert hotline.channels.public_base_url == "http://127.0.0.1:8010"
