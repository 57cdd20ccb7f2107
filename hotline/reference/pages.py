"""The generated pages (生成的文档): which file is written from what."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.reference import commands, configuration, interface, procedure, vocabulary, wiring
from hotline.reference.markdown import first_sentence

GLOSSARY = Path("glossary.md")


@dataclass(frozen=True)
class Sources:
    """What the pages are read from, besides the modules themselves."""

    app: typer.Typer
    subscriptions: Subscriptions
    openapi: dict[str, Any]


def generated(sources: Sources, glossary: str) -> dict[Path, str]:
    """Return every generated page by its path below ``docs``; ``glossary`` is the page as it stands.

    Raises ``ValueError`` if the glossary has lost the line below which it is generated.
    """
    vocabulary.load()
    makers: dict[str, Callable[[], str]] = {
        "workflow": procedure.render,
        "settings": configuration.render,
        "events": lambda: wiring.render_events(sources.subscriptions),
        "crash-points": wiring.render_crash_points,
        "cli": lambda: commands.render(sources.app),
        "api": lambda: interface.render_api(sources.openapi),
        "permissions": interface.render_permissions,
    }
    found = {Path("reference") / f"{name}.md": make() for name, make in makers.items()}
    found[GLOSSARY] = _glossary(glossary)
    return found


def _glossary(present: str) -> str:
    head = vocabulary.head_of(present)
    rows = [(event.name, first_sentence(event.__doc__)) for event in wiring.product_events()]
    return vocabulary.render(head, rows)


def stale(pages: dict[Path, str], folder: Path) -> list[Path]:
    """List the pages that differ from the files in ``folder``."""
    return [
        path
        for path, text in pages.items()
        if not (folder / path).is_file() or (folder / path).read_text(encoding="utf-8") != text
    ]
