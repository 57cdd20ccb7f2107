"""The compose file is valid and starts what exists: settings the product reads, commands the CLI has."""

import base64
import copy
import hashlib
import importlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import jsonschema
import pytest
import yaml
from sqlalchemy.engine import make_url
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
COMPOSE: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("migrate", "app", "worker")
SCHEMA_FILE = Path(__file__).parent / "data" / "compose-spec.json"
SCHEMA_DIGEST = "d549057ebc2925f39f62799eab0db7b9e2c18b35b6c00595199116da3ed10e64"


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


def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return found


def test_the_schema_is_the_published_one() -> None:
    assert hashlib.sha256(SCHEMA_FILE.read_bytes()).hexdigest() == SCHEMA_DIGEST


def test_the_file_is_valid_by_the_compose_specification() -> None:
    faults = jsonschema.Draft202012Validator(schema()).iter_errors(COMPOSE)
    assert [f"{'/'.join(map(str, fault.path))}: {fault.message}" for fault in faults] == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file["services"]["app"].update(imagee="hotline"),
        lambda file: file["services"]["app"]["healthcheck"].update(interval=10),
        lambda file: file["services"]["worker"].update(depends_on={"app": {"condition": "up"}}),
        lambda file: file["services"]["app"].update(ports="8000:8000"),
    ],
)
def test_a_spoilt_file_is_not_valid(spoil: Callable[[dict[str, Any]], None]) -> None:
    spoilt = copy.deepcopy(COMPOSE)
    spoil(spoilt)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(spoilt, schema(), jsonschema.Draft202012Validator)


def test_every_secret_comes_from_outside_and_nothing_else_is_asked_for() -> None:
    for service in OURS:
        names = SERVICES[service]["environment"]
        assert all(name.startswith("HOTLINE_") for name in names), service
    asked = set(re.findall(r"\$\{(\w+)", FILE.read_text(encoding="utf-8")))
    assert asked == GIVEN.keys()


def test_every_volume_and_every_image_is_named() -> None:
    used = {
        str(volume).partition(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", ())
    }
    assert used == COMPOSE["volumes"].keys()
    assert all(
        "build" in service or service["image"].count(":") == 1 for service in SERVICES.values()
    )


def test_the_search_engine_is_the_official_image_of_the_line_our_client_speaks() -> None:
    image = SERVICES["elasticsearch"]["image"]
    assert re.fullmatch(r"elasticsearch:8\.\d+\.\d+", image)
    assert importlib.import_module("elasticsearch").__version__[0] == 8


@pytest.mark.services
async def test_the_database_is_of_the_version_the_tests_use(postgresql_server: str) -> None:
    plain = make_url(postgresql_server).set(drivername="postgresql")
    connection = await asyncpg.connect(plain.render_as_string(hide_password=False))
    major = connection.get_server_version().major
    await connection.close()
    assert re.match(rf"postgres:{major}\b", SERVICES["postgresql"]["image"])
