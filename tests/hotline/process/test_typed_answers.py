"""What the pages read is described: no answer about dispatch or quality is a nameless object."""

from typing import Any

from hotline.kit.clock import now
from tests.support.city import City, Json

DESCRIBED = (
    ("get", "/api/triage"),
    ("get", "/api/tickets/{ticket_id}/triage"),
    ("get", "/api/tickets/{ticket_id}/why-dispatched"),
    ("get", "/api/dispatch/automatic"),
    ("get", "/api/dispatch/rulings"),
    ("post", "/api/dispatch/rulings/{ruling_id}/propose"),
    ("post", "/api/dispatch/rulings/{ruling_id}/settle"),
    ("post", "/api/dispatch/hints/refresh"),
    ("get", "/api/towns/load"),
    ("get", "/api/drift"),
    ("get", "/api/drift/alerts"),
    ("post", "/api/drift/alerts/{alert_id}/acknowledge"),
)


def parts(spec: Json, schema: Any) -> list[tuple[str, Json]]:
    """Return every model that a schema leads to, by name."""
    found: dict[str, Json] = {}
    waiting = [schema]
    while waiting:
        here = waiting.pop()
        if isinstance(here, list):
            waiting += here
        elif isinstance(here, dict):
            name = str(here.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found[name] = spec["components"]["schemas"][name]
                waiting.append(found[name])
            waiting += [value for key, value in here.items() if key != "$ref"]
    return sorted(found.items())


def unnamed(spec: Json, verb: str, path: str) -> list[str]:
    """Return the members of an answer that have no Chinese description."""
    answer = spec["paths"][path][verb]["responses"]["200"]["content"]["application/json"]
    models = [(n, m) for n, m in parts(spec, answer["schema"]) if "properties" in m]
    if not models:
        return [f"{verb} {path}: no model"]
    return [
        f"{verb} {path}: {name}.{member}"
        for name, model in models
        if not name.startswith("Page_")
        for member, schema in model["properties"].items()
        if not any("一" <= sign <= "鿿" for sign in schema.get("description", ""))
    ]


async def test_every_answer_names_its_members_in_chinese(city: City) -> None:
    spec = city.app.openapi()
    assert [one for verb, path in DESCRIBED for one in unnamed(spec, verb, path)] == []


async def test_the_board_says_which_question_it_answers(city: City) -> None:
    desk = await city.desk("fenxi")
    answer = await desk.client.get("/api/drift", params={"question": "kind", "weeks": 2})
    told = answer.json()
    assert (told["question"], told["question_label"]) == ("kind", "诉求类型")
    assert [week["agreement"] for week in told["weeks"]] == [None, None]


async def test_before_any_dispatch_the_reasons_are_empty_and_not_missing(city: City) -> None:
    receipt = await city.submits("禅城区祖庙街道同济路的垃圾桶满了三天没人清运，请安排清理")
    desk = await city.desk("paidan")
    answer = await desk.client.get(
        f"/api/tickets/{receipt['id']}/why-dispatched", params={"on": f"{now():%Y-%m-%d}"}
    )
    told = answer.json()
    assert (told["found"], told["kind"], told["row"], told["basis"]) == (False, None, None, [])
