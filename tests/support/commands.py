"""Running ``hotline`` commands in tests: the type of the fixture ``run`` in tests/hotline/cli."""

from collections.abc import Callable

from typer.testing import Result

Run = Callable[..., Result]
