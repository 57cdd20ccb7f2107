"""Routers asked only about their own paths (按开头分流): of three hundred routes most need not be tried."""

from fastapi import APIRouter
from starlette.routing import Match
from starlette.types import Scope


class ByPathStart(APIRouter):
    """Holds one router and answers for it at once where a path begins like none of its routes."""

    def __init__(self, router: APIRouter) -> None:
        """Include ``router``; routes added to it later are not served."""
        super().__init__()
        self.include_router(router)
        paths = (getattr(route, "path", router.prefix) for route in router.routes)
        self._beginnings = tuple({path.partition("{")[0] for path in paths})

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Tell whether one of the routes is meant; under a root path each is asked."""
        if scope.get("root_path") or scope["path"].startswith(self._beginnings):
            return super().matches(scope)
        return Match.NONE, {}
