"""Role × ticket × verb: every way of reading tells the same, and tells nothing that is not one's own."""

import re
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from hotline.demo.loader import Login
from hotline.gateway import streams
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.guard import find_signed_in
from hotline.kit.organisation.models import Unit
from hotline.tickets.actions import Action
from hotline.tickets.workflow_table import TABLE
from tests.conftest import BACKENDS
from tests.matrix import shelf
from tests.matrix.shelf import NAME, PHONE, Sample
from tests.support.city import City, Desk

NOWHERE = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
UNIT_ROLES = {"unit_clerk", "handler", "unit_approver", "knowledge_owner"}
pytestmark = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


class House:
    """The filled city and what everybody should see of it."""

    def __init__(self, city: City, samples: list[Sample], above: Mapping[str, set[str]]) -> None:
        self.city, self.samples, self.above = city, samples, above

    def seen_by(self, login: Login) -> set[str]:
        """Ids of what the person may see."""
        return {s.id for s in self.samples if shelf.may_see(login, s, self.above)}


@pytest.fixture
async def house(city: City) -> House:
    """The city with one ticket of every status and kind of secrecy."""
    samples = await shelf.fill(city)
    async with city.hotline.database.read() as session:
        units = {u.id: (u.code, u.parent_id) for u in await session.scalars(select(Unit))}
    codes = {code: units[above][0] if above else None for code, above in units.values()}
    return House(city, samples, {code: shelf.parents(codes, code) for code in codes})


async def _listed(desk: Desk, **filters: str) -> set[str]:
    found: set[str] = set()
    cursor: str | None = None
    while True:
        query = {**filters, "limit": "50", **({"cursor": cursor} if cursor else {})}
        answer = await desk.client.get("/api/tickets", params=query)
        assert answer.status_code in {200, 403}, answer.text
        if answer.status_code == 403:
            return found
        found |= {item["id"] for item in answer.json()["items"]}
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return found


async def _actor(house: House, login: Login) -> Actor:
    from starlette.requests import HTTPConnection

    desk = await house.city.desk(login.login)
    headers = [(b"authorization", desk.client.headers["authorization"].encode())]
    scope: Any = {"type": "http", "headers": headers, "app": house.city.app, "client": None}
    signed_in = await find_signed_in(HTTPConnection(scope))
    assert signed_in is not None
    return signed_in.actor


def _differences(
    house: House, login: Login, way: str, found: set[str], want: set[str]
) -> list[str]:
    named = {s.id: f"{s.variant}/{s.status.value}" for s in house.samples}
    seen = found & named.keys()
    leaks = [f"{login.login} {way} leaks {named[i]}" for i in sorted(seen - want)]
    return leaks + [f"{login.login} {way} lacks {named[i]}" for i in sorted(want - seen)]


def _offers_the_rows_of_the_table(login: Login, sample: Sample, page: dict[str, Any]) -> None:
    second = {Action.CONFIRM.value, Action.RETURN_PROPOSAL.value}
    offered = {a["action"] for a in page["allowed_actions"]}
    lawful = {
        row.action.value
        for row in TABLE
        if sample.status in row.origins and set(row.roles) & set(login.roles)
    }
    assert offered - second <= lawful, (login.login, sample)


async def _shows_no_number_and_no_hidden_citizen(
    desk: Desk, login: Login, sample: Sample, answer: httpx.Response
) -> None:
    """Nobody sees number or name; a unit is shown no hidden citizen, nor told him when it asks."""
    page = answer.json()
    assert PHONE not in str(page), (login.login, sample)
    assert NAME not in str(page), (login.login, sample)
    if not (UNIT_ROLES & set(login.roles) and sample.variant in {"hidden", "restricted"}):
        return
    assert page["citizen"]["phone"] is None, (login.login, sample)
    assert page["citizen"]["name"] is None, (login.login, sample)
    body = {"field": "phone", "purpose": "核实情况"}
    refused = await desk.client.post(f"/api/tickets/{sample.id}/reveal", json=body)
    assert refused.status_code == 403, (login.login, sample)
    assert not re.search(r"1\d{10}|王", refused.text)


async def test_list_search_page_socket_and_record_tell_the_same_truth(house: House) -> None:
    """But for secret tickets: they are opened, and found by nobody (decision 0018)."""
    """Also: a page that opens offers the rows of the table alone and keeps the citizen's secrets."""
    secret = {s.id for s in house.samples if s.variant == "restricted"}
    wrong: list[str] = []
    for login in shelf.people():
        desk = await house.city.desk(login.login)
        want = house.seen_by(login)
        ways = {"list": await _listed(desk), "search": await _listed(desk, q="FS2026030490")}
        actor = await _actor(house, login)
        async with house.city.hotline.database.read() as session:
            ways["socket"] = {
                s.id
                for s in house.samples
                if await streams.may_watch(session, actor=actor, stream=f"ticket:{s.id}")
            }
        for way, path in (
            ("page", "/api/tickets/{}"),
            ("similar", "/api/tickets/{}/similar"),
            ("record", "/api/supervision/tickets/{}/record"),
        ):
            ways[way] = set()
            for sample in house.samples:
                answer = await desk.client.get(path.format(sample.id))
                assert answer.status_code in {200, 403, 404}, (login.login, way, sample)
                if answer.status_code != 200:
                    continue
                ways[way].add(sample.id)
                if way == "page":
                    _offers_the_rows_of_the_table(login, sample, answer.json())
                    await _shows_no_number_and_no_hidden_citizen(desk, login, sample, answer)
        for way, found in ways.items():
            wanted = want - secret if way in {"list", "search"} else want
            wrong += _differences(house, login, way, found, wanted)
    assert wrong == []


async def test_counts_are_the_lengths_of_the_lists(house: House) -> None:
    for login in shelf.people():
        desk = await house.city.desk(login.login)
        answer = await desk.client.get("/api/queues")
        if answer.status_code == 403:
            assert house.seen_by(login) == set()
            continue
        for queue in answer.json():
            listed = await _listed(desk, queue=queue["queue"])
            assert queue["count"] == len(listed), (login.login, queue)
            unseen = {s.id for s in house.samples} - house.seen_by(login)
            assert listed.isdisjoint(unseen), (login.login, queue)


async def test_what_is_not_seen_can_be_neither_changed_nor_revealed(house: House) -> None:
    for login in shelf.people():
        desk = await house.city.desk(login.login)
        unseen = [s for s in house.samples if s.id not in house.seen_by(login)]
        for sample in unseen[::4]:
            own = f"/api/tickets/{sample.id}"
            for path, body in (
                (f"{own}/actions/COMMENT", {"version": 1, "text": "看一看"}),
                (f"{own}/actions/URGE", {"version": 1, "source": "WEB", "words": "快"}),
                (f"{own}/files", {"claims": ["a.b"]}),
                (f"{own}/reveal", {"field": "phone", "purpose": "核实情况"}),
            ):
                answer = await desk.client.post(path, json=body)
                assert answer.status_code in {403, 404, 422}, (login.login, path, answer.text)
                assert sample.number not in answer.text
            answer = await desk.client.get(f"{own}/files/{NOWHERE}")
            assert answer.status_code in {403, 404}
