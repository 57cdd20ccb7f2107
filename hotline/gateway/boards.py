"""Boards (共用看板流): what every open page of one kind follows, so that colleagues see what one of them did.

A board carries ids and codes; whoever may open the page may watch its board, and hears only of what he may
see at that moment.
"""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hotline.kit.auth.actor import Actor
from hotline.kit.labels import LabelledEnum
from hotline.kit.outbox.subscriptions import Subscriptions
from hotline.kit.realtime import service as realtime
from hotline.process.drift.events import DriftAcknowledged
from hotline.process.hot.events import HotTopicDecided
from hotline.process.incidents.events import IncidentChanged
from routing.events import AgreementFell, HotBriefMade, HotTopicTold


class Board(LabelledEnum):
    """Pages that are followed as a whole."""

    HOT_TOPICS = "hot_topics", "热点"
    INCIDENTS = "incidents", "批量件"
    DRIFT = "drift", "分类质量"


PERMISSION = {
    Board.HOT_TOPICS: "hot.read",
    Board.INCIDENTS: "incident.read",
    Board.DRIFT: "drift.read",
}


def may_watch(actor: Actor, name: str) -> bool:
    """Tell whether ``actor`` may open the page that the board belongs to."""
    return any(board.value == name and actor.may(PERMISSION[board]) for board in Board)


async def append(session: AsyncSession, board: Board, name: str, **data: Any) -> None:
    """Write one message into a board; ids and codes only."""
    await realtime.append(session, f"board:{board.value}", name=name, data=data)


def register(table: Subscriptions) -> None:
    """Subscribe what the boards tell."""
    table.on(HotTopicTold, "gateway.board_hot_topic_told", on_topic_told)
    table.on(HotTopicDecided, "gateway.board_hot_topic_decided", on_topic_decided)
    table.on(HotBriefMade, "gateway.board_hot_brief_made", on_brief_made)
    table.on(IncidentChanged, "gateway.board_incident_changed", on_changed)
    table.on(AgreementFell, "gateway.board_drift_fell", on_fell)
    table.on(DriftAcknowledged, "gateway.board_drift_acknowledged", on_acknowledged)


async def on_topic_told(session: AsyncSession, event: HotTopicTold) -> None:
    """A topic opened, grew or ended."""
    told = {"topic_id": event.topic_id, "change": event.change}
    await append(session, Board.HOT_TOPICS, event.name, **told)


async def on_topic_decided(session: AsyncSession, event: HotTopicDecided) -> None:
    """Somebody took note of a topic, or said that it is none."""
    told = {"topic_id": event.topic_id, "change": event.decision}
    await append(session, Board.HOT_TOPICS, event.name, **told)


async def on_brief_made(session: AsyncSession, event: HotBriefMade) -> None:
    """The daily brief is there."""
    await append(session, Board.HOT_TOPICS, event.name, days=list(event.days))


async def on_changed(session: AsyncSession, event: IncidentChanged) -> None:
    """An incident was suggested, or it, its tickets or its measures are no longer what they were."""
    told = {"incident_id": event.incident_id, "change": event.change}
    await append(session, Board.INCIDENTS, event.name, **told)


async def on_fell(session: AsyncSession, event: AgreementFell) -> None:
    """People agree less with the suggestions."""
    told = {"week": event.week, "question": event.question}
    await append(session, Board.DRIFT, event.name, **told)


async def on_acknowledged(session: AsyncSession, event: DriftAcknowledged) -> None:
    """Somebody took note of a fall."""
    await append(session, Board.DRIFT, event.name, alert_id=event.alert_id)
