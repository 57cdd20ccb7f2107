"""After another tree came in, lists and lessons read old subjects as today's; the tickets keep their own."""

from datetime import UTC, datetime

from hotline.cli.learning_source import confirmed_source
from hotline.process.categories import read_today
from hotline.process.learning.confirmed import Confirmed
from hotline.tickets import queries
from routing.taxonomy import flow as taxonomy_flow
from routing.taxonomy.flow import TreeFile
from routing.taxonomy.tree import Taxonomy
from routing.training.data import Cleaning
from tests.routing.city import staff
from tests.routing.taxonomy.test_mapping import GOOD, history
from tests.support.city import City
from tests.support.steps import approved, dispatched

BINS = "禅城区祖庙街道同济路的垃圾桶满了三天没人清运，请安排清理"
LAMPS = "禅城区祖庙街道同济路的路灯坏了一个星期，晚上一片漆黑"
PLACE = {"district_code": "440604", "town_code": "440604012"}


def lesson(code: str) -> Confirmed:
    at = datetime(2026, 3, 4, tzinfo=UTC)
    return Confirmed("垃圾没人清运", {"kind": "HELP", "category": code}, at, "g", version="1")


def test_a_lesson_of_an_earlier_tree_teaches_todays_subject_or_none() -> None:
    assert read_today(lesson("010103"), history(GOOD)).labels["category"] == "010203"
    assert dict(read_today(lesson("020101"), history(GOOD)).labels) == {"kind": "HELP"}


def renamed(tree: Taxonomy) -> list[dict[str, str]]:
    """The same tree, but its first subject has another code."""
    lines = [{"code": c.code, "name": c.name} for c in tree.walk() if c.code[:2] != "01"]
    moved = [c for c in tree.walk() if c.code[:2] == "01"]
    return [*lines, *({"code": "88" + c.code[2:], "name": c.name} for c in moved)]


async def tree_renamed(city: City) -> Taxonomy:
    """Put the renamed tree in force, with its mapping; the tree before is returned."""
    tree = city.hotline.routing.state.taxonomy
    lines = [
        {"old_code": leaf.code, "new_codes": "88" + leaf.code[2:], "kind": "one"}
        for leaf in tree.leaves()
        if leaf.code[:2] == "01"
    ]
    async with city.hotline.database.write() as session:
        file = TreeFile(renamed(tree), "2027", lines)
        await taxonomy_flow.import_tree(session, file, actor=staff())
    await city.settle()
    return tree


async def test_the_memory_reads_its_lessons_anew_when_another_tree_comes_in(city: City) -> None:
    receipt = await city.submits(BINS)
    code = (await dispatched(city, receipt, kind="HELP", **PLACE))["category_code"]
    assert code.startswith("01")
    routing = city.hotline.routing
    memory = routing.state.memory
    assert memory is not None
    async with city.hotline.database.read() as session:
        await routing.refresh(session)
    assert memory.similar(BINS)[0].lesson.labels["category"] == code
    await tree_renamed(city)
    async with city.hotline.database.read() as session:
        await routing.refresh(session)
    assert memory.similar(BINS)[0].lesson.labels["category"] == "88" + code[2:]


async def test_training_reads_confirmed_tickets_with_todays_subjects(city: City) -> None:
    told = [await city.submits(text) for text in (BINS, LAMPS)]
    pages = [await dispatched(city, receipt, kind="HELP", **PLACE) for receipt in told]
    codes = {page["category_code"] for page in pages}
    await tree_renamed(city)
    data = await confirmed_source(city.hotline, 2).gathered(
        Cleaning(("kind", "category", "unit")), lambda _rows: None
    )
    assert len(data.texts) == 2
    assert {labels["kind"] for labels in data.labels} == {"HELP"}
    assert {labels["unit"] for labels in data.labels} <= set(
        city.hotline.routing.state.units.by_code
    )
    assert {labels["category"] for labels in data.labels} == {
        "88" + code[2:] if code.startswith("01") else code for code in codes
    }
    assert len(set(data.groups)) == 1  # one citizen wrote both


async def test_a_list_by_todays_subject_finds_tickets_of_the_earlier_tree(city: City) -> None:
    receipt = await city.submits(BINS)
    await approved(city, receipt, kind="HELP", category_code="010101", **PLACE)
    tree = await tree_renamed(city)
    desk = await city.desk("paidan")
    for code in ("880101", "8801", "88"):
        shown = await desk.client.get("/api/tickets", params={"category": code})
        assert [item["id"] for item in shown.json()["items"]] == [receipt["id"]], code
    gone = await desk.client.get("/api/tickets", params={"category": "0101"})
    assert gone.json()["items"] == []
    async with city.hotline.database.read() as session:
        ticket = await queries.get_ticket(session, ticket_id=receipt["id"])
        kept = (ticket.category_code, ticket.category_version)
    assert kept == ("010101", tree.version)
