"""Sign-on by the identity provider over HTTP (统一身份认证接口): go there, come back, be signed in."""

import re
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from hotline.kit import signing
from hotline.kit.audit.origin import client_address
from hotline.kit.auth.context import AuthContext
from hotline.kit.auth.cookies import set_session_cookie
from hotline.kit.auth.guard import AuthContextDep
from hotline.kit.auth.login import Attempt, welcome_proven
from hotline.kit.auth.oidc import START_MINUTES, ProofRefused, Provider, SingleSignOn, Start
from hotline.kit.errors import NotFound, Problem
from hotline.kit.http.declared import LIMITED
from hotline.kit.http.sessions import DatabaseDep
from hotline.kit.ratelimit import address_of, limit_by_address

router = APIRouter(prefix="/api/auth/oidc", tags=["auth 登录"])
PURPOSE = "oidc-start"
HOME = "/console"
_PATH = "/api/auth/oidc"
_PAGE = re.compile(r"/console(/[A-Za-z0-9_-]+)*")


class SingleSignOnOut(BaseModel):
    """Whether the sign-in page offers the button, and what stands on it."""

    enabled: bool
    label: str = ""


def _single_sign_on(request: Request) -> SingleSignOn:
    found: SingleSignOn = request.app.state.single_sign_on
    return found


SingleSignOnDep = Annotated[SingleSignOn, Depends(_single_sign_on)]


def _provider(single: SingleSignOn) -> Provider:
    if single.provider is None:
        raise NotFound("未启用统一身份认证", "Single sign-on is not enabled")
    return single.provider


def _cookie(context: AuthContext) -> str:
    return f"{context.settings.cookie_name}_oidc"


@router.get("", summary="是否提供统一身份认证")
async def describe(single: SingleSignOnDep) -> SingleSignOnOut:
    """Tell the sign-in page whether there is an identity provider."""
    if single.provider is None:
        return SingleSignOnOut(enabled=False)
    return SingleSignOnOut(enabled=True, label=single.provider.settings.label)


@router.get(
    "/start",
    status_code=303,
    response_class=RedirectResponse,
    summary="前往统一身份认证",
    dependencies=[Depends(limit_by_address("oidc", "30/minute"))],
    responses=LIMITED,
)
async def start(
    context: AuthContextDep,
    single: SingleSignOnDep,
    next_page: Annotated[str, Query(alias="next", max_length=200)] = HOME,
) -> RedirectResponse:
    """Send the browser to the provider; a short-lived cookie keeps what must come back."""
    begun = Start.new()
    try:
        address = await _provider(single).address(begun)
    except Problem as problem:
        if isinstance(problem, NotFound):
            raise
        return _refused(problem)
    answer = RedirectResponse(address, status_code=303)
    subject = f"{begun.seed} {_own_page(next_page)}"
    answer.set_cookie(
        _cookie(context),
        signing.sign_token(
            single.signing_key, PURPOSE, subject, lifetime=timedelta(minutes=START_MINUTES)
        ),
        max_age=START_MINUTES * 60,
        httponly=True,
        samesite="lax",  # the way back is a navigation from the provider's site
        secure=context.secure_cookie,
        path=_PATH,
    )
    return answer


@router.get(
    "/callback",
    status_code=303,
    response_class=RedirectResponse,
    summary="统一身份认证返回",
    dependencies=[Depends(limit_by_address("oidc", "30/minute"))],
    responses=LIMITED,
)
async def callback(
    request: Request,
    database: DatabaseDep,
    context: AuthContextDep,
    single: SingleSignOnDep,
    code: Annotated[str, Query(max_length=2000)] = "",
    state: Annotated[str, Query(max_length=200)] = "",
) -> RedirectResponse:
    """Take the provider's answer; every refusal goes back to the sign-in page and says why."""
    provider = _provider(single)
    try:
        seed, page = _begun(single, request.cookies.get(_cookie(context), ""))
        begun = Start(seed)
        if not code or not begun.owns(state):
            raise ProofRefused
        proof = await provider.prove(begun, code)
        client_address.set(address_of(request))
        attempt = Attempt(
            login=proof.login,
            password="",
            code=None,
            address=address_of(request),
            device=request.headers.get("user-agent", ""),
        )
        welcome = await welcome_proven(database, context, attempt, strong=proof.strong)
    except Problem as problem:
        answer = _refused(problem)
    else:
        answer = RedirectResponse(page, status_code=303)
        set_session_cookie(answer, context, welcome.token)
    answer.delete_cookie(_cookie(context), path=_PATH)
    return answer


def _begun(single: SingleSignOn, token: str) -> tuple[str, str]:
    seed, _, page = signing.read_token(single.signing_key, PURPOSE, token).partition(" ")
    return seed, page


def _own_page(page: str) -> str:
    """Only pages of the console are returned to; everything else becomes its first page."""
    return page if _PAGE.fullmatch(page) else HOME


def _refused(problem: Problem) -> RedirectResponse:
    return RedirectResponse(f"{HOME}/sign-in?refused={problem.code}", status_code=303)
