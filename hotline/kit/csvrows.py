"""The rows of a CSV file (CSV 逐行): one unclosed quote costs one line, never the rest of the file.

A quoted cell may run over several lines. A quote that nobody closed makes a cell of everything after it, and
the reader says nothing. So the lines of the record at hand are kept: where they turn out to be rows of their
own, the first is read without quotes, and the others are read again.
"""

import csv
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

LONGEST_CELL = 1 << 20
DOUBTFUL = 50  # lines of one record from which they are looked at: a text, or swallowed rows
LONGEST_RECORD = 1_000  # lines that no text has


class Noted(Protocol):
    """Who is told of lines that cannot be read, and of quotes that nobody closed."""

    def break_at(self, line: int) -> None:
        """Count an unreadable line."""

    def stray_at(self, line: int) -> None:
        """Count a line whose quote was read as a plain sign."""


class _Stray(Exception):  # noqa: N818 — no error: the reader is told to go back
    """The record at hand began with a quote that nobody closed."""


def csv_rows(lines: Iterator[str], delimiter: str, notes: Noted) -> Iterator[Sequence[str]]:
    """Yield the rows of a file's physical lines, the heading first; holds one record's lines at most."""
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        yield from _rows(lines, delimiter, notes)
    finally:
        csv.field_size_limit(before)


def _rows(lines: Iterator[str], delimiter: str, notes: Noted) -> Iterator[Sequence[str]]:
    width = 0

    def swallowed(read: Sequence[str]) -> bool:
        """Tell whether most of these lines are rows: as wide as the heading when read alone."""
        alone = [_plain(line, delimiter) for line in read]
        return width > 1 and 2 * sum(len(cells) == width for cells in alone) > len(read)

    tape = _Tape(lines, swallowed)
    reader = csv.reader(tape, delimiter=delimiter)
    while True:
        try:
            row: Sequence[str] = next(reader)
            tape.must_be_whole(delimiter)
        except StopIteration:
            return
        except (csv.Error, _Stray):
            reader = csv.reader(tape, delimiter=delimiter)
            number, line = tape.back()
            row = _plain(line, delimiter)
            if not row or (width and len(row) != width):
                notes.break_at(number)
                continue
            notes.stray_at(number)
        else:
            tape.done()
        width = width or len(row)
        yield row


def _plain(line: str, delimiter: str) -> Sequence[str]:
    """Read one line alone, quotes as plain signs; nothing where even that fails."""
    try:
        return next(csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE), [])
    except csv.Error:
        return []


class _Tape:
    """The lines as the reader takes them, those of the record at hand kept to be read again."""

    def __init__(self, lines: Iterator[str], swallowed: Callable[[Sequence[str]], bool]) -> None:
        self._lines = lines
        self._swallowed = swallowed
        self._again: deque[str] = deque()
        self._read: list[str] = []
        self._number = 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        count = len(self._read)
        if count >= LONGEST_RECORD or (count == DOUBTFUL and self._swallowed(self._read)):
            raise _Stray
        line = self._again.popleft() if self._again else next(self._lines, None)
        if line is None:
            if self._read:  # the file ends inside a cell
                raise _Stray
            raise StopIteration
        self._read.append(line)
        return line

    def must_be_whole(self, delimiter: str) -> None:
        """Raise ``csv.Error`` where a record of several lines was closed by another cell's opening quote."""
        if len(self._read) > 1:
            next(csv.reader(self._read, delimiter=delimiter, strict=True))

    def done(self) -> None:
        """The record is complete."""
        self._number += len(self._read)
        self._read = []

    def back(self) -> tuple[int, str]:
        """Return the record's first line with its number; those after it will be read again."""
        number, first = self._number, self._read[0]
        self._again.extendleft(reversed(self._read[1:]))
        self._number += 1
        self._read = []
        return number, first
