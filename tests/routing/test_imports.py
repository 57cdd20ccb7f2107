"""Trees, limits, places and rules in the database: versioned, idempotent, told to the house."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.outbox.models import OutboxEvent
from hotline.kit.pagination import PageQuery
from hotline.kit.rulebooks import OwnProposal
from routing import imports, queries
from routing.commands import (
    import_catalogue,
    import_limits,
    import_places,
    import_rules,
    import_taxonomy,
    import_wording,
)
from routing.errors import (
    ContentInvalid,
    PolicyUnknown,
    RowDecided,
    TaxonomyUnknown,
    TaxonomyVersionTaken,
)
from routing.models import PolicyName
from routing.queries import RowFilter
from routing.rules import policies
from routing.taxonomy.history import History
from routing.taxonomy.tree import RequestKind, Taxonomy, Urgency
from tests.conftest import BACKENDS
from tests.routing.city import RULES, TREE_CSV, catalogue_csv, noon, staff

NO_HISTORY = History(Taxonomy())
LIMITS = (
    "category_code,kind,urgency,working_days,basis\n"
    ",CONSULT,,2,管理办法\n,COMPLAINT,,15,管理办法\n,COMPLAINT,URGENT,5,加急规定\n"
    "0101,,,7,目录\n010101,HELP,,3,目录\n"
).encode()
PLACES = (
    "name,kind,district_code,town_code,aliases,code\n"
    "禅城区,DISTRICT,440604,,,440604\n东方广场,MARKET,440604,440604011,东广；东方,\n"
).encode()
CHAIN = ("010101", "0101", "01")


async def events(session: AsyncSession) -> list[str]:
    return list(await session.scalars(select(OutboxEvent.name).order_by(OutboxEvent.occurred_at)))


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_a_tree_comes_into_force_and_the_next_supersedes_it(session: AsyncSession) -> None:
    assert (await queries.load_taxonomy(session)).categories == {}
    first = await import_taxonomy(session, TREE_CSV, version="2026.1", actor=staff())
    assert first.stored
    assert first.added == ["01", "0101", "010101", "010102"]
    changed = TREE_CSV.replace("占道经营".encode(), "占道摆卖".encode())
    second = await import_taxonomy(session, changed, version="2026.2", actor=staff())
    assert second.changed == ["010102"]
    present = await queries.load_taxonomy(session)
    assert present.version == "2026.2"
    assert present.label("010102").endswith("占道摆卖")
    old = await queries.load_taxonomy(session, "2026.1")
    assert old.categories["010102"].name == "占道经营"
    assert {v.state for v in await queries.list_versions(session)} == {"IN_FORCE", "SUPERSEDED"}
    assert await events(session) == ["taxonomy.changed", "taxonomy.changed"]


async def test_a_dry_run_stores_nothing(session: AsyncSession) -> None:
    report = await import_taxonomy(session, TREE_CSV, version="1", actor=staff(), dry_run=True)
    assert report.categories == 4
    assert not report.stored
    assert await queries.find_current_version(session) is None


async def test_the_same_tree_twice_changes_nothing(session: AsyncSession) -> None:
    await import_taxonomy(session, TREE_CSV, version="1", actor=staff())
    again = await import_taxonomy(session, TREE_CSV, version="1", actor=staff())
    assert not again.stored
    with pytest.raises(TaxonomyVersionTaken):
        await import_taxonomy(
            session, TREE_CSV.replace("清扫等".encode(), b""), version="1", actor=staff()
        )


async def test_a_wrong_tree_is_refused_with_its_lines(session: AsyncSession) -> None:
    wrong = TREE_CSV + "0103,02,2,错,,,,,\n".encode()
    dry = await import_taxonomy(session, wrong, version="1", actor=staff(), dry_run=True)
    assert dry.errors[0].line == 6
    with pytest.raises(ContentInvalid) as refused:
        await import_taxonomy(session, wrong, version="1", actor=staff())
    assert refused.value.extra["errors"][0]["line"] == 6
    with pytest.raises(TaxonomyUnknown):
        await queries.load_taxonomy(session, "9")


async def test_empty_lines_count_where_a_line_is_named(session: AsyncSession) -> None:
    wrong = b"\n" + TREE_CSV + b"\n\n0x,,1,x,,,,,\n"
    report = await import_taxonomy(session, wrong, version="1", actor=staff(), dry_run=True)
    assert [error.line for error in report.errors] == [9]
    raw = catalogue_csv("", "0101,ALL,,,,FS-NO,,,,,,")
    told = await import_catalogue(session, raw, actor=staff(), dry_run=True)
    assert told.errors[0].line == 3


@pytest.mark.parametrize(
    ("kind", "urgency", "chain", "days"),
    [
        (RequestKind.CONSULT, Urgency.NORMAL, (), 2),
        (RequestKind.COMPLAINT, Urgency.NORMAL, ("02",), 15),
        (RequestKind.COMPLAINT, Urgency.URGENT, ("02",), 5),
        (RequestKind.COMPLAINT, Urgency.NORMAL, CHAIN, 7),
        (RequestKind.HELP, Urgency.URGENT, CHAIN, 3),
    ],
)
async def test_the_nearest_limit_counts(
    session: AsyncSession, kind: RequestKind, urgency: Urgency, chain: tuple[str, ...], days: int
) -> None:
    report = await import_limits(session, LIMITS, actor=staff())
    assert report.added == 5
    found = await queries.find_limit(session, chain, kind, urgency, date(2026, 3, 4), NO_HISTORY)
    assert found is not None
    assert (found.working_days, bool(found.basis)) == (days, True)


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
async def test_a_changed_limit_ends_the_old_one_and_keeps_history(session: AsyncSession) -> None:
    with clock.frozen(noon(date(2026, 3, 4))) as move:
        await import_limits(session, LIMITS, actor=staff())
        again = await import_limits(session, LIMITS, actor=staff())
        assert (again.added, again.changed, again.unchanged) == (0, 0, 5)
        changed = LIMITS.replace(b",15,", b",12,")
        assert (await import_limits(session, changed, actor=staff(), dry_run=True)).changed == 1
        move(noon(date(2026, 4, 1)))
        assert (await import_limits(session, changed, actor=staff())).changed == 1
    for day, days in ((date(2026, 3, 31), 15), (date(2026, 4, 1), 12)):
        found = await queries.find_limit(
            session, (), RequestKind.COMPLAINT, Urgency.NORMAL, day, NO_HISTORY
        )
        assert found is not None
        assert found.working_days == days


async def test_without_limits_there_is_none(session: AsyncSession) -> None:
    day = date(2026, 3, 4)
    assert (
        await queries.find_limit(session, (), RequestKind.HELP, Urgency.NORMAL, day, NO_HISTORY)
        is None
    )


@pytest.mark.parametrize(
    "line",
    ["x,HELP,,0,a", ",HELP,,999,a", ",HELP,,many,a", ",FOO,,3,a", ",HELP,FAST,3,a", ",HELP,,3,"],
)
async def test_a_wrong_limit_is_refused(session: AsyncSession, line: str) -> None:
    raw = f"category_code,kind,urgency,working_days,basis\n{line}\n".encode()
    report = await import_limits(session, raw, actor=staff(), dry_run=True)
    assert report.errors[0].line == 2
    with pytest.raises(ContentInvalid):
        await import_limits(session, raw, actor=staff())


async def test_places_are_imported_and_updated(session: AsyncSession) -> None:
    first = await import_places(session, PLACES, actor=staff())
    assert (first.added, first.stored) == (2, True)
    entries = {entry.name: entry for entry in await queries.load_places(session)}
    assert entries["东方广场"].aliases == ("东广", "东方")
    again = await import_places(session, PLACES, actor=staff())
    assert (again.unchanged, again.changed) == (2, 0)
    renamed = PLACES.replace("东广；".encode(), b"")
    assert (await import_places(session, renamed, actor=staff(), dry_run=True)).changed == 1
    assert (await import_places(session, renamed, actor=staff())).changed == 1
    assert await events(session) == ["gazetteer.changed", "gazetteer.changed"]


@pytest.mark.parametrize(
    "line",
    [
        "禅,DISTRICT,440604,",
        "禅城区,RIVER,440604,",
        "禅城区,DISTRICT,44,",
        "某镇,TOWN,440604,440605001",
    ],
)
async def test_a_wrong_place_is_refused(session: AsyncSession, line: str) -> None:
    raw = f"name,kind,district_code,town_code\n{line}\n".encode()
    with pytest.raises(ContentInvalid):
        await import_places(session, raw, actor=staff())


async def test_rules_need_two_persons(session: AsyncSession) -> None:
    author, other = staff(), staff()
    policy = await import_rules(session, RULES, note="初版", actor=author)
    assert policy.state == "PROPOSED"
    assert await queries.find_policy(session, PolicyName.RULES) is None
    with pytest.raises(OwnProposal):
        await policies.approve_policy(session, policy_id=policy.id, actor=author)
    await policies.approve_policy(session, policy_id=policy.id, actor=other)
    present = await queries.find_policy(session, PolicyName.RULES)
    assert present is not None
    assert present.number == 1
    with pytest.raises(RowDecided):
        await policies.approve_policy(session, policy_id=policy.id, actor=other)
    second = await import_rules(session, RULES[:1], note="改", actor=author)
    await policies.approve_policy(session, policy_id=second.id, actor=other)
    versions = await queries.list_policies(session, PolicyName.RULES)
    assert [v.standing for v in versions] == ["IN_FORCE", "SUPERSEDED"]
    assert "routing_policy.changed" in await events(session)


async def test_a_rejected_version_stays_rejected(session: AsyncSession) -> None:
    author = staff()
    policy = await import_wording(session, {"冇": "没有"}, note="初版", actor=author)
    await policies.reject_policy(session, policy_id=policy.id, actor=author)
    with pytest.raises(RowDecided):
        await policies.reject_policy(session, policy_id=policy.id, actor=author)
    with pytest.raises(PolicyUnknown):
        await queries.get_policy(session, "0" * 26)


async def test_the_systems_own_data_is_in_force_at_once(session: AsyncSession) -> None:
    system = staff(None, "system")
    await import_wording(session, {"冇": "没有"}, note="初始", actor=system)
    found = await queries.find_policy(session, PolicyName.WORDING)
    assert found is not None
    assert found.content == {"冇": "没有"}


@pytest.mark.parametrize(
    "content", [{}, ["x"], [{}], [{"label": "a", "unit_code": "b"}], [{"label": 1}]]
)
async def test_a_wrong_must_route_list_is_refused(session: AsyncSession, content: object) -> None:
    with pytest.raises(ContentInvalid):
        await policies.propose_policy(
            session, name=PolicyName.MUST_ROUTE, content=content, note="x", actor=staff()
        )


@pytest.mark.parametrize("content", [[], {"": "x"}, {"冇": 1}, {"冇" * 21: "x"}, "冇"])
async def test_wrong_wording_is_refused(session: AsyncSession, content: object) -> None:
    with pytest.raises(ContentInvalid):
        await import_wording(session, content, note="x", actor=staff())


async def test_an_empty_catalogue_is_an_empty_page(session: AsyncSession) -> None:
    rows, cursor = await queries.list_responsibilities(session, RowFilter(), PageQuery())
    assert (rows, cursor) == ([], None)


def test_dates_are_read_in_one_form() -> None:
    assert imports.to_date("2026/03/04") == date(2026, 3, 4)
    assert imports.to_date("") is None
    with pytest.raises(ValueError, match="2026-01-31"):
        imports.to_date("4.3.2026")
