"""Sign-on over HTTP (登录接口), and the dependencies for every other router."""

from fastapi import APIRouter, Request, Response

from hotline.kit.audit.origin import client_address
from hotline.kit.auth import credentials, sessions
from hotline.kit.auth.cookies import drop_session_cookie, set_session_cookie
from hotline.kit.auth.guard import (
    AuthContextDep,
    CurrentActor,
    CurrentSignIn,
    OptionalActor,
    require,
)
from hotline.kit.auth.login import Attempt, sign_in
from hotline.kit.auth.schemas import (
    CodeIn,
    EnrolmentOut,
    LoginIn,
    MeOut,
    PasswordCheckIn,
    PasswordIn,
    SessionOut,
    me_out,
)
from hotline.kit.errors import NotFound
from hotline.kit.http.declared import LIMITED
from hotline.kit.http.sessions import DatabaseDep, ReadSession, WriteSession
from hotline.kit.inputs import IdPath
from hotline.kit.ratelimit import address_of

__all__ = ["CurrentActor", "OptionalActor", "require", "router"]

router = APIRouter(prefix="/api/auth", tags=["auth 登录"])


@router.post("/login", summary="登录", responses=LIMITED)
async def login(
    body: LoginIn,
    request: Request,
    response: Response,
    database: DatabaseDep,
    context: AuthContextDep,
) -> MeOut:
    """Sign in by login, password and, where enrolled, the one-time code; sets the session cookie."""
    attempt = Attempt(
        login=body.login,
        password=body.password,
        code=body.code,
        address=address_of(request),
        device=request.headers.get("user-agent", ""),
    )
    client_address.set(attempt.address)
    welcome = await sign_in(database, context, attempt)
    set_session_cookie(response, context, welcome.token)
    return me_out(context, welcome.account, welcome.duty)


@router.post("/logout", status_code=204, summary="退出")
async def logout(
    signed_in: CurrentSignIn, session: WriteSession, context: AuthContextDep
) -> Response:
    """Revoke this session."""
    if signed_in.session_id is not None:
        await sessions.revoke(session, signed_in.account.id, signed_in.session_id)
    response = Response(status_code=204)
    drop_session_cookie(response, context)
    return response


@router.get("/me", summary="当前登录人")
async def me(signed_in: CurrentSignIn, context: AuthContextDep) -> MeOut:
    """Tell who is signed in and what he may do."""
    return me_out(context, signed_in.account, signed_in.duty)


@router.get("/sessions", summary="本人的登录设备")
async def list_sessions(
    signed_in: CurrentSignIn, session: ReadSession, context: AuthContextDep
) -> list[SessionOut]:
    """List one's own living sessions."""
    rows = await sessions.list_sessions(session, context, signed_in.account.id)
    return [SessionOut(**row._mapping, current=row.id == signed_in.session_id) for row in rows]


@router.delete("/sessions/{session_id}", status_code=204, summary="让某台设备退出")
async def revoke_session(
    session_id: IdPath, signed_in: CurrentSignIn, session: WriteSession
) -> None:
    """Sign one of one's own sessions out."""
    if not await sessions.revoke(session, signed_in.account.id, session_id):
        raise NotFound("没有这个登录设备，或已退出", "No such session, or signed out already")


@router.post("/sessions/revoke-others", status_code=204, summary="让其他设备全部退出")
async def revoke_others(signed_in: CurrentSignIn, session: WriteSession) -> None:
    """Sign all other sessions out."""
    await sessions.revoke_all(session, signed_in.account.id, keep=signed_in.session_id)


@router.post("/password", status_code=204, summary="修改口令", responses=LIMITED)
async def change_password(
    body: PasswordIn, signed_in: CurrentSignIn, database: DatabaseDep, context: AuthContextDep
) -> None:
    """Change one's own password; all other sessions are signed out."""
    await credentials.change_password(
        database, context, signed_in, body.old_password, body.new_password
    )


@router.post("/totp", status_code=201, summary="准备动态口令", responses=LIMITED)
async def enrol_totp(
    body: PasswordCheckIn,
    signed_in: CurrentSignIn,
    database: DatabaseDep,
    context: AuthContextDep,
) -> EnrolmentOut:
    """Make a second factor; it counts only after it was confirmed by a code."""
    enrolment = await credentials.enrol(database, context, signed_in, body.password)
    return EnrolmentOut(secret=enrolment.secret, uri=enrolment.uri)


@router.post("/totp/confirm", status_code=204, summary="启用动态口令", responses=LIMITED)
async def confirm_totp(
    body: CodeIn, signed_in: CurrentSignIn, database: DatabaseDep, context: AuthContextDep
) -> None:
    """Activate the prepared second factor."""
    await credentials.confirm(database, context, signed_in, body.code)


@router.post("/totp/disable", status_code=204, summary="停用动态口令", responses=LIMITED)
async def disable_totp(
    body: PasswordCheckIn,
    signed_in: CurrentSignIn,
    database: DatabaseDep,
    context: AuthContextDep,
) -> None:
    """Drop one's own second factor."""
    await credentials.disable(database, context, signed_in, body.password)
