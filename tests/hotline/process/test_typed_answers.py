"""What the pages read is described: no answer about dispatch or quality is a nameless object."""

from typing import Any

from hotline.kit.clock import now
from hotline.process.models import TicketSuggestion
from routing.suggestion_schemas import SuggestionOut
from tests.support.city import City, Json
from tests.support.steps import dispatched

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


async def test_what_was_suggested_and_the_branches_of_a_ticket_have_models(city: City) -> None:
    spec = city.app.openapi()
    assert unnamed(spec, "post", "/api/suggestions") == []
    page = spec["components"]["schemas"]["TicketDetail"]
    wanted = {"suggestion", "consumer", "report", "efficiency", "stages", "deidentified_at"}
    assert wanted <= set(page["required"])
    shapes = [page["properties"][name] for name in sorted(wanted)]
    assert [shape["description"] for shape in shapes if not shape.get("description")] == []
    bare = [
        (name, member)
        for name, model in parts(spec, shapes)
        for member, schema in model.get("properties", {}).items()
        if not any("一" <= sign <= "鿿" for sign in schema.get("description", ""))
    ]
    assert bare == []
    named = {name for name, _ in parts(spec, shapes)}
    assert {"SuggestionOut", "ConsumerOut", "ReportCheckOut", "EfficiencyOut", "Stage"} <= named


async def test_a_suggestion_while_writing_is_the_whole_document(city: City) -> None:
    desk = await city.desk("agent01")
    words = {"text": "禅城区祖庙街道同济路的垃圾桶满了三天没人清运，请安排清理"}
    told = (await desk.client.post("/api/suggestions", json=words)).json()
    receipt = await city.submits(words["text"])
    page = (await desk.client.get(f"/api/tickets/{receipt['id']}")).json()
    assert set(told) == set(page["suggestion"]) == set(SuggestionOut.model_fields)
    assert told["category"] == page["suggestion"]["category"]
    assert (page["consumer"], page["report"], page["stages"]) == (None, None, {})


async def test_a_suggestion_of_an_older_format_leaves_the_page_readable(city: City) -> None:
    receipt = await city.submits("禅城区祖庙街道同济路的垃圾桶满了三天没人清运，请安排清理")
    async with city.hotline.database.write() as session:
        row = await session.get_one(TicketSuggestion, receipt["id"])
        row.document = {"format": 0, "guess": "垃圾"}
    desk = await city.desk("agent01")
    answer = await desk.client.get(f"/api/tickets/{receipt['id']}")
    assert (answer.status_code, answer.json()["suggestion"]) == (200, None)


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


async def test_an_urgent_ticket_owes_an_urgent_first_result(city: City) -> None:
    receipt = await city.submits("禅城区祖庙街道同济路的垃圾桶满了三天没人清运，请安排清理")
    page = await dispatched(city, receipt, urgency="URGENT")
    labels = {row["clock"]: row["label"] for row in page["clocks"]}
    assert labels["first_result"] == "加急首次结果"
