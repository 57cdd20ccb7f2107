"""A table that leaves is audited under its name; an upload says whether it is tried or meant."""

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit import clock
from hotline.kit.audit.models import AuditEntry
from hotline.kit.auth.actor import SYSTEM
from hotline.kit.sheets import RowFault, fault_words, read_sheet
from hotline.kit.transfer import SheetUpload, Table, table_answer

TABLE = Table("kinds_of_tea", ("name", "cups"), [{"name": "普洱", "cups": 3}], {"year": 2026})


async def test_a_table_leaves_as_a_file_named_by_its_day_and_audited(session: AsyncSession) -> None:
    answer = await table_answer(session, TABLE, "csv", actor=SYSTEM)
    assert read_sheet(bytes(answer.body)) == [{"name": "普洱", "cups": "3"}]
    day = f"{clock.local_date():%Y%m%d}"
    named = f'attachment; filename="kinds-of-tea-{day}.csv"'
    assert answer.headers["content-disposition"] == named
    assert answer.headers["cache-control"] == "no-store"
    entry = await session.scalar(select(AuditEntry).where(AuditEntry.action == "list.export"))
    assert entry is not None
    assert entry.object_id == "kinds_of_tea"
    assert "2026" in str(entry.after)
    assert "csv" in str(entry.after)


async def test_a_table_may_have_its_own_file_name(session: AsyncSession) -> None:
    named = Table("tea", ("name",), [], file="tea-2026-spring")
    answer = await table_answer(session, named, "xlsx", actor=SYSTEM)
    assert 'filename="tea-2026-spring.xlsx"' in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    ("form", "dry_run"), [({}, True), ({"dry_run": "false"}, False), ({"dry_run": "true"}, True)]
)
async def test_an_upload_is_a_trial_unless_it_says_otherwise(
    form: dict[str, str], dry_run: bool
) -> None:
    app = FastAPI()

    @app.post("/tea")
    async def take(file: SheetUpload) -> dict[str, object]:
        return {"content": file.content.decode(), "dry_run": file.dry_run}

    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://hotline.test") as client:
        answer = await client.post("/tea", files={"file": ("t.csv", b"name\n")}, data=form)
    assert answer.json() == {"content": "name\n", "dry_run": dry_run}


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (RowFault("缺少依据", "The basis is missing"), ("缺少依据", "The basis is missing")),
        (KeyError("name"), ("缺少 name", "name is missing")),
        (ValueError("不对"), ("不对", "The row is not valid")),
    ],
)
def test_what_is_wrong_with_a_row_is_said_in_both_languages(
    error: Exception, words: tuple[str, str]
) -> None:
    assert fault_words(error) == words
