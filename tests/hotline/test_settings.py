"""Settings that nobody reads are told, with the name that was probably meant."""

import pytest
from pydantic import ValidationError

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
