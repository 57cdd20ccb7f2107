"""History against the catalogue at work (学习提示运行): once a day one process counts closed tickets and keeps the hints."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.db import Database
from hotline.kit.ids import new_id
from hotline.process import turns
from hotline.process.turns import Turn
from hotline.tickets.models import Status, Ticket
from routing.catalogue import hint_book
from routing.catalogue.hint_book import Refreshed
from routing.catalogue.hints import Hint, HintRules, Tally, find_hints
from routing.catalogue.rows import Catalogue
from routing.places import Place
from routing.queries import load_history, load_rows, load_taxonomy
from routing.settings import HintSettings
from routing.taxonomy.history import History
from routing.taxonomy.tree import Confidentiality

TURN = "catalogue_hints"
DAILY = timedelta(days=1)
EXAMPLES = 5


async def run(database: Database, settings: HintSettings) -> Refreshed | None:
    """Refresh the hints if nobody has today; ``None``: it was somebody else's turn."""
    turn = Turn(TURN, new_id(), DAILY)
    async with database.write() as session:
        if not await turns.take(session, turn, clock.now()):
            return None
        return await refresh(session, settings)


async def refresh(session: AsyncSession, settings: HintSettings) -> Refreshed:
    """Count what was closed in the last days and bring the hints up to date."""
    taxonomy = await load_taxonomy(session)
    history = await load_history(session)
    catalogue = Catalogue(await load_rows(session), taxonomy)
    tallies = await _tallies(session, settings.days, history)
    rules = HintRules(settings.cases, settings.share)
    hints = find_hints(tallies, catalogue, clock.local_date(), rules)
    examples = {hint: await _examples(session, hint, settings.days, history) for hint in hints}
    return await hint_book.refresh(session, hints, examples)


def _closed(days: int) -> tuple[ColumnElement[bool], ...]:
    """What counts as settled: closed, with a final unit, shown to everybody who reads the catalogue."""
    return (
        Ticket.status == Status.CLOSED.value,
        Ticket.closed_at >= clock.now() - timedelta(days=days),
        Ticket.lead_unit_id.is_not(None),
        Ticket.category_code.is_not(None),
        Ticket.confidentiality != Confidentiality.RESTRICTED.value,
    )


async def _tallies(session: AsyncSession, days: int, history: History) -> list[Tally]:
    columns = (
        Ticket.category_code,
        Ticket.category_version,
        Ticket.district_code,
        Ticket.town_code,
        Ticket.lead_unit_id,
    )
    query = select(*columns, func.count()).where(*_closed(days)).group_by(*columns)
    counted: dict[tuple[str, Place, str], int] = defaultdict(int)
    for code, version, district, town, unit, cases in await session.execute(query):
        now = history.now(code, version)
        if now is not None:
            place = Place(district or (town or "")[:6], town or "")
            counted[now, place, str(unit)] += cases
    return [Tally(code, place, unit, cases) for (code, place, unit), cases in counted.items()]


async def _examples(session: AsyncSession, hint: Hint, days: int, history: History) -> list[str]:
    """Return the numbers of some of the latest tickets behind a hint."""
    place = Ticket.town_code if len(hint.place_code) > 6 else Ticket.district_code
    pairs = history.before(hint.category_code)
    query = (
        select(Ticket.number, Ticket.category_code, Ticket.category_version)
        .where(
            *_closed(days),
            Ticket.lead_unit_id == hint.unit_id,
            place == hint.place_code,
            Ticket.category_code.in_(_codes(pairs)),
        )
        .order_by(Ticket.closed_at.desc(), Ticket.id)
        .limit(EXAMPLES)
    )
    found = await session.execute(query)
    return [n for n, code, version in found if history.now(code, version) == hint.category_code]


def _codes(pairs: Iterable[tuple[str | None, str]]) -> list[str]:
    return sorted({code for _version, code in pairs})
