"""What the pages tell people to type exists as written."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from hotline.cli.main import app
from hotline.reference.commands import commands
from hotline.reference.configuration import variables
from tests.docs.sources import ROOT, console_lines, make_targets, name_of, pages

SHELL = {"curl", "openssl", "git", "docker", "cp"}
TOOLS = {".venv/bin/pytest", ".venv/bin/ruff"}
VARIABLE = re.compile(r"HOTLINE_[A-Z0-9_]+")
ASSIGNMENT = re.compile(r"[A-Z_]+=")
# Read by docker-compose.yml, the tests or the build, not by the settings.
ELSEWHERE = re.compile(r"HOTLINE_(TEST_[A-Z_]+|SKIP_UI)")
HIDDEN = {"docs", "new-migration"}


def known() -> dict[str, Any]:
    """Every command by its words, with the options it takes."""
    return {
        command.words: {o for p in command.parameters for o in (*p.opts, *p.secondary_opts)}
        for command in commands(app)
    }


def problem_of(line: str) -> str | None:
    """What is wrong with one line to type, if anything."""
    words = shlex.split(line)
    while "=" in words[0] and words[0].partition("=")[0].isupper():
        words.pop(0)
    program, rest = words[0], words[1:]
    if program == "export":  # which of ours exist, `test_every_named_variable_is_a_setting` checks
        return None if all(ASSIGNMENT.match(word) for word in rest) else f"sets nothing: {line}"
    if program == "make":
        return None if set(rest) <= make_targets() else f"no such target: {line}"
    if program in {"hotline", ".venv/bin/hotline"}:
        return hotline_problem(rest)
    return None if program in SHELL | TOOLS else f"unknown program: {line}"


def hotline_problem(words: list[str]) -> str | None:
    """Compare with the commands of the program."""
    if words[:1] and words[0] in HIDDEN:
        return None
    found = known()
    name = next((n for n in (" ".join(words[:2]), words[0]) if n in found), None)
    if name is None:
        return f"no such command: hotline {' '.join(words)}"
    options = {w.partition("=")[0] for w in words if w.startswith("--")}
    strange = options - found[name] - {"--help"}
    return f"hotline {name} has no {sorted(strange)}" if strange else None


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_console_blocks_name_existing_commands(page: Path) -> None:
    assert [p for line in console_lines(page) if (p := problem_of(line))] == []


def test_a_wrong_line_would_be_found() -> None:
    assert problem_of("make rnu") is not None
    assert problem_of("hotline bakcup x.tar.gz") is not None
    assert problem_of("hotline backup x.tar.gz --fast") is not None
    assert problem_of("hotlien serve") is not None
    assert problem_of("export HOTLINE_CITY_PREFIX LJ") is not None


def is_section(word: str, names: set[str]) -> bool:
    """Tell whether ``HOTLINE_A__B__`` lies in a section ``HOTLINE_A__`` (B may be one to be added)."""
    section = word.removesuffix("__").rpartition("__")[0] + "__"
    return any(name.startswith(section) for name in names)


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_named_variable_is_a_setting(page: Path) -> None:
    names = {variable.name for variable in variables()}
    strange = {
        word
        for word in VARIABLE.findall(page.read_text(encoding="utf-8"))
        if word not in names
        and not ELSEWHERE.fullmatch(word)
        and not (word.endswith("__") and is_section(word, names))
    }
    assert strange == set()


def test_the_readme_shows_exactly_the_two_commands() -> None:
    assert console_lines(ROOT / "README.md") == ["make run", "make test"]
    assert {"run", "test"} <= make_targets()


def test_ci_runs_the_readmes_test_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.rstrip().endswith("exec make test")


def test_every_command_is_documented() -> None:
    page = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    assert [c.words for c in commands(app) if f"## hotline {c.words}\n" not in page] == []


def test_every_command_says_what_it_does_in_chinese_and_english() -> None:
    silent = [
        command.words
        for command in commands(app)
        if not re.search("[\u4e00-\u9fff]", command.help) or not re.search("[a-z]{3}", command.help)
    ]
    assert silent == []
