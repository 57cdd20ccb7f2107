"""Routers asked only about their own paths (按开头分流): of three hundred routes most need not be tried."""

from fastapi import APIRouter, FastAPI
from starlette.routing import Match
from starlette.types import Scope


def include(app: FastAPI, router: APIRouter) -> None:
    """Let ``app`` serve ``router``, asked only about paths that begin like one of its routes.

    Routes added to ``router`` later are not served. What its routes need is worked out at the first request
    that begins like one: filled before it is included, the holder would have FastAPI do that for all at once,
    half a second of every start.
    """
    holder = ByPathStart(router)
    app.include_router(holder)
    holder.include_router(router)


class ByPathStart(APIRouter):
    """Holds one router and answers for it at once where a path begins like none of its routes."""

    def __init__(self, router: APIRouter) -> None:
        """Read how the paths of ``router`` begin."""
        super().__init__()
        paths = (getattr(route, "path", router.prefix) for route in router.routes)
        self._beginnings = tuple({path.partition("{")[0] for path in paths})

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Tell whether one of the routes is meant; under a root path each is asked."""
        if scope.get("root_path") or scope["path"].startswith(self._beginnings):
            return super().matches(scope)
        return Match.NONE, {}
