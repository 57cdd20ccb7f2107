"""The order of refusals of an action (拒绝的先后): what is not possible now comes before what is wrong with the form.

A body is checked before any code of ours runs. Whoever presses a button that has just become impossible would
be told to fill in a field; so a refused body makes us ask the table first (``service.require_possible``). It
costs nothing while all is well.
"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute

from hotline.kit.auth.actor import Actor
from hotline.kit.auth.api import require
from hotline.kit.errors import Conflict, Invalid
from hotline.kit.http.sessions import get_database
from hotline.tickets import service
from hotline.tickets.errors import StaleVersion
from hotline.tickets.models import Action
from hotline.tickets.workflow import ActionRefused, IllegalTransition

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
_SAID_ALREADY = (IllegalTransition, ActionRefused, StaleVersion)


async def acting(
    request: Request, actor: Annotated[Actor, Depends(require("ticket.read"))]
) -> Actor:
    """Return who acts and keep him beside the request, for the case that its body is refused."""
    request.state.acting = actor
    return actor


class ActionRoute(APIRoute):
    """A route ``…/{ticket_id}/actions/{ACTION}``; nothing of its interface differs."""

    def get_route_handler(self) -> Handler:
        """Return the handler that asks the table before it refuses a body or what it claims."""
        handle = super().get_route_handler()
        action = Action[self.path.rsplit("/", 1)[-1]]

        async def legal_first(request: Request) -> Response:
            try:
                return await handle(request)
            except (RequestValidationError, Invalid, Conflict) as fault:
                if not isinstance(fault, _SAID_ALREADY):
                    await _require_possible(request, action, fault)
                raise

        return legal_first


async def _require_possible(request: Request, action: Action, fault: Exception) -> None:
    """Ask the table, unless nobody is signed in, the body is no JSON at all, or the address is wrong."""
    actor: Actor | None = getattr(request.state, "acting", None)
    if actor is None or not _is_about_body(fault):
        return
    async with get_database(request).read() as session:
        await service.require_possible(
            session,
            ticket_id=request.path_params["ticket_id"],
            action=action,
            actor=actor,
            version=await _version_seen(request),
        )


def _is_about_body(fault: Exception) -> bool:
    if not isinstance(fault, RequestValidationError):
        return True
    return all(error["loc"][0] == "body" for error in fault.errors())


async def _version_seen(request: Request) -> int | None:
    """Return the version in the body, as far as it can be read there."""
    try:
        body = await request.json()
    except ValueError:
        return None
    version = body.get("version") if isinstance(body, dict) else None
    return version if type(version) is int else None
