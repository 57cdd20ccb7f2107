"""The import and training commands as an operator runs them."""

import csv
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
import structlog
from typer.testing import CliRunner

from hotline.cli.main import app
from tests.support.seeded import seeded_sqlite
from tests.support.server import Server

__all__ = ["seeded_sqlite"]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
ORDERS = "工单编号,诉求描述,受理日期\nA1,建新路路灯坏了三盏,2019-05-06\nA2,,2019-05-06\nA3,积水很深,2019-05-07\n"


@pytest.fixture(scope="module")
def house(seeded_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A data folder with the demonstration city; nothing is served."""
    found = Server(tmp_path_factory.mktemp("house"), {"COLUMNS": "200"})
    shutil.copy(seeded_sqlite, found.data_dir / "hotline.db")
    return found


def operate(house: Server, *words: str) -> str:
    """Run a command in this process (one of its own takes seconds); raises as ``house.run`` does."""
    environment = house.environment | {"HOTLINE_DATA_DIR": str(house.data_dir)}
    done = CliRunner(env=environment).invoke(app, list(words))
    structlog.reset_defaults()  # a command points the log at the runner's own output
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    if done.exit_code != 0:
        raise RuntimeError(done.output)
    return done.output


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


def workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in csv.reader(ORDERS.splitlines()):
        sheet.append(row)
    book.save(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "xlsx"])
def test_every_encoding_and_a_workbook_are_understood_alike(
    house: Server, tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / f"{encoding}.{'xlsx' if encoding == 'xlsx' else 'csv'}"
    if encoding == "xlsx":
        workbook(path)
    else:
        path.write_text(ORDERS, encoding=encoding)
    told = operate(house, "import", "tickets", str(path), "--historical", "--dry-run")
    assert "诉求描述" in told
    assert [figures(told)[name] for name in ("读取", "可导入", "未导入")] == ["3", "2", "1"]
    assert "没有诉求内容" in told
    assert "3/3" in told  # where the progress bar ended


def test_a_ragged_row_is_rejected_by_its_line_and_the_rest_is_taken(
    house: Server, tmp_path: Path
) -> None:
    path = tmp_path / "ragged.csv"
    path.write_text(
        "内容,日期\n路灯坏了,2019-05-06\n少一列\n多,2019-05-06,一列\n", encoding="utf-8"
    )
    told = operate(house, "import", "tickets", str(path), "--historical")
    assert (figures(told)["已导入"], figures(told)["未导入"]) == ("1", "2")
    assert "应有 2 列，实有 1 列" in told
    assert "应有 2 列，实有 3 列" in told


def test_what_is_not_understood_of_an_export_is_shown_before_anything_is_stored(
    house: Server, tmp_path: Path
) -> None:
    path = tmp_path / "own.csv"
    path.write_text("来电记录,登记日,部门\n路灯坏了,2019-05-06,灯办\n", encoding="gbk")
    asked = ("import", "tickets", str(path), "--historical", "--dry-run", "--map", "来电记录=text")
    with pytest.raises(RuntimeError, match=r"不知道哪一列是受理时间.*--map 列名=date"):
        operate(house, *asked)
    told = operate(house, *asked, "--map", "登记日=date", "--map", "部门=-")
    assert "没有用到的列" not in told
    told = operate(house, *asked[:-1], "登记日=date", "--map", "部门=text")
    assert "没有用到的列：来电记录；要用就加 --map 列名=字段（id 原编号、unit 承办单位" in told
    told = operate(house, *asked, "--map", "登记日=date")
    assert re.search(r"承办单位 │ 1 +│ 1 +│ 灯办", told)


def test_names_are_read_by_the_table_that_comes_with_the_file(
    house: Server, tmp_path: Path
) -> None:
    path, names = tmp_path / "named.csv", tmp_path / "names.csv"
    path.write_text("内容,日期,承办单位\n路灯坏了,2019-05-06,灯办\n", encoding="gbk")
    asked = ("import", "tickets", str(path), "--historical", "--dry-run")
    assert "灯办" in operate(house, *asked)
    names.write_text("name,code\n灯办,FS-CG\n", encoding="utf-8")
    assert "灯办" not in operate(house, *asked, "--names", str(names))


def test_an_import_of_which_no_row_can_be_used_fails(house: Server, tmp_path: Path) -> None:
    path = tmp_path / "vain.csv"
    path.write_text("内容,日期\n,2019-05-06\n路灯坏了,某日\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match="没有诉求内容") as failed:
        operate(house, "import", "tickets", str(path), "--historical")
    assert "未导入清单" in str(failed.value)


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("没有的列=text", "没有“没有的列”这一列"),
        ("诉求描述=words", "没有名为“words”的字段"),
        ("诉求描述=-", "不知道哪一列是诉求内容"),
    ],
)
def test_a_wrong_mapping_is_explained_in_one_line_and_stores_nothing(
    house: Server, tmp_path: Path, mapping: str, said: str
) -> None:
    with pytest.raises(RuntimeError, match=said) as refusal:
        operate(house, "import", "tickets", orders(tmp_path), "--historical", "--map", mapping)
    assert "Traceback" not in str(refusal.value)


def test_a_file_that_is_not_there_is_told_in_one_line(house: Server, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="找不到文件"):
        house.run("import", "tickets", str(tmp_path / "nothing.csv"), "--historical")
    with pytest.raises(RuntimeError, match="找不到文件"):
        operate(house, "import", "places", str(tmp_path / "nothing.csv"))


def test_faulty_lines_of_master_data_are_listed_and_nothing_is_stored(
    house: Server, tmp_path: Path
) -> None:
    path = tmp_path / "tree.csv"
    path.write_text("code,name,level\n01,城市管理,1\n0x,坏代码,1\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match="有误的行，未写入"):
        operate(house, "import", "taxonomy", str(path), "--version", "2027")


def test_training_promotes_a_model_once_and_tells_where_it_is(house: Server) -> None:
    # How well it did matters not here: two folds take a third of the time of five.
    first = house.run("train", "--folds", "2", seconds=300)
    again = house.run("train", "--folds", "2", seconds=300)
    assert "已启用模型" in first
    assert "诉求类型" in first
    assert (house.data_dir / "models" / "classifier.model").is_file()
    assert "沿用现有模型" in again
