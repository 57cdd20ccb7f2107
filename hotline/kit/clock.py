"""The only caller of now (时钟): aware UTC instants and Shanghai dates."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def _system_now() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system_now


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return _source()


def set_source(source: Callable[[], datetime] | None) -> None:
    """Replace the source of now (simulation and tests); ``None`` restores the system clock."""
    global _source  # noqa: PLW0603 — the one switch of the one clock
    _source = source or _system_now


@contextmanager
def frozen(at: datetime) -> Iterator[Callable[[datetime], None]]:
    """Hold now at ``at``; the yielded function moves it to another instant."""
    if at.tzinfo is None:
        msg = "a frozen instant must be aware"
        raise ValueError(msg)
    current = [at.astimezone(UTC)]
    previous = _source

    def move(to: datetime) -> None:
        current[0] = to.astimezone(UTC)

    set_source(lambda: current[0])
    try:
        yield move
    finally:
        set_source(previous)


def to_local(instant: datetime) -> datetime:
    """Convert an aware instant to Asia/Shanghai wall time."""
    return instant.astimezone(SHANGHAI)


def local_date(instant: datetime | None = None) -> date:
    """Return the Asia/Shanghai date of ``instant`` (default: now)."""
    return to_local(instant or now()).date()
