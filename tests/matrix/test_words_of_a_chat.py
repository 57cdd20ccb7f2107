"""A chat that became a ticket (对话不外泄): who reads which of the citizen's own words, on every page that shows any."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from hotline.kit.db import Base
from hotline.kit.wiping import HIDDEN_CODE
from hotline.tickets.models import Ticket
from tests.conftest import BACKENDS
from tests.journeys.test_bot_talk import NOISE, Chat, newest
from tests.support.city import City, Desk
from tests.support.steps import signed

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
NAME, PHONE, ROOM = "梁金水", "13800138066", "座502"
PERSON = f"我是{NAME}，手机{PHONE}，也可以打138.0013.8066，住同济路12号3{ROOM}，请问多久有人来"
NUMBERS = (PHONE, "138.0013.8066")
UNIT, OTHER_UNIT = ("cg-chengban", "cg-lianluo"), ("gongan-zs",)
AGENTS, NAMED = ("agent01", "agent02"), "shenhe"
EVERYBODY = (*UNIT, *OTHER_UNIT, *AGENTS, NAMED, "banzhang", "duban", "zhishi")
Page = tuple[str, str]


@dataclass(frozen=True)
class Talk:
    """One citizen's chat, the ticket it opened, and the code he was told."""

    city: City
    ticket_id: str
    conversation_id: str
    number: str
    code: str

    async def everything(self, desk: Desk) -> list[Page]:
        """Read every page that this person can read; returns the path and the text of each."""
        pages = []
        for path, query in self._paths(desk.city.app.openapi()["paths"]):
            answer = await desk.client.get(path, params=query)
            pages.append((f"{answer.status_code} {path} {query}", answer.text))
        for about in ("ticket_id", "conversation_id"):
            body = {about: getattr(self, about)}
            answer = await desk.client.post("/api/assist/suggest", json=body)
            pages.append((f"{answer.status_code} assist {about}", answer.text))
        return pages

    def _paths(self, known: dict[str, Any]) -> list[tuple[str, dict[str, str]]]:
        found: list[tuple[str, dict[str, str]]] = []
        for path, methods in known.items():
            if "get" not in methods or not path.startswith("/api/") or "/public/" in path:
                continue
            filled = path
            for name in ("ticket_id", "conversation_id", "number"):
                filled = filled.replace(f"{{{name}}}", getattr(self, name))
            if "{" in filled or "/oidc" in filled:
                continue
            asks = {one["name"]: one["schema"] for one in methods["get"].get("parameters", ())}
            # A workbook is packed: what stands in it is read in no answer's text.
            plain = {"format": "csv"} if "csv" in asks.get("format", {}).get("enum", ()) else {}
            found.append((filled, plain))
            if "q" in asks:
                words = (self.code, NAME, "多久有人来", self.number)
                found += [(filled, {"q": word, **plain}) for word in words]
        return found


async def complained(city: City, chat: Chat, matter: str) -> tuple[Ticket, str]:
    """He complains in a chat; returns the ticket and what he was told."""
    await chat.say(matter)
    told = await chat.say("1")
    for answer in ("禅城区祖庙街道建新路", *["跳过"] * 8):
        if "手机号" in told or "已登记" in told:
            break
        told = await chat.say(answer)
    receipt = told if "已登记" in told else await chat.say(PHONE)
    return await newest(city), receipt


async def talked(city: City) -> Talk:
    """He complains, is told number and code, tells who he is, proves it, and asks for a person."""
    chat = await Chat.open(city)
    ticket, receipt = await complained(city, chat, NOISE)
    (code,) = re.findall(r"查询码(\d{6})", receipt)
    await chat.say(PERSON)
    await chat.say(f"{ticket.number} {code}")
    await chat.say("人工")
    await chat.say(PHONE)
    await city.settle()
    assert ticket.conversation_id is not None
    return Talk(city, ticket.id, ticket.conversation_id, ticket.number, code)


async def sealed_off(city: City, ticket_id: str) -> None:
    """The reviewer alone may see the ticket from now on."""
    named = await city.desk(NAMED)
    me = (await named.client.get("/api/auth/me")).json()["account"]["id"]
    await named.does(ticket_id, "SET_CONFIDENTIAL", level="RESTRICTED", named_account_ids=[me])


async def indexed(city: City) -> None:
    await city.hotline.ticket_search.keep_up(city.hotline.database)


