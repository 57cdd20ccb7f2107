"""The import and training commands as an operator runs them."""

import csv
from pathlib import Path

import pytest

from tests.support.server import Server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
ORDERS = "工单编号,诉求描述,受理日期\nA1,建新路路灯坏了三盏,2019-05-06\nA2,,2019-05-06\nA3,积水很深,2019-05-07\n"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A data folder with the demonstration city; nothing is served."""
    found = Server(tmp_path_factory.mktemp("house"), {"COLUMNS": "200"})
    found.run("migrate")
    found.run("seed")
    return found


def orders(folder: Path) -> str:
    path = folder / "old.csv"
    path.write_text(ORDERS, encoding="gbk")
    return str(path)


def figures(told: str) -> dict[str, str]:
    """Read the two-column tables that were printed."""
    rows = [line.strip("│ ").split("│") for line in told.splitlines() if line.startswith("│")]
    return {row[0].strip(): row[1].strip() for row in rows if len(row) == 2}


def test_old_orders_are_imported_once_and_rejected_rows_are_listed(
    house: Server, tmp_path: Path
) -> None:
    tried = house.run("import", "tickets", orders(tmp_path), "--historical", "--dry-run")
    first = house.run("import", "tickets", orders(tmp_path), "--historical")
    again = house.run("import", "tickets", orders(tmp_path), "--historical")
    assert figures(tried)["可导入"] == "2"
    assert (figures(first)["已导入"], figures(first)["未导入"]) == ("2", "1")
    assert (figures(again)["已导入"], figures(again)["此前已导入"]) == ("0", "2")
    listed = house.data_dir / "imports" / "old.rejected.csv"
    with listed.open(encoding="utf-8-sig") as file:
        assert list(csv.reader(file)) == [["line", "reason"], ["3", "没有诉求内容"]]


def test_a_file_that_is_not_there_is_told_in_one_line(house: Server, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="找不到文件"):
        house.run("import", "tickets", str(tmp_path / "nothing.csv"), "--historical")
    with pytest.raises(RuntimeError, match="找不到文件"):
        house.run("import", "places", str(tmp_path / "nothing.csv"))


def test_faulty_lines_of_master_data_are_listed_and_nothing_is_stored(
    house: Server, tmp_path: Path
) -> None:
    path = tmp_path / "tree.csv"
    path.write_text("code,name,level\n01,城市管理,1\n0x,坏代码,1\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match="有误的行，未写入"):
        house.run("import", "taxonomy", str(path), "--version", "2027")


def test_training_promotes_a_model_once_and_tells_where_it_is(house: Server) -> None:
    first = house.run("train", seconds=300)
    again = house.run("train", seconds=300)
    assert "已启用模型" in first
    assert "诉求类型" in first
    assert (house.data_dir / "models" / "classifier.model").is_file()
    assert "沿用现有模型" in again
