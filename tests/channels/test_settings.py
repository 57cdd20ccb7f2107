"""Settings that cannot work are refused at the start."""

import pytest

from channels.registry import build
from channels.settings import ChannelsSettings, SmsProviderName


@pytest.mark.parametrize(
    "twilio",
    [
        {},
        {"account_sid": "AC1", "auth_token": "t"},
        {"account_sid": "AC1", "sms_from": "+8675712345"},
        {"auth_token": "t", "messaging_service_sid": "MG1"},
    ],
)
def test_twilio_without_access_or_sender_is_refused(twilio: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="sms_provider 'twilio' needs"):
        ChannelsSettings.model_validate({"sms_provider": "twilio", "twilio": twilio})


def test_the_default_needs_nothing_and_sends_nothing_out() -> None:
    channels = build(ChannelsSettings(), public_base_url="http://127.0.0.1:8000/")
    assert channels.public_base_url == "http://127.0.0.1:8000"
    assert {provider.name for provider in channels.providers.values()} == {"fake"}


def test_the_address_for_providers_may_differ_from_the_public_one() -> None:
    settings = ChannelsSettings(public_base_url="https://hooks.example/")
    assert build(settings, public_base_url="https://a.example").public_base_url == (
        "https://hooks.example"
    )


def test_secrets_do_not_show() -> None:
    settings = ChannelsSettings.model_validate(
        {"sms_provider": SmsProviderName.FAKE, "twilio": {"auth_token": "very-secret"}}
    )
    assert "very-secret" not in repr(settings)
    assert "very-secret" not in settings.model_dump_json()
