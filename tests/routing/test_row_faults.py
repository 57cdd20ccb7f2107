"""Every master refuses a row with its number, in Chinese and in English, and stores nothing."""

import re

import pytest

from tests.routing.city import catalogue_csv
from tests.routing.test_api import Door, door
from tests.routing.test_state import ROW

__all__ = ["door"]
CHINESE = re.compile("[\u4e00-\u9fff]")
LIMIT = "category_code,kind,urgency,working_days,basis,valid_from,valid_to\n"
PLACE = "name,kind,district_code,town_code,valid_from,valid_to\n"
EXAMPLE = "category_code,words,text\n"
TREES = "code,name,level,kind_hint,questions\n"
WRONG = {
    "/api/routing/limits/import": [
        LIMIT + "010101,RUMOUR,,3,a,,\n",
        LIMIT + "010101,,LATER,3,a,,\n",
        LIMIT + "010101,,,0,a,,\n",
        LIMIT + "010101,,,3,,,\n",
        LIMIT + "010101,,,3,a,soon,\n",
        LIMIT + "010101,,,3,a,2026-03-04,2026-03-03\n",
        LIMIT + "010101,,,3,a\x01,,\n",
        "category_code,basis\n010101,a\n",
    ],
    "/api/routing/places/import": [
        PLACE + "a,ROAD,440604,,,\n",
        PLACE + "路灯路,MOON,440604,,,\n",
        PLACE + "路灯路,ROAD,44,,,\n",
        PLACE + "路灯路,ROAD,440604,,2026-03-04,2026-03-03\n",
    ],
    "/api/routing/examples/import": [
        EXAMPLE + "999999,a,\n",
        EXAMPLE + "010101,,\n",
        EXAMPLE + f"010101,,{'a' * 4001}\n",
    ],
    "/api/categories/import": [
        TREES + "1,a,,,\n",
        TREES + "01,a,3,,\n",
        TREES + f"01,{'a' * 61},,,\n",
        TREES + "01,a,,RUMOUR,\n",
        TREES + "01,a,,,{\n",
        TREES + "01,a,,,1\n",
        "code\n01\n",
    ],
    "/api/catalogue/import": [
        catalogue_csv(ROW.replace("FS-CG", "FS-XX")).decode(),
        catalogue_csv(ROW.replace("FS-CG", "")).decode(),
        catalogue_csv(ROW.replace("DUTY_ORDER", "RUMOUR")).decode(),
        catalogue_csv(ROW.replace("2026-01-01", "soon")).decode(),
    ],
}
CASES = [(path, raw) for path, listed in WRONG.items() for raw in listed]


@pytest.mark.parametrize(("path", "raw"), CASES)
async def test_a_wrong_row_is_told_in_both_languages(door: Door, path: str, raw: str) -> None:
    report = await door.send(path, raw.encode(), version="9")
    error = report["errors"][0]
    assert error["line"] == 2
    assert CHINESE.search(error["reason"])
    assert error["reason_en"].strip()
    assert not CHINESE.search(error["reason_en"])
    problem = await door.send(path, raw.encode(), 422, dry_run="false", version="9")
    assert problem["errors"][0] == error
    assert problem["detail_en"].startswith("row 2: ")


async def test_an_incomplete_mapping_is_told_in_both_languages(door: Door) -> None:
    files = {
        "file": ("t.csv", b"code,name\n05,a\n0501,b\n"),
        "mapping": ("m.csv", b"old_code,new_codes,kind\n010101,0502,one\n"),
    }
    form = {"version": "9", "dry_run": "false"}
    answer = await door.client.post("/api/categories/import", files=files, data=form)
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["errors"][0]["reason_en"] == "010101: the new version lacks 0502"
    assert "没有对照" in problem["detail"]
    assert "are not mapped" in problem["detail_en"]


async def test_the_check_of_the_catalogue_speaks_english_too(door: Door) -> None:
    (fault,) = await door.get("/api/catalogue/check")
    assert fault["label"] == "没有承办单位"
    assert fault["said_en"].startswith("No unit is answerable (")
