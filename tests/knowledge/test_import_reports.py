"""Every import over HTTP tells what is new, what changes from what to what, what stands, and what is refused."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from hotline.kit.db import Database
from tests.conftest import BACKENDS
from tests.knowledge.pushing import ARTICLE, ITEM, NOTICE, NUMBER, UNIT, Desk, Pushed, open_desk

Body = dict[str, Any]


@dataclass(frozen=True)
class Filed:
    """One kind of file: where it goes, how its lines are named, and two names."""

    kind: Pushed
    path: str
    key: str
    names: tuple[str, str]

    def __str__(self) -> str:
        return self.kind.name

    def line(self, name: str, **more: Any) -> Body:
        return {**self.kind.body, self.key: name, **more}


FILES = (
    Filed(ITEM, "/api/service-items/import", "code", ("FS-GA-010", "FS-GA-011")),
    Filed(ARTICLE, "/api/articles/import", "key", ("id-card", "id-copy")),
    Filed(NOTICE, "/api/knowledge/notices/import", "key", ("saturday", "sunday")),
    Filed(NUMBER, "/api/directory/numbers/import", "number", ("12329", "12333")),
    Filed(UNIT, "/api/directory/units/import", "unit_code", ("FS-GA", "FS-MZ")),
)
both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
each = pytest.mark.parametrize("file", FILES, ids=str)


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    desk = await open_desk(database)
    async with desk.client:
        yield desk


async def send(desk: Desk, file: Filed, *lines: Body, dry: bool = False) -> Body:
    content = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()
    upload = {"file": ("lines.jsonl", content)}
    form = {"dry_run": str(dry).lower()}
    answer = await desk.client.post(file.path, files=upload, data=form)
    assert answer.status_code == 200, answer.text
    report: Body = answer.json()
    return report


@both
@each
async def test_a_report_tells_each_line_tried_and_for_real(desk: Desk, file: Filed) -> None:
    one, two = file.names
    new = await send(desk, file, file.line(one))
    assert (new["added"], new["changes"]) == ([one], [])
    field, value = file.kind.change
    lines = (
        file.line(one, **{field: value}),
        file.line(two),
        file.line("!", **{field: value}),
        file.line(two),
    )
    tried = await send(desk, file, *lines, dry=True)
    done = await send(desk, file, *lines)
    assert {**tried, "dry_run": False} == done
    assert (done["added"], done["changed"], done["unchanged"]) == ([two], [one], [])
    assert [(refusal["row"], refusal["key"]) for refusal in done["refused"]] == [(3, "!"), (4, two)]
    assert all(refusal["reason"] and refusal["reason_en"] for refusal in done["refused"])
    (change,) = done["changes"]
    (told,) = change["fields"]
    before = file.kind.body.get(field, "")
    assert (change["key"], told["field"], told["before"], told["after"]) == (
        one,
        field,
        before,
        value,
    )
    assert told["label"] != field
    again = await send(desk, file, *lines[:2])
    assert (again["unchanged"], again["changes"]) == ([one, two], [])


@both
@each
async def test_versions_count_in_files_as_in_pushes(desk: Desk, file: Filed) -> None:
    one, two = file.names
    field, value = file.kind.change
    assert (await send(desk, file, file.line(one, version=3)))["added"] == [one]
    before = await desk.stored()
    again = await send(desk, file, file.line(one, version=3), file.line(two, version=0))
    assert (again["unchanged"], [r["key"] for r in again["refused"]]) == ([one], [two])
    older = await send(desk, file, file.line(one, version=2, **{field: value}))
    assert "送来的版本 2 比已有的 3 旧" in older["refused"][0]["reason"]
    taken = await send(desk, file, file.line(one, version=3, **{field: value}))
    assert "新的版本号" in taken["refused"][0]["reason"]
    assert await desk.stored() == before


@each
async def test_a_line_of_a_megabyte_is_refused_and_stops_no_other(desk: Desk, file: Filed) -> None:
    one, two = file.names
    long = "字" * 350_000
    large = file.line(one, **{file.kind.long: [long] if file.kind is ITEM else long})
    report = await send(desk, file, large, file.line(two))
    assert report["added"] == [two]
    (refusal,) = report["refused"]
    assert (refusal["row"], refusal["key"]) == (1, one)
    assert "过长" in refusal["reason"]
    assert len(refusal["reason"]) < 100


async def send_twice(desk: Desk, file: Filed, names: Sequence[str]) -> None:
    """Send a file twice; the second time not one row of any table becomes another."""
    lines = [file.line(name, version=1) for name in names]
    assert len((await send(desk, file, *lines))["added"]) == len(names)
    before = await desk.stored()
    assert len((await send(desk, file, *lines))["unchanged"]) == len(names)
    assert await desk.stored() == before


@both
@each
async def test_a_file_sent_twice_is_stored_once(desk: Desk, file: Filed) -> None:
    await send_twice(desk, file, file.names)


@pytest.mark.slow
@pytest.mark.parametrize("file", [FILES[2], FILES[3]], ids=str)
async def test_a_file_of_a_thousand_sent_twice_is_stored_once(desk: Desk, file: Filed) -> None:
    """Articles are pushed one by one in ``test_pushes``; ten thousand items have a test of their own."""
    await send_twice(desk, file, [f"{file.names[0]}{number:05d}" for number in range(1_000)])
