"""`hotline doctor` (体检): what is wrong with this installation, and what to do about it."""

import platform
import sys

import typer

from agent_ui import pages
from hotline import health, outgoing
from hotline.bootstrap import Hotline
from hotline.cli.running import console, opened, run, table
from hotline.kit.vault.settings import default_secrets_in_use
from hotline.settings import Settings, unknown_names


def _local_findings(hotline: Hotline) -> list[health.Finding]:
    found = []
    version = platform.python_version()
    found.append(
        health.finding("python", "ok", f"Python {version}", f"Python {version}")
        if sys.version_info >= (3, 11)
        else health.finding("python", "down", f"Python {version}，需要 3.11 以上", "3.11+ needed")
    )
    keys = default_secrets_in_use(hotline.settings.vault)
    found.append(
        health.finding("secrets", "degraded", "仍在使用演示密钥（仅限演示）", "demonstration keys")
        if keys
        else health.finding("secrets", "ok", "密钥已更换", "own keys")
    )
    found += [health.finding("settings", "degraded", *u.told) for u in unknown_names()]
    found.append(
        health.finding("pages", "ok", "页面已构建", "pages are built")
        if pages.is_built()
        else health.finding("pages", "degraded", "页面未构建：make run", "pages are not built")
    )
    return found


async def _outgoing_findings(settings: Settings) -> list[health.Finding]:
    """Resolve every address that we call; a name may point inside although its text does not."""
    found, guard = [], outgoing.guard_of(settings)
    for address in outgoing.addresses(settings):
        try:
            await address.judged_by_name(guard)
        except outgoing.SettingRefused as error:
            found.append(health.finding("outgoing", "down", error.detail_zh, error.detail_en))
        except OSError:
            zh, en = f"{address.setting}：域名无法解析", f"{address.setting} does not resolve"
            found.append(health.finding("outgoing", "degraded", zh, en))
    return found


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def doctor(
        quiet: bool = typer.Option(False, help="只用退出码表示 · exit code only"),
    ) -> None:
        """检查安装与运行状况 · check this installation; exit code 1 when something is down."""

        async def work() -> list[health.Finding]:
            async with opened(any_schema=True) as hotline:
                found = _local_findings(hotline)
                found += await _outgoing_findings(hotline.settings)
                found += await health.inspect_database(hotline.database)
                if any(f["state"] == "down" for f in found):
                    return found
                await hotline.start()
                for inspect in health.inspections(hotline):
                    found += await inspect()
                return found

        found = run(work)
        if not quiet:
            marks = {"ok": "✔", "degraded": "!", "down": "✘"}
            rows = [[marks[f["state"]], f["part"], f["detail"], f["detail_en"]] for f in found]
            table("hotline doctor", ["", "部分", "说明", "detail"], rows)
        if any(f["state"] == "down" for f in found):
            if not quiet:
                console.print("[red]有部分不可用，见上表[/red]")
            raise typer.Exit(1)
