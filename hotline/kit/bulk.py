"""Bulk inserts (批量写入): plain dict rows to driver tuples, without the ORM."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import JSON, Boolean, Connection, Dialect, Table

from hotline.kit.db import UtcDateTime, aware, dump_json, stored_text

Row = dict[str, Any]
_Processor = Callable[[Any], Any]


@dataclass(frozen=True)
class _Plan:
    statement: str
    pick: Callable[[Row], tuple[Any, ...]]
    processors: tuple[tuple[int, _Processor], ...]


_PLANS: dict[tuple[str, str, tuple[str, ...]], _Plan] = {}


def _plan(table: Table, dialect: Dialect, names: tuple[str, ...]) -> _Plan:
    key = (table.fullname, dialect.name, names)
    plan = _PLANS.get(key)
    if plan is None:
        columns = dict.fromkeys(names)
        compiled = table.insert().values(columns).compile(dialect=dialect)
        order = cast(list[str], compiled.positiontup)
        processors = []
        for position, name in enumerate(order):
            processor = _processor(table.columns[name].type, dialect)
            if processor is not None:
                processors.append((position, processor))
        pick = itemgetter(*order) if len(order) > 1 else _single(order[0])
        plan = _PLANS[key] = _Plan(str(compiled), pick, tuple(processors))
    return plan


def _processor(kind: Any, dialect: Dialect) -> _Processor | None:
    """Return what turns a value into the driver's form, by the shortest way; ``None``: as it is."""
    if isinstance(kind, Boolean):
        return None
    if isinstance(kind, UtcDateTime):
        return stored_text if dialect.name == "sqlite" else aware
    if isinstance(kind, JSON):
        return dump_json
    processor: _Processor | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return processor


def _single(name: str) -> Callable[[Row], tuple[Any, ...]]:
    return lambda row: (row[name],)


def insert_rows(connection: Connection, table: Any, rows: Sequence[Row]) -> None:
    """Insert ``rows`` by one ``executemany``; every row has the keys of the first.

    A column that is no key becomes NULL. Values pass through the column types (instants, JSON), exactly
    as with the ORM; column defaults do not apply, so a row says everything it needs.
    """
    if not rows:
        return
    plan = _plan(table, connection.dialect, tuple(rows[0]))
    pick, processors = plan.pick, plan.processors
    parameters = []
    for row in rows:
        values = list(pick(row))
        for position, processor in processors:
            if values[position] is not None:
                values[position] = processor(values[position])
        parameters.append(tuple(values))
    connection.exec_driver_sql(plan.statement, parameters)
