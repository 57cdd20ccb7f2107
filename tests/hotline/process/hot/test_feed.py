"""What the watch is given of a ticket: codes, masked words, nobody's name."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hotline.process.categories import Subjects
from hotline.process.hot.feed import changed, masked, report_of
from routing.taxonomy.history import History
from routing.taxonomy.tree import Taxonomy
from tests.routing.taxonomy.test_mapping import GOOD, history

NO_TREE = Subjects(History(Taxonomy()))
AT = datetime(2026, 4, 13, 4, tzinfo=UTC)
TEXT = "张小明住在翠湖雅居，电话13912345678，车牌粤E12345，小区停水"
ENTITIES = [
    {"kind": "PERSON", "start": 0, "end": 3, "shown": "张**"},
    {"kind": "PLATE", "start": 26, "end": 33, "shown": "粤E***45"},
    {"kind": "TIME", "start": 5, "end": 9, "shown": "*"},
]


@dataclass
class Row:
    """A row of the feed."""

    id: str = "t1"
    received_at: datetime = AT
    citizen_id: str | None = None
    contact_number_hash: str | None = "h"
    category_code: str | None = "020201"
    category_version: str | None = None
    district_code: str | None = "440604"
    town_code: str | None = "440604012"
    content: str = TEXT
    confidentiality: str = "NONE"
    status: str = "DRAFT"
    entities: Any = None


def test_persons_numbers_and_plates_are_masked_and_the_rest_stays() -> None:
    text = masked(TEXT, ENTITIES)
    assert text == "张**住在翠湖雅居，电话139****5678，车牌粤E***45，小区停水"
    assert masked("没有人的信息", None) == "没有人的信息"


def test_a_report_holds_codes_words_and_an_opaque_citizen() -> None:
    report = report_of(Row(entities=ENTITIES), NO_TREE)
    assert report.citizen == "h"
    assert report.categories == ("020201",)  # unknown to an empty tree: it stands alone
    assert report.places == ("440604", "440604012")
    assert "停水" in report.terms
    assert not any("小明" in term for term in report.terms)


def test_a_subject_of_an_earlier_tree_is_counted_as_todays() -> None:
    subjects = Subjects(history(GOOD))
    report = report_of(Row(category_code="010103", category_version="1"), subjects)
    assert report.categories == ("01", "0102", "010203")


def test_a_town_without_its_district_lies_in_it_all_the_same() -> None:
    assert report_of(Row(district_code=None), NO_TREE).places == ("440604", "440604012")
    assert report_of(Row(district_code=None, town_code=None), NO_TREE).places == ()
    assert report_of(Row(category_code=None), NO_TREE).categories == ()


def test_restricted_and_void_tickets_are_taken_back() -> None:
    rows = [Row("a"), Row("b", confidentiality="RESTRICTED"), Row("c", status="VOIDED")]
    found = changed(rows, NO_TREE)
    assert [report.id for report in found.reports] == ["a"]
    assert found.gone == ("b", "c")


def test_the_number_of_a_persons_papers_is_quoted_masked() -> None:
    text = "护照号E12345678被扣，快递单号YT88320194在查"
    entities = [
        {"kind": "REFERENCE", "start": 3, "end": 12, "shown": "****5678"},
        {"kind": "REFERENCE", "start": 19, "end": 29, "shown": "YT88320194"},
    ]
    assert masked(text, entities).startswith("护照号****5678被扣，快递单号YT")
