"""A router that is asked only about its own paths answers as one that is asked about all."""

import httpx
import pytest
from fastapi import APIRouter, FastAPI, WebSocket
from fastapi.routing import iter_route_contexts
from starlette.routing import Match

from hotline.app import ROUTERS
from hotline.kit.http.pathstarts import ByPathStart, include

inner = APIRouter(prefix="/inner")
router = APIRouter(prefix="/api/things")
anywhere = APIRouter()


@inner.get("/{name}/end")
def read_inner(name: str) -> str:
    return f"inner {name}"


@router.get("/{number}")
def read_thing(number: int) -> str:
    return f"thing {number}"


@router.post("")
def make_thing() -> str:
    return "made"


@router.websocket("/live")
async def live(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("live")
    await socket.close()


@anywhere.get("/{rest:path}")
def read_rest(rest: str) -> str:
    return f"rest {rest}"


router.include_router(inner)


def app_of(*routers: APIRouter) -> FastAPI:
    app = FastAPI()
    for one in routers:
        app.include_router(one)
    return app


def app_by_start(*routers: APIRouter) -> FastAPI:
    app = FastAPI()
    for one in routers:
        include(app, one)
    return app


async def answer(app: FastAPI, verb: str, path: str, root: str = "") -> httpx.Response:
    transport = httpx.ASGITransport(app, root_path=root)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.request(verb, path)


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("GET", "/api/things/7"),
        ("GET", "/api/things/seven"),
        ("GET", "/api/things/inner/a/end"),
        ("GET", "/api/things/inner/a"),
        ("POST", "/api/things"),
        ("POST", "/api/things/"),
        ("PUT", "/api/things"),
        ("GET", "/api/thing"),
        ("GET", "/api/thingsandmore"),
        ("GET", "/"),
        ("DELETE", "/anything"),
    ],
)
async def test_an_answer_is_the_one_of_the_router_itself(verb: str, path: str) -> None:
    plain = await answer(app_of(router, anywhere), verb, path)
    ours = await answer(app_by_start(router, anywhere), verb, path)
    assert (ours.status_code, ours.text) == (plain.status_code, plain.text)
    assert ours.headers == plain.headers


async def test_an_address_with_a_slash_too_many_leads_to_the_right_one() -> None:
    sent = await answer(app_by_start(router), "POST", "/api/things/")
    assert (sent.status_code, sent.headers["location"]) == (307, "http://test/api/things")


def test_a_socket_is_found() -> None:
    scope = {"type": "websocket", "path": "/api/things/live"}
    found = [route.matches(dict(scope))[0] for route in app_by_start(router).routes]
    assert Match.FULL in found


async def test_a_house_behind_a_root_path_is_served() -> None:
    for path in ("/house/api/things/7", "/api/things/7"):
        assert (await answer(app_by_start(router), "GET", path, "/house")).json() == "thing 7"


def test_the_interface_is_described_as_before() -> None:
    assert app_by_start(router).openapi() == app_of(router).openapi()


def test_no_route_of_the_house_is_beyond_its_beginnings() -> None:
    for one in ROUTERS:
        beginnings = ByPathStart(one)._beginnings
        for context in iter_route_contexts(one.routes):
            path = (context.path or "").replace("{", "").replace("}", "")
            assert path.startswith(beginnings), path
