"""`hotline simulate` (模拟运行): play whole journeys on a running demonstration and check the house."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

import httpx
import orjson
import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from channels.settings import SmsProviderName
from hotline.bootstrap import Hotline
from hotline.cli.running import console, load_settings, opened, run, table
from hotline.demo import loader
from hotline.demo.sandbox import with_text_door
from hotline.settings import Environment, Settings
from hotline.simulation.checks import Auditor, Check
from hotline.simulation.choosing import told
from hotline.simulation.citizens import Doors, SmsAccess
from hotline.simulation.handsets import Handsets
from hotline.simulation.play import Play
from hotline.simulation.scenario import Casting, Text
from hotline.simulation.staff import Login, Staff
from hotline.simulation.tally import Stuck, Tally
from hotline.tickets.actions import Action
from routing.taxonomy.tree import RequestKind

app = typer.Typer(help="模拟运行 · play on a running demonstration.", no_args_is_help=True)
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@app.callback()
def _group() -> None:
    """模拟运行 · play on a running demonstration."""


@dataclass(frozen=True)
class _Wanted:
    contacts: int
    base_url: str
    seed: int
    at_once: int
    web_only: bool


@app.command()
def journeys(
    contacts: Annotated[int, typer.Option(min=1, max=20_000, help="诉求件数")] = 500,
    base_url: Annotated[
        str, typer.Option(help="服务地址；默认按设置 · address of the server")
    ] = "",
    seed: Annotated[int, typer.Option(help="相同的数得到相同的情景")] = 0,
    at_once: Annotated[int, typer.Option(min=1, max=64, help="同时进行的件数")] = 8,
    web_only: Annotated[
        bool, typer.Option("--web-only", help="不走短信入口 · leave the SMS door out")
    ] = False,
) -> None:
    """从受理到办结走完整个过程，并核对结果；任何一项不符则退出码为 1 · whole journeys, checked.

    与服务使用同样的设置（数据库、短信密钥）运行；用 hotline demo 启动的演示不需要任何设置。
    """
    wanted = _Wanted(contacts, base_url, seed, at_once, web_only)
    try:
        run(lambda: _play(wanted))
    except Stuck as stuck:
        console.print(f"[red]无法进行：[/red]{stuck}")
        raise typer.Exit(1) from None
    except httpx.TransportError as error:
        console.print(f"[red]服务没有应答：[/red]{type(error).__name__}")
        raise typer.Exit(1) from None


async def _play(wanted: _Wanted) -> None:
    async with opened(with_text_door(load_settings(), create=False)) as hotline:
        settings = hotline.settings
        refuse_real_people(settings)
        sms = None if wanted.web_only else _sms_access(settings)
        base_url = wanted.base_url or f"http://{settings.host}:{settings.port}"
        async with _house(hotline, base_url, sms) as play:
            casting = Casting(texts(), with_sms=sms is not None, seed=wanted.seed)
            seconds = await _run(play, casting, wanted)
            checks = await _checked(hotline, play)
    _print(play.tally, checks, seconds)
    if not all(check.ok for check in checks):
        raise typer.Exit(1)


def refuse_real_people(settings: Settings) -> None:
    """Never write to real telephones: invented numbers may belong to somebody.

    Raises ``Stuck`` in production, and where texts leave this machine.
    """
    if settings.environment is Environment.PRODUCTION:
        raise Stuck("生产环境不做模拟")
    channels = settings.channels
    outside = urlsplit(channels.twilio.api_base_url).hostname not in _LOOPBACK
    if channels.sms_provider is SmsProviderName.TWILIO and outside:
        raise Stuck("短信会发往真实号码，不做模拟；请使用演示短信")


def _sms_access(settings: Settings) -> SmsAccess:
    secret = settings.channels.twilio.auth_token.get_secret_value()
    if not secret:
        raise Stuck(
            "短信入口未开通：请用 hotline demo 启动演示（自带入口），"
            "或给服务和本命令都设置 HOTLINE_CHANNELS__TWILIO__AUTH_TOKEN，"
            "或加 --web-only 只走网页和窗口"
        )
    return SmsAccess(secret, settings.channels.public_base_url or settings.public_base_url)


def texts() -> list[Text]:
    """Return our own requests with their labels."""
    rows = [orjson.loads(line) for line in loader.read("requests.jsonl").splitlines() if line]
    return [
        Text(
            content=row["text"],
            kind=RequestKind(row["kind"]),
            category=row["category"],
            district=row["district"] or "",
            town=row["town"] or "",
        )
        for row in rows
    ]


@asynccontextmanager
async def _house(hotline: Hotline, base_url: str, sms: SmsAccess | None) -> AsyncIterator[Play]:
    tally = Tally()
    logins = [Login(x.login, x.roles, x.unit_code) for x in loader.logins()]
    staff = Staff(base_url, logins, loader.DEMO_PASSWORD, tally)
    doors = Doors(base_url, tally, Handsets(hotline.database), sms)
    try:
        await staff.open()
        yield Play(doors, staff, tally)
    finally:
        await staff.close()
        await doors.close()


async def _run(play: Play, casting: Casting, wanted: _Wanted) -> float:
    began = time.monotonic()
    contacts = await asyncio.to_thread(casting.contacts, wanted.contacts)
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    ) as bar:
        task = bar.add_task("办理诉求", total=wanted.contacts)
        await play.run(contacts, wanted.at_once, lambda done: bar.advance(task, done))
    return time.monotonic() - began


async def _checked(hotline: Hotline, play: Play) -> list[Check]:
    auditor = Auditor(hotline.database, play.doors, play.staff, play.tally)
    with console.status("核对结果 …"):
        return await auditor.checks()


def _print(tally: Tally, checks: list[Check], seconds: float) -> None:
    actions = [[Action(name).label, count] for name, count in tally.actions.most_common()]
    table("操作次数", ["操作", "次数"], actions)
    table("派单方式", ["选择单位的方式", "次数"], [list(row) for row in told(tally).items()])
    notes = sorted({note for played in tally.accepted for note in played.notes})
    for note in notes:
        console.print(f"说明：{note}")
    rows = [[c.name, c.expected, c.found, "✓" if c.ok else "✗"] for c in checks]
    table("核对结果", ["项目", "应为", "实为", ""], rows)
    for check in checks:
        for example in check.examples:
            console.print(f"[red]{check.name}[/red] {example}", markup=True)
    console.print(
        f"{tally.sent} 件，{tally.requests} 个请求，{seconds:.0f} 秒；"
        f"重发 {tally.repeated} 次，版本已旧重试 {tally.stale} 次，短信先得到答复再登记 {tally.answered_first} 件"
    )
