"""A mistyped command is answered in Chinese first, with the right usage and nothing done."""

import re
from pathlib import Path

import pytest

from hotline.cli.wording import in_chinese
from tests.support.commands import Run

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("words", "told", "english"),
    [
        (("restore",), "缺少参数 source", "Missing argument 'source'."),
        (("user", "add", "wang.fang"), "缺少选项 --name", "Missing option '--name'."),
        (("doctor", "--loud"), "没有选项 --loud", "No such option: --loud"),
        (
            ("doctor", "--quite"),
            "没有选项 --quite，是否应为 --no-quiet、--quiet",
            "No such option: --quite",
        ),
        (("doctr",), "没有命令 doctr，是否应为 doctor", "No such command 'doctr'."),
        (("dead-letters", "lst"), "没有命令 lst，是否应为 list", "No such command 'lst'."),
        (("doctor", "x"), "多余的参数：x", "Got unexpected extra argument"),
        (("dead-letters", "list", "--limit", "x"), "--limit 的值不正确：应为整数", "Invalid value"),
        (
            ("dead-letters", "list", "--limit", "0"),
            "--limit 的值不正确：不能小于 1",
            "Invalid value",
        ),
        (
            ("dead-letters", "list", "--limit"),
            "选项 --limit 后面要写一个值",
            "requires an argument",
        ),
        (("doctor", "--quiet=1"), "选项 --quiet 后面不写值", "does not take a value"),
        (
            ("import", "tickets", "x.csv", "--channel", "PIGEON"),
            "PIGEON 不在可选范围内，可选：",
            "is not one of",
        ),
    ],
)
def test_a_mistyped_command_is_told_in_chinese_first(
    run: Run, words: tuple[str, ...], told: str, english: str
) -> None:
    answer = run(*words)
    assert answer.exit_code == 2
    chinese, *rest = answer.output.splitlines()
    assert told in chinese
    assert rest[0].startswith(english) or english in rest[0]
    assert [line for line in rest if "Usage" in line and not line.startswith("用法 Usage: ")] == []


def test_the_right_usage_and_the_help_are_named(run: Run) -> None:
    told = run("restore")
    assert told.output.splitlines()[2:] == [
        "用法 Usage: hotline restore [OPTIONS] {source}",
        "查看帮助 Help: hotline restore --help",
    ]


def test_a_sentence_that_no_rule_knows_still_gets_a_chinese_heading() -> None:
    assert in_chinese("Something entirely new.") == "命令用法有误"
    assert in_chinese("Invalid value for '--x': Something new.") == "--x 的值不正确：Something new."


@pytest.mark.parametrize("sentence", ["file '/x y' does not exist.", "path '/x y' is a directory."])
def test_paths_are_told_in_chinese(sentence: str) -> None:
    told = in_chinese(f"Invalid value for 'FILE': {sentence}")
    assert told.startswith("FILE 的值不正确：/x y ")
    assert _CHINESE.search(told.split("/x y")[1])


def test_help_pages_have_chinese_headings_and_the_same_exit_codes(run: Run) -> None:
    page = run("user", "add", "--help")
    assert page.exit_code == 0
    assert "参数 Arguments" in page.output
    assert "选项 Options" in page.output
    assert "必填 required" in page.output
    bare = run("user")
    assert bare.exit_code == 2
    assert "命令 Commands" in bare.output


def test_a_refusal_keeps_its_exit_code_and_stopping_is_told(run: Run, migrated: Path) -> None:
    assert run("user", "switch-off", "nobody").exit_code == 1, migrated
    stopped = run("user", "add", "wang.fang", "--name", "王芳", "--role", "agent", keys="")
    assert stopped.exit_code == 1
    assert "已中止 · Aborted." in stopped.output
