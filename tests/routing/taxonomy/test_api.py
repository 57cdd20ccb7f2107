"""Versions, mappings and the check of the catalogue over HTTP: tried first, permitted, given out again."""

from typing import Any

import pytest
from sqlalchemy import select

from hotline.kit.audit.models import AuditEntry
from hotline.kit.db import Database
from hotline.kit.sheets import read_sheet, write_csv
from routing.taxonomy.mapping import COLUMNS
from tests.routing.test_api import ALL, Door, door

__all__ = ["door"]
NEW = "code,name\n01,城市管理\n0101,市容环卫\n010103,垃圾清运\n010102,占道经营\n".encode()
MAP = b"old_code,new_codes,kind\n010101,010103,one\n"


async def put(door: Door, path: str, files: dict[str, bytes], **form: str) -> Any:
    sent = {name: (f"{name}.csv", raw, "text/csv") for name, raw in files.items()}
    return await door.client.post(path, files=sent, data=form)


async def test_a_tree_comes_in_with_its_mapping_and_goes_out_again(
    door: Door, database: Database
) -> None:
    before = (await door.get("/api/categories/versions"))[0]["version"]
    tried = await put(door, "/api/categories/import", {"file": NEW}, version="9")
    assert tried.status_code == 200, tried.text
    assert tried.json()["levels"] == [1, 1, 2]
    assert [told.split()[0] for told in tried.json()["mapping"]["unmapped"]][:1] == ["010101"]
    draft = await put(door, "/api/categories/mapping/suggest", {"file": NEW})
    lines = {row["old_code"]: row for row in read_sheet(draft.content)}
    assert lines["010101"]["new_codes"] == "010103"
    rows = read_sheet(draft.content)
    files = {"file": NEW, "mapping": write_csv(COLUMNS, rows)}
    done = await put(door, "/api/categories/import", files, version="9", dry_run="false")
    assert done.status_code == 200, done.text
    assert done.json()["stored"] is True
    versions = await door.get("/api/categories/versions")
    assert [(v["version"], v["state_label"]) for v in versions] == [
        ("9", "生效"),
        (before, "已被替代"),
    ]
    path = "/api/categories/mapping/export"
    given = await door.client.get(path, params={"old": before, "new": "9"})
    assert len(read_sheet(given.content)) == len(rows)
    async with database.read() as session:
        kinds = select(AuditEntry.object_id).where(AuditEntry.action == "list.export")
        assert "taxonomy_mapping" in list(await session.scalars(kinds))
    again = await put(door, "/api/categories/mapping", {"file": given.content}, old=before, new="9")
    assert again.status_code == 200, again.text
    moved = await door.post("/api/categories/mapping/carry-over", {"dry_run": True}, 200)
    assert moved["row_ids"] == []


async def test_an_incomplete_mapping_is_refused_with_the_missing_leaves(door: Door) -> None:
    files = {"file": NEW.replace(b"010102", b"010105"), "mapping": MAP}
    answer = await put(door, "/api/categories/import", files, version="9", dry_run="false")
    assert answer.status_code == 422
    assert answer.json()["unmapped"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/categories/versions",
        "/api/categories/mappings",
        "/api/categories/mapping/export?old=1&new=2",
        "/api/catalogue/check/export",
    ],
)
async def test_each_needs_its_permission(door: Door, path: str) -> None:
    door.act(frozenset({"ticket.read"}))
    await door.get(path, 403)
    door.act(ALL)
    answer = await door.client.get(path)
    assert answer.status_code in {200, 404}


async def test_the_check_is_given_out_as_a_table(door: Door) -> None:
    answer = await door.client.get("/api/catalogue/check/export", params={"format": "xlsx"})
    assert answer.status_code == 200
    shown = await door.get("/api/catalogue/check")
    assert len(read_sheet(answer.content)) >= len(shown)


async def test_earlier_mappings_are_kept_and_the_last_one_counts(door: Door) -> None:
    files = {"file": NEW, "mapping": write_csv(COLUMNS, await _draft(door))}
    done = await put(door, "/api/categories/import", files, version="9", dry_run="false")
    assert done.status_code == 200, done.text
    (first,) = await door.get("/api/categories/mappings")
    assert (first["number"], first["in_use"], first["imported_by_name"]) == (1, True, None)
    rows = [row for row in await _draft_of(door, first) if row["old_code"] != "010101"]
    rows.append({"old_code": "010101", "new_codes": "010103；010102", "kind": "split"})
    again = await put(
        door,
        "/api/categories/mapping",
        {"file": write_csv(COLUMNS, rows)},
        old=first["old_version"],
        new="9",
    )
    assert again.status_code == 200, again.text
    second, former = await door.get("/api/categories/mappings")
    assert [(one["number"], one["in_use"]) for one in (second, former)] == [(2, True), (1, False)]
    assert second["counts"]["split"] == 1
    page = await door.get(f"/api/categories/mappings/{second['id']}")
    line = next(one for one in page["lines"] if one["old_code"] == "010101")
    assert line["new_codes"] == ["010103", "010102"]
    assert line["new_names"] == ["城市管理 / 市容环卫 / 垃圾清运", "城市管理 / 市容环卫 / 占道经营"]
    assert (line["kind"], line["kind_label"]) == ("split", "拆分")
    assert await _draft_of(door, first)
    missing = await door.client.get("/api/categories/mappings/" + "0" * 26)
    assert (missing.status_code, missing.json()["code"]) == (404, "taxonomy_mapping_unknown")
    newest, former_tree = await door.get("/api/categories/versions")
    assert (newest["leaves"], newest["categories"]) == (2, 4)
    assert (former_tree["state_label"], former_tree["leaves"]) == ("已被替代", 2)


async def _draft(door: Door) -> list[Any]:
    return list(
        read_sheet((await put(door, "/api/categories/mapping/suggest", {"file": NEW})).content)
    )


async def _draft_of(door: Door, mapping: dict[str, Any]) -> list[dict[str, str]]:
    """The lines of a stored mapping, as a file would hold them."""
    page = await door.get(f"/api/categories/mappings/{mapping['id']}")
    return [
        {
            "old_code": line["old_code"],
            "new_codes": "；".join(line["new_codes"]),
            "kind": line["kind"],
        }
        for line in page["lines"]
    ]
