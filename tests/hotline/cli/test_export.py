"""`hotline export` and `hotline import` as an operator types them: files, one readable line, no overwriting."""

import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from hotline.cli import export, importing
from hotline.kit.sheets import read_sheet
from tests.support.commands import Run

ACCOUNTS = "login,name,roles\nzhang.san,张三,agent\nx,坏,agent\n"
LIMITS = "category_code,kind,urgency,working_days,basis\n,CONSULT,,2,管理办法\n"


@pytest.fixture
def move(migrated: Path) -> Iterator[Run]:
    """Run ``hotline export …`` or ``hotline import …`` on a migrated, empty database."""
    env = {"HOTLINE_DATA_DIR": str(migrated), "HOTLINE_ENVIRONMENT": "test", "COLUMNS": "200"}
    apps = {"export": export.app, "import": importing.app}

    def invoke(*words: str, keys: str | None = None, **more: str) -> Result:
        return CliRunner(env=env | more).invoke(apps[words[0]], list(words[1:]), input=keys)

    yield invoke
    structlog.reset_defaults()  # a command points the log at the runner's own output


def written(path: Path, text: str) -> str:
    path.write_text(text, encoding="gbk")
    return str(path)


def test_limits_go_in_and_out_and_in_again(move: Run, tmp_path: Path) -> None:
    assert move("import", "limits", written(tmp_path / "a.csv", LIMITS)).exit_code == 0
    out = tmp_path / "out.xlsx"
    done = move("export", "limits", str(out))
    assert done.exit_code == 0, done.output
    assert "已导出办理时限" in done.output
    assert [row["working_days"] for row in read_sheet(out.read_bytes())] == ["2"]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    again = move("import", "limits", str(out), "--dry-run")
    assert re.search(r"未变\s*│\s*1", again.output)


def test_a_file_is_replaced_only_when_told(move: Run, tmp_path: Path) -> None:
    out = tmp_path / "places.csv"
    out.write_text("mine", encoding="utf-8")
    refused = move("export", "places", str(out))
    assert (refused.exit_code, out.read_text(encoding="utf-8")) == (1, "mine")
    assert "--overwrite" in refused.output
    assert move("export", "places", str(out), "--overwrite").exit_code == 0
    assert out.read_text(encoding="utf-8-sig").startswith("name,kind,")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("units", "units.doc"), "单位的文件应为 csv、xlsx"),
        (("articles", "articles"), "扩展名"),
        (("calendar", "2031.csv", "--year", "2026"), "没有这个工作日历"),
    ],
)
def test_a_refusal_is_one_readable_line(
    move: Run, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    kind, name, *more = words
    refused = move("export", kind, str(tmp_path / name), *more)
    assert refused.exit_code == 1
    assert said in refused.output
    assert "Traceback" not in refused.output
    assert not (tmp_path / name).exists()


def test_start_passwords_are_shown_once_and_wrong_rows_are_listed(
    move: Run, tmp_path: Path
) -> None:
    file = written(tmp_path / "accounts.csv", ACCOUNTS)
    tried = move("import", "accounts", file, "--start-passwords", "--dry-run")
    assert "试运行" in tried.output
    assert "初始口令" not in tried.output
    first = move("import", "accounts", file, "--start-passwords")
    assert first.exit_code == 0, first.output
    assert re.search(r"zhang\.san\s*│\s*\S{16}\s", first.output)
    assert re.search(r"│ 3\s*│ x login", first.output)
    again = move("import", "accounts", file, "--start-passwords")
    assert "初始口令" not in again.output


def test_a_trial_says_that_one_wrong_row_stops_the_whole_file(move: Run, tmp_path: Path) -> None:
    limits = written(tmp_path / "limits.csv", LIMITS + ",CONSULT,,两天,管理办法\n")
    tried = move("import", "limits", limits, "--dry-run")
    assert "整份都不写入" in tried.output
    assert move("import", "limits", limits).exit_code == 1
    again = move("import", "limits", written(tmp_path / "good.csv", LIMITS), "--dry-run")
    assert re.search(r"新增\s*│\s*1", again.output)
    assert "整份都不写入" not in again.output


def test_rules_and_policies_go_out_and_come_back_unchanged(move: Run, tmp_path: Path) -> None:
    wording = written(tmp_path / "w.csv", "cantonese,standard\n冇,没有\n")
    assert move("import", "rules", wording, "--name", "WORDING").exit_code == 0
    out = str(tmp_path / "w.json")
    assert move("export", "rules", out, "--name", "WORDING").exit_code == 0
    same = move("import", "rules", out, "--name", "WORDING")
    assert re.search(r"未变\s*│\s*1", same.output)
    for kind in ("policy", "supervision-rules"):
        file = tmp_path / f"{kind}.json"
        assert move("export", kind, str(file)).exit_code == 0
        told = move("import", kind, str(file), "--reason", "核对")
        assert re.search(r"变更\s*│\s*0", told.output), told.output
        changed = re.sub(r'("(?:appeal|explain)_days": )\d+', r"\g<1>4", file.read_text("utf-8"))
        file.write_text(changed, encoding="utf-8")
        proposed = move("import", kind, str(file), "--reason", "修订")
        assert re.search(r"待批准版本\s*│\s*2", proposed.output), proposed.output
