"""Health that says why (健康状况): every part with its state, for people and for probes."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import func, select, text

from channels import queries as channels
from hotline import schema
from hotline.kit import clock
from hotline.kit.calendars import queries as calendars
from hotline.kit.db import Database
from hotline.kit.outbox import queries as outbox
from hotline.process.search.desk import IndexState
from hotline.tickets.models import TicketClock
from knowledge.index import Lag, lag_of
from knowledge.search.port import EngineState
from routing.classify.modelfile import ModelStatus

if TYPE_CHECKING:
    from hotline.bootstrap import Hotline

router = APIRouter(tags=["health"])
BACKLOG_SECONDS = 120.0
_SOUND_MODELS = {ModelStatus.LOADED.value, ModelStatus.MISSING.value}
Finding = dict[str, Any]
_PROVISIONAL = (
    select(func.count())
    .select_from(TicketClock)
    .where(text("state = 'RUNNING' AND next_at IS NOT NULL"), TicketClock.provisional.is_(True))
)
Inspection = Callable[[], Awaitable[list[Finding]]]


def finding(name: str, state: str, zh: str, en: str, **numbers: Any) -> Finding:
    """One line of the health page; ``state`` is ok, degraded or down."""
    return {"part": name, "state": state, "detail": zh, "detail_en": en, **numbers}


async def inspect_database(database: Database) -> list[Finding]:
    """Can we read, is the schema current, is anything stuck in the outbox, are calendars known."""
    try:
        current, newest = await schema.revisions(database)
        if current != newest:  # what follows would ask for tables that are not there
            return [_durability(database), _schema(current, newest)]
        async with database.read() as session:
            due, age, dead = await outbox.backlog(session)
            warnings = await calendars.coverage_warnings(session, at=clock.now())
    except Exception as error:
        return [
            finding("database", "down", "数据库不可用", f"database down: {type(error).__name__}")
        ]
    found = [_durability(database), _schema(current, newest), _outbox(due, age, dead)]
    found += [finding("calendar", "degraded", w.zh, w.en) for w in warnings]
    return found


def _durability(database: Database) -> Finding:
    if database.durable:
        return finding("database", "ok", "数据库正常", "database up")
    return finding(
        "database",
        "degraded",
        "断电可能丢失数据（synchronous=NORMAL）",
        "not durable: synchronous=NORMAL",
    )


def _schema(current: str | None, newest: str | None) -> Finding:
    if current == newest:
        return finding("schema", "ok", "数据库结构为最新", "schema is current", revision=current)
    return finding(
        "schema",
        "down",
        "数据库尚未建立：hotline migrate"
        if current is None
        else "数据库结构需要升级：hotline migrate",
        "run hotline migrate",
        revision=current,
    )


def _outbox(due: int, age: float, dead: int) -> Finding:
    numbers = {"due": due, "oldest_seconds": round(age, 1), "dead_letters": dead}
    if dead:
        return finding(
            "outbox", "degraded", f"有 {dead} 条死信待处理", f"{dead} dead letters", **numbers
        )
    if age > BACKLOG_SECONDS:
        return finding("outbox", "degraded", "发件箱积压", "outbox is behind", **numbers)
    return finding("outbox", "ok", "发件箱正常", "outbox keeps up", **numbers)


def inspections(hotline: "Hotline") -> list[Inspection]:
    """List what else is looked at: providers, the routing model, background loops."""

    async def providers() -> list[Finding]:
        async with hotline.database.read() as session:
            reports = await channels.list_provider_health(session)
        return [_provider(report) for report in reports]

    async def model() -> list[Finding]:
        return [_model(hotline.routing.health())]

    async def deadlines() -> list[Finding]:
        async with hotline.database.read() as session:
            count = await session.scalar(_PROVISIONAL)
        return [_deadlines(int(count))] if count else []

    async def search() -> list[Finding]:
        first, second, stale = await hotline.search.state()
        async with hotline.database.read() as session:
            lag = await lag_of(session, first.name)
        return [_search(first, second, lag, stale=stale)]

    async def ticket_search() -> list[Finding]:
        async with hotline.database.read() as session:
            states = await hotline.ticket_search.states(session)
        return [_tickets(states)]

    return [providers, model, deadlines, search, ticket_search]


def _tickets(states: list[IndexState]) -> Finding:
    """How the search over tickets is: the first engine's, and whether another can stand in."""
    first = states[0]
    numbers: dict[str, Any] = {"engine": first.engine.name, "records": first.engine.documents}
    if first.behind is not None:
        numbers["behind_seconds"] = round(first.behind, 1)
    if not first.engine.answers:
        helped = any(other.engine.answers for other in states[1:])
        zh = "工单检索引擎不可用，由内置索引代答" if helped else "工单检索暂不可用，工单照常办理"
        numbers["reason"] = first.engine.reason
        return finding("ticket_search", "degraded", zh, "ticket search is down", **numbers)
    if first.stale:
        zh = "工单索引尚未建立，后台随即建立（也可运行 hotline tickets reindex）"
        en = "the ticket index is not built yet; the worker builds it"
        return finding("ticket_search", "degraded", zh, en, **numbers)
    if (first.behind or 0.0) > BACKLOG_SECONDS:
        zh, en = "工单索引落后于工单", "the ticket index is behind"
        return finding("ticket_search", "degraded", zh, en, **numbers)
    return finding("ticket_search", "ok", "工单检索正常", "ticket search answers", **numbers)


