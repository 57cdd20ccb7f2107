"""Bulk inserts (批量写入): plain dict rows to driver tuples, without the ORM."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from sqlalchemy import Dialect, Table
from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]
_Processor = Callable[[Any], Any]
_PLANS: dict[tuple[str, str], tuple[str, list[tuple[str, _Processor | None]]]] = {}


def _plan(table: Table, dialect: Dialect) -> tuple[str, list[tuple[str, _Processor | None]]]:
    key = (table.fullname, dialect.name)
    plan = _PLANS.get(key)
    if plan is None:
        compiled = (
            table.insert().values({c.name: None for c in table.columns}).compile(dialect=dialect)
        )
        order = cast(list[str], compiled.positiontup)
        columns: list[tuple[str, _Processor | None]] = []
        for name in order:
            kind = table.columns[name].type.dialect_impl(dialect)
            columns.append((name, kind.bind_processor(dialect)))
        plan = _PLANS[key] = (str(compiled), columns)
    return plan


async def insert_rows(connection: AsyncConnection, table: Any, rows: Sequence[Row]) -> None:
    """Insert ``rows`` (keys are column names; an absent key is NULL) by one ``executemany``.

    Values pass through the column types (instants, JSON), exactly as with the ORM; column defaults
    do not apply, so a row says everything it needs.
    """
    if not rows:
        return
    statement, columns = _plan(table, connection.dialect)
    parameters = [
        tuple(
            [
                processor(row.get(name)) if processor is not None else row.get(name)
                for name, processor in columns
            ]
        )
        for row in rows
    ]
    await connection.exec_driver_sql(statement, parameters)
