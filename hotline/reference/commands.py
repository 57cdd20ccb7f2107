"""Reference of the command line (命令一览), read from the typer application."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

import typer
from typer.core import TyperArgument, TyperGroup

from hotline.reference.markdown import cell, code, page, table

_WORDS = {"int": "N", "float": "N", "bool": "", "Path": "PATH"}


@dataclass(frozen=True)
class Command:
    """One command: its words after ``hotline``, its help, its parameters."""

    words: str
    help: str
    parameters: tuple[Any, ...]


def commands(app: typer.Typer) -> list[Command]:
    """List every command that is not hidden, in the order of the help page."""
    return list(_walk(typer.main.get_command(app), ()))


def _walk(node: Any, words: tuple[str, ...]) -> Iterator[Command]:
    if not isinstance(node, TyperGroup):
        shown = tuple(p for p in node.params if not p.hidden and p.name != "help")
        yield Command(" ".join(words), cell(node.help or ""), shown)
        return
    for name, child in node.commands.items():
        if not child.hidden:
            yield from _walk(child, (*words, name))


def usage(command: Command) -> str:
    """Return how the command is typed: needed arguments in capitals, optional ones in brackets."""
    words = ["hotline", command.words]
    for parameter in command.parameters:
        if isinstance(parameter, TyperArgument):
            name = (parameter.name or "").upper()
            words.append(name if parameter.required else f"[{name}]")
    return " ".join(words)


def _option(parameter: Any) -> tuple[str, str, str]:
    names = "/".join([*parameter.opts, *parameter.secondary_opts])
    if isinstance(parameter, TyperArgument):
        return (parameter.name or "").upper(), _default(parameter), parameter.help or ""
    value = _value(parameter)
    return f"{names} {value}".strip(), _default(parameter), parameter.help or ""


def _value(parameter: Any) -> str:
    if parameter.is_flag:
        return ""
    annotation = parameter.type_descriptor.annotation
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return "|".join(str(member.value) for member in annotation)
    return _WORDS.get(getattr(annotation, "__name__", ""), "TEXT")


def _default(parameter: Any) -> str:
    if parameter.required:
        return "必填 required"
    if parameter.default in (None, False) or callable(parameter.default):
        return ""
    value = parameter.default
    return code(str(value.value if isinstance(value, Enum) else value))


def render(app: typer.Typer) -> str:
    """Return the page ``cli.md``."""
    found = commands(app)
    overview = table(
        ("命令 command", "作用 what it does"), [(code(f"hotline {c.words}"), c.help) for c in found]
    )
    parts = ["每条命令都可加 `--help`。Every command takes `--help`.", overview]
    for command in found:
        parts += [f"## hotline {command.words}", command.help, f"    {usage(command)}"]
        if command.parameters:
            rows = [
                (code(name), default, text)
                for name, default, text in map(_option, command.parameters)
            ]
            parts.append(table(("参数 parameter", "默认 default", "说明 meaning"), rows))
    return page("命令 · Commands", *parts)
