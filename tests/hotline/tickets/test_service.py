"""A ticket's whole life through ``act``."""

from hotline.kit import clock
from tests.hotline.tickets.city import MONDAY, City, closed


async def test_a_ticket_lives_from_intake_to_closing(city: City) -> None:
    with clock.frozen(MONDAY):
        ticket = await closed(city)
    assert ticket.status == "CLOSED"
    assert ticket.close_outcome == "RESOLVED"
    assert await city.running(ticket) == {"reopen_window"}
