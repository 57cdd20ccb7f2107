"""Both search indexes are lost under a running house: a complaint becomes a ticket, and search heals by itself."""

from pathlib import Path
from shutil import rmtree

from hotline.tickets.models import Ticket
from knowledge.embedded import Embedded
from tests.journeys.test_bot_talk import LAMP, PHONE, QUESTION, Chat, count, newest
from tests.support.city import City


def lose(engine: object) -> None:
    assert isinstance(engine, Embedded)
    folder: Path = engine._folder
    rmtree(folder / (folder / "CURRENT").read_text("utf-8"))


async def test_a_complaint_in_chat_becomes_a_ticket_while_both_indexes_are_lost(
    city: City,
) -> None:
    await city.hotline.ticket_search.keep_up(city.hotline.database)
    chat = await Chat.open(city)
    desk = await city.desk("agent01")
    before = await count(city, Ticket)
    lose(city.hotline.search.engine)
    lose(city.hotline.ticket_search.engine)
    asked = await city.public.post("/api/public/knowledge/answer", json={"text": QUESTION})
    assert (asked.status_code, asked.json()["code"]) == (503, "search_down"), asked.text
    sought = await desk.client.get("/api/tickets/search", params={"q": "路灯"})
    assert (sought.status_code, sought.json()["code"]) == (503, "search_down"), sought.text
    told = await chat.say(LAMP)
    for words in ("1", "禅城区祖庙街道建新路12号", *["跳过"] * 8):
        if "手机号" in told:
            break
        told = await chat.say(words)
    receipt = await chat.say(PHONE)
    ticket = await newest(city)
    assert ticket.number in receipt
    assert await count(city, Ticket) == before + 1
    await city.hotline.search.keep_up(city.hotline.database)  # as its worker does
    await city.hotline.ticket_search.keep_up(city.hotline.database)
    asked = await city.public.post("/api/public/knowledge/answer", json={"text": QUESTION})
    assert asked.status_code == 200, asked.text
    sought = await desk.client.get("/api/tickets/search", params={"q": LAMP})
    assert ticket.number in sought.text
