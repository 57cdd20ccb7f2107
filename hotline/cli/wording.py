"""What the command line says of a mistyped command (命令用法提示): Chinese first, the library's English after it.

typer writes its refusals in English without a catalogue to translate them by; it hands them over as
``TyperException`` when told not to print. The rules below know every sentence that our commands can meet;
a sentence of a later release that they do not know still gets a Chinese heading.
"""

import re
import sys
from typing import Any

import typer
from rich.console import Console
from rich.text import Text
from typer import rich_utils
from typer.core import TyperGroup
from typer.exceptions import TyperException

_UNKNOWN = "命令用法有误"
_RULES = (
    (r"Missing command\.", "缺少子命令"),
    (r"No such command '(.*)'\. Did you mean (.*)\?", "没有命令 {0}，是否应为 {1}？"),
    (r"No such command '(.*)'\.", "没有命令 {0}"),
    (r"No such option: (.*) \(Possible options: (.*)\)", "没有选项 {0}，是否应为 {1}？"),
    (r"No such option: (.*)", "没有选项 {0}"),
    (r"Missing argument '(.*)'\.", "缺少参数 {0}"),
    (r"Missing option '(.*)'\.", "缺少选项 {0}"),
    (r"Got unexpected extra argument\(s\) \((.*)\)", "多余的参数：{0}"),
    (r"Option '(.*)' requires an argument\.", "选项 {0} 后面要写一个值"),
    (r"Option '(.*)' requires (\d+) arguments\.", "选项 {0} 后面要写 {1} 个值"),
    (r"Option '(.*)' does not take a value\.", "选项 {0} 后面不写值"),
    (r"Argument '(.*)' takes (\d+) values\.", "参数 {0} 要写 {1} 个值"),
    (r"Invalid value for (.*?): (.*)", "{0} 的值不正确：{1}"),
    (r"Invalid value: (.*)", "值不正确：{0}"),
    (r"Input should be a valid integer\b.*", "应为整数"),
    (r"Input should be a valid number\b.*", "应为数字"),
    (r"Input should be a valid boolean\b.*", "应为是或否"),
    (r"Input should be less than or equal to (.*)", "不能大于 {0}"),
    (r"Input should be greater than or equal to (.*)", "不能小于 {0}"),
    (r"Value error, (.*)", "{0}"),
    (r"'(.*)' is not one of (.*)\.", "{0} 不在可选范围内，可选：{1}"),
    (r"(?:file|directory|path) '(.*)' does not exist\.", "{0} 不存在"),
    (r"(?:file|directory|path) '(.*)' is a file\.", "{0} 是文件，不是文件夹"),
    (r"(?:file|directory|path) '(.*)' is a directory\.", "{0} 是文件夹，不是文件"),
    (r"(?:file|directory|path) '(.*)' is not readable\.", "{0} 没有读取权限"),
    (r"(?:file|directory|path) '(.*)' is not writable\.", "{0} 没有写入权限"),
)
_PANELS = {
    "ARGUMENTS_PANEL_TITLE": "参数 Arguments",
    "OPTIONS_PANEL_TITLE": "选项 Options",
    "COMMANDS_PANEL_TITLE": "命令 Commands",
    "DEFAULT_STRING": "[默认 default: {}]",
    "REQUIRED_LONG_STRING": "[必填 required]",
}


def in_chinese(sentence: str) -> str:
    """Return a refusal of the library in Chinese; one that no rule knows keeps to a general heading."""
    return _translated(sentence) or _UNKNOWN


def _translated(sentence: str) -> str | None:
    for pattern, words in _RULES:
        found = re.fullmatch(pattern, sentence, re.DOTALL)
        if found:
            return words.format(*(_translated(part) or _plain(part) for part in found.groups()))
    return None


def _plain(names: str) -> str:
    """Leave out quotation marks and join a list as Chinese does."""
    return names.strip("'").replace("', '", "、").replace(", ", "、")


class ChineseGroup(TyperGroup):
    """The group of all commands; whatever they refuse to read is told in Chinese first."""

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        """Run a command line; ends with the exit codes of the library (2 for a mistyped command)."""
        run: Any = super().main
        if not standalone_mode:
            return run(*args, standalone_mode=False, **extra)
        for name, words in _PANELS.items():
            setattr(rich_utils, name, words)  # its own headings of the help pages
        try:
            code = run(*args, standalone_mode=False, **extra)
        except TyperException as error:
            _tell(error)
            code = error.exit_code
        except typer.Abort:
            _print(Text("已中止 · Aborted.", style="red"))
            code = 1
        sys.exit(code if isinstance(code, int) else 0)


def _tell(error: TyperException) -> None:
    sentence, context = error.format_message(), getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":  # the help page stands there already
        return
    _print(Text(in_chinese(sentence), style="red"))
    _print(Text(sentence))
    if context is not None:  # the library does not always say which command it was reading
        usage = " ".join(context.get_usage().removeprefix("Usage:").split())
        _print(Text(f"用法 Usage: {usage}", style="yellow"))
        _print(Text(f"查看帮助 Help: {context.command_path} --help", style="dim"))


def _print(text: Text) -> None:
    Console(stderr=True, emoji=False).print(text)
