"""`hotline doctor` says what is wrong, and what to do about it."""

import base64
import json
import os
from pathlib import Path

import pytest

from tests.support.commands import Run
from tests.support.server import Server


def test_a_fresh_folder_is_told_to_migrate_first(run: Run) -> None:
    told = run("doctor")
    assert told.exit_code == 1
    assert "数据库尚未建立：hotline migrate" in told.output
    assert "数据库不可用" not in told.output
    assert run("doctor", "--quiet").output == ""


def test_a_migrated_house_is_sound_and_its_gaps_are_named(run: Run, migrated: Path) -> None:
    told = run("doctor")
    assert told.exit_code == 0, told.output
    assert "仍在使用演示密钥" in told.output
    assert "尚未导入事项分类" in told.output
    assert (migrated / "hotline.db").exists()


def test_a_misspelt_setting_is_named_with_the_right_one(migrated: Path) -> None:
    wide = {"COLUMNS": "250", "HOTLINE_WORKER__EMBEDED": "false"}
    told = Server(migrated, wide).run("doctor")
    assert "HOTLINE_WORKER__EMBEDED，未生效；是否应为 HOTLINE_WORKER__EMBEDDED？" in told


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("HOTLINE_PORT", "abc", "设置有误 HOTLINE_PORT：应为整数"),
        ("HOTLINE_ENVIRONMENT", "prod", "设置有误 HOTLINE_ENVIRONMENT：不在可选范围内"),
        ("HOTLINE_AUTH__IDLE_MINUTE", "5", "是否应为 HOTLINE_AUTH__IDLE_MINUTES？"),
        ("HOTLINE_VAULT__MASTER_KEYS", "{", "应为 JSON"),
    ],
)
def test_a_wrong_setting_ends_with_one_line_in_chinese(
    run: Run, name: str, value: str, words: str
) -> None:
    told = run("doctor", **{name: value})
    assert told.exit_code == 2
    assert _unbroken(words) in _unbroken(told.output)


def _unbroken(text: str) -> str:
    """Leave out where a narrow screen breaks the lines."""
    return "".join(text.split())


def test_production_refuses_the_published_keys_and_names_them(run: Run) -> None:
    told = run("doctor", HOTLINE_ENVIRONMENT="production")
    assert told.exit_code == 1
    assert "请先更换：vault.master_keys" in told.output
    assert "vault.hash_key" in told.output


def test_an_address_inside_our_network_is_refused_in_chinese_before_anything_runs(run: Run) -> None:
    told = run(
        "doctor",
        HOTLINE_CHANNELS__MAIL_PROVIDER="smtp",
        HOTLINE_CHANNELS__SMTP__HOST="169.254.169.254",
    )
    assert told.exit_code == 1
    assert "设置中的出站地址不允许访问：HOTLINE_CHANNELS__SMTP__HOST" in told.output
    assert "HOTLINE_NETGUARD__ALLOW_HOSTS" in told.output


def test_a_name_that_points_inside_is_down_in_the_table(run: Run, migrated: Path) -> None:
    del migrated
    key = base64.b64encode(os.urandom(32)).decode()
    own = {f"HOTLINE_VAULT__{name}_KEY": key for name in ("HASH", "SIGNING")}
    keys = {"HOTLINE_VAULT__MASTER_KEYS": json.dumps({"k": key}), "HOTLINE_VAULT__ACTIVE_KEY": "k"}
    told = run(
        "doctor",
        HOTLINE_ENVIRONMENT="production",
        HOTLINE_AUTH__OIDC__ISSUER="https://localhost:8443",
        **own,
        **keys,
    )
    assert told.exit_code == 1
    assert "HOTLINE_AUTH__OIDC__ISSUER（localhost）" in _unbroken(told.output)
