"""Signed out, wrong role, another unit's ticket, a stale page: refused, and the ticket is as it was."""

import pytest

from tests.api.refusals import complaints, row_counts
from tests.support.city import City, Json
from tests.support.steps import dispatched

CONTENT = "禅城区祖庙街道同济路工地半夜倒水泥，十二点还在响，要求查处"
NOWHERE = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
OPEN_DOORS = {
    "/api/auth/login",
    "/api/auth/oidc",
    "/api/auth/oidc/start",
    "/api/auth/oidc/callback",
    "/api/categories",
    "/api/categories/{code}",
}


@pytest.fixture
async def receipt(city: City) -> Json:
    """A complaint that was sent to the urban management bureau of Chancheng."""
    receipt = await city.submits(CONTENT)
    await dispatched(city, receipt)
    return receipt


async def test_nobody_gets_in_without_signing_in(city: City, receipt: Json) -> None:
    before = await row_counts(city)
    paths = city.app.openapi()["paths"]
    for path, verbs in paths.items():
        if not path.startswith("/api/") or path.startswith("/api/public"):
            continue
        for verb, operation in verbs.items():
            if path in OPEN_DOORS:
                continue
            ticket = receipt["id"] if "ticket" in path else NOWHERE
            address = _filled(path, ticket)
            body: Json | None = {} if "requestBody" in operation else None
            response = await city.public.request(verb.upper(), address, json=body)
            assert (response.status_code, complaints(response)) == (401, []), f"{verb} {path}"
    assert await row_counts(city) == before


def _filled(path: str, value: str) -> str:
    parts = [value if part.startswith("{") else part for part in path.split("/")]
    return "/".join(parts)


async def test_another_units_ticket_is_not_there(city: City, receipt: Json) -> None:
    other = await city.desk("gs-lianluo")
    before = await row_counts(city)
    act = f"/api/tickets/{receipt['id']}"
    for verb, path, body in (
        ("GET", act, None),
        ("GET", f"{act}/similar", None),
        ("GET", f"{act}/files/{NOWHERE}", None),
        ("GET", f"/api/supervision/tickets/{receipt['id']}/record", None),
        ("POST", f"{act}/actions/SIGN", {"version": 3}),
        ("POST", f"{act}/actions/COMMENT", {"version": 3, "text": "我看看"}),
        ("POST", f"{act}/files", {"claims": ["a.b"]}),
        ("POST", f"{act}/reveal", {"field": "phone", "purpose": "想看看"}),
    ):
        response = await other.client.request(verb, path, json=body)
        same = await other.client.request(verb, path.replace(receipt["id"], NOWHERE), json=body)
        assert (response.status_code, complaints(response)) == (404, []), path
        assert _without_id(response.json()) == _without_id(same.json()), path
    assert await row_counts(city) == before
    listed = await other.client.get("/api/tickets", params={"q": receipt["number"]})
    assert listed.json()["items"] == []


def _without_id(body: Json) -> Json:
    return {key: value for key, value in body.items() if key != "request_id"}


async def test_the_wrong_role_is_refused_and_changes_nothing(city: City, receipt: Json) -> None:
    before = await row_counts(city)
    for login, action, fields in (
        ("agent01", "SIGN", {}),
        ("cg-chengban", "SIGN", {}),
        ("shenhe", "RECALL", {"reason": "派错了"}),
        ("duban", "SIGN", {}),
    ):
        desk = await city.desk(login)
        before = await row_counts(city)
        response = await desk.tries(receipt["id"], action, **fields)
        assert response.status_code in {403, 409}, (login, action, response.text)
        assert complaints(response) == []
        assert await row_counts(city) == before


async def test_a_stale_page_is_told_the_present_version(city: City, receipt: Json) -> None:
    clerk = await city.desk("cg-lianluo")
    page = await clerk.ticket(receipt["id"])
    before = await row_counts(city)
    address = f"/api/tickets/{receipt['id']}/actions/SIGN"
    response = await clerk.client.post(address, json={"version": page["version"] - 1})
    assert (response.status_code, complaints(response)) == (409, [])
    assert response.json()["current_version"] == page["version"]
    assert await row_counts(city) == before
    assert (await clerk.client.post(address, json={"version": page["version"]})).status_code == 200
    assert (await clerk.client.post(address, json={"version": page["version"]})).status_code == 409


async def test_an_impossible_action_names_the_possible_ones(city: City, receipt: Json) -> None:
    clerk = await city.desk("cg-lianluo")
    response = await clerk.tries(receipt["id"], "WITHDRAW_OBJECTION")
    assert (response.status_code, complaints(response)) == (409, [])
    assert "SIGN" in {str(a) for a in response.json()["allowed_actions"]} | {
        a["action"] for a in response.json()["allowed_actions"] if isinstance(a, dict)
    }


async def test_guessing_the_code_is_locked_after_five_tries(city: City, receipt: Json) -> None:
    body = {"number": receipt["number"], "code": "000000"}
    answers = [await city.public.post("/api/public/track", json=body) for _ in range(7)]
    assert [a.status_code for a in answers] == [404] * 5 + [429] * 2
    assert all(complaints(a) == [] for a in answers)
    right = {**body, "code": receipt["query_code"]}
    assert (await city.public.post("/api/public/track", json=right)).status_code == 429


async def test_a_unit_cannot_open_a_citizens_file(city: City, receipt: Json) -> None:
    """A unit sees a citizen on its own ticket only: looking up a number would tell all he ever asked."""
    units = [await city.desk(login) for login in ("cg-lianluo", "cg-chengban", "cg-shenpi")]
    before = await row_counts(city)
    for unit in units:
        for verb, path, body in (
            ("POST", "/api/citizens/lookup", {"kind": "PHONE", "value": "13800138000"}),
            ("GET", f"/api/citizens/{NOWHERE}", None),
            ("GET", f"/api/citizens/{NOWHERE}/timeline", None),
            ("GET", f"/api/citizens/{NOWHERE}/conduct", None),
            (
                "POST",
                f"/api/citizens/{NOWHERE}/actions/REVEAL",
                {"field": "phone", "purpose": "看"},
            ),
        ):
            response = await unit.client.request(verb, path, json=body)
            assert (response.status_code, complaints(response)) == (403, []), path
    assert await row_counts(city) == before
