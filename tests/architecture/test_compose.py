"""The compose file starts what exists: settings the product reads, commands the CLI has."""

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from hotline.cli.main import app
from hotline.settings import Settings

FILE = Path(__file__).parents[2] / "docker-compose.yml"
SECRET = base64.b64encode(b"k" * 32).decode()
GIVEN = {
    "POSTGRES_PASSWORD": "a-password-of-the-city",
    "HOTLINE_PUBLIC_BASE_URL": "https://12345.example.org",
    "HOTLINE_MASTER_KEYS": json.dumps({"main": SECRET}),
    "HOTLINE_HASH_KEY": SECRET,
    "HOTLINE_SIGNING_KEY": base64.b64encode(b"s" * 32).decode(),
}
SERVICES: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["services"]
OURS = ("migrate", "app", "worker")


def filled(text: str) -> str:
    return re.sub(r"\$\{(\w+)[^}]*\}", lambda found: GIVEN[found[1]], text)


@pytest.mark.parametrize("service", OURS)
def test_the_environment_is_one_the_product_starts_with(
    service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {name: filled(value) for name, value in SERVICES[service]["environment"].items()}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.database_url.startswith("postgresql+asyncpg://hotline:a-password")
    for name in environment:
        part: Any = settings
        for step in name.removeprefix("HOTLINE_").lower().split("__"):
            assert step in type(part).model_fields, name
            part = getattr(part, step)


@pytest.mark.parametrize("service", OURS)
def test_the_commands_and_their_options_exist(service: str) -> None:
    lines = [SERVICES[service]["command"], SERVICES[service].get("healthcheck", {}).get("test", [])]
    for line in lines:
        words = [word for word in line if word != "CMD"]
        if words[:1] != ["hotline"]:
            continue
        shown = CliRunner().invoke(app, [words[1], "--help"], env={"COLUMNS": "200"}, color=False)
        assert shown.exit_code == 0, words
        for option in (word for word in words[2:] if word.startswith("--")):
            assert option in shown.output, words


def test_every_server_says_whether_it_is_well_and_is_waited_for() -> None:
    for name, service in SERVICES.items():
        assert name == "migrate" or service["healthcheck"]["test"], name
        for other, how in service.get("depends_on", {}).items():
            assert other in SERVICES
            healthy = how["condition"] == "service_healthy"
            assert healthy == ("healthcheck" in SERVICES[other]), (name, other)
