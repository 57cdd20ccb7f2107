"""The demonstration city holds together: every code leads somewhere, every matter finds its unit."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from hotline.kit.organisation.models import Duty
from hotline.kit.organisation.schemas import UnitFields
from hotline.kit.sheets import Record, read_rows, read_sheet
from hotline.kit.text import Wording, normalise
from hotline.roles import NOT_ASSIGNABLE, Role
from hotline.tickets.policy import DEFAULT
from routing.catalogue.check import Finding, Frame, check_rows, gaps
from routing.catalogue.files import read_drafts
from routing.catalogue.rows import Catalogue, Row, as_known
from routing.extract.gazetteer import Gazetteer, PlaceEntry
from routing.models import PlaceKind
from routing.places import Place
from routing.rules.policies import check_wording
from routing.rules.ruleset import RuleKind, RuleSet, read_rules
from routing.taxonomy.files import read_categories
from routing.taxonomy.tree import BasisKind, RequestKind, Taxonomy, build
from routing.units import UnitBook, UnitRef

ROOT = Path(__file__).parents[3]
DATA = ROOT / "hotline" / "demo" / "data"
OTHERS = ROOT.parent / "shared" / "data"
DISTRICTS = ("440604", "440605", "440606", "440607", "440608")
DAY = date(2026, 11, 25)
_LONG_AGO = datetime(2019, 3, 1, tzinfo=UTC)
_LATER = datetime(2020, 7, 1, tzinfo=UTC)


def sheet(name: str) -> list[Record]:
    return read_sheet((DATA / name).read_bytes())


def alarm_rules() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((DATA / "rules.yaml").read_text("utf-8"))
    return loaded


@pytest.fixture(scope="module")
def units() -> UnitBook:
    rows = {row["code"]: row for row in sheet("units.csv")}

    def path(code: str) -> str:
        parent = rows[code]["parent_code"]
        return f"{path(parent) if parent else '/'}{code}/"

    return UnitBook(
        {
            code: UnitRef(
                id=code,
                code=code,
                name=row["name"],
                level=int(row["level"]),
                kind=row["kind"],
                path=path(code),
                district_code=row["district_code"] or None,
                town_code=row["town_code"] or None,
                valid_from=date.fromisoformat(row["valid_from"]),
            )
            for code, row in rows.items()
        }
    )


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    categories, errors = read_categories(read_rows((DATA / "categories.csv").read_bytes()))
    assert errors == []
    return build("demo", categories)


@pytest.fixture(scope="module")
def rows(units: UnitBook) -> list[Row]:
    drafts, errors = read_drafts(read_rows((DATA / "catalogue.csv").read_bytes()), units, DAY)
    assert errors == []
    assert all(draft.review_by is not None for draft in drafts)
    return [draft.row for draft in drafts]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(
        PlaceEntry(
            name=row["name"],
            kind=row["kind"],
            district_code=row["district_code"],
            town_code=row["town_code"],
            aliases=tuple(filter(None, row["aliases"].split("；"))),
            code=row["code"],
        )
        for row in sheet("gazetteer.csv")
    )


def test_every_unit_is_acceptable_and_stands_under_its_superior() -> None:
    seen: dict[str, int] = {}
    for row in sheet("units.csv"):
        keys = {name: row[name] for name in UnitFields.model_fields if name in row}
        UnitFields.model_validate(keys)
        assert row["code"] not in seen
        if row["parent_code"]:
            assert seen[row["parent_code"]] <= int(row["level"]), row["code"]
        seen[row["code"]] = int(row["level"])


def test_the_frame_is_five_districts_and_thirty_two_towns(units: UnitBook) -> None:
    kinds = Counter(unit.kind for unit in units.by_id.values())
    assert (kinds["DISTRICT_GOVERNMENT"], kinds["TOWN"]) == (5, 32)
    assert kinds["BUREAU"] + kinds["UTILITY"] + kinds["PUBLIC_BODY"] >= 40
    assert sorted(units.district_governments) == list(DISTRICTS)
    towns = {u.town_code for u in units.by_id.values() if u.kind == "TOWN"}
    assert len(towns) == 32


def test_no_telephone_number_belongs_to_anybody() -> None:
    phones = [row["duty_phone"] for row in sheet("units.csv") if row["kind"] != "EXTERNAL_LINE"]
    phones += [row["phone"] for row in sheet("accounts.csv")]
    assert all(re.fullmatch(r"0757-5550\d{4}", phone) for phone in phones)
    assert len(set(phones)) == len(phones)


def test_the_subject_tree_has_three_levels_and_enough_leaves(taxonomy: Taxonomy) -> None:
    assert len(taxonomy.children[None]) >= 12
    leaves = taxonomy.leaves()
    assert len(leaves) >= 60
    assert {leaf.level for leaf in leaves} == {3}
    assert all(leaf.name_en and leaf.scope_note and leaf.keywords for leaf in leaves)
    names = Counter(category.name for category in taxonomy.categories.values())
    assert names.most_common(1)[0][1] == 1


def test_choices_have_options_and_free_answers_have_none() -> None:
    asked = [q for row in sheet("categories.csv") for q in json.loads(row["questions"] or "[]")]
    assert asked
    for question in asked:
        assert question["label"]
        assert question["label_en"].isascii()
        assert question["type"] in {"text", "number", "date", "choice"}
        assert (question["type"] == "choice") == (len(question["options"]) >= 2)


def test_the_catalogue_has_no_fault(rows: list[Row], units: UnitBook, taxonomy: Taxonomy) -> None:
    longest = max(limit.amount for limit in DEFAULT.kinds.values())
    frame = Frame(taxonomy, units, DISTRICTS, longest)
    assert len(rows) >= 200
    assert check_rows(rows, frame) == []
    assert gaps(rows, frame, DAY) == []
    numbers = [row["row_code"] for row in sheet("catalogue.csv")]
    assert len(set(numbers)) == len(numbers)


def test_a_conflicting_row_would_be_found(
    rows: list[Row], units: UnitBook, taxonomy: Taxonomy
) -> None:
    first = next(row for row in rows if row.valid_to is None)
    other = "FS-YZ" if first.lead_unit_id != "FS-YZ" else "FS-WJ"
    faults = check_rows([*rows, replace(first, id="x", lead_unit_id=other)], Frame(taxonomy, units))
    assert Finding.CONFLICT in {fault.finding for fault in faults}


def test_every_leaf_finds_a_unit_in_every_town(
    rows: list[Row], units: UnitBook, taxonomy: Taxonomy
) -> None:
    catalogue = Catalogue(rows, taxonomy)
    facts = {"kind": "COMPLAINT", "citizen_kind": "PERSON"}
    towns = [u for u in units.by_id.values() if u.kind == "TOWN"]
    lost = [
        (leaf.code, town.code)
        for leaf in taxonomy.leaves()
        for town in towns
        if not catalogue.match(
            leaf.code, Place(town.district_code or "", town.town_code or ""), DAY, facts
        ).rows
    ]
    assert lost == []


def test_a_district_unit_answers_only_at_home(rows: list[Row], units: UnitBook) -> None:
    for row in rows:
        lead = units.by_id[row.lead_unit_id]
        if lead.district_code:
            assert row.district_code.startswith(lead.district_code), row.id
        if lead.town_code:
            assert row.district_code == lead.town_code, row.id


def test_every_row_is_founded_and_towns_on_their_own_list(rows: list[Row], units: UnitBook) -> None:
    for row in rows:
        assert row.basis
        town = units.by_id[row.lead_unit_id].level == 4
        assert town == row.has_town_list()
        assert all("（演示）" in b.title for b in row.basis if b.kind is not BasisKind.LAW)


def test_street_vendors_were_the_districts_before_they_were_the_towns(
    rows: list[Row], taxonomy: Taxonomy
) -> None:
    place = Place("440604", "440604012")
    catalogue = Catalogue(rows, taxonomy)
    now = catalogue.match("010201", place, DAY, {})
    then = date(2020, 6, 1)
    before = Catalogue(
        as_known([replace(r, approved_at=_LONG_AGO) for r in rows], then, _LATER), taxonomy
    ).match("010201", place, then, {})
    assert [row.lead_unit_id for row in now.rows] == ["FS-CC-ZM"]
    assert [row.lead_unit_id for row in before.rows] == ["FS-CC-CG"]


def test_consumer_rules_change_on_their_day(rows: list[Row], taxonomy: Taxonomy) -> None:
    catalogue = Catalogue(rows, taxonomy)
    facts = {"kind": "COMPLAINT"}
    titles = []
    for day in (date(2026, 4, 14), date(2026, 4, 15)):
        row = catalogue.match("060101", Place("440605"), day, facts).rows[0]
        assert row.profile == "consumer_complaint"
        titles.append(row.basis[0].title)
    assert titles == ["市场监督管理投诉举报处理暂行办法", "市场监督管理投诉举报处理办法"]


def test_profiles_are_those_of_the_policy(rows: list[Row]) -> None:
    known = {profile.name for profile in DEFAULT.profiles}
    used = {row.profile for row in rows if row.profile} | {r["profile"] for r in sheet("sla.csv")}
    assert used <= known
    assert {"fast_fix", "consumer_complaint", "violation_report", "business"} <= used


def test_limits_never_exceed_those_of_their_kind(taxonomy: Taxonomy) -> None:
    keys = set()
    for row in sheet("sla.csv"):
        assert row["category_code"] in taxonomy.categories
        assert 1 <= int(row["working_days"]) <= DEFAULT.kinds[RequestKind[row["kind"]]].amount
        assert row["basis"]
        date.fromisoformat(row["valid_from"])
        keys.add((row["category_code"], row["kind"], row["urgency"]))
    assert len(keys) == len(sheet("sla.csv"))


def test_places_lie_in_their_districts() -> None:
    records = sheet("gazetteer.csv")
    towns = {row["town_code"] for row in sheet("units.csv")}
    keys = {(r["name"], r["kind"], r["district_code"], r["town_code"]) for r in records}
    assert len(records) >= 250
    assert len(keys) == len(records)
    for record in records:
        assert record["kind"] in PlaceKind.__members__
        assert record["district_code"] in DISTRICTS
        assert record["town_code"].startswith(record["district_code"]) or not record["town_code"]
        assert record["town_code"] in towns


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("千灯湖边上的路灯不亮", "440605011"),
        ("大良清晖园门口", "440606005"),
        ("世纪莲附近", "440606103"),
        ("佛山西站出租车上客区", "440605124"),
        ("盈香那边的路", "440608106"),
        ("和顺市场门口占道", "440605126"),
    ],
)
def test_well_known_places_are_found(gazetteer: Gazetteer, text: str, town: str) -> None:
    best = gazetteer.locate(normalise(text)).best
    assert best is not None
    assert best.town_code == town


def test_a_name_that_two_towns_share_is_asked_about(gazetteer: Gazetteer) -> None:
    assert gazetteer.locate(normalise("沙头社区门口")).ambiguous
    shared = gazetteer.locate(normalise("金沙洲环洲路有人乱倒余泥"))
    assert shared.ambiguous
    towns = {candidate.place.town_code for candidate in shared.candidates}
    assert towns == {"440605125", "440605126"}
    assert not gazetteer.locate(normalise("里水镇金沙洲有人乱倒余泥")).ambiguous
    assert gazetteer.locate(normalise("西北方向有烟")).candidates == ()


def test_the_rules_can_be_used_and_cover_what_they_must() -> None:
    rules = read_rules(alarm_rules())
    assert {rule.kind for rule in rules} == set(RuleKind)
    grounds = {rule.ground_code for rule in rules if rule.ground_code}
    assert len(grounds) >= 12
    assert all(rule.advice_zh and rule.reason_en.isascii() for rule in rules)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我真係唔想活落去，喺天台度", "self-harm-said"),
        ("三楼着火了，有人在里面", "fire"),
        ("電梯困住兩個人，有個細路", "trapped-lift"),
        ("屋企好大阵煤气味", "gas-leak"),
        ("有人持刀，正在砍人", "violence-now"),
        ("阿婆走失了，穿红衣服", "missing-person"),
        ("几十个工友的工资都没发，准备去区政府", "wages-many"),
        ("请不要让物业知道是我举报的", "keep-secret"),
        ("孩子在学校被同学打", "minor-bullying"),
        ("我已经起诉到法院了", "court-case"),
        ("镇长收受贿赂", "discipline"),
        ("朋友借钱不还", "private-matter"),
    ],
)
def test_alarms_are_raised(text: str, expected: str) -> None:
    assert expected in [alarm.rule.id for alarm in RuleSet(read_rules(alarm_rules())).test(text)]


@pytest.mark.parametrize(
    "text",
    [
        "差点被气死",
        "今天热死了，公交空调不开",
        "笑死我了，这个回复",
        "商场跳楼价甩卖，货不对板",
        "消防通道堵住，万一着火怎么办",
        "我的狗走失了",
        "电梯经常困人，物业不修",
        "面包车停在门口堵路",
        "收费贵得像抢劫一样",
        "这条鱼活不下去了，河水太臭",
        "老板欠我工资不还",
        "建议小区办一次防溺水讲座",
        "怎么申请信息公开",
    ],
)
def test_figures_of_speech_raise_no_alarm(text: str) -> None:
    assert RuleSet(read_rules(alarm_rules())).test(text) == []


def test_cantonese_becomes_standard_wording() -> None:
    words = {row["cantonese"]: row["standard"] for row in sheet("cantonese.csv")}
    check_wording(words)
    assert len(words) >= 150
    assert all(key != value for key, value in words.items())
    wording = Wording(words)
    assert wording.apply(normalise("成條街冇水，點算好")) == "整条街没水,怎么办好"
    ordinary = "系统升级后企业和银行的人工服务先生很多"
    assert wording.apply(ordinary) == ordinary


def test_staff_cover_every_role_and_vendors_handle_nothing(units: UnitBook) -> None:
    people = sheet("accounts.csv")
    roles = {role for row in people for role in row["roles"].split()}
    assert roles == {role.value for role in Role} - {role.value for role in NOT_ASSIGNABLE}
    assert len({row["login"] for row in people}) == len(people)
    for row in people:
        assert re.fullmatch(r"[a-zA-Z0-9][a-zA-Z0-9._-]{2,39}", row["login"])
        assert row["unit_code"] in units.by_code
        assert row["duty"] in {"", *Duty.__members__}
        handling = {"unit_clerk", "handler", "unit_approver"} & set(row["roles"].split())
        assert row["employer"] == "STAFF" or not handling


def test_ten_units_have_clerk_handler_and_approver() -> None:
    duties: dict[str, set[str]] = {}
    for row in sheet("accounts.csv"):
        duties.setdefault(row["unit_code"], set()).update(row["roles"].split())
    full = [u for u, r in duties.items() if {"unit_clerk", "handler", "unit_approver"} <= r]
    assert len(full) >= 10


def own_prose() -> Iterator[str]:
    for row in sheet("categories.csv"):
        yield row["scope_note"]
        yield from (question["label"] for question in json.loads(row["questions"] or "[]"))
    for row in sheet("catalogue.csv"):
        tasks = row["partner_unit_codes"].split("；")
        yield from (task.partition(":")[2] for task in tasks)
    yield from (row["basis"] for row in sheet("sla.csv"))
    for rule in alarm_rules():
        yield from (rule["reason_zh"], rule["advice_zh"])


def sentences(text: str) -> set[str]:
    parts = (part.strip() for part in re.split(r"[。！？；\n\"]", text))
    return {part for part in parts if len(part) >= 8}


def test_nothing_is_copied_from_other_peoples_records() -> None:
    if not OTHERS.is_dir():
        pytest.skip("the folder of public records is absent: copying cannot be checked")
    theirs: set[str] = set()
    for name in ("work_orders_dev.csv", "guangdong_request_classification.csv"):
        with (OTHERS / name).open(encoding="utf-8-sig", newline="") as file:
            cells = (cell for row in csv.reader(file) for cell in row)
            theirs.update(*(sentences(cell) for cell in cells))
    for name in ("service_items.jsonl", "item_queries_dev.jsonl"):
        theirs |= sentences((OTHERS / name).read_text("utf-8").replace("\\n", "\n"))
    ours = set().union(*(sentences(text) for text in own_prose()))
    assert len(theirs) > 1000
    assert ours & theirs == set()
