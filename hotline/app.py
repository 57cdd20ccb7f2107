"""The web application (网页与接口): routers, pages, sockets and the embedded worker."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, RedirectResponse

from agent_ui import pages
from channels import api as channels_api
from crm import api as crm_api
from crm import conduct_api, privacy_api
from hotline import health, metrics, worker
from hotline.bootstrap import Hotline
from hotline.gateway import api as gateway_api
from hotline.imports import api as imports_api
from hotline.kit.audit import api as audit_api
from hotline.kit.auth import accounts_api, oidc_api
from hotline.kit.auth import api as auth_api
from hotline.kit.calendars import api as calendars_api
from hotline.kit.files import api as files_api
from hotline.kit.http import pathstarts, problems
from hotline.kit.http.edge import Edge, EdgeRules
from hotline.kit.organisation import api as organisation_api
from hotline.portal import api as portal_api
from hotline.portal import knowledge as public_knowledge
from hotline.portal import reading as public_reading
from hotline.portal.schemas import RequestIn
from hotline.process import api as process_api
from hotline.process.assist import api as assist_api
from hotline.process.dialogue import api as dialogue_api
from hotline.process.drift import api as drift_api
from hotline.process.hot import api as hot_api
from hotline.process.incidents import api as incidents_api
from hotline.process.learning import api as api_learning
from hotline.process.learning import articles_api as learned_articles_api
from hotline.process.search import api as search_api
from hotline.process.seen import api as seen_api
from hotline.supervision import api as supervision_api
from knowledge.answer import api as answer_api
from knowledge.articles import api as knowledge_api
from knowledge.directory import api as directory_api
from knowledge.editorial import api as editorial_api
from knowledge.feedback import api as feedback_api
from knowledge.items import api as items_api
from knowledge.lexicon import api as lexicon_api
from knowledge.notices import api as notices_api
from knowledge.ranking import api as ranking_api
from knowledge.suggest import api as suggest_api
from routing import api as routing_api
from routing.catalogue import api as catalogue_api
from routing.catalogue import hints_api
from routing.extract import api as places_api
from routing.limits import api as limits_api
from routing.rules import api as rules_api
from routing.taxonomy import api as taxonomy_api
from routing.taxonomy import examples_api

# Routes are tried in this order: what citizens send in floods comes first.
ROUTERS: tuple[APIRouter, ...] = (
    portal_api.router,
    health.router,
    metrics.router,
    auth_api.router,
    oidc_api.router,
    accounts_api.router,
    audit_api.router,
    organisation_api.router,
    calendars_api.router,
    files_api.router,
    channels_api.router,
    taxonomy_api.router,
    routing_api.router,
    hints_api.router,
    catalogue_api.router,
    rules_api.router,
    places_api.router,
    examples_api.router,
    limits_api.router,
    knowledge_api.router,
    knowledge_api.errors_router,
    knowledge_api.flags_router,
    items_api.router,
    items_api.public_router,
    suggest_api.router,
    suggest_api.public_router,
    feedback_api.router,
    feedback_api.public_router,
    feedback_api.reports_router,
    ranking_api.router,
    lexicon_api.router,
    notices_api.router,
    notices_api.public_router,
    directory_api.router,
    directory_api.public_router,
    editorial_api.router,
    answer_api.router,
    public_knowledge.router,
    public_reading.router,
    crm_api.router,
    conduct_api.router,
    privacy_api.router,
    search_api.router,  # before the page of a ticket, whose id "search" is not
    *process_api.ROUTERS,
    assist_api.router,
    dialogue_api.public_router,
    dialogue_api.router,
    hot_api.router,
    drift_api.router,
    api_learning.router,
    learned_articles_api.router,
    seen_api.router,
    incidents_api.router,
    supervision_api.router,
    imports_api.router,
    gateway_api.router,
)
READ_BY_HAND = (RequestIn,)
DESCRIPTION = """12345 政务服务便民热线接口。错误一律为 problem+json，中英文并列。

Interface of the city hotline. Every refusal is problem+json in Chinese and English.
State-changing requests with a session cookie carry `X-Requested-With: hotline`."""


def create_app(hotline: Hotline) -> FastAPI:
    """Build the application around a built system; the lifespan starts and ends it."""
    app = FastAPI(
        title="12345 热线 · City hotline",
        version="0.1.0",
        description=DESCRIPTION,
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
    )
    attach(app, hotline)
    problems.install(app)
    for router in ROUTERS:
        pathstarts.include(app, router)
    _mount_pages(app)
    _describe(app)
    app.add_middleware(Edge, rules=_edge_rules(hotline))
    return app


def attach(app: FastAPI, hotline: Hotline) -> None:
    """Let the application serve this system; one that has served another must have ended it."""
    app.state.hotline = hotline
    app.state.database = hotline.database
    app.state.auth = hotline.auth
    app.state.single_sign_on = hotline.single_sign_on
    app.state.files = hotline.files
    app.state.channels = hotline.channels
    app.state.limiter = hotline.limiter
    app.state.hub = hotline.hub
    app.state.presence = hotline.presence
    app.state.intake = hotline.intake
    app.state.routing = hotline.routing
    app.state.search = hotline.search
    app.state.ranking = hotline.ranking
    app.state.ticket_search = hotline.ticket_search
    app.state.inspections = health.inspections(hotline)


def _describe(app: FastAPI) -> None:
    """Add the shapes of bodies that an endpoint reads by itself to the OpenAPI document."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain()
        schemas = document["components"]["schemas"]
        for model in READ_BY_HAND:
            shape = model.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas.update(shape.pop("$defs", {}))
            schemas[model.__name__] = shape
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _edge_rules(hotline: Hotline) -> EdgeRules:
    return EdgeRules(https=hotline.settings.public_base_url.startswith("https://"))


def _mount_pages(app: FastAPI) -> None:
    folder = pages.static_folder()
    if folder is not None:
        app.mount("/ui", pages.BuiltFiles(directory=folder), name="ui")

    @app.get("/", include_in_schema=False)
    async def portal() -> HTMLResponse:
        return HTMLResponse(pages.read_entry(pages.Entry.PORTAL))

    @app.get("/console", include_in_schema=False)
    async def console_root() -> HTMLResponse:
        return HTMLResponse(pages.read_entry(pages.Entry.CONSOLE))

    @app.get("/console/{rest:path}", include_in_schema=False)
    async def console(rest: str) -> HTMLResponse:  # noqa: ARG001 — the console routes by itself
        return HTMLResponse(pages.read_entry(pages.Entry.CONSOLE))

    @app.get("/favicon.ico", include_in_schema=False)
    async def favicon() -> RedirectResponse:
        return RedirectResponse("/ui/favicon.svg")


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    hotline: Hotline = app.state.hotline
    await hotline.start()
    stop = asyncio.Event()
    tasks = [asyncio.create_task(worker.listen(hotline, stop))]
    if hotline.settings.worker.embedded:
        tasks.append(asyncio.create_task(worker.run(hotline, stop)))
    try:
        yield
    finally:
        stop.set()
        for wake in hotline.wakes:
            wake.set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(8):
                await asyncio.gather(*tasks, return_exceptions=True)
        for task in tasks:
            task.cancel()
        await hotline.close()
