"""After another tree a limit counts only where its code is still the same subject; elsewhere its superior's does."""

from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.sheets import read_rows, write_csv
from routing import queries
from routing.commands import import_limits, import_taxonomy
from routing.limits import files, proposals
from routing.taxonomy.service import TreeFile, import_tree
from routing.taxonomy.tree import RequestKind, Urgency
from tests.conftest import BACKENDS
from tests.routing.city import noon, staff

DAY = date(2026, 3, 4)
NEXT, LATER = noon(DAY + timedelta(days=1)), noon(DAY + timedelta(days=2))
OLD = "code,name\n01,城管\n0101,环卫\n010101,垃圾\n010102,占道\n010103,公厕\n"
NEW = "code,name\n01,城管\n0101,环卫\n010101,招牌\n010102,占道\n010103,公厕\n010104,垃圾\n010105,公厕异味\n"
MAP = "old_code,new_codes,kind\n010101,010104,one\n010103,010103；010105,split\n"
LIMITS = (
    "category_code,kind,urgency,working_days,basis\n"
    "0101,,,9,上级\n010101,,,2,垃圾承诺\n010102,,,5,占道承诺\n010103,,,4,公厕承诺\n"
)


@pytest.fixture
async def other_tree(session: AsyncSession) -> None:
    """Limits under one tree; a day later 010101 means signboards."""
    with clock.frozen(noon(DAY)) as move:
        await import_taxonomy(session, OLD.encode(), version="1", actor=staff())
        await import_limits(session, LIMITS.encode(), actor=staff())
        move(NEXT)
        tree, mapping = read_rows(NEW.encode()), read_rows(MAP.encode())
        await import_tree(session, TreeFile(tree, "2", mapping, dry_run=False), actor=staff())


async def days(session: AsyncSession, code: str) -> int | None:
    history = await queries.load_history(session)
    chain = history.present.chain(code)
    kind, urgency, today = RequestKind.COMPLAINT, Urgency.NORMAL, clock.local_date()
    found = await queries.find_limit(session, chain, kind, urgency, today, history)
    return found.working_days if found else None


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
@pytest.mark.usefixtures("other_tree")
async def test_a_code_with_another_meaning_has_its_superiors_limit(session: AsyncSession) -> None:
    with clock.frozen(NEXT):
        assert await days(session, "010101") == 9
        assert await days(session, "010104") == 9
        assert await days(session, "010102") == 5
        assert await days(session, "010103") == 4
        assert await days(session, "010105") == 9


@pytest.mark.usefixtures("other_tree")
@pytest.mark.parametrize(("accept", "expected"), [(True, 2), (False, 9)])
async def test_until_people_decide_the_superiors_limit_counts(
    session: AsyncSession, accept: bool, expected: int
) -> None:
    with clock.frozen(LATER):
        told = await proposals.propose(session, actor=staff())
        proposed = {one.category_code: one.working_days for one in told.proposals}
        assert proposed == {"010104": 2, "010105": 4}
        assert [(code, why[0][:5]) for _, code, why in told.undecided] == [("010101", "编码在新分")]
        assert await days(session, "010104") == 9
        ids = [one.id for one in told.proposals]
        await proposals.decide(session, ids=ids, accept=accept, note="x", actor=staff())
        assert await days(session, "010104") == expected
        assert await days(session, "010101") == 9


@pytest.mark.usefixtures("other_tree")
async def test_the_same_line_for_the_new_meaning_is_a_new_limit_from_today(
    session: AsyncSession,
) -> None:
    line = "category_code,kind,urgency,working_days,basis\n010101,,,2,垃圾承诺\n"
    with clock.frozen(LATER):
        report = await import_limits(session, line.encode(), actor=staff())
        assert (report.added, report.unchanged) == (1, 0)
        assert await days(session, "010101") == 2
        stored = await queries.stored_limits(session)
        rows = [one for one in stored if one.category_code == "010101"]
        assert max(one.valid_from for one in rows) == clock.local_date()
        assert [one.valid_to for one in rows] == [None, None]
        again = await import_limits(session, line.encode(), actor=staff())
        assert (again.added, again.unchanged) == (0, 1)


@pytest.mark.usefixtures("other_tree")
async def test_limits_of_other_subjects_are_not_carried_out(session: AsyncSession) -> None:
    with clock.frozen(LATER):
        table = await files.limit_table(session)
        assert [record["category_code"] for record in table.records] == ["0101", "010102", "010103"]
        raw = write_csv(files.COLUMNS, table.records)
        again = await import_limits(session, raw, actor=staff())
    assert (again.added, again.changed, again.unchanged) == (0, 0, 3)
