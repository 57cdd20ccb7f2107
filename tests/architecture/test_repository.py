"""What may be committed; the accident prevented: a host, a path or a secret that leaks into the project."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PREFIXES = [
    "hotline/",
    "channels/",
    "routing/",
    "knowledge/",
    "crm/",
    "agent_ui/",
    "tests/",
    "docs/",
    "benchmarks/",
    ".ci/",
]
FILES = [
    "docker-compose.yml",
    "pyproject.toml",
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "Makefile",
    "Dockerfile",
    "LICENSE",
    "hatch_build.py",
    "requirements.txt",
    "requirements-dev.txt",
    ".gitignore",
    ".dockerignore",
]


def tracked() -> list[str]:
    done = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        pytest.skip("not a git checkout")
    return done.stdout.splitlines()


def test_the_top_level_is_the_prescribed_one() -> None:
    strays = [f for f in tracked() if f not in FILES and not f.startswith(tuple(PREFIXES))]
    assert strays == []


def test_pins_name_no_address() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert "://" not in (ROOT / name).read_text()
    assert '"resolved"' not in (ROOT / "agent_ui/web/package-lock.json").read_text()


def test_no_file_names_a_registry_or_a_machine() -> None:
    hosts = [".".join(p) for p in (("registry", "npmjs"), ("pypi", "org"), ("pythonhosted", "org"))]
    path = re.compile(r"(?<![\w.])/(work|farm|root|home)/")
    found = []
    for name in tracked():
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        if any(host in text for host in hosts) or path.search(text):
            found.append(name)
    assert [f for f in found if f != "tests/architecture/test_repository.py"] == []


def test_no_unfinished_marks_stand_in_the_product() -> None:
    mark = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError")
    found = []
    for name in tracked():
        if name.endswith((".py", ".ts", ".vue")) and not name.startswith("tests/"):
            text = (ROOT / name).read_text(encoding="utf-8")
            found += [name] if mark.search(text) else []
    assert found == []


@pytest.mark.parametrize(
    ("section", "pins"),
    [("project", "requirements.txt"), ("dev", "requirements-dev.txt")],
)
def test_every_dependency_is_pinned(section: str, pins: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = (
        project["project"]["dependencies"]
        if section == "project"
        else project["dependency-groups"]["dev"]
    )
    names = {re.split(r"[\[<>=~!; ]", line)[0].lower().replace("_", "-") for line in named}
    pinned = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (ROOT / pins).read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    assert names - pinned == set(), "run: make lock"