def _search(first: EngineState, second: EngineState | None, lag: Lag, *, stale: bool) -> Finding:
    """How the search over knowledge is; what is withdrawn may be found for as long as it is behind."""
    numbers: dict[str, Any] = {
        "engine": first.name,
        "lines": first.documents,
        "behind_seconds": round(lag.behind, 1),
        "built_at": lag.built_at.isoformat() if lag.built_at else None,
    }
    if not first.answers:
        numbers["reason"] = first.reason
        if second is None:
            zh, en = "检索不可用，工单照常受理", "search is down; tickets go on"
        else:
            zh, en = "检索引擎不可用，由内置索引代答", f"search is down; {second.name} answers"
        return finding("search", "degraded", zh, en, **numbers)
    if stale:
        zh, en = "检索索引待重建：hotline knowledge rebuild", "the index must be built anew"
        return finding("search", "degraded", zh, en, **numbers)
    if lag.behind > BACKLOG_SECONDS:
        zh, en = "检索索引落后于知识库", "the index is behind"
        return finding("search", "degraded", zh, en, **numbers)
    return finding("search", "ok", "检索正常", "search answers", **numbers)


def _deadlines(count: int) -> Finding:
    """Due times past the last published table may move: told as long as any clock has one."""
    return finding(
        "deadlines",
        "degraded",
        f"{count} 个计时中的期限落在尚未公布放假安排的年份，均为暂定；请上传该年安排",
        f"{count} running clocks are due in a year without a published table; upload it",
        provisional=count,
    )


def _model(said: dict[str, str | None]) -> Finding:
    """Without a model the system runs on rules, names and the catalogue: told, and no fault.

    A model that is there and cannot be used is one: somebody trained it and now works without it.
    """
    numbers = {"version": said["version"], "taxonomy": said["taxonomy"]}
    label = said["label"] or ""
    if said["taxonomy"] is None:
        return finding("routing", "degraded", "尚未导入事项分类", "no subject tree yet", **numbers)
    state = "ok" if said["status"] in _SOUND_MODELS else "degraded"
    return finding("routing", state, f"分类模型：{label}", f"model: {said['status']}", **numbers)


def _provider(report: channels.ProviderReport) -> Finding:
    numbers = {"waiting": report.waiting}
    name = f"channel:{report.channel.value}:{report.provider}"
    if not report.healthy or report.circuit_open:
        return finding(
            name, "degraded", "服务商故障，消息排队待发", "provider down; queued", **numbers
        )
    return finding(name, "ok", "服务商正常", "provider up", **numbers)


async def report(request: Request) -> dict[str, Any]:
    """Collect every part's finding; the worst decides the whole."""
    state = request.app.state
    found = await inspect_database(state.database)
    for inspect in state.inspections:
        found += await _guarded(inspect)
    ranks = {"ok": 0, "degraded": 1, "down": 2}
    worst = max((f["state"] for f in found), key=ranks.__getitem__)
    return {"state": worst, "at": clock.now().isoformat(), "parts": found}


async def _guarded(inspect: Inspection) -> list[Finding]:
    """A part that cannot even be asked (the database is down) is told, never a fault of this page."""
    try:
        return await inspect()
    except Exception as error:
        why = type(error).__name__
        return [finding(inspect.__name__, "degraded", "暂时无法检查", f"not inspected: {why}")]


@router.get("/health/live")
async def live() -> dict[str, str]:
    """The process answers."""
    return {"state": "ok"}


@router.get("/health")
async def health(request: Request, response: Response) -> dict[str, Any]:
    """Every part with its state and the reason; 503 only when we cannot accept a contact."""
    whole = await report(request)
    if whole["state"] == "down":
        response.status_code = 503
    return whole
