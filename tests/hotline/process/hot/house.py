"""Tickets of many weeks for the tests of the watch (测试数据): stored as the intake would, all at once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from hotline.kit.calendars import queries as calendars
from hotline.process.hot.watch import HotWatch
from hotline.process.models import TicketSuggestion
from hotline.tickets import opening
from hotline.tickets.models import Ticket, TicketAction
from hotline.tickets.opening import OpeningContext, OpeningIn
from hotline.tickets.policy import DEFAULT
from hotline.tickets.vocabulary import Channel
from routing.hot.reports import Report
from routing.settings import HotSettings
from tests.routing.hot.stream import DAYS, NOON, quiet
from tests.support.city import City

PHONE = "13912345678"


async def plant(city: City, reports: Iterable[Report], **columns: Any) -> dict[str, str]:
    """Store a ticket for every report; returns the tickets' ids by those of the reports."""
    database = city.hotline.database
    async with database.write() as session:
        context = OpeningContext(
            DEFAULT, await calendars.load(session), "FS", session.info["key_ring"]
        )
        tickets, actions, suggestions, ids = [], [], [], {}
        for number, report in enumerate(reports, 1):
            opened = opening.build(_command(report), context, number)
            row = {**opened.ticket, "number": f"T{opened.ticket['id'][-20:]}", **columns}
            row |= {"created_at": report.at, "updated_at": report.at, "received_at": report.at}
            tickets.append(row)
            actions.append({**opened.action, "at": report.at})
            suggestions.append(_suggestion(row))
            ids[report.id] = row["id"]
        await session.execute(insert(Ticket), tickets)
        await session.execute(insert(TicketAction), actions)
        await session.execute(insert(TicketSuggestion), suggestions)
    return ids


def _command(report: Report) -> OpeningIn:
    words = "，".join(sorted(report.terms))
    return OpeningIn(
        channel=Channel.WEB,
        content=f"{words}，请回电{PHONE}，诉求人{report.citizen[-4:]}。",
        received_at=report.at,
        category_code=report.categories[-1],
        more={
            "district_code": report.places[0],
            "town_code": report.places[-1],
            "contact_number_hash": report.citizen.rjust(64, "0"),
        },
    )


def _suggestion(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "ticket_id": row["id"],
        "made_at": row["created_at"],
        "model": "m1",
        "kind": "HELP",
        "category_code": row["category_code"],
        "unit_id": None,
        "document": {"entities": []},
    }


async def taught(city: City, days: int = 20) -> None:
    """Plant ``days`` quiet days and move the clock to the noon behind them."""
    await plant(city, quiet(range(DAYS - days, DAYS)))
    city.move_to(NOON)


async def looked(
    city: City, at: datetime, watch: HotWatch | None = None, **settings: Any
) -> tuple[HotWatch, int]:
    """Move on, look, let the news spread; returns the watch and how many alerts went out."""
    city.move_to(at)
    watch = watch or HotWatch(city.hotline.database, HotSettings(**settings))
    sent = await watch.run_once()
    await city.settle()
    return watch, sent
