"""Units as documents (单位入索引): name, duties, windows and published numbers.

A unit of which nothing is published is found by staff only; duty phones are never in the index
(domain rules §12.9).
"""

from collections.abc import Iterator, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.audience import Audience
from knowledge.directory.models import NumberState, PublishedNumber, UnitWindow
from knowledge.directory.ports import ServedWindow
from knowledge.directory.queries import Told, told_of, units_after, units_of
from knowledge.search.port import Document, DocumentKind, Head

_ALL = 20_000  # more units than a city has


async def some(session: AsyncSession, keys: Sequence[str]) -> list[Document]:
    """Return the documents of these units; a closed unit has none."""
    return [document_of(t) for t in await told_of(session, await units_of(session, keys))]


async def after(session: AsyncSession, key: str, limit: int) -> list[Document]:
    """Return the next documents by the unit's id."""
    units = await units_after(session, key, limit)
    return [document_of(t) for t in await told_of(session, units)]


async def heads(session: AsyncSession, keys: Sequence[str] | None = None) -> list[Head]:
    """Return version and audience of the units, of all or of ``keys``; they are few."""
    units = await (units_after(session, "", _ALL) if keys is None else units_of(session, keys))
    return [Head(t.unit.id, t.version, t.public) for t in await told_of(session, units)]


def document_of(told: Told) -> Document:
    """Return what is searched of a unit; windows of service items are in the body only.

    Their names repeat the items' own, which are the better answer to a question about a service.
    """
    unit = told.unit
    lines = [unit.name, unit.short_name]
    for number in told.numbers:
        lines += [number.name, number.number]
    lines += [window.name for window in told.own]
    public = told.public
    return Document(
        kind=DocumentKind.UNIT,
        key=unit.id,
        version=told.version,
        lines=tuple(line for line in dict.fromkeys(lines) if line),
        body="\n".join(part for part in _body(told) if part),
        unit_code=unit.code,
        audience=Audience.PUBLIC if public else Audience.INTERNAL,
        districts=(unit.district_code,) if unit.district_code else (),
    )


def _body(told: Told) -> Iterator[str]:
    yield told.duties
    for number in told.numbers:
        yield from _spoken(number)
    windows: tuple[UnitWindow | ServedWindow, ...] = (*told.own, *told.served)
    for window in windows:
        yield from (window.name, window.address, window.hours, window.phone, window.transport)


def _spoken(number: PublishedNumber) -> Iterator[str]:
    yield f"{number.name} {number.number}"
    yield number.hours
    if number.state != NumberState.ACTIVE.value:
        yield NumberState(number.state).label
