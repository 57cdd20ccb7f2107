"""Hints from history over HTTP (学习提示接口): read, dismiss with a reason, turn into a proposed row."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.http.sessions import ReadSession, WriteSession
from hotline.kit.inputs import IdPath, Prose
from routing.api import RoutingDep
from routing.catalogue import hint_book
from routing.catalogue.hint_book import Turned
from routing.catalogue.models import CatalogueHint, HintState
from routing.catalogue.rows import Basis
from routing.places import Place
from routing.schemas import BasisIn, NoteIn, Strict
from routing.state import RoutingState

router = APIRouter(prefix="/api/catalogue/hints", tags=["catalogue 派单目录"])
Reader = Annotated[Actor, Depends(require("catalogue.read"))]
Manager = Annotated[Actor, Depends(require("catalogue.manage"))]


class HintOut(BaseModel):
    """A disagreement between closed tickets and the catalogue, in words."""

    id: str
    state: str
    state_label: str
    category_code: str
    category: str
    place_code: str
    place: str
    row_id: str | None
    catalogue_unit_id: str | None
    catalogue_unit: str | None
    history_unit_id: str
    history_unit: str
    cases: int
    agreeing: int
    share: float
    examples: list[str]
    zh: str
    en: str
    found_at: datetime
    seen_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    note: str
    proposed_row_id: str | None


class ProposeIn(Strict):
    """What makes a row of a hint."""

    basis: list[BasisIn] = Field(min_length=1, max_length=20)
    valid_from: date
    note: Prose = Field("", max_length=300)


def hint_out(hint: CatalogueHint, state: RoutingState) -> HintOut:
    """Return a hint with the names of its subject, place and units."""
    units = state.units
    named = units.name(hint.catalogue_unit_id) if hint.catalogue_unit_id else None
    unit = units.name(hint.history_unit_id)
    share = hint.agreeing / hint.cases
    against = f"目录写的是{named}" if named else "目录没有载明单位"
    return HintOut(
        id=hint.id,
        state=hint.state,
        state_label=HintState[hint.state].label,
        category_code=hint.category_code,
        category=state.taxonomy.label(hint.category_code),
        place_code=hint.place_code,
        place=state.gazetteer.label(Place(hint.place_code[:6], _town(hint.place_code))),
        row_id=hint.row_id,
        catalogue_unit_id=hint.catalogue_unit_id,
        catalogue_unit=named,
        history_unit_id=hint.history_unit_id,
        history_unit=unit,
        cases=hint.cases,
        agreeing=hint.agreeing,
        share=round(share, 4),
        examples=hint.examples,
        zh=f"办结的{hint.cases}件中，{hint.agreeing}件（{share:.0%}）最终由{unit}办理，{against}。",
        en=f"{hint.agreeing} of {hint.cases} closed tickets were handled by {unit}; "
        f"the catalogue names {named or 'nobody'}.",
        found_at=hint.found_at,
        seen_at=hint.seen_at,
        decided_by=hint.decided_by,
        decided_at=hint.decided_at,
        note=hint.note,
        proposed_row_id=hint.proposed_row_id,
    )


def _town(code: str) -> str:
    return code if len(code) > 6 else ""


async def _shown(session: AsyncSession, hint: CatalogueHint, state: RoutingState) -> HintOut:
    await session.flush()
    return hint_out(hint, state)


@router.get("", summary="学习提示：历史办理与目录不一致之处")
async def list_hints(
    session: ReadSession, _actor: Reader, holder: RoutingDep, state: HintState | None = None
) -> list[HintOut]:
    """List the hints, those with the most evidence first."""
    hints = await hint_book.list_hints(session, state=state)
    return [hint_out(hint, holder.state) for hint in hints]


@router.post("/{hint_id}/dismiss", summary="不采纳学习提示（写明理由）")
async def dismiss(
    hint_id: IdPath, body: NoteIn, session: WriteSession, actor: Manager, holder: RoutingDep
) -> HintOut:
    """Say why the catalogue is right after all."""
    hint = await hint_book.dismiss(session, hint_id=hint_id, note=body.note, actor=actor)
    return await _shown(session, hint, holder.state)


@router.post("/{hint_id}/propose", summary="按学习提示提出目录条目（待他人批准）")
async def propose(
    hint_id: IdPath, body: ProposeIn, session: WriteSession, actor: Manager, holder: RoutingDep
) -> HintOut:
    """Propose the row; it counts for nothing before another person approves it."""
    basis = tuple(Basis(b.kind, b.title, b.article) for b in body.basis)
    turned = Turned(basis, body.valid_from, body.note)
    hint = await hint_book.turn_into_row(session, hint_id=hint_id, turned=turned, actor=actor)
    return await _shown(session, hint, holder.state)
