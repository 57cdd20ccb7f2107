"""No setting may send us into our own network: refused at the start, with its name."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from hotline.bootstrap import build
from hotline.outgoing import Outgoing, SettingRefused, addresses, guard_of, refuse_forbidden
from hotline.settings import Settings

TWILIO: dict[str, Any] = {
    "account_sid": "AC1",
    "auth_token": "t",
    "sms_from": "+8675712345",
}


def sms(url: str) -> dict[str, Any]:
    return {"channels": {"sms_provider": "twilio", "twilio": {**TWILIO, "api_base_url": url}}}


def mail(host: str) -> dict[str, Any]:
    return {"channels": {"mail_provider": "smtp", "smtp": {"host": host}}}


def oidc(url: str) -> dict[str, Any]:
    return {"auth": {"oidc": {"issuer": url, "client_id": "hotline"}}}


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        (sms("https://169.254.169.254/latest"), "HOTLINE_CHANNELS__TWILIO__API_BASE_URL"),
        (sms("http://api.twilio.com"), "HOTLINE_CHANNELS__TWILIO__API_BASE_URL"),
        (sms("https://10.1.2.3"), "HOTLINE_CHANNELS__TWILIO__API_BASE_URL"),
        (mail("192.168.3.4"), "HOTLINE_CHANNELS__SMTP__HOST"),
        (mail("::ffff:10.0.0.1"), "HOTLINE_CHANNELS__SMTP__HOST"),
        (oidc("https://0x7f000001/"), "HOTLINE_AUTH__OIDC__ISSUER"),
        (oidc("file:///etc/passwd"), "HOTLINE_AUTH__OIDC__ISSUER"),
    ],
)
@pytest.mark.parametrize("environment", ["demo", "production"])
def test_a_setting_that_points_inside_stops_the_start_by_its_name(
    tmp_path: Path, changes: dict[str, Any], name: str, environment: str
) -> None:
    settings = Settings.model_validate(
        {"environment": environment, "data_dir": tmp_path, **changes}
    )
    with pytest.raises(SettingRefused) as refusal:
        refuse_forbidden(settings)
    assert name in refusal.value.detail_zh
    assert "HOTLINE_NETGUARD__ALLOW_HOSTS" in refusal.value.detail_zh
    if environment == "demo":
        with pytest.raises(SettingRefused):
            build(settings)


@pytest.mark.parametrize("changes", [sms("http://127.0.0.1:8555"), oidc("http://localhost:8556")])
def test_twins_on_this_machine_are_called_in_demonstration_and_tests_only(
    changes: dict[str, Any],
) -> None:
    for environment in ("demo", "test"):
        refuse_forbidden(Settings.model_validate({"environment": environment, **changes}))
    settings = Settings.model_validate({"environment": "production", **changes})
    with pytest.raises(SettingRefused):
        refuse_forbidden(settings)


def test_an_inner_service_that_was_allowed_may_be_called() -> None:
    leave = {"netguard": {"allow_hosts": ["10.1.2.3"], "allow_networks": ["192.168.3.0/24"]}}
    for changes in (sms("http://10.1.2.3"), mail("192.168.3.4"), oidc("https://192.168.3.9")):
        settings = {"environment": "production", **leave, **changes}
        refuse_forbidden(Settings.model_validate(settings))


def test_a_mail_relay_on_this_machine_is_ordinary() -> None:
    refuse_forbidden(Settings.model_validate({"environment": "production", **mail("127.0.0.1")}))


def test_only_what_is_called_is_judged() -> None:
    channels = {"twilio": {"api_base_url": "http://10.0.0.1"}, "smtp": {"host": "10.0.0.2"}}
    assert addresses(Settings.model_validate({"channels": channels})) == []


async def test_a_name_that_points_inside_is_found_by_the_doctor() -> None:
    async def inside(_host: str, _port: int) -> Sequence[str]:
        return ["10.0.0.8"]

    guard = guard_of(Settings.model_validate({"environment": "production"}))
    for url in ("https://api.example", "mail.example:587"):
        with pytest.raises(SettingRefused, match="HOTLINE_X"):
            await Outgoing("HOTLINE_X", url).judged_by_name(guard, resolve=inside)
