"""Settings are shown as an operator types them, secrets are not shown at all."""

from hotline.kit.vault import settings as vault
from hotline.reference.configuration import HIDDEN, render, variables


def test_nested_names_are_joined_by_two_underscores() -> None:
    names = [variable.name for variable in variables()]
    assert "HOTLINE_PORT" in names
    assert "HOTLINE_CHANNELS__SMTP__HOST" in names
    assert len(names) == len(set(names))


def test_published_demonstration_keys_are_not_printed() -> None:
    text = render()
    keys = [v for name, v in vars(vault).items() if name.startswith("DEMO_") and isinstance(v, str)]
    assert len(keys) >= 4
    assert [key for key in keys if key in text] == []
    hidden = {v.name for v in variables() if v.default == HIDDEN}
    assert {"HOTLINE_VAULT__MASTER_KEYS", "HOTLINE_VAULT__HASH_KEY"} <= hidden


def test_an_empty_secret_says_that_it_is_empty() -> None:
    token = next(v for v in variables() if v.name == "HOTLINE_METRICS_TOKEN")
    assert token.default == "（空 · empty）"


def test_choices_are_listed() -> None:
    provider = next(v for v in variables() if v.name == "HOTLINE_CHANNELS__SMS_PROVIDER")
    assert "`fake`、`twilio`" in provider.meaning
