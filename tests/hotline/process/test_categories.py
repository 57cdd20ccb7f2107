"""After another tree came in, lists and lessons read old subjects as today's; the tickets keep their own."""

from datetime import UTC, datetime

import pytest

from hotline.cli.learning_source import confirmed_source
from hotline.kit import clock
from hotline.process.categories import Subjects, load_subjects, read_today
from hotline.process.dispatching import townload
from hotline.process.drift import agreement
from hotline.process.hot import brief, feed
from hotline.process.hot.names import NameBook
from hotline.process.learning.confirmed import Confirmed
from hotline.tickets import queries
from routing.classify.drift import week_of
from routing.queries import load_taxonomy
from routing.settings import HotSettings
from routing.taxonomy import service as taxonomy_service
from routing.taxonomy.mapping import MapKind, MapRow
from routing.taxonomy.service import TreeFile
from routing.taxonomy.tree import Taxonomy
from routing.training.data import Cleaning
from tests.routing.city import numbered, staff
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
        file = TreeFile(numbered(renamed(tree)), "2027", numbered(lines))
        await taxonomy_service.import_tree(session, file, actor=staff())
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


@pytest.mark.parametrize(
    ("code", "version", "counted"),
    [
        ("010103", "1", "010203"),
        ("010101", "1", "0102"),  # split: what the parts have in common
        ("020101", "1", "020101"),  # ended: it stands alone
        ("010102", None, "010102"),
        (None, "1", ""),
    ],
)
def test_figures_count_an_old_subject_under_todays(
    code: str | None, version: str | None, counted: str
) -> None:
    assert Subjects(history(GOOD)).of(code, version) == counted


def test_an_ended_subject_is_not_counted_under_another_of_its_code() -> None:
    ended = [*GOOD[:2], MapRow("010102", (), MapKind.ENDED)]
    assert Subjects(history(ended)).of("010102", "1") == "010102（旧）"


def test_a_subject_that_ended_keeps_its_name() -> None:
    told = history(GOOD)
    old = told.steps["1"].old
    book = NameBook(told.present, {}, (old,))
    assert book.category("020101") == old.label("020101")
    assert book.title("020101", "", "").endswith(old.categories["020101"].name)
    assert book.categories["010102（旧）"] == f"{old.categories['010102'].name}（旧）"
    assert book.category("010203") == told.present.label("010203")
    assert book.category("990101") == "990101"


def test_what_was_written_at_an_instant_is_read_by_the_tree_of_then() -> None:
    before, since = (datetime(year, 1, 1, tzinfo=UTC) for year in (2025, 2026))
    subjects = Subjects(history(GOOD), ((before, "1"), (since, "2")))
    assert subjects.at("010103", datetime(2025, 6, 1, tzinfo=UTC)) == "010203"
    assert subjects.at("010102", datetime(2026, 6, 1, tzinfo=UTC)) == "010102"


async def test_figures_over_a_change_of_the_tree_add_the_old_codes_to_the_new(city: City) -> None:
    day = clock.local_date()
    old = await city.submits(BINS)
    page = await dispatched(city, old, kind="HELP", **PLACE)
    code = page["category_code"]
    await agreement.recount(city.hotline.database, weeks=1)
    before = await figures(city, code)
    assert before[1] == before[3] == 1
    await tree_renamed(city)
    now = "88" + code[2:]
    assert await figures(city, now) == before
    later = await city.submits(
        BINS + "，第二件", contact={"name": "李先生", "phone": "13800000002"}
    )
    await approved(city, later, kind="HELP", category_code=now, **PLACE)
    await agreement.recount(city.hotline.database, weeks=1)
    async with city.hotline.database.read() as session:
        made = await brief.compose(session, day, HotSettings())
        cells = await agreement.read_cells(session, "category", [week_of(day)])
        name = (await load_taxonomy(session)).categories[now[:4]].name
    assert [line.count for line in made.brief.categories if line.label == name] == [2]
    assert {cell.confirmed for cell in cells} == {now}
    assert sum(cell.tickets for cell in cells) == 2


async def figures(city: City, code: str) -> tuple[int, int, int, int]:
    """Figures of one ticket: on a town's list, reported to the watch, agreed in the drift watch, suggested."""
    day = clock.local_date()
    async with city.hotline.database.read() as session:
        load = await townload.month_load(session, day.replace(day=1))
        subjects = await load_subjects(session)
        rows = [
            row async for page in feed.pages(session, clock.now().replace(hour=0)) for row in page
        ]
        reports = feed.changed(rows, subjects).reports
        cells = await agreement.read_cells(session, "category", [week_of(day)])
    return (
        sum(town.on_list for town in load.towns),
        sum(code in report.categories for report in reports),
        sum(cell.tickets for cell in cells if cell.confirmed == code == cell.suggested),
        sum(cell.tickets for cell in cells if cell.confirmed == code),
    )
