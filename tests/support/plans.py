"""Plans of what is asked (查询计划): nothing the house asks reads the whole of a table that citizens fill.

SQLite keeps no statistics, so that its plan of a statement is the same for an empty table as for one of a million
rows: a test with three tickets shows what a city would wait for. Every statement is explained once, with lists
as long as a page; what reads a whole table is told with the place in the house that asked, unless that place is
known to do so seldom or late (``tests/support/plans.json``).
"""

import json
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

from sqlalchemy import event
from sqlalchemy.engine import Engine

ROOT = Path(__file__).parents[2]
KNOWN = Path(__file__).with_suffix(".json")
PAGE = 16  # values of a list: a page of tickets, of completions
HOUSE = tuple(f"{ROOT / name}/" for name in ("hotline", "channels", "routing", "knowledge", "crm"))
WAYS = (str(ROOT / "hotline" / "kit" / "db.py"), str(ROOT / "hotline" / "kit" / "sqlitedriver.py"))
_LIST = re.compile(r"IN \((\?(?:, \?)*)\)")
_KINDS = ("SELECT", "WITH", "UPDATE", "DELETE")
_ANALYSED = "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'"
_NOTHING = "WHERE 0 = 1"
_ALIAS = re.compile(r"\b(\w+) AS (\w+)\b")
_LIMITED = re.compile(r"LIMIT \?(?: OFFSET \?)?$")
_MADE = re.compile(r"SEARCH (\w+) USING AUTOMATIC (?:COVERING )?(?P<index>)")  # made of all rows
_SCAN = re.compile(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (?P<index>\w+))?")


class Read(NamedTuple):
    """A whole table that is read, and the place in the house that asked."""

    table: str
    place: str
    statement: str

    @property
    def told(self) -> str:
        """The statement without its columns."""
        return self.statement[max(self.statement.find("FROM"), 0) :]


class Plans:
    """What one process of tests has seen."""

    def __init__(self) -> None:
        """Know what is allowed: places of the house by table, each with its reason."""
        told: dict[str, dict[str, str]] = json.loads(KNOWN.read_text("utf-8"))
        self.large = frozenset(told)
        self.allowed = {(table, place) for table, places in told.items() for place in places}
        self.seen: dict[str, tuple[str, ...]] = {}  # what each statement reads whole
        self.found: list[Read] = []

    def look(self, cursor: Any, statement: str, values: Any) -> None:
        """Explain a statement that was not seen yet; ``cursor`` is free for it."""
        if statement not in self.seen:
            cursor.execute(_ANALYSED)
            if cursor.fetchone():  # statistics of a few rows make other plans
                return
            self.seen[statement] = tuple(self._whole(cursor, statement, values))
        for table in self.seen[statement]:
            place = asked_at()
            if place and (table, place) not in self.allowed:
                self.allowed.add((table, place))  # one test tells it
                self.found.append(Read(table, place, statement))

    def _whole(self, cursor: Any, statement: str, values: Any) -> Iterator[str]:
        """Yield the large tables that a statement reads whole."""
        if not statement.startswith(_KINDS) or not isinstance(values, tuple | list):
            return
        if "WHERE" not in statement or statement.endswith(_NOTHING):
            return  # without a condition all is wanted, with this one nothing
        longer, more = _widened(statement, values)
        cursor.execute(f"EXPLAIN QUERY PLAN {longer}", more)
        steps = [row[3] for row in cursor.fetchall()]
        for table, index in _read_whole(steps, statement, self.large):
            if table in self.large and not _is_of_few(cursor, index):
                yield table

    def take(self) -> list[Read]:
        """Return what was found since the last time."""
        found, self.found = self.found, []
        return found


def _widened(statement: str, values: Any) -> tuple[str, list[Any]]:
    """Return the statement with every list as long as a page: a list of one is planned like an equation."""
    longer: list[str] = []
    more: list[Any] = []
    end = used = 0
    for match in _LIST.finditer(statement):
        before = statement[end : match.start()]
        here = used + before.count("?")
        last = here + match[1].count("?")
        more += [*values[used:last], *[values[last - 1]] * (PAGE - (last - here))]
        longer += [before, f"IN ({', '.join('?' * max(PAGE, last - here))})"]
        end, used = match.end(), last
    return "".join([*longer, statement[end:]]), [*more, *values[used:]]


def _is_of_few(cursor: Any, index: str) -> bool:
    """Tell whether an index holds only some of the rows."""
    cursor.execute("SELECT sql FROM sqlite_master WHERE name = ?", [index])
    made = cursor.fetchone()
    return bool(made and made[0] and " WHERE " in made[0])


def _read_whole(
    steps: Sequence[str], statement: str, large: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield the tables that are read whole, with the index; one walked up to a limit is not."""
    names = {alias: of for of, alias in _ALIAS.findall(statement) if alias not in large}
    for step in steps:
        match = _SCAN.match(step) or _MADE.match(step)
        if match and not (match["index"] and _LIMITED.search(statement)):
            yield names.get(str(match[1]), str(match[1])), match["index"] or ""


def asked_at() -> str:
    """Return file and function of the house nearest to the statement; empty if a test asked by itself."""
    for frame in _frames():
        name = frame.f_code.co_filename
        if name.startswith(HOUSE) and name not in WAYS:
            return f"{Path(name).relative_to(ROOT)}:{frame.f_code.co_name}"
        if name.startswith(f"{ROOT}/tests/") and name != __file__:
            return ""
    return ""


def _frames() -> Iterator[FrameType]:
    """Yield the frames of this greenlet and of those that wait for it."""
    frame: FrameType | None = sys._getframe(1)
    here: Any = import_module("greenlet").getcurrent()
    while True:
        while frame is not None:
            yield frame
            frame = frame.f_back
        if here.parent is None:
            return
        here = here.parent
        frame = here.gr_frame


PLANS = Plans()


def watch() -> None:
    """Explain what every database opened in this process is asked."""
    event.listen(Engine, "before_cursor_execute", _before)


def _before(
    connection: Any, cursor: Any, statement: str, values: Any, _context: Any, many: bool
) -> None:
    if connection.dialect.name == "sqlite" and not many:
        PLANS.look(cursor, statement, values)
