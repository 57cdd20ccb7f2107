"""What is not possible now is said before what is wrong with the form (操作被拒绝的先后)."""

from typing import Any

import httpx
import pytest

from hotline.kit.ids import new_id
from tests.conftest import BACKENDS
from tests.support.city import City, Desk, Json
from tests.support.steps import CLERK, HANDLER, dispatched

both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
NOISE = "禅城区祖庙街道同济路工地半夜倒水泥，十二点还在响，天天睡不着，要求查处"
# Each is no body of the action DISPATCH.
WRONG: list[Any] = [{}, {"lead_unit_id": 5}, {"version": "x", "who": "cares"}, [], "…", None]


async def asks(desk: Desk, ticket_id: str, action: str, body: Any) -> httpx.Response:
    """Send a body as it is."""
    return await desk.client.post(f"/api/tickets/{ticket_id}/actions/{action}", json=body)


async def refused(desk: Desk, ticket_id: str, action: str, body: Any) -> tuple[int, str]:
    """Send a body that is refused."""
    response = await asks(desk, ticket_id, action, body)
    return response.status_code, str(response.json()["code"])


@pytest.fixture
async def receipt(city: City) -> Json:
    """A ticket that waits for the clerk's signature."""
    found = await city.submits(NOISE)
    await dispatched(city, found)
    return found


@both
async def test_an_impossible_action_names_the_possible_ones_whatever_the_body(
    city: City, receipt: Json
) -> None:
    clerk = await city.desk(CLERK)
    version = (await clerk.ticket(receipt["id"]))["version"]
    for body in [*WRONG, {"version": version, "facts": "…"}]:
        response = await asks(clerk, receipt["id"], "REPLY", body)
        told = response.json()
        assert (response.status_code, told["code"]) == (409, "illegal_transition"), body
        assert "SIGN" in told["allowed_actions"], body
        assert "errors" not in told, body


@both
async def test_a_stale_version_is_told_before_the_form(city: City, receipt: Json) -> None:
    clerk = await city.desk(CLERK)
    version = (await clerk.ticket(receipt["id"]))["version"]
    for action in ("SIGN", "OBJECT", "REPLY"):
        response = await asks(clerk, receipt["id"], action, {"version": version - 1, "no": 1})
        assert (response.status_code, response.json()["code"]) == (409, "stale_version"), action
        assert response.json()["current_version"] == version
    response = await asks(clerk, receipt["id"], "OBJECT", {"version": version, "no": 1})
    assert (response.status_code, response.json()["code"]) == (422, "invalid")


@both
async def test_a_wrong_role_and_an_unseen_ticket_are_refused_before_the_form(
    city: City, receipt: Json
) -> None:
    handler = await city.desk(HANDLER)
    dispatcher = await city.desk("paidan")
    stranger = await city.desk("gongan-zs")
    for body in WRONG:
        assert await refused(handler, receipt["id"], "OBJECT", body) == (403, "role_missing")
        assert await refused(stranger, receipt["id"], "SIGN", body) == (404, "ticket_unknown")
        assert await refused(dispatcher, new_id(), "RECALL", body) == (404, "ticket_unknown")


@both
async def test_a_condition_is_told_before_the_form(city: City, receipt: Json) -> None:
    clerk = await city.desk(CLERK)
    await clerk.does(receipt["id"], "SIGN")
    handler = await city.desk(HANDLER)
    first = await asks(handler, receipt["id"], "WHISTLE", {})
    assert (first.status_code, first.json()["code"]) == (409, "action_refused")
    assert "errors" not in first.json()


@both
async def test_what_a_form_claims_is_looked_up_only_if_the_action_is_possible(
    city: City,
) -> None:
    receipt = await city.submits(NOISE)
    dispatcher = await city.desk("paidan")
    page = await dispatcher.ticket(receipt["id"])
    claim = {"version": page["version"], "lead_unit_id": new_id(), "catalogue_row_id": new_id()}
    told = await refused(dispatcher, receipt["id"], "DISPATCH", claim)
    assert told == (409, "illegal_transition")


@both
async def test_a_body_that_is_no_json_and_a_caller_unknown_are_refused_as_ever(
    city: City, receipt: Json
) -> None:
    clerk = await city.desk(CLERK)
    address = f"/api/tickets/{receipt['id']}/actions/REPLY"
    sent = await clerk.client.post(
        address, content=b"{version", headers={"content-type": "application/json"}
    )
    assert sent.status_code == 422
    assert (await city.public.post(address, json={})).status_code == 401
    wrong = await clerk.client.post("/api/tickets/nonsense/actions/REPLY", json={})
    assert wrong.status_code in {404, 422}


async def test_where_nothing_waits_there_is_nothing_to_confirm(city: City, receipt: Json) -> None:
    approver = await city.desk("cg-shenpi")
    response = await asks(approver, receipt["id"], "CONFIRM", {"proposal_id": new_id()})
    assert (response.status_code, response.json()["code"]) == (409, "illegal_transition")


async def test_each_action_is_typed_in_the_interface(city: City) -> None:
    body = city.app.openapi()["paths"]["/api/tickets/{ticket_id}/actions/DISPATCH"]["post"][
        "requestBody"
    ]
    assert body["content"]["application/json"]["schema"]["$ref"].endswith("/DispatchIn")
