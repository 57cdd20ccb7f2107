"""What every command prints: a table whose identifiers can be copied from a narrow screen."""

from hotline.cli.running import console, table
from hotline.kit.ids import new_id
from tests.support.commands import Run


def test_an_identifier_is_never_broken_over_lines(run: Run) -> None:
    assert (
        run("--help", COLUMNS="80").exit_code == 0
    )  # the screen is 80 characters wide from here on
    ids = [new_id(), new_id()]
    rows = [[i, "ticket.assignment_started", "process.unit_assigned", 12, "x" * 80] for i in ids]
    with console.capture() as printed:
        table("死信", ["编号", "事件", "处理者", "次数", "最后错误"], rows)
    lines = printed.get().splitlines()
    assert all(any(i in line for line in lines) for i in ids)
    assert max(map(len, lines)) <= 80


def test_a_title_wider_than_its_columns_stays_on_one_line(run: Run) -> None:
    assert run("--help", COLUMNS="80").exit_code == 0
    with console.capture() as printed:
        table("单位（试运行，未写入）", ["项目", "数量"], [["新增", 95]])
    assert printed.get().splitlines()[0].strip() == "单位（试运行，未写入）"
