"""Metrics (运行指标) in Prometheus' text form: queue ages, dead letters, process figures."""

import secrets

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from prometheus_client.process_collector import ProcessCollector

from hotline.bootstrap import Hotline
from hotline.kit.errors import Forbidden
from hotline.kit.outbox import queries as outbox

router = APIRouter(tags=["health"])
_REGISTRY = CollectorRegistry()
ProcessCollector(registry=_REGISTRY)
_DUE = Gauge("hotline_outbox_due", "Deliveries that are due", registry=_REGISTRY)
_AGE = Gauge("hotline_outbox_oldest_seconds", "Age of the oldest due delivery", registry=_REGISTRY)
_DEAD = Gauge("hotline_outbox_dead", "Dead letters", registry=_REGISTRY)


@router.get("/metrics", response_class=Response)
async def metrics(request: Request) -> Response:
    """Figures for monitoring; bearer token where one is set, else loopback only."""
    hotline: Hotline = request.app.state.hotline
    _refuse_strangers(request, hotline.settings.metrics_token.get_secret_value())
    async with hotline.database.read() as session:
        due, age, dead = await outbox.backlog(session)
    _DUE.set(due)
    _AGE.set(age)
    _DEAD.set(dead)
    return Response(generate_latest(_REGISTRY), media_type=CONTENT_TYPE_LATEST)


def _refuse_strangers(request: Request, token: str) -> None:
    if token:
        given = request.headers.get("authorization", "")
        if not secrets.compare_digest(given.encode(), f"Bearer {token}".encode()):
            raise Forbidden
        return
    if request.client is None or request.client.host not in {"127.0.0.1", "::1"}:
        raise Forbidden
