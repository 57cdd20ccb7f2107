"""The demonstration takes signed texts with a secret of its own; no other house gets one."""

import stat
from pathlib import Path

from pydantic import SecretStr

from channels.settings import ChannelsSettings, MailProviderName, TwilioSettings
from hotline.demo.sandbox import FILE, UNIT_MAIL, with_text_door, with_unit_mail
from hotline.kit.identifiers import normalise_email
from hotline.settings import Environment, Settings


def token(settings: Settings) -> str:
    return settings.channels.twilio.auth_token.get_secret_value()


def test_each_installation_makes_its_own_secret_once(tmp_path: Path) -> None:
    here = Settings(data_dir=tmp_path / "here")
    there = Settings(data_dir=tmp_path / "there")
    first = with_text_door(here, create=True)
    assert len(token(first)) >= 32
    assert token(with_text_door(here, create=True)) == token(first)
    assert token(with_text_door(here, create=False)) == token(first)
    assert token(with_text_door(there, create=True)) != token(first)
    assert stat.S_IMODE((tmp_path / "here" / FILE).stat().st_mode) == 0o600


def test_whoever_only_looks_makes_nothing(tmp_path: Path) -> None:
    assert token(with_text_door(Settings(data_dir=tmp_path), create=False)) == ""
    assert list(tmp_path.iterdir()) == []


def test_no_other_house_gets_the_secret(tmp_path: Path) -> None:
    with_text_door(Settings(data_dir=tmp_path), create=True)
    for environment in (Environment.PRODUCTION, Environment.TEST):
        house = Settings(data_dir=tmp_path, environment=environment)
        assert with_text_door(house, create=True) is house


def test_a_configured_token_stands(tmp_path: Path) -> None:
    channels = ChannelsSettings(twilio=TwilioSettings(auth_token=SecretStr("configured")))
    house = Settings(data_dir=tmp_path, channels=channels)
    assert token(with_text_door(house, create=True)) == "configured"
    assert not (tmp_path / FILE).exists()


def test_units_of_the_demonstration_have_mailboxes_that_exist_nowhere() -> None:
    assert with_unit_mail(Settings()).unit_mail_pattern == UNIT_MAIL
    assert normalise_email(UNIT_MAIL.replace("{code}", "fs-cc-zm")) == "fs-cc-zm@units.example"


def test_no_other_house_and_no_real_mail_gets_invented_mailboxes() -> None:
    for house in (
        Settings(environment=Environment.TEST),
        Settings(channels=ChannelsSettings(mail_provider=MailProviderName.SMTP)),
        Settings(unit_mail_pattern="{code}@city.example"),
    ):
        assert with_unit_mail(house) is house
