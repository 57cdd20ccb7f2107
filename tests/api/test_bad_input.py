"""Whatever is sent, the answer is a clear refusal in two languages, and nothing is stored or told."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.api.conftest import ROOT_LOGIN
from tests.api.doors import CONTACT, CONTENT, WEB_FORM, Door, public_doors, staff_doors
from tests.api.refusals import at, complaints, places, replaced, row_counts, without
from tests.support.city import City, Json

JSON_TYPE = {"content-type": "application/json"}
NOT_JSON = (b"", b"{", b"null", b"[]", b'"text"', b"12", b"{]}", b"name=value", b"[" * 50_000)
NOT_UTF8 = (b'{"content": "\xff\xfe\xfa"}', '{"content": "路灯"}'.encode("gbk"))
WRONG_TYPES: tuple[Any, ...] = ({"$ne": 1}, [[1]], 10**30, True, 1.5)
LONG = "长" * 60_000


@pytest.fixture
async def doors(city: City) -> list[Door]:
    """Every door of citizens and a sample of those of staff, around one open request."""
    receipt = await city.submits(CONTENT, contact=CONTACT)
    await city.desk(ROOT_LOGIN)
    return [*public_doors(receipt), *staff_doors(receipt["id"])]


class Ledger:
    """Collects what is wrong, so that one test shows all of it."""

    def __init__(self) -> None:
        self.wrong: list[str] = []

    def note(self, case: str, response: httpx.Response) -> None:
        found = [f"{case}: {complaint}" for complaint in complaints(response)]
        self.wrong += found


async def _refused_all(city: City, doors: list[Door], cases: Any) -> None:
    before = await row_counts(city)
    ledger = Ledger()
    for door in doors:
        for name, sent in cases(door):
            ledger.note(f"{door} {name}", await door.knock(city, **sent))
    assert ledger.wrong == []
    assert await row_counts(city) == before


async def test_what_is_not_json_is_refused(city: City, doors: list[Door]) -> None:
    def cases(_door: Door) -> Iterator[tuple[str, Json]]:
        for content in (*NOT_JSON, *NOT_UTF8):
            yield repr(content[:20]), {"content": content, "headers": JSON_TYPE}

    await _refused_all(city, doors, cases)


async def test_a_missing_member_is_named(city: City, doors: list[Door]) -> None:
    before = await row_counts(city)
    ledger = Ledger()
    for door in doors:
        for name in door.needed:
            response = await door.knock(city, json=without(door.body, name))
            ledger.note(f"{door} without {name}", response)
            assert response.status_code == 422, f"{door} without {name}: {response.text}"
    assert ledger.wrong == []
    assert await row_counts(city) == before


async def test_an_unknown_member_is_refused(city: City, doors: list[Door]) -> None:
    await _refused_all(
        city, doors, lambda door: [("surplus", {"json": {**door.body, "is_admin": True}})]
    )


async def test_a_value_of_the_wrong_type_is_refused(city: City, doors: list[Door]) -> None:
    def cases(door: Door) -> Iterator[tuple[str, Json]]:
        for path in places(door.body):
            for value in WRONG_TYPES:
                if not _fits(at(door.body, path), value):
                    yield f"{path}={value!r}", {"json": replaced(door.body, path, value)}

    await _refused_all(city, doors, cases)


def _fits(good: Any, value: Any) -> bool:
    """Tell whether ``value`` may be right where ``good`` is."""
    numbers = (int, float)
    return type(good) is type(value) or (isinstance(good, numbers) and isinstance(value, numbers))


async def test_numbers_beyond_every_column_are_refused(city: City, doors: list[Door]) -> None:
    def cases(door: Door) -> Iterator[tuple[str, Json]]:
        for path in places(door.body):
            if type(at(door.body, path)) in {int, float}:
                for value in (10**30, -(10**30), 2**63, -1000):
                    yield f"{path}={value}", {"json": replaced(door.body, path, value)}
                raw = b'{"' + str(path[0]).encode() + b'": NaN}'
                yield "NaN", {"content": raw, "headers": JSON_TYPE}

    await _refused_all(city, doors, cases)


@pytest.mark.parametrize("text", [LONG, "路灯\x00坏了", "\u202e\u200f\u202e", "\x1b[31m路灯"])
async def test_long_text_nul_and_bare_direction_marks_are_refused(
    city: City, doors: list[Door], text: str
) -> None:
    def cases(door: Door) -> Iterator[tuple[str, Json]]:
        for path in places(door.body):
            empty = not text.strip("\u202e\u200f")
            if text is LONG and path[-1] in door.free:
                continue
            needed = set(door.needed) - door.free  # nothing but invisible marks means: left empty
            if not isinstance(at(door.body, path), str) or (empty and path[-1] not in needed):
                continue
            yield f"{path}={text[:8]!r}", {"json": replaced(door.body, path, text)}

    await _refused_all(city, doors, cases)


async def test_half_a_character_is_refused(city: City, doors: list[Door]) -> None:
    """A lone surrogate is valid JSON and no text: no database can hold it."""

    def cases(door: Door) -> Iterator[tuple[str, Json]]:
        for path in places(door.body):
            if isinstance(at(door.body, path), str):
                body = replaced(door.body, path, "路灯\ud83d坏了三天")
                yield str(path), {"content": _ascii(body), "headers": JSON_TYPE}

    await _refused_all(city, doors, cases)


def _ascii(body: Any) -> bytes:
    import json

    return json.dumps(body).encode("ascii")


async def test_ten_megabytes_are_refused_before_they_are_read(
    city: City, doors: list[Door]
) -> None:
    body = b'{"content": "' + b"x" * 10_000_000 + b'"}'
    before = await row_counts(city)
    for door in doors:
        response = await door.knock(city, content=body, headers=JSON_TYPE)
        assert (response.status_code, complaints(response)) == (413, []), door

        async def pieces() -> Any:
            for start in range(0, len(body), 100_000):
                yield body[start : start + 100_000]

        response = await door.knock(city, content=pieces(), headers=JSON_TYPE)
        assert (response.status_code, complaints(response)) == (413, []), door
    assert await row_counts(city) == before


async def test_rare_characters_and_emoji_are_kept_and_direction_marks_removed(city: City) -> None:
    content = "𠮷祥坊门口的灯😡不亮，\u202e请修\u200f复"
    receipt = await city.submits(content, contact={"name": "𠮷先生", "phone": "13800000001"})
    page = await (await city.desk("banzhang")).ticket(receipt["id"])
    assert page["content"] == "𠮷祥坊门口的灯😡不亮，请修复"


async def test_the_same_form_sent_twice_is_one_request(city: City) -> None:
    first = await city.public.post("/api/public/requests", json=WEB_FORM)
    after_first = await row_counts(city)
    second = await city.public.post("/api/public/requests", json=WEB_FORM)
    assert first.status_code == second.status_code == 201
    assert first.json()["number"] == second.json()["number"]
    assert await row_counts(city) == after_first


@pytest.mark.parametrize("path", ["/api/tickets/x", "/api/tickets/' OR 1=1--", "/api/nothing"])
async def test_a_wrong_address_is_refused(city: City, path: str) -> None:
    response = await (await city.desk("banzhang")).client.get(path)
    assert complaints(response) == []


async def test_a_wrong_verb_is_refused(city: City) -> None:
    response = await city.public.delete("/api/public/requests")
    assert (response.status_code, complaints(response)) == (405, [])


async def test_bad_query_values_are_refused(city: City) -> None:
    desk = await city.desk("banzhang")
    for query in (
        {"queue": "NO_SUCH"},
        {"limit": "0"},
        {"limit": "100000"},
        {"limit": "x"},
        {"cursor": "not-a-cursor"},
        {"cursor": "\x00"},
        {"received_from": "yesterday"},
        {"received_from": "9999-12-31T23:59:59+00:00"},
        {"received_from": "0001-01-01T00:00:00"},
        {"q": "长" * 200},
        {"q": "a\x00b"},
        {"status": "x\x00"},
        {"light": "PURPLE"},
    ):
        response = await desk.client.get("/api/tickets", params=query)
        assert complaints(response) == [], query


async def test_a_draft_is_kept_for_its_device_and_forgotten_on_request(city: City) -> None:
    own, other = "/api/public/drafts/device-0123456789", "/api/public/drafts/device-9876543210"
    for form in ({"content": "路灯"}, {"content": "路灯坏了𠮷😡", "step": 2}):
        assert (await city.public.put(own, json=form)).status_code == 200
        assert (await city.public.get(own)).json() == form
    assert (await city.public.get(other)).status_code == 404
    surrogate = await city.public.put(own, content=b'{"a": "\\ud800"}', headers=JSON_TYPE)
    assert (surrogate.status_code, complaints(surrogate)) == (422, [])
    assert (await city.public.delete(own)).status_code == 204
    assert (await city.public.get(own)).status_code == 404
