"""Commands are described as they are typed."""

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from hotline.reference.commands import commands, render, usage


class Size(Enum):
    SMALL = "small"
    LARGE = "large"


def sample() -> typer.Typer:
    app = typer.Typer()
    sub = typer.Typer(help="羊 · sheep")

    @sub.command()
    def shear(
        name: str,
        field: Annotated[str, typer.Argument(help="哪块地 · which field")] = "north",
        *,
        colour: Annotated[list[str], typer.Option(help="颜色 · colours")],
        times: int = 2,
        size: Size = Size.SMALL,
        to: Path | None = None,
        gently: Annotated[bool, typer.Option(help="轻一点 · gently")] = False,
    ) -> None:
        """剪羊毛 · shear a sheep | carefully."""

    @sub.command()
    def count() -> None:
        """数羊 · count the sheep."""

    @app.command(hidden=True)
    def secret() -> None:
        """Nobody sees this."""

    app.add_typer(sub, name="sheep")
    return app


def test_commands_are_found_at_every_depth_and_hidden_ones_left_out() -> None:
    assert [c.words for c in commands(sample())] == ["sheep shear", "sheep count"]


def test_needed_arguments_stand_in_capitals_and_optional_ones_in_brackets() -> None:
    assert usage(commands(sample())[0]) == "hotline sheep shear NAME [FIELD]"


def test_options_show_their_value_and_default() -> None:
    text = render(sample())
    assert "| `--colour TEXT` | 必填 required | 颜色 · colours |" in text
    assert "| `--times N` | `2` |  |" in text
    assert "| `--size small\\|large` | `small` |  |" in text
    assert "| `--to PATH` |  |  |" in text
    assert "| `--gently/--no-gently` |  | 轻一点 · gently |" in text


def test_a_bar_in_a_text_does_not_break_the_table() -> None:
    assert "shear a sheep \\| carefully." in render(sample())
