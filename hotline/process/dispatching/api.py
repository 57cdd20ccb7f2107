"""Dispatch explained over HTTP (派单分拣与说明接口): who is likeliest, why a person decides, why it was sent there."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from hotline.kit import clock
from hotline.kit.audit.service import Export, record_export
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdPath
from hotline.kit.sheets import SheetFormat, write_sheet
from hotline.kit.transfer import file_answer
from hotline.process.dispatching import automatic as autodispatch
from hotline.process.dispatching import hinting, rulings, townload, triage
from hotline.process.dispatching import why as whydispatched
from hotline.process.dispatching.schemas import (
    AutomaticOut,
    AutomaticRuleOut,
    HintsRefreshedOut,
    KindOut,
    RulingOut,
    TownLoadOut,
    TriageOut,
    WhyOut,
)
from hotline.tickets import queries
from routing.models import PolicyName
from routing.queries import list_policies
from routing.schemas import NoteIn
from routing.state import RoutingState

router = APIRouter(tags=["dispatching 派单"])
Reader = Annotated[Actor, Depends(require("ticket.read"))]
Dispatcher = Annotated[Actor, Depends(require("ticket.dispatch"))]
Proposer = Annotated[Actor, Depends(require("policy.propose"))]
CatalogueReader = Annotated[Actor, Depends(require("catalogue.read"))]
CatalogueManager = Annotated[Actor, Depends(require("catalogue.manage"))]
LoadReader = Annotated[Actor, Depends(require("report.read", "catalogue.read"))]
Month = Annotated[str, Query(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$", examples=["2026-11"])]
MAX_SHOWN = 100


def state_of(request: Request) -> RoutingState:
    """Return the routing snapshot of this process."""
    state: RoutingState = request.app.state.routing.state
    return state


State = Annotated[RoutingState, Depends(state_of)]


@router.get("/api/triage", summary="待派单：候选单位与须人工的原因")
async def desk(
    session: ReadSession,
    actor: Dispatcher,
    state: State,
    limit: Annotated[int, Query(ge=1, le=MAX_SHOWN)] = 50,
) -> list[TriageOut]:
    """The tickets that wait for dispatch, soonest due first, each with two units and the reasons."""
    found = await triage.desk(session, actor=actor, state=state, limit=limit)
    return [triage.told(one, state) for one in found]


@router.get("/api/tickets/{ticket_id}/triage", summary="一件工单的派单建议与须人工的原因")
async def one_ticket(
    ticket_id: IdPath, session: ReadSession, actor: Reader, state: State
) -> TriageOut:
    """The same for one ticket, whatever its status; it is also compared with earlier tickets."""
    ticket = await queries.get_ticket(session, ticket_id=ticket_id, actor=actor)
    where = await triage.load_range(session)
    found = await triage.triage(session, ticket, state, where, actor=actor, compare=True)
    return triage.told(found, state)


@router.get("/api/dispatch/automatic", summary="自动派单：范围、门槛与结果")
async def automatic(session: ReadSession, _actor: Proposer, state: State) -> AutomaticOut:
    """What the system may dispatch by itself, from which confidence on, and how that went."""
    where = await triage.load_range(session)
    versions = await list_policies(session, PolicyName.AUTOMATIC)
    model = state.model.classifier
    rules = [
        AutomaticRuleOut(
            category_code=rule.category_code,
            category=state.taxonomy.label(rule.category_code),
            kinds=[KindOut(value=kind, label=kind.label) for kind in rule.kinds],
            reason=rule.reason,
        )
        for rule in where.rules
    ]
    return AutomaticOut(
        switch_on=await triage.switched_on(session),
        gate=triage.gate_of(state),
        model=model.version if model else None,
        number=where.version.number if where.version else 0,
        rules=rules,
        waiting=sum(version.standing == "PROPOSED" for version in versions),
        figures=await autodispatch.figures(session),
    )


@router.get("/api/tickets/{ticket_id}/why-dispatched", summary="这件工单为何派给该单位")
async def why_dispatched(
    ticket_id: IdPath,
    session: ReadSession,
    actor: Reader,
    state: State,
    on: Annotated[date | None, Query(description="哪一天的派单；默认今天")] = None,
) -> WhyOut:
    """The row in force that day with basis, condition, facts and approver, or the ruling or override."""
    ticket = await queries.get_ticket(session, ticket_id=ticket_id, actor=actor)
    day = on or clock.local_date()
    return await whydispatched.why(session, ticket=ticket, on=day, gazetteer=state.gazetteer)


@router.get("/api/dispatch/rulings", summary="退单裁决及目录处理")
async def list_rulings(
    session: ReadSession,
    _actor: CatalogueReader,
    state: State,
    *,
    open_only: Annotated[bool, Query(alias="open", description="只列目录尚未处理的")] = False,
) -> list[RulingOut]:
    """Every decision on a return with the row proposed because of it, or why none is."""
    found = await rulings.list_rulings(session, open_only=open_only, limit=MAX_SHOWN)
    return [rulings.facts(one, state.units) for one in found]


@router.post(
    "/api/dispatch/rulings/{ruling_id}/propose", summary="按裁决提出目录条目（待他人批准）"
)
async def propose_row(
    ruling_id: IdPath, session: WriteSession, actor: CatalogueManager, state: State
) -> RulingOut:
    """Propose the row that the ruling means."""
    ruling = await rulings.propose_row(session, ruling_id=ruling_id, actor=actor)
    return rulings.facts(ruling, state.units)


@router.post("/api/dispatch/rulings/{ruling_id}/settle", summary="写明裁决后不修订目录的理由")
async def settle(
    ruling_id: IdPath, body: NoteIn, session: WriteSession, actor: CatalogueManager, state: State
) -> RulingOut:
    """Say why no row changes."""
    ruling = await rulings.settle(session, ruling_id=ruling_id, note=body.note, actor=actor)
    return rulings.facts(ruling, state.units)


@router.post("/api/dispatch/hints/refresh", summary="立即按历史办理更新学习提示")
async def refresh_hints(
    request: Request, session: WriteSession, _actor: CatalogueManager
) -> HintsRefreshedOut:
    """Count closed tickets now instead of waiting for the daily run."""
    settings = request.app.state.hotline.settings.routing.hints
    return HintsRefreshedOut.model_validate(await hinting.refresh(session, settings))


@router.get("/api/towns/load", summary="镇街负担月报")
async def town_load(session: ReadSession, _actor: LoadReader, month: Month) -> TownLoadOut:
    """What each town was given in the month, on which list, and every override with its reason."""
    return townload.told(await townload.month_load(session, _first_of(month)))


@router.get("/api/towns/load/export", summary="导出镇街负担月报")
async def export_town_load(
    session: WriteSession,
    actor: LoadReader,
    month: Month,
    kind: Annotated[SheetFormat, Query(alias="format")] = "csv",
) -> Response:
    """The same as a table; the export is audited."""
    lines = townload.records(await townload.month_load(session, _first_of(month)))
    told = {"format": kind, "month": month}
    await record_export(session, actor, Export("town_load", len(lines), masked=True, filters=told))
    return file_answer(kind, f"town-load-{month}", write_sheet(kind, townload.COLUMNS, lines))


def _first_of(month: str) -> date:
    return datetime.strptime(f"{month}-01", "%Y-%m-%d").replace(tzinfo=clock.SHANGHAI).date()
