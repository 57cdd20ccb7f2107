"""Suggestions over HTTP (分类建议接口), and the snapshot that every endpoint of routing looks at."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from hotline.kit import clock
from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.text import clean_input
from routing.classify.schemas import ModelOut
from routing.schemas import SuggestIn
from routing.state import RoutingHolder
from routing.suggest import suggest
from routing.suggestion_schemas import SuggestionOut

router = APIRouter(prefix="/api/routing", tags=["routing 分类与派单建议"])
Staff = Annotated[Actor, Depends(require("ticket.read", "taxonomy.manage"))]
Watcher = Annotated[Actor, Depends(require("ticket.read", "taxonomy.manage", "drift.read"))]


def routing_of(request: Request) -> RoutingHolder:
    """Return the process's routing snapshot."""
    holder: RoutingHolder = request.app.state.routing
    return holder


RoutingDep = Annotated[RoutingHolder, Depends(routing_of)]


@router.post("/suggest", summary="对一段文字给出分类、地点、紧急程度与承办建议")
async def suggest_text(body: SuggestIn, _actor: Staff, holder: RoutingDep) -> SuggestionOut:
    """Return the suggestion with confidence and evidence; nothing is stored."""
    found = suggest(
        holder.state,
        clean_input(body.text),
        channel=body.channel,
        place_hint=body.place_hint,
        at=clock.now(),
    )
    return SuggestionOut.model_validate(found.to_json())


@router.get("/model", summary="分类模型状态")
async def model_state(_actor: Watcher, holder: RoutingDep) -> ModelOut:
    """Return whether a model is loaded, and the figures measured when it was trained."""
    return ModelOut.model_validate({**holder.health(), "card": holder.state.model.card})