def told(pages: list[Page], *secrets: str) -> list[tuple[str, str]]:
    """Return which page tells which secret; what was asked for may be repeated in the question."""
    return [(name, one) for name, text in pages for one in secrets if _tells(name, text, one)]


def _tells(name: str, text: str, secret: str) -> bool:
    """Six digits may by chance stand in the fraction of an instant."""
    if secret not in text:
        return False
    found = re.search(rf"(?<!\d\.)(?<!\d){re.escape(secret)}", text)
    return found is not None and secret not in name.partition("{")[2]


async def test_nobody_reads_the_code_or_a_number_and_a_unit_hears_nothing_of_the_talk(
    city: City,
) -> None:
    talk = await talked(city)
    await signed(city, {"id": talk.ticket_id})
    await indexed(city)
    read = {login: await talk.everything(await city.desk(login)) for login in EVERYBODY}
    for login, pages in read.items():
        assert told(pages, talk.code, *NUMBERS) == [], login
    agent = read[AGENTS[0]]
    assert any(HIDDEN_CODE in text for _name, text in agent), "the talk itself is read"
    found = [text for name, text in agent if "search" in name and f"'{talk.code}'" in name]
    assert all(talk.number not in text for text in found)
    for login in (*UNIT, *OTHER_UNIT):
        assert told(read[login], NAME, ROOM, "多久有人来") == [], login
        status = {name.split()[0] for name, _text in read[login] if "assist conversation" in name}
        assert status <= {"403", "404"}, login
    heard = await (await city.desk(UNIT[0])).client.post(
        "/api/assist/suggest", json={"ticket_id": talk.ticket_id}
    )
    assert "油烟扰民" in heard.json()["heard"], "of the matter it may hear"


@both
async def test_a_talk_about_a_secret_ticket_is_for_the_named_alone(city: City) -> None:
    talk = await talked(city)
    await sealed_off(city, talk.ticket_id)
    await indexed(city)
    for login in EVERYBODY:
        desk = await city.desk(login)
        pages = await talk.everything(desk)
        if login == NAMED:
            assert any("多久有人来" in text for _name, text in pages)
            assert told(pages, talk.code, *NUMBERS) == []
            continue
        secrets = (NAME, ROOM, "多久有人来", "油烟扰民", talk.code, talk.ticket_id, *NUMBERS)
        assert told(pages, *secrets, talk.conversation_id) == [], login
    for login in AGENTS:
        desk = await city.desk(login)
        path = f"/api/dialogues/{talk.conversation_id}"
        assert (await desk.client.get(f"{path}/transcript")).status_code == 404
        assert (await desk.client.post(f"{path}/settled")).status_code == 404
        assert (await desk.client.get("/api/dialogues")).json() == []


async def test_a_talk_about_two_tickets_does_not_tell_the_secret_one_by_the_other(
    city: City,
) -> None:
    chat = await Chat.open(city)
    first, _receipt = await complained(city, chat, NOISE)
    secret, _receipt = await complained(city, chat, "同济路路灯坏了三天，晚上看不见路，投诉没人修")
    assert first.conversation_id == secret.conversation_id
    assert first.id != secret.id
    await city.settle()
    await sealed_off(city, secret.id)
    await indexed(city)
    agent = (await city.desk("agent02")).client
    assert (await agent.get(f"/api/tickets/{first.id}")).status_code == 200
    assert (await agent.get(f"/api/tickets/{first.id}/transcript")).status_code == 403
    found = (await agent.get("/api/tickets/search", params={"q": "路灯坏了三天"})).json()["items"]
    assert "路灯" not in str(found)
    named = (await city.desk(NAMED)).client
    lines = (await named.get(f"/api/tickets/{first.id}/transcript")).json()
    assert any("路灯坏了三天" in line["text"] for line in lines)


async def test_the_code_is_written_nowhere_in_clear(
    city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    talk = await talked(city)
    await signed(city, {"id": talk.ticket_id})
    clear = re.compile(rf"(?<![0-9A-Za-z.]){talk.code}(?![0-9A-Za-z])|{PHONE}")
    assert clear.search(f"查询码{talk.code}，")
    async with city.hotline.database.read() as session:
        for table in Base.metadata.sorted_tables:
            rows = (await session.execute(select(table))).all()
            wrong = [row for row in rows if clear.search(str(tuple(row)))]
            assert wrong == [], table.name
    assert not clear.search(capsys.readouterr().out)
