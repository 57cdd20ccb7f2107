"""The build hook runs npm only where there is something to build."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
WEB = ROOT / "agent_ui" / "web"


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> tuple[ModuleType, list[tuple[str, ...]]]:
    """Load the hook with npm replaced by a list of what it was asked to run."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(module, "_npm", lambda _web, *arguments: asked.append(arguments))
    monkeypatch.delenv("HOTLINE_SKIP_UI", raising=False)
    return module, asked


def initialize(module: ModuleType, root: Path, version: str) -> None:
    config: dict[str, Any] = {}
    builder = module.CustomBuildHook(str(root), config, None, None, "", "wheel")
    builder.initialize(version, {})


def tree(root: Path, *, sources: bool, built: bool) -> Path:
    if sources:
        (root / "agent_ui" / "web").mkdir(parents=True)
    if built:
        (root / "agent_ui" / "static").mkdir(parents=True)
        (root / "agent_ui" / "static" / "index.html").touch()
    return root


def test_a_wheel_builds_the_pages_anew(hook: Any, tmp_path: Path) -> None:
    module, asked = hook
    initialize(module, tree(tmp_path, sources=True, built=True), "standard")
    assert asked == [("ci",), ("run", "build")]


def test_an_editable_install_builds_only_what_is_missing(hook: Any, tmp_path: Path) -> None:
    module, asked = hook
    initialize(module, tree(tmp_path / "a", sources=True, built=True), "editable")
    assert asked == []
    initialize(module, tree(tmp_path / "b", sources=True, built=False), "editable")
    assert asked == [("ci",), ("run", "build")]


def test_an_sdist_without_sources_builds_nothing(hook: Any, tmp_path: Path) -> None:
    module, asked = hook
    initialize(module, tree(tmp_path, sources=False, built=True), "standard")
    assert asked == []


def test_the_pages_can_be_left_out(
    hook: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, asked = hook
    monkeypatch.setenv("HOTLINE_SKIP_UI", "1")
    initialize(module, tree(tmp_path, sources=True, built=False), "standard")
    assert asked == []


def test_node_packages_are_pinned_exactly() -> None:
    package = json.loads((WEB / "package.json").read_text(encoding="utf-8"))
    pins = {**package["dependencies"], **package["devDependencies"]}
    assert [f"{name} {pin}" for name, pin in pins.items() if not pin[0].isdigit()] == []


def test_the_lock_file_names_no_registry_and_agrees_with_the_package() -> None:
    text = (WEB / "package-lock.json").read_text(encoding="utf-8")
    lock = json.loads(text)["packages"][""]
    package = json.loads((WEB / "package.json").read_text(encoding="utf-8"))
    assert '"resolved"' not in text
    assert lock["dependencies"] == package["dependencies"]
    assert lock["devDependencies"] == package["devDependencies"]
